"""What a wallet holds, as cards show it."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from sqlalchemy.ext.asyncio import AsyncSession

from crm.notices import PointsLeave, PointsStatement, PointsStep
from crm.points.bank.expiries import NEVER
from crm.points.programme import tiers
from crm.points.programme.programme import Programme
from storage.points import entries, lots, wallets
from storage.tables import PointEntry, Wallet

HISTORY = 10
# A posting is as many lines as it moved days, most often one; where that was not enough, more are read.
LINES, MORE = 2, 8


async def of(
    session: AsyncSession, programme: Programme, customer_id: int, today: date, history: int = HISTORY
) -> PointsStatement:
    """All about the customer's points; zeros for somebody without any.

    What has gone by its date counts no more, though it may not have been posted yet.
    """
    wallet = await wallets.of(session, customer_id)
    if wallet is None:
        return PointsStatement(customer_id, 0, value_yen=programme.value_yen)
    leaves = await _leaves(session, wallet, today)
    return PointsStatement(
        customer_id=customer_id,
        balance=sum(each.points for each in leaves),
        pending=wallet.pending,
        owed=wallet.owed,
        tier=await tiers.seen(session, programme, wallet.id, today),
        leaves=leaves,
        history=await steps(session, wallet.id, history),
        value_yen=programme.value_yen,
        shared=wallet.kind != "own",
    )


async def _leaves(session: AsyncSession, wallet: Wallet, today: date) -> tuple[PointsLeave, ...]:
    """What may be spent, by its last day, soonest first; 9999-12-31 is never."""
    if wallet.expires_on is not None and wallet.expires_on < today:
        return ()
    days = [each for each in await lots.remaining(session, wallet.id) if each.expires_on >= today]
    if wallet.expires_on is not None and days:
        return (PointsLeave(min(wallet.expires_on, NEVER), sum(each.points for each in days)),)
    return tuple(PointsLeave(each.expires_on, each.points) for each in days)


async def steps(session: AsyncSession, wallet_id: int, limit: int, before: int | None = None) -> tuple[PointsStep, ...]:
    """The newest postings first, each as one step; `before` the number of an entry, to page on."""
    asked, most = limit * LINES, limit * LINES * MORE
    while True:
        found = await entries.latest(session, [wallet_id], asked, before)
        groups = [list(lines) for _, lines in groupby(found, key=lambda each: each.key)]
        # The last one may have been cut in the middle.
        whole = groups if len(found) < asked else groups[:-1]
        if len(found) < asked or len(whole) >= limit or asked >= most:
            return tuple(_step(lines) for lines in whole[:limit])
        asked = most


def _step(lines: Sequence[PointEntry]) -> PointsStep:
    first = lines[-1]
    return PointsStep(
        day=first.day,
        points=sum(each.points for each in lines),
        reason=first.reason,
        kind=first.kind,
        note=first.note or "",
        pending=sum(each.pending for each in lines),
        entry_id=first.id,
    )
