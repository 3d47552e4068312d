"""Points by themselves: promises come true or lapse, what has gone is posted, and owners are warned before."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from crm.points.bank import expiring
from crm.work import Work
from reminders import pushes
from reminders.pushes import Push
from reminders.rounds import Round, Swept
from storage.points import lots, wallets

JOB, WARN = "points", "points_warn"
PAGE = 200

T = TypeVar("T")


async def sweep(round_: Round) -> list[Swept]:
    """No slot but for the warnings: what is due is a row, marked in the transaction that deals with it."""
    said = await _each(round_, _ready, expiring.release, "released")
    said += await _each(round_, _lapsed, expiring.drop, "lapsed")
    said += await _each(round_, _gone, expiring.expire, "expired")
    said += await _each(round_, _idle, expiring.expire, "gone idle")
    said += await _warn(round_)
    return [Swept(JOB, "", len(said), tuple(said))] if said else []


async def _each(
    round_: Round,
    find: Callable[[Round, AsyncSession], Awaitable[Sequence[T]]],
    do: Callable[[Work, Sequence[T]], Awaitable[int]],
    what: str,
) -> list[str]:
    """Page by page, until nothing is due; what was cut short is simply found again."""
    said = list[str]()
    while True:
        async with round_.store.read() as session:
            page = await find(round_, session)
        done = sum(await round_.each(page, do))
        said += [f"{what}: {done}"] if done else []
        if not done or round_.dry_run:
            return said


async def _ready(round_: Round, session: AsyncSession) -> list[str]:
    return [each.key for each in await lots.ready(session, round_.work(session).today, PAGE)]


async def _lapsed(round_: Round, session: AsyncSession) -> list[str]:
    return [each.key for each in await lots.lapsed(session, round_.work(session).today, PAGE)]


async def _gone(round_: Round, session: AsyncSession) -> list[int]:
    return await lots.expired(session, round_.work(session).today, PAGE)


async def _idle(round_: Round, session: AsyncSession) -> list[int]:
    return await wallets.gone_idle(session, round_.work(session).today, PAGE)


async def _warn(round_: Round) -> list[str]:
    """Once an hour: to look at all that goes within a month costs more than a tick should."""
    sent = await pushes.hourly(round_, Push(WARN, expiring.waiting, expiring.warn, lambda wallet_id: wallet_id))
    return [f"warned: {sent}"] if sent else []
