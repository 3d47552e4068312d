"""What a date in doubt could be instead: the day of the weekday that was said, or each of the dates to choose from."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from crm.activities.loglines.dates import Settled
from crm.activities.loglines.model import Option

_WEEKDAYS = "月火水木金土日"
# 12月4日 holds two of them: only beside 曜, in brackets or at the end of a date is it a weekday.
_JAPANESE = re.compile(
    rf"([{_WEEKDAYS}])(?=曜|[)）・])|(?<=[(（])([{_WEEKDAYS}])"
    rf"|(?<=[0-9０-９日])[ \u3000]?([{_WEEKDAYS}])(?=$|[ \u3000])"
)
_ENGLISH = re.compile(r"\b(mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)
_SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST = 4


def instead(each: Settled, today: date) -> tuple[Option, ...]:
    """The day as written and the nearest one with the weekday that was said, from today on; else nothing."""
    said = _weekday(each.dated.span)
    if said is None or said == each.day.weekday():
        return ()
    ahead = (said - each.day.weekday()) % 7
    days = sorted((each.day + timedelta(days=off) for off in (ahead, ahead - 7)), key=lambda day: abs(day - each.day))
    near = next((day for day in days if day >= today), None)
    return ((each.day, each.dated.time), (near, each.dated.time)) if near else ()


def choice(due: Sequence[Settled]) -> tuple[Option, ...]:
    """Each of the dates that a line leaves to choose from."""
    return tuple(dict.fromkeys((each.day, each.dated.time) for each in due))[:_MOST]


def _weekday(span: str) -> int | None:
    if found := _JAPANESE.search(span):
        return _WEEKDAYS.index(found[found.lastindex or 0])
    named = _ENGLISH.search(span)
    return _SHORT.index(named[1].lower()) if named else None
