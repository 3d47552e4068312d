"""When a survey may ring: on the mornings of business days, or in the hour that the customer has asked for."""

from datetime import date, datetime, time, timedelta

from crm.work import Work
from storage.tables import LineUser

MORNING = (9, 12)
"""From nine until before noon: people answer more than in the afternoon, and nobody has gone to bed."""
_DAY = timedelta(days=1)


def window(account: LineUser | None) -> tuple[int, int]:
    """From this hour until before that one, local; at most until the day's end."""
    hour = account.delivery_hour if account is not None else None
    return MORNING if hour is None else (hour, hour + 1)


def is_time(work: Work, account: LineUser) -> bool:
    local = work.house.business.local(work.now)
    first, end = window(account)
    return work.house.business.is_business_day(local.date()) and first <= local.hour < end


def next_time(work: Work, account: LineUser, moment: datetime) -> datetime:
    """The next moment from now on in the first of the account's hours, at the minute at which `moment` was: a late one
    would be missed again.
    """
    business, (first, _) = work.house.business, window(account)
    local = business.local(work.now)
    day = business.on_or_after(local.date())
    if day == local.date() and local.hour >= first:
        day = business.next_business_day(day)
    return business.moment(day, time(first, business.local(moment).minute))


def spread(work: Work, days: list[date], place: float, account: LineUser | None) -> datetime:
    """The moment that lies at `place` (from 0 to before 1) of all the hours of these days together."""
    at = place * len(days)
    first, end = window(account)
    minutes = int((at - int(at)) * (end - first) * 60)
    return work.house.business.moment(days[int(at)], time(first + minutes // 60, minutes % 60))


def business_days(work: Work, first: date, last: date) -> list[date]:
    """Every business day from the first to the last, both included."""
    every = (first + _DAY * number for number in range((last - first).days + 1))
    return [each for each in every if work.house.business.is_business_day(each)]
