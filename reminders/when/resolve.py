"""From slots to a day: which Friday, which 25th, the end of which month.

Weeks start on Monday. A bare weekday lies strictly after today; a date without year or month is the next one, today
included. ValueError and OverflowError mean that no calendar has such a day.
"""

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from reminders.when.model import Here, Shift, Slots

_LEAP_SEARCH_YEARS = 8
_JUST_PASSED_DAYS = 300
_FRIDAY, _SATURDAY = 4, 5


class Found(NamedTuple):
    day: date
    doubt: str | None = None


def day_of(slots: Slots, here: Here) -> Found | None:
    """The day that `slots` name, None when they name none (a month alone, a past week)."""
    if "shift" in slots and slots.keys() & {"dom", "edge"}:
        slots = _in_the_month(slots)
    for needed, settle in _SETTLERS:
        if needed <= slots.keys():
            return settle(slots, here)
    return None


def _in_the_month(slots: Slots) -> Slots:
    """3ヶ月後の10日: a distance in months, then a day of that month."""
    shift = slots["shift"]
    if shift != Shift(months=shift.months):
        raise ValueError("days away, and a day of a month: two dates")
    moved: Slots = {**slots, "months": shift.months}
    moved.pop("shift")
    return moved


def step(slots: Slots, base: date, here: Here) -> date:
    """A distance, or the n-th weekday, counted from `base`."""
    if "shift" in slots:
        return shifted(base, slots["shift"], here)
    first = base + timedelta(days=(slots["weekday"] - base.weekday() - 1) % 7 + 1)
    return first + timedelta(weeks=slots["nth"] - 1)


def shifted(base: date, shift: Shift, here: Here) -> date:
    """Months first (31 January and a month is the last of February), then days, then business days."""
    year, month = _months_on(base, shift.months)
    day = date(year, month, min(base.day, _length(year, month))) + timedelta(days=shift.days)
    return here.business.add_business_days(day, shift.business) if shift.business else day


def instant(shift: Shift, here: Here) -> datetime:
    """The local moment that lies `shift` from now; minutes are real ones, also across a clock change."""
    start = here.now.replace(second=0, microsecond=0)
    start = datetime.combine(shifted(start.date(), shift, here), start.timetz())
    return (start.astimezone(UTC) + timedelta(minutes=shift.minutes)).astimezone(here.now.tzinfo)


def _length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _months_on(base: date, months: int) -> tuple[int, int]:
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    return year, month + 1


def _monday(day: date, weeks: int) -> date:
    return day + timedelta(weeks=weeks, days=-day.weekday())


def _agreed(day: date, slots: Slots, here: Here, earlier: date | None = None) -> Found:
    """`day`, or the nearer `earlier` one when only that falls on the weekday that was said."""
    weekday = slots.get("weekday")
    if weekday is None or day.weekday() == weekday:
        return Found(day)
    if earlier and earlier.weekday() == weekday and here.today - earlier < day - here.today:
        return Found(earlier)
    return Found(day, "weekday")


def _named(slots: Slots, here: Here) -> Found:
    return _agreed(slots["day"], slots, here)


def _distant(slots: Slots, here: Here) -> Found:
    shift = slots["shift"]
    if shift.minutes:
        return Found(instant(shift, here).date())
    day = shifted(here.today, shift, here)
    if "weekday" in slots and (shift.months or (shift.days and shift.days % 7 == 0)):
        return Found(_monday(day, 0) + timedelta(days=slots["weekday"]))
    return _agreed(day, slots, here)


def _month(slots: Slots, here: Here) -> tuple[int, int] | None:
    """The year and month that were said; None when neither is."""
    if "months" in slots:
        return _months_on(here.today, slots["months"])
    if "month" not in slots:
        return None
    if "year" in slots:
        return slots["year"], slots["month"]
    if "years" in slots:
        return here.today.year + slots["years"], slots["month"]
    return here.today.year + (slots["month"] < here.today.month), slots["month"]


def _nth_weekday(slots: Slots, here: Here) -> Found:
    said = _month(slots, here)
    if said:
        return Found(_nth_in(*said, slots))
    day = _nth_in(here.today.year, here.today.month, slots)
    return Found(day if day >= here.today else _nth_in(*_months_on(here.today, 1), slots))


def _nth_in(year: int, month: int, slots: Slots) -> date:
    nth = slots["nth"]
    if nth < 0:
        last = date(year, month, _length(year, month))
        return last - timedelta(days=(last.weekday() - slots["weekday"]) % 7)
    first = date(year, month, 1)
    return first.replace(day=1 + (slots["weekday"] - first.weekday()) % 7 + 7 * (nth - 1))


def _date(slots: Slots, here: Here) -> Found:
    dom = slots["dom"]
    if "month" not in slots and "months" not in slots:
        return _day_of_month(slots, here)
    said = _month(slots, here)
    if said and slots.keys() & {"year", "years", "months"}:
        return _agreed(date(*said, dom), slots, here)
    return _yearless(slots, here)


def _yearless(slots: Slots, here: Here) -> Found:
    today, month, dom = here.today, slots["month"], slots["dom"]
    years = range(today.year, today.year + _LEAP_SEARCH_YEARS + 1)
    days = (date(year, month, dom) for year in years if dom <= _length(year, month))
    day = next((each for each in days if each >= today), None)
    if day is None:
        raise ValueError(f"no year has {month}/{dom}")
    earlier = date(day.year - 1, month, dom) if dom <= _length(day.year - 1, month) else None
    if "past" in slots and earlier and day > today:
        return _agreed(earlier, slots, here)
    found = _agreed(day, slots, here, earlier)
    just_passed = found.day - today > timedelta(days=_JUST_PASSED_DAYS)
    return found._replace(doubt="year") if just_passed and "weekday" not in slots else found


def _day_of_month(slots: Slots, here: Here) -> Found:
    today, dom = here.today, slots["dom"]
    months = [_months_on(today, ahead) for ahead in range(-1, 3)]
    days = [date(*month, dom) for month in months if dom <= _length(*month)]
    day = next((each for each in days if each >= today), None)
    if day is None:
        raise ValueError(f"no month has a day {dom}")
    earlier = max((each for each in days if each < today), default=None)
    if "past" in slots and earlier and day > today:
        return _agreed(earlier, slots, here)
    return _agreed(day, slots, here, earlier)


def _weekday(slots: Slots, here: Here) -> Found:
    today, weekday = here.today, slots["weekday"]
    if "week" in slots:
        return Found(_monday(today, slots["week"]) + timedelta(days=weekday))
    if "past" in slots:
        return Found(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1))
    if "this" in slots:
        return Found(today + timedelta(days=(weekday - today.weekday()) % 7))
    return Found(today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1))


def _week(slots: Slots, here: Here) -> Found | None:
    """A week alone is no day: the coming ones stand for their Monday, in doubt."""
    return Found(_monday(here.today, slots["week"]), "period") if slots["week"] > 0 else None


def _months(slots: Slots, here: Here) -> Found | None:
    if slots["months"] <= 0:
        return None
    return Found(date(*_months_on(here.today, slots["months"]), 1), "period")


def _edge(slots: Slots, here: Here) -> Found:
    scale, edge = slots["edge"].split(".")
    return Found({"week": _week_edge, "month": _month_edge, "year": _year_edge}[scale](edge, slots, here))


_WEEK_EDGES = {"start": 0, "mid": 2, "late": 3, "within": _FRIDAY, "end": _SATURDAY}


def _week_edge(edge: str, slots: Slots, here: Here) -> date:
    """週末 is Saturday and, once that has come, today; 今週中 is Friday, then Sunday."""
    if edge not in _WEEK_EDGES:
        raise ValueError(f"a week has no {edge}")
    monday = _monday(here.today, slots.get("week", 0))
    sunday, day = monday + timedelta(days=6), monday + timedelta(days=_WEEK_EDGES[edge])
    if day >= here.today:
        return day
    if edge == "within":
        return sunday if here.today <= sunday else day
    if "week" in slots:
        return day
    return here.today if edge == "end" else day + timedelta(weeks=1)


def _month_edge(edge: str, slots: Slots, here: Here) -> date:
    said = _month(slots, here)
    year, month = said or (here.today.year, here.today.month)
    day = _in_month(edge, year, month, here)
    return _in_month(edge, *_months_on(here.today, 1), here) if said is None and day < here.today else day


_MONTH_EDGES = {"early": 5, "mid": 15, "late": 25}


def _in_month(edge: str, year: int, month: int, here: Here) -> date:
    """The day of that month; "3" and "-1" are its third and its last business day."""
    start = date(year, month, 1)
    if edge.lstrip("-").isdecimal():
        nth = int(edge)
        outside = start - timedelta(days=1) if nth > 0 else start + timedelta(days=_length(year, month))
        return here.business.add_business_days(outside, nth)
    if edge == "start":
        return here.business.on_or_after(start)
    return start.replace(day=_MONTH_EDGES.get(edge, _length(year, month)))


_FIRST_DAY_OF_WORK = (1, 4)
_YEAR_EDGES = {"end": (12, 28), "within": (12, 31), "start": _FIRST_DAY_OF_WORK}


def _year_edge(edge: str, slots: Slots, here: Here) -> date:
    """年末 begins when offices close (28 December); 年内 reaches to the 31st; the year starts when they open again."""
    if edge not in _YEAR_EDGES:
        raise ValueError(f"a year has no {edge}")
    year = slots.get("year", here.today.year + slots.get("years", 0))
    if edge != "start":
        return date(year, *_YEAR_EDGES[edge])
    opening = here.business.on_or_after(date(year, *_FIRST_DAY_OF_WORK))
    if opening < here.today and not slots.keys() & {"year", "years"}:
        return here.business.on_or_after(date(year + 1, *_FIRST_DAY_OF_WORK))
    return opening


_Settler = Callable[[Slots, Here], Found | None]
_SETTLERS: tuple[tuple[frozenset[str], _Settler], ...] = (
    (frozenset({"day"}), _named),
    (frozenset({"shift"}), _distant),
    (frozenset({"nth", "weekday"}), _nth_weekday),
    (frozenset({"edge"}), _edge),
    (frozenset({"dom"}), _date),
    (frozenset({"weekday"}), _weekday),
    (frozenset({"week"}), _week),
    (frozenset({"months"}), _months),
)
