"""The beginning, the middle and the end of a week, a month or a year: 来週中, 週末, 3月末, 来月中旬, 月初, 年内."""

from datetime import date, timedelta

from reminders.when.arithmetic import Found, doubted, length, monday, month_of, months_on
from reminders.when.model import Here, Slots

_FRIDAY, _SATURDAY = 4, 5
_WEEK = {"start": 0, "mid": 2, "late": 3, "within": _FRIDAY, "end": _SATURDAY}
_MONTH = {"early": 5, "mid": 15, "late": 25}
_FIRST_DAY_OF_WORK = (1, 4)
_YEAR = {"end": (12, 28), "within": (12, 31), "start": _FIRST_DAY_OF_WORK}


def edge(slots: Slots, here: Here) -> Found:
    """The day that stands for `slots["edge"]`; ValueError for what a period does not have (the 初旬 of a week)."""
    scale, name = slots["edge"].split(".")
    if scale == "week":
        return Found(_of_week(name, slots, here))
    return _of_month(name, slots, here) if scale == "month" else Found(_of_year(name, slots, here))


def _of_week(name: str, slots: Slots, here: Here) -> date:
    """週末 is Saturday and, once that has come, today; 今週中 is Friday, then Sunday."""
    if name not in _WEEK:
        raise ValueError(f"a week has no {name}")
    first = monday(here.today, slots.get("week", 0))
    sunday, day = first + timedelta(days=6), first + timedelta(days=_WEEK[name])
    if day >= here.today:
        return day
    if name == "within":
        return sunday if here.today <= sunday else day
    if "week" in slots:
        return day
    return here.today if name == "end" else day + timedelta(weeks=1)


def _of_month(name: str, slots: Slots, here: Here) -> Found:
    said = month_of(slots, here)
    year, month = said or (here.today.year, here.today.month)
    day = _in_month(name, year, month, here)
    if slots.keys() & {"year", "years", "months"}:
        return Found(day)
    if day < here.today:
        later = (year + 1, month) if said else months_on(here.today, 1)
        day = _in_month(name, *later, here)
    return doubted(day, here)


def _in_month(name: str, year: int, month: int, here: Here) -> date:
    """The day of that month; "3" and "-1" are its third and its last business day."""
    start = date(year, month, 1)
    if name.lstrip("-").isdecimal():
        nth = int(name)
        outside = start - timedelta(days=1) if nth > 0 else start + timedelta(days=length(year, month))
        return here.business.add_business_days(outside, nth)
    if name == "start":
        return here.business.on_or_after(start)
    return start.replace(day=_MONTH.get(name, length(year, month)))


def _of_year(name: str, slots: Slots, here: Here) -> date:
    """年末 begins when offices close (28 December); 年内 reaches to the 31st; the year starts when they open again."""
    if name not in _YEAR:
        raise ValueError(f"a year has no {name}")
    year = slots.get("year", here.today.year + slots.get("years", 0))
    if name != "start":
        return date(year, *_YEAR[name])
    opening = here.business.on_or_after(date(year, *_FIRST_DAY_OF_WORK))
    if opening < here.today and not slots.keys() & {"year", "years"}:
        return here.business.on_or_after(date(year + 1, *_FIRST_DAY_OF_WORK))
    return opening
