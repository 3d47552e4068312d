"""What both languages write in figures: 2026-12-05, 26/12/05, 12/5, R8.12.5, 13:30, 3pm."""

import re
from datetime import date

from reminders.when.clocks import ZONE
from reminders.when.model import Clock, Here, Rule, Slots
from reminders.when.numbers import ERA, era_year, full_year

_ALONE = r"(?<![0-9a-z./:+#_])(?<![0-9],)(?<![a-z]-)(?<![0-9]{3}-)(?<!(?<![0-9/.])[0-9]-)(?<!(?<![/.])[0-9]{2}-)"
"""Nothing before it that makes it a part number; the end of a range (12/5-12/8) may follow a slashed date."""
_NO_MORE = r"(?![0-9a-z_%])(?![./,:-][0-9])"
_AFTER_ISO_TIME = r"(?:(?<=t[0-9]{2}:[0-9]{2})|(?<=t[0-9]{2}:[0-9]{2}:[0-9]{2}))"
_HALF = r"(?:\s*(?P<half>[ap])(?:m|\.m\.?)(?![a-z]))"


def _iso(match: re.Match[str], here: Here) -> Slots:
    return {"year": full_year(match["y"], here.today), "month": int(match["m"]), "dom": int(match["d"])}


def _era(match: re.Match[str], _: Here) -> Slots:
    return {"year": era_year(match["era"], match["y"]), "month": int(match["m"]), "dom": int(match["d"])}


def _short(match: re.Match[str], here: Here) -> Slots | None:
    """Three figures with a year of two digits: year first (26/12/05) or last (05/05/89).

    With hyphens only a leading zero tells a date from a house number (南青山3-7-12).
    """
    first, second, third = match["a"], match["b"], match["c"]
    if match["sep"] == "-" and not any(part.startswith("0") for part in (first, second, third)):
        return None
    year_first: Slots | None = None
    if len(first) == 2 and _is_day(second, third):
        year_first = {"year": full_year(first, here.today), "month": int(second), "dom": int(third)}
    if len(third) < 2 or not _is_day(first, second):
        return year_first
    year_last = _year_last(first, second, third, here)
    return _nearer(year_first, year_last, here) if year_first else year_last


def _nearer(one: Slots, other: Slots, here: Here) -> Slots:
    """12/5/26 is last December in 2026 and first May in 2012: a year of two digits is written of times nearby."""
    away = [abs(date(each["year"], each["month"], each["dom"]) - here.today) for each in (one, other)]
    return one if away[0] <= away[1] else other


def _year_last(first: str, second: str, year: str, here: Here) -> Slots:
    month, dom = (first, second) if int(first) <= 12 else (second, first)
    return {"year": full_year(year, here.today), "month": int(month), "dom": int(dom)}


def _is_day(month: str, dom: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(dom) <= 31


def _american(match: re.Match[str], here: Here) -> Slots:
    return _year_last(match["a"], match["b"], match["y"], here)


def _month_day(match: re.Match[str], _: Here) -> Slots:
    date(2024, int(match["m"]), int(match["d"]))  # a leap year: ValueError for 24/7 and 13/13
    return {"month": int(match["m"]), "dom": int(match["d"])}


def _colon(match: re.Match[str], _: Here) -> Slots:
    hour, minute = int(match["h"]), int(match["m"])
    if match["half"]:
        return {"clock": _halved(hour, minute, match["half"])}
    return {"clock": Clock(hour, minute, sure=hour > 12 or match["h"][0] == "0" != match["h"])}


def _halved(hour: int, minute: int, half: str) -> Clock:
    if not 1 <= hour <= 12:
        raise ValueError(f"no hour of {half}m: {hour}")
    return Clock(hour % 12 + 12 * (half == "p"), minute, sure=True)


def _english_hour(match: re.Match[str], _: Here) -> Slots:
    return {"clock": _halved(int(match["h"]), int(match["m"] or 0), match["half"])}


def _range_of_hours(match: re.Match[str], _: Here) -> Slots:
    """10-11am starts at ten in the morning; 11-1pm too starts before noon."""
    hour, until, half = int(match["h"]), int(match["until"]), match["half"]
    crosses = hour % 12 > until % 12
    return {"clock": _halved(hour, 0, "a" if crosses and half == "p" else half)}


def _half_before(match: re.Match[str], _: Here) -> Slots:
    return {"part": f"{match['half']}m", "weak": True}


def _zone(match: re.Match[str], _: Here) -> Slots:
    return {"zone": match[0].strip("() ")}


def _iso_of(separator: str) -> Rule:
    pattern = rf"{_ALONE}(?P<y>[12][0-9]{{3}}){separator}(?P<m>[0-9]{{1,2}}){separator}(?P<d>[0-9]{{1,2}})"
    return Rule(rf"{pattern}(?![0-9])(?!(?:{separator}|\.)[0-9])(?:t(?=[0-9]))?", _iso)


DATES = (
    *(_iso_of(separator) for separator in ("-", "/", r"\.")),
    Rule(
        rf"(?<![0-9a-z./-])(?P<era>[mtshr]|{ERA})(?P<y>[0-9]{{1,2}}|元)[./-](?P<m>[0-9]{{1,2}})[./-](?P<d>[0-9]{{1,2}})"
        rf"{_NO_MORE}",
        _era,
    ),
    Rule(rf"{_ALONE}(?P<a>[0-9]{{1,2}})/(?P<b>[0-9]{{1,2}})/(?P<y>[12][0-9]{{3}}){_NO_MORE}", _american),
    Rule(rf"{_ALONE}(?P<a>[0-9]{{1,2}})(?P<sep>[/-])(?P<b>[0-9]{{1,2}})[/-](?P<c>[0-9]{{1,2}}){_NO_MORE}", _short),
    Rule(
        rf"{_ALONE}(?P<m>[0-9]{{1,2}})/(?P<d>[0-9]{{1,2}})(?![0-9a-z_%])(?![./:][0-9]|,[0-9]{{3}})(?!-(?:[a-z]|[0-9]+-|[0-9]{{3}}))",
        _month_day,
    ),
)

CLOCKS = (
    Rule(rf"(?<![0-9:./+])(?P<h>[0-2]?[0-9]):(?P<m>[0-5][0-9])(?::[0-5][0-9](?:\.[0-9]+)?)?(?![0-9:]){_HALF}?", _colon),
    Rule(rf"\bbetween\s+(?P<h>1[0-2]|0?[1-9])\s+and\s+(?P<until>1[0-2]|0?[1-9]){_HALF}", _range_of_hours),
    Rule(rf"(?<![0-9a-z:./$-])(?P<h>1[0-2]|0?[1-9])(?:-|\s*to\s*)(?P<until>1[0-2]|0?[1-9]){_HALF}", _range_of_hours),
    Rule(rf"(?<![0-9a-z:./$])(?P<h>1[0-2]|0?[1-9])(?:\.(?P<m>[0-5][0-9]))?(?:\s*ish)?{_HALF}", _english_hour),
    Rule(r"(?<![a-z])(?P<half>[ap])(?:m|\.m\.)(?=\s*[0-9])", _half_before),
    Rule(rf"(?<=[0-9m. ])(?:\({ZONE}\)|{ZONE})(?![a-z])|{_AFTER_ISO_TIME}[+-][0-9]{{2}}:?[0-9]{{2}}", _zone),
)
