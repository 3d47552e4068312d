"""Handovers: on their day customers move, covers go back, and whoever has not answered is told of."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from crm.activities import escalations
from crm.handovers import agreement, moving, undoing
from crm.work import Work
from reminders.rounds import Round, Swept
from storage.handovers import rows

JOB = "handovers"
# So many in one transaction: what they share is read once, and a turn on SQLite stays short.
BATCH = 20
# Whoever logs a visit meanwhile hardly notices; five thousand customers still move in half a minute.
REST = 0.6
# After so many those who watch see how far it is.
SHOWN_EVERY = 500
MOST = 10_000

Due = Callable[[AsyncSession, date, int], Awaitable[list[int]]]
Do = Callable[[Work, Sequence[int]], Awaitable[list[int]]]


async def sweep(round_: Round) -> list[Swept]:
    """No slot: what is due is a row, marked in the transaction that moves it."""
    said = [
        *await _moves(round_, "moved", rows.to_move, moving.move),
        *await _moves(round_, "returned", rows.to_return, moving.give_back),
        *await _undone(round_),
        *await _chased(round_),
    ]
    return [Swept(JOB, round_.now.isoformat(timespec="minutes"), len(said), tuple(said))] if said else []


async def _moves(round_: Round, what: str, due: Due, do: Do) -> list[str]:
    async with round_.store.read() as session:
        ready = await due(session, round_.work(session).today, MOST)
    for at in range(0, len(ready), SHOWN_EVERY):
        some = await round_.each(ready[at : at + SHOWN_EVERY], do, batch=BATCH, rest=REST)
        await round_.each(sorted({number for each in some for number in each}), moving.settle, batch=1)
    return [f"handover customer {number}: {what}" for number in ready]


async def _undone(round_: Round) -> list[str]:
    """Large handovers that somebody takes back; small ones have gone back while they waited."""
    async with round_.store.read() as session:
        due = await undoing.due(round_.work(session))
    await round_.each(due, undoing.undo_some, batch=BATCH)
    async with round_.store.read() as session:
        over = await undoing.over(round_.work(session))
    told = [number for some in await round_.each(over, undoing.finish, batch=1) for number in some]
    return [*(f"handover customer {number}: undone" for number in due), *(f"handover {each}: undone" for each in told)]


async def _chased(round_: Round) -> list[str]:
    async with round_.store.read() as session:
        in_hours = escalations.in_hours(round_.work(session))
        waiting = await agreement.unanswered(round_.work(session)) if in_hours else []
    told = [number for some in await round_.each(waiting, agreement.chase, batch=1) for number in some]
    return [f"handover {number}: unanswered" for number in told]
