"""Reads what a rep types at the counter: whose it is, how much money or how many points, when, and the words around.

The text is first made `plain`; the dates in it are found by whoever knows dates.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crm import names
from crm.activities.loglines import Dated

# Names that may be followed by other words without an honorific between: so many beginnings are tried.
BEGINNINGS = 4
MOST = 1_000_000_000
LOOKS_BACK = timedelta(days=200)

_SIGNS = str.maketrans({"−": "-", "‐": "-", "‑": "-", "–": "-", "—": "-", "¥": "¥", "\\": "¥"})
_COUNT = r"\d{1,3}(?:,\d{3})+|\d+"
_POINT = r"(?:ポイント|points?|pts?|p)(?![a-z])"
_SPENT = re.compile(
    rf"-\s*(?P<minus>{_COUNT})\s*{_POINT}"
    rf"|(?P<used>{_COUNT})\s*{_POINT}\s*を?\s*(?:ご?利用|ご?使用|払い|充当|使って|used?)"
    rf"|(?:ポイント|points?)\s*(?:ご?利用|used?)\s*(?P<after>{_COUNT})",
    re.IGNORECASE,
)
_MONEY = re.compile(
    rf"¥\s*(?P<sign>{_COUNT})(?:\s*円)?"
    rf"|(?P<man>\d+(?:\.\d+)?)\s*万\s*(?:(?P<sen_of>\d+)\s*千|(?P<rest>{_COUNT}))?\s*円?"
    rf"|(?P<sen>\d+(?:\.\d+)?)\s*千\s*円"
    rf"|(?P<yen>{_COUNT})\s*(?:円|yen\b|jpy\b)",
    re.IGNORECASE,
)
_BARE = re.compile(rf"(?<![\w.,/:+\-])(?P<bare>{_COUNT})(?![\w.,/:%])")
_SIGNED = re.compile(rf"(?<![\w.,/:])(?P<sign>[+\-])\s*(?P<count>{_COUNT})(?:\s*{_POINT})?(?![\d,])", re.IGNORECASE)
_OFFERED = re.compile(rf"(?<![\w.,/:])\+?\s*(?P<count>{_COUNT})(?:\s*{_POINT})?(?![\d,])", re.IGNORECASE)
_QR = re.compile(r"(?<![A-Za-z])QR(?:コード)?(?![A-Za-z])", re.IGNORECASE)
_POLITE = re.compile(r"(?P<name>\S.*?(?:様|さま|さん|殿|御中|先生|氏))(?=$|[\s、,,。0-9¥+\-])")
_OF_A_YEAR = re.compile(r"\d{1,2}\s*[/月.\-]\s*\d{1,2}日?(?:\s*[(（].[)）])?")
_EDGES = " \t\r\n、,。.:・"


@dataclass(frozen=True)
class Whose:
    """A name as it was typed, and the words that are left when it is one."""

    name: str
    words: str


@dataclass(frozen=True)
class Said:
    """What was read. `whose`: what could be the name, the likeliest first; `amount` in yen, `points` signed, None where
    nothing was said; `spent`: points that pay for a part of it. `qr`: it is to be shown as a picture.
    """

    whose: tuple[Whose, ...] = ()
    amount: int | None = None
    points: int | None = None
    spent: int = 0
    day: date | None = None
    qr: bool = False


@dataclass(frozen=True)
class _Span:
    start: int
    end: int


def plain(text: str) -> str:
    """Full-width figures and signs as their usual forms."""
    return unicodedata.normalize("NFKC", text).translate(_SIGNS).strip()


def purchase(text: str, dates: Sequence[Dated], today: date) -> Said:
    """「田中様 12,800円 定期点検」 of a plain text; amounts beyond all reason are none."""
    begins = _name_ends(text)
    spent = _SPENT.search(text, begins)
    taken = [_Span(*spent.span())] if spent else []
    money = _first_free(_MONEY, text, begins, taken)
    taken += [_Span(*money.span())] if money else []
    dated = next((each for each in dates if each.start >= begins and _is_free(each.start, each.end, taken)), None)
    taken += [_Span(dated.start, dated.end)] if dated else []
    if money is None:
        money = _first_free(_BARE, text, begins, taken)
        taken += [_Span(*money.span())] if money else []
    return Said(
        whose=_whose(text, begins, taken),
        amount=_yen(money) if money else None,
        spent=_number(next(each for each in spent.groups() if each)) if spent else 0,
        day=_day(dated, today) if dated else None,
    )


def points(text: str) -> Said:
    """「田中様 +100 来店」, 「-500 お会計」 or 「QR 100 来店」 of a plain text; only with QR a figure needs no sign."""
    begins = _name_ends(text)
    shown = _QR.search(text, begins)
    text = f"{text[: shown.start()]}{' ' * len(shown[0])}{text[shown.end() :]}" if shown else text
    figure = (_OFFERED if shown else _SIGNED).search(text, begins)
    taken = [_Span(*each.span()) for each in (figure, shown) if each]
    count = None
    if figure:
        count = _number(figure["count"]) * (-1 if not shown and figure["sign"] == "-" else 1)
    return Said(whose=_whose(text, begins, taken), points=count, qr=shown is not None)


def amount(text: str) -> int | None:
    """The yen in a field for money: 「12,800円」, 「1.2万」, 「12800」; None when it is no amount."""
    typed = plain(text)
    found = _MONEY.fullmatch(typed) or _BARE.fullmatch(typed)
    return _yen(found) if found else None


def count(text: str) -> int | None:
    """The points in a field for them; None when it is no number."""
    found = re.fullmatch(rf"({_COUNT})\s*(?:{_POINT})?", plain(text), re.IGNORECASE)
    return _number(found[1]) if found else None


def _name_ends(text: str) -> int:
    """Behind the name where it has an honorific: figures in a name are none of ours."""
    polite = _POLITE.match(text)
    figures = polite and (_MONEY.search(polite["name"]) or _SIGNED.search(polite["name"]) or _QR.search(polite["name"]))
    return polite.end() if polite and not figures else 0


def _whose(text: str, begins: int, taken: Sequence[_Span]) -> tuple[Whose, ...]:
    if begins:
        return (Whose(text[:begins].strip(), _left(text, begins, taken)),)
    first = min((each.start for each in taken), default=len(text))
    words = text[:first].split()
    if not words:
        return _behind(text, first, taken)
    rest = _left(text, first, taken)
    found = []
    for most in range(min(len(words), BEGINNINGS), 0, -1):
        name = " ".join(words[:most])
        found.append(Whose(name, " ".join([*words[most:], rest]).strip(_EDGES)))
    return tuple(found)


def _behind(text: str, start: int, taken: Sequence[_Span]) -> tuple[Whose, ...]:
    """The name comes after the figure; then it has an honorific, or it is nobody's."""
    rest = _left(text, start, taken)
    polite = next((each for each in rest.split() if names.honorific(each)[1]), None)
    if polite is None:
        return (Whose("", rest),)
    return (Whose(polite, " ".join(rest.replace(polite, " ", 1).split())),)


def _left(text: str, start: int, taken: Sequence[_Span]) -> str:
    """What stands behind `start`, without these spans."""
    kept = [" " if any(each.start <= at < each.end for each in taken) else text[at] for at in range(start, len(text))]
    return " ".join("".join(kept).split()).strip(_EDGES)


def _first_free(pattern: re.Pattern[str], text: str, start: int, taken: Sequence[_Span]) -> re.Match[str] | None:
    return next((each for each in pattern.finditer(text, start) if _is_free(*each.span(), taken)), None)


def _is_free(start: int, end: int, taken: Sequence[_Span]) -> bool:
    return all(end <= each.start or each.end <= start for each in taken)


def _yen(found: re.Match[str]) -> int | None:
    """None for what is no whole yen, or more than anybody ever paid."""
    parts = found.groupdict()
    if parts.get("man"):
        more = int(parts["sen_of"]) * 1000 if parts.get("sen_of") else _number(parts.get("rest") or "0")
        exact = Decimal(parts["man"]) * 10_000 + more
    elif parts.get("sen"):
        exact = Decimal(parts["sen"]) * 1000
    else:
        exact = Decimal(_number(next(each for each in found.groups() if each)))
    return int(exact) if exact == int(exact) and exact <= MOST else None


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _day(dated: Dated, today: date) -> date:
    """Something that was bought has been bought: a month and a day that lie ahead are the last ones that have been, if
    that is not long ago.
    """
    if dated.day <= today or not _OF_A_YEAR.fullmatch(dated.span.strip()):
        return dated.day
    past = next((each for each in _same_days(dated.day, today) if each <= today), dated.day)
    return past if today - past <= LOOKS_BACK else dated.day


def _same_days(day: date, today: date) -> Iterator[date]:
    """The day in this year and the years before; 29 February only where it was."""
    for year in range(today.year, today.year - 4, -1):
        with suppress(ValueError):
            yield day.replace(year=year)
