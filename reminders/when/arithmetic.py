"""Days counted from days: months of unequal length, ISO weeks, business days, hours over a clock change."""

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from reminders.when.model import Here, Shift, Slots

_JUST_PASSED = timedelta(days=300)


class Found(NamedTuple):
    day: date
    doubt: str | None = None


def shifted(base: date, shift: Shift, here: Here) -> date:
    """Months first (31 January and a month is the last of February), then days, then business days."""
    year, month = months_on(base, shift.months)
    day = date(year, month, min(base.day, length(year, month))) + timedelta(days=shift.days)
    return here.business.add_business_days(day, shift.business) if shift.business else day


def instant(shift: Shift, here: Here) -> datetime:
    """The local moment that lies `shift` from now; minutes are real ones, also across a clock change."""
    start = here.now.replace(second=0, microsecond=0)
    start = datetime.combine(shifted(start.date(), shift, here), start.timetz())
    return (start.astimezone(UTC) + timedelta(minutes=shift.minutes)).astimezone(here.now.tzinfo)


def length(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def months_on(base: date, months: int) -> tuple[int, int]:
    year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
    return year, month + 1


def monday(day: date, weeks: int) -> date:
    return day + timedelta(weeks=weeks, days=-day.weekday())


def month_of(slots: Slots, here: Here) -> tuple[int, int] | None:
    """The year and month that were said; None when neither is."""
    if "months" in slots:
        return months_on(here.today, slots["months"])
    if "month" not in slots:
        return None
    if "year" in slots:
        return slots["year"], slots["month"]
    if "years" in slots:
        return here.today.year + slots["years"], slots["month"]
    return here.today.year + (slots["month"] < here.today.month), slots["month"]


def doubted(day: date, here: Here) -> Found:
    """A date that was said without a year: almost a year ahead it has just passed, and may well be meant."""
    return Found(day, "year" if day - here.today > _JUST_PASSED else None)
