"""Distances in English: in 3 days, two weeks from now, a week from Friday, 3 months ago, within 2 business days."""

import re

from reminders.when.model import Here, Rule, Shift, Slots, any_of, plain
from reminders.when.numbers import COUNT, count

_UNITS = {
    "minute": Shift(minutes=1), "min": Shift(minutes=1), "hour": Shift(minutes=60), "hr": Shift(minutes=60),
    "day": Shift(days=1), "night": Shift(days=1), "week": Shift(days=7), "wk": Shift(days=7),
    "fortnight": Shift(days=14), "month": Shift(months=1), "quarter": Shift(months=3), "year": Shift(months=12),
    "yr": Shift(months=12), "business day": Shift(business=1), "working day": Shift(business=1),
    "workday": Shift(business=1),
}  # fmt: skip
_MOST_BUSINESS = 250
_HALF_MONTH = Shift(days=15)


def _distance(match: re.Match[str]) -> Shift:
    unit = _UNITS[plain(match["unit"])]
    if match["half"]:
        return _halved(unit)
    number = count(plain(match["n"]))
    if unit.business and number > _MOST_BUSINESS:
        raise ValueError(f"no distance that anyone means: {number}")
    whole = unit.times(number)
    return Shift(*(a + b for a, b in zip(whole, _halved(unit), strict=True))) if match["more"] else whole


def _halved(unit: Shift) -> Shift:
    """Half an hour, half a year; ValueError for half a day and the like, which is no date."""
    if unit == Shift(months=1):
        return _HALF_MONTH
    half = Shift(*(each // 2 for each in unit))
    if half.times(2) != unit:
        raise ValueError("no half of that")
    return half


def _ahead(match: re.Match[str], _: Here) -> Slots:
    return {"shift": _distance(match)}


def _back(match: re.Match[str], _: Here) -> Slots:
    return {"shift": _distance(match).times(-1)}


def _upcoming(match: re.Match[str], _: Here) -> Slots:
    return {"shift": _UNITS[plain(match["unit"])].times(count(plain(match["n"])))}


def _neighbour(match: re.Match[str], _: Here) -> Slots:
    return {"shift": Shift(days=1 if match["way"] == "after" else -1)}


_UNIT = rf"(?P<unit>{any_of(_UNITS)})s?(?![a-z])"
_DISTANCE = rf"(?:(?P<half>half\s+an?)|(?P<n>{COUNT}))\s+(?:more\s+)?{_UNIT}(?P<more>\s+and\s+a\s+half\b)?"

RULES = (
    Rule(
        rf"\b(?:in|within|after)\s+(?:about\s+|around\s+|the\s+next\s+)?{_DISTANCE}(?:'s?\s+time)?(?!\s+of\b)", _ahead
    ),
    Rule(rf"\b{_DISTANCE}\s+(?:from\s+now|from\s+today|hence|later|out)\b", _ahead),
    Rule(rf"\b{_DISTANCE}\s+ago\b", _back),
    Rule(rf"\b{_DISTANCE}\s+(?:from|after|following|on)(?=\s)", _ahead, anchored=True),
    Rule(
        rf"\b{_DISTANCE}(?:(?<=week)|(?<=weeks)|(?<=night))(?=\s+(?:today|tomorrow)\b)", _ahead, anchored=True
    ),  # a week today
    Rule(rf"\b{_DISTANCE}\s+before(?=\s)", _back, anchored=True),
    Rule(r"\b(?:the\s+)?day\s+(?P<way>after|before)(?=\s)", _neighbour, anchored=True),
    Rule(rf"\b(?P<n>{COUNT})\s+(?:upcoming|coming)\s+{_UNIT}", _upcoming),
    Rule(rf"\bupcoming\s+(?P<n>{COUNT})\s+{_UNIT}", _upcoming),
)
