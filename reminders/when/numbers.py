"""Numerals: figures, kanji (二〇二六, 二十三), English words; and the years of the Japanese eras.

All raise ValueError for what is no number, no era or no year: the grammar then reads no date.
"""

import re
from datetime import date

KANJI = "〇零一二三四五六七八九十廿百千"
NUMBER = rf"(?:[0-9]{{1,4}}|[{KANJI}]{{1,8}})"

LEFT = rf"(?<![0-9{KANJI}万億])(?<![0-9][.,])"
"""Nothing before a number that would make it the end of a longer one."""

_FIGURES = {figure: value for value, figure in enumerate("〇一二三四五六七八九")} | {"零": 0}
_UNITS = {"千": 1000, "百": 100, "十": 10}

_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
    "ninety": 90,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
}  # fmt: skip
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|ninety)"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
COUNT = (
    rf"(?:[0-9]{{1,3}}|{_TENS}[ -]{_ONES}|a couple of|a couple|(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))}))"
)
ORDINAL = rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)|(?:twenty|thirty)[ -](?:{'|'.join(_ORDINALS)})|{'|'.join(_ORDINALS)})"

NO_COUNT = (
    r"(?!\s+(?:people|persons?|units?|seats?|users?|licen[cs]es?|items?|pcs|pieces|samples?|times|customers?|stores?"
    r"|percent|dollars|yen|k|m|million)\b)"
)
"""No noun that makes the number before it a count: May 5 people."""

_ERAS = {  # (the year before the first, the last year that was written)
    "明治": (1867, 45),
    "大正": (1911, 15),
    "昭和": (1925, 64),
    "平成": (1988, 31),
    "令和": (2018, 99),
}
ERA = rf"(?:{'|'.join(_ERAS)})"
_LETTERS = dict(zip("mtshr", _ERAS, strict=True))
_YEARS_BACK, _YEARS_AHEAD = 69, 30


def number(said: str) -> int:
    """The value of figures or kanji: "23", "二三", "二十三", "廿三", "二千二十六"."""
    if said.isdecimal():
        return int(said)
    said = said.replace("廿", "二十")
    if not set(said) <= {*_FIGURES, *_UNITS}:
        raise ValueError(f"no number: {said}")
    if not set(said) & _UNITS.keys():
        return int("".join(str(_FIGURES[figure]) for figure in said))
    parts = re.fullmatch(r"(?:(.?)千)?(?:(.?)百)?(?:(.?)十)?(.?)", said)
    if parts is None or any(part in _UNITS or part == "〇" for part in parts.groups() if part):
        raise ValueError(f"no number: {said}")
    value = _FIGURES[parts[4]] if parts[4] else 0
    for unit, part in zip("千百十", parts.groups()[:3], strict=True):
        if part is not None:
            value += _UNITS[unit] * (_FIGURES[part] if part else 1)
    return value


def count(said: str) -> int:
    """The value of an English count: "3", "three", "twenty-one", "a", "a couple of"."""
    if said.isdecimal():
        return int(said)
    if said.startswith("a couple"):
        return 2
    return sum(_WORDS[word] for word in re.split("[ -]", said))


def ordinal(said: str) -> int:
    """The value of "3rd", "third" or "twenty-third"."""
    if said[0].isdecimal():
        return int(said[:-2])
    *tens, last = re.split("[ -]", said)
    return sum(_WORDS[word] for word in tens) + _ORDINALS[last]


def era_year(era: str, said: str) -> int:
    """The western year of 令和8 or of "r" 8; 元 is the first. ValueError beyond the era's last year.

    平成 alone may run on: contracts of 2018 name 平成32年, and everybody counts on from there.
    """
    name = _LETTERS.get(era, era)
    before, last = _ERAS[name]
    year = 1 if said == "元" else number(said)
    if not 1 <= year <= (last if name != "平成" or era in _LETTERS else last + 20):
        raise ValueError(f"no year of {name}: {year}")
    return before + year


def full_year(said: str, today: date) -> int:
    """A written year as four digits: 26 → 2026, 89 → 1989, seen from `today`. ValueError outside 1868–2200."""
    year = number(said)
    if year < 100 and len(said) < 3:
        year += today.year // 100 * 100
        year -= 100 * (year > today.year + _YEARS_AHEAD)
        year += 100 * (year < today.year - _YEARS_BACK)
    if not 1868 <= year <= 2200:
        raise ValueError(f"no year to make an appointment in: {year}")
    return year
