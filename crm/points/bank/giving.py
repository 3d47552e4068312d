"""Giving and taking points by the programme in force: the one way from whatever happened to the ledger."""

from dataclasses import dataclass
from datetime import date, timedelta

from crm.points.bank import expiries, ledger
from crm.points.bank.ledger import Posted, Slip, Term
from crm.points.programme import tiers
from crm.points.programme.programme import Programme
from crm.work import Work


@dataclass(frozen=True)
class Gift:
    """What is to be given: `points`, for what, and when they may be spent (`ready_on`; `lapses_on` alone: when
    `ledger.release` says so). `counts`: they count towards a tier.
    """

    points: int
    slip: Slip
    ready_on: date | None = None
    lapses_on: date | None = None
    counts: bool = True


async def give(work: Work, programme: Programme, customer_id: int, gift: Gift) -> Posted | None:
    """Give what the programme allows: nothing, and None, where points are off or there is nothing to give.

    Tells nobody; the tier rises at once where it does.

    Raises:
        Refused: Gone.
    """
    if not programme.enabled or gift.points <= 0:
        return None
    slip = _dated(work, programme, gift.slip)
    waits = gift.lapses_on is not None or (gift.ready_on is not None and gift.ready_on > work.today)
    if waits:
        until = expiries.last_day(programme.expiry, gift.ready_on or work.today)
        term = Term(until, gift.ready_on, gift.lapses_on)
        posted = await ledger.pend(work, customer_id, gift.points, slip, term, counts=gift.counts)
    else:
        until = expiries.last_day(programme.expiry, work.today)
        counted = gift.points if gift.counts else 0
        posted = await ledger.earn(work, customer_id, gift.points, slip, until=until, counts=counted)
    if posted.fresh:
        await tiers.moved(work, programme, posted.wallet_id)
    return posted


async def release(work: Work, programme: Programme, key: str, *, until: date | None = None) -> Posted | None:
    """What was promised under the key may be spent from now on; None when nothing waits. Tells nobody; the tier rises
    at once where it does.
    """
    idle = expiries.idle_until(programme.expiry, work.today)
    posted = await ledger.release(work, key, until=until, idle_until=idle)
    if posted is not None:
        await tiers.moved(work, programme, posted.wallet_id)
    return posted


async def take(work: Work, programme: Programme, customer_id: int, points: int, slip: Slip) -> Posted:
    """Spend points, whatever the programme has become: what was earned may be spent.

    Raises:
        Refused: PointsShort.
    """
    return await ledger.spend(work, customer_id, points, _dated(work, programme, slip))


def in_days(work: Work, days: int) -> date | None:
    """So many days from today; None for at once."""
    return work.today + timedelta(days=days) if days else None


def _dated(work: Work, programme: Programme, slip: Slip) -> Slip:
    idle = expiries.idle_until(programme.expiry, work.today)
    return Slip(slip.key, slip.reason, slip.source, slip.note, idle)
