"""Until when points may be spent. All days are the company's own, and the last day counts."""

from calendar import monthrange
from datetime import date

from crm.points.programme.programme import Expiry

NEVER = date.max
"""The last day of points that do not go by themselves."""


def last_day(expiry: Expiry, earned: date) -> date:
    """The last day of points earned on a day; in a programme that counts inactivity the whole wallet has one instead.

    One month after 31 January is the end of February.
    """
    if expiry.kind != "rolling":
        return NEVER
    return _months_on(earned, expiry.months, month_end=expiry.month_end)


def idle_until(expiry: Expiry, moved: date) -> date | None:
    """The last day of a whole wallet in which something moved on a day; None where that does not count."""
    return _months_on(moved, expiry.months, month_end=expiry.month_end) if expiry.kind == "inactivity" else None


def _months_on(start: date, months: int, *, month_end: bool) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, last if month_end else min(start.day, last))
