"""What is pushed to many customers in the hours in which they may be written to, as far as LINE's month allows."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crm.surveys import quotas
from crm.work import Work
from reminders.rounds import Round
from storage import ledger

HOUR = "%Y-%m-%dT%H"
PAGE = 200

T = TypeVar("T")


@dataclass(frozen=True)
class Push(Generic[T]):
    """A `job` of the ledger. `waiting` gives who is due, behind the row of that number and so many at most; `say` tells
    these, within so many messages, and how many it took (None: there was no room); `number` is that of a row.
    """

    job: str
    waiting: Callable[[Work, int, int], Awaitable[Sequence[T]]]
    say: Callable[[Work, Sequence[T], int], Awaitable[int | None]]
    number: Callable[[T], int]


async def hourly(round_: Round, push: Push[T]) -> int:
    """Once an hour; returns how many were told. The slot is used up at the end, so an hour cut short goes on where it
    was: whoever was told is not due any more.
    """
    slot, after, sent = round_.now.strftime(HOUR), 0, 0
    async with round_.store.read() as session:
        if await ledger.used(session, push.job, slot):
            return 0
        page = await push.waiting(round_.work(session), after, PAGE)
    room = await _room(round_) if page else [0]
    if room is None:
        return 0  # in a minute LINE has told; a moment that is only pretended does not come again

    async def say(work: Work, some: Sequence[T]) -> int:
        told = await push.say(work, some, room[0]) or 0
        room[0] -= told
        return told

    while page:
        sent += sum(await round_.each(page, say))
        after = push.number(page[-1])
        async with round_.store.read() as session:
            page = await push.waiting(round_.work(session), after, PAGE)
    async with round_.operation() as work:
        await ledger.take(work.session, push.job, slot, round_.now)
    return sent


async def _room(round_: Round) -> list[int] | None:
    """How many messages there is room for, to be counted down; None while LINE has not told."""
    async with round_.operation() as work:
        left = await quotas.refresh(work)
    if left is None and round_.really is None:
        return None
    return [quotas.NO_LIMIT if left is None else left]
