"""A day of the year as people type it: 1980-04-05, 昭和55年4月5日, S55.4.5, "5 April 1980", or 4/5 without its year.

A wrong birthday is worse than none: what could be read in two ways (55.4.5, 4/5/1980) is refused.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

# (the year before the era's first, the last year that was written)
_ERAS = {"明治": (1867, 45), "大正": (1911, 15), "昭和": (1925, 64), "平成": (1988, 31), "令和": (2018, 99)}
_LETTERS = dict(zip("mtshr", _ERAS, strict=True))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# So that 29 February may stand without a year.
_LEAP = 2000
_OLDEST = 130

_YEAR = rf"(?P<year>(?:18|19|20)[0-9]{{2}}|(?:{'|'.join(_ERAS)}|[mtshr])(?:[0-9]{{1,2}}|元))"
_MONTH, _DAY = r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
_NAMED = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_NTH = rf"{_DAY}(?:st|nd|rd|th)?"
_WESTERN = r"(?P<year>(?:18|19|20)[0-9]{2})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:{_YEAR}年)?{_MONTH}月{_DAY}日?",
        rf"{_YEAR}(?P<sep>[-/.]){_MONTH}(?P=sep){_DAY}",
        rf"{_WESTERN}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})",
        rf"(?:--)?{_MONTH}[-/.]{_DAY}",
        rf"{_NAMED}{_NTH}(?: ?{_WESTERN})?",
        rf"{_NTH}{_NAMED}{_WESTERN}?",
    )
)
_BORN = re.compile(r"(?:に?生まれ|生)$")
# Between two figures it parts them; anywhere else it says nothing.
_GAP = re.compile(r"(?<![0-9])[\s,]+|[\s,]+(?![0-9])")


@dataclass(frozen=True)
class Birthday:
    """A day that comes every year; `year` is None where nobody knows it."""

    month: int
    day: int
    year: int | None = None

    @property
    def date(self) -> date:
        """The day itself; without a year the one of a leap year."""
        return date(_LEAP if self.year is None else self.year, self.month, self.day)

    def __str__(self) -> str:
        """As `read` takes it: 1980-04-05, or 4/5."""
        return f"{self.month}/{self.day}" if self.year is None else f"{self.year}-{self.month:02}-{self.day:02}"


def read(text: str, today: date | None = None) -> Birthday | None:
    """What `text` says; None for what is no day or could be two. With `today`, none that is yet to come either."""
    folded = _GAP.sub("", unicodedata.normalize("NFKC", text).lower())
    plain = _BORN.sub("", re.sub(r"[\s,]+", " ", folded))
    found = next((match for form in _FORMS if (match := form.fullmatch(plain))), None)
    if found is None:
        return None
    said = found.groupdict()
    month = said["month"]
    return _known(
        int(month) if month.isdecimal() else _MONTHS.index(month[:3]) + 1,
        int(said["day"]),
        _year(said["year"]) if said.get("year") else None,
        today,
    )


def _year(said: str) -> int:
    """The western year; 0 for one that its era never had."""
    if said.isdecimal():
        return int(said)
    era = said[0] if said[0] in _LETTERS else said[:2]
    before, last = _ERAS[_LETTERS.get(era, era)]
    nth = 1 if said.endswith("元") else int(said[len(era) :])
    return before + nth if 1 <= nth <= last else 0


def _known(month: int, day: int, year: int | None, today: date | None) -> Birthday | None:
    try:
        meant = date(_LEAP if year is None else year, month, day)
    except ValueError:
        return None
    if year is None or today is None or (today.year - _OLDEST <= year and meant <= today):
        return Birthday(month, day, year)
    return None
