"""From slots to a day: which Friday, which 25th, the end of which month.

Weeks start on Monday. A bare weekday lies strictly after today; a date without year or month is the next one, today
included. ValueError and OverflowError mean that no calendar has such a day.
"""

from collections.abc import Callable
from datetime import date, timedelta

from reminders.when import edges
from reminders.when.arithmetic import Found, doubted, instant, length, monday, month_of, months_on, shifted
from reminders.when.model import Here, Shift, Slots

_LEAP_SEARCH_YEARS = 8


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
        return Found(monday(day, 0) + timedelta(days=slots["weekday"]))
    return _agreed(day, slots, here)


def _nth_weekday(slots: Slots, here: Here) -> Found:
    said = month_of(slots, here)
    year, month = said or (here.today.year, here.today.month)
    day = _nth_in(year, month, slots)
    if slots.keys() & {"year", "years", "months"}:
        return Found(day)
    if day < here.today:
        later = (year + 1, month) if said else months_on(here.today, 1)
        day = _nth_in(*later, slots)
    return doubted(day, here)


def _nth_in(year: int, month: int, slots: Slots) -> date:
    nth = slots["nth"]
    if nth < 0:
        last = date(year, month, length(year, month))
        return last - timedelta(days=(last.weekday() - slots["weekday"]) % 7)
    first = date(year, month, 1)
    return first.replace(day=1 + (slots["weekday"] - first.weekday()) % 7 + 7 * (nth - 1))


def _date(slots: Slots, here: Here) -> Found:
    dom = slots["dom"]
    if "month" not in slots and "months" not in slots:
        return _day_of_month(slots, here)
    said = month_of(slots, here)
    if said and slots.keys() & {"year", "years", "months"}:
        return _agreed(date(*said, dom), slots, here)
    return _yearless(slots, here)


def _yearless(slots: Slots, here: Here) -> Found:
    today, month, dom = here.today, slots["month"], slots["dom"]
    years = range(today.year, today.year + _LEAP_SEARCH_YEARS + 1)
    days = (date(year, month, dom) for year in years if dom <= length(year, month))
    day = next((each for each in days if each >= today), None)
    if day is None:
        raise ValueError(f"no year has {month}/{dom}")
    earlier = date(day.year - 1, month, dom) if dom <= length(day.year - 1, month) else None
    if "past" in slots and earlier and day > today:
        return _agreed(earlier, slots, here)
    found = _agreed(day, slots, here, earlier)
    return found if "weekday" in slots else doubted(found.day, here)


def _day_of_month(slots: Slots, here: Here) -> Found:
    today, dom = here.today, slots["dom"]
    months = [months_on(today, ahead) for ahead in range(-1, 3)]
    days = [date(*month, dom) for month in months if dom <= length(*month)]
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
        return Found(monday(today, slots["week"]) + timedelta(days=weekday))
    if "past" in slots:
        return Found(today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1))
    if "this" in slots:
        return Found(today + timedelta(days=(weekday - today.weekday()) % 7))
    return Found(today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1))


def _week(slots: Slots, here: Here) -> Found | None:
    """A week alone is no day: the coming ones stand for their Monday, in doubt."""
    return Found(monday(here.today, slots["week"]), "period") if slots["week"] > 0 else None


def _months(slots: Slots, here: Here) -> Found | None:
    if slots["months"] <= 0:
        return None
    return Found(date(*months_on(here.today, slots["months"]), 1), "period")


_Settler = Callable[[Slots, Here], Found | None]
_SETTLERS: tuple[tuple[frozenset[str], _Settler], ...] = (
    (frozenset({"day"}), _named),
    (frozenset({"shift"}), _distant),
    (frozenset({"nth", "weekday"}), _nth_weekday),
    (frozenset({"edge"}), edges.edge),
    (frozenset({"dom"}), _date),
    (frozenset({"weekday"}), _weekday),
    (frozenset({"week"}), _week),
    (frozenset({"months"}), _months),
)
