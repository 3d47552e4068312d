"""The hour at which a customer wants what is not urgent, and the hours at which nobody is to be disturbed."""

from datetime import datetime, time, timedelta

from crm.calendar import BusinessTime
from storage.tables import LineUser

DAY = timedelta(days=1)


def due(business: BusinessTime, account: LineUser, earliest: datetime) -> datetime:
    """When something that is not urgent should go out to this account: on or after `earliest`, in UTC.

    In the hour that its owner has asked for; without one as soon as quiet hours allow it. The answer is final: the full
    hour at which quiet hours begin is never chosen by us, only by whoever has asked for exactly that.
    """
    if account.delivery_hour is None:
        return business.next_loud(earliest)
    local = business.local(earliest)
    if local.hour == account.delivery_hour and not business.is_quiet(earliest):
        return business.next_loud(earliest)
    moment = business.moment(local.date(), time(account.delivery_hour))
    if moment < earliest:
        moment = business.moment(local.date() + DAY, time(account.delivery_hour))
    return moment if business.local(moment).time() == business.quiet_from else business.next_loud(moment)


def offered(business: BusinessTime) -> tuple[int, ...]:
    """The hours that can be asked for: all full hours outside of quiet hours, and the one at which they begin."""
    return tuple(hour for hour in range(24) if _loud(business, time(hour)))


def nearest(business: BusinessTime, hour: int) -> int:
    """The hour that can be kept and is next to the one asked for; around midnight the evening is."""
    hours = offered(business)
    return min(hours, key=lambda each: (min((hour - each) % 24, (each - hour) % 24), -each)) if hours else hour


def _loud(business: BusinessTime, at: time) -> bool:
    if business.quiet_from in {at, business.quiet_until}:
        return True
    if business.quiet_from < business.quiet_until:
        return not business.quiet_from <= at < business.quiet_until
    return business.quiet_until <= at < business.quiet_from
