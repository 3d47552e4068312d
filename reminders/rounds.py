"""One round of the sweeps: its moment, its turns at the store, and what came of it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from crm.house import House
from crm.work import SYSTEM, Work
from storage import sweeps
from storage.store import Store

T = TypeVar("T")
R = TypeVar("R")

MOST = 100
# As many as a turn has time for when each means a few rows.
BATCH = 10
# On SQLite whoever writes keeps the doors waiting: a turn ends at this many seconds, however much is left to do.
TURN = 0.02
# Another process may be serving from the same file; without a pause it would find the lock taken again and again.
PAUSE = 0.005


@dataclass(frozen=True)
class Swept:
    """What one sweep did in one of its slots: `effects` counts rows changed or messages owed.

    `said` names them by number, kind and Slack id (`followup 12: FollowupNudge U0SATO`), without personal data.
    """

    job: str
    slot: str
    effects: int
    said: tuple[str, ...] = ()


class SweepError(Exception):
    """Some sweeps failed, after all had their try: `problems` by job; `swept` is what was done nevertheless."""

    def __init__(self, swept: list[Swept], problems: dict[str, list[Exception]]) -> None:
        super().__init__(f"sweeps failed: {', '.join(problems)}")
        self.swept = swept
        self.problems = problems


class _RehearsedError(Exception):
    """Takes back all that a turn did."""


@dataclass(frozen=True)
class Round:
    """`now` may be pretended; `really` is then the real moment, from which messages go out. A dry run does everything
    that a real one does and rolls each turn back. Sweeps do not build on one another, so the outcome is the same; but
    for contacts that are to be brought up (cadences): the nudge that a real run goes on to is not rehearsed.
    """

    store: Store
    house: House
    now: datetime
    really: datetime | None = None
    dry_run: bool = False
    pause: float = PAUSE

    def work(self, session: AsyncSession) -> Work:
        """A unit of work of the system, an operation of its own."""
        return Work(session, self.now, SYSTEM, house=self.house, sent_from=self.really)

    @asynccontextmanager
    async def turn(self, rest: float = 0.0) -> AsyncIterator[AsyncSession]:
        """One transaction, and a pause for the others after it: `rest` times as long as it took, or longer."""
        began = monotonic()
        with suppress(_RehearsedError):
            async with self.store.write() as session:
                yield session
                if self.dry_run:
                    raise _RehearsedError
        await asyncio.sleep(max(self.pause, rest * (monotonic() - began)))

    @asynccontextmanager
    async def operation(self) -> AsyncIterator[Work]:
        """One unit of work in a turn of its own."""
        async with self.turn() as session:
            work = self.work(session)
            async with work.savepoint():
                yield work

    async def each(
        self,
        items: Sequence[T],
        do: Callable[[Work, Sequence[T]], Awaitable[R]],
        *,
        batch: int = BATCH,
        rest: float = 0.0,
    ) -> list[R]:
        """`do` with all items, a batch at a time, each batch an operation and a savepoint; what it returned for each.

        A batch that fails is tried again one by one: an item that cannot be done keeps no other from being done. Where
        much is done in a row, `rest` leaves others room (`turn`).

        Raises:
            ExceptionGroup: the failures, after all items had their try.
        """
        waiting = deque(items[at : at + batch] for at in range(0, len(items), batch))
        results, problems = list[R](), list[Exception]()
        while waiting:
            async with self.turn(rest) as session:
                ends = monotonic() + TURN
                for _ in range(min(MOST // batch, len(waiting))):
                    some = waiting.popleft()
                    try:
                        results.append(await self._batch(session, some, do))
                    except Exception as problem:  # noqa: BLE001 - one bad row must not silence the rest; raised below
                        waiting.extendleft([one] for one in reversed(some) if len(some) > 1)
                        problems += [problem] if len(some) == 1 else []
                    if monotonic() > ends:
                        break
        if problems:
            raise ExceptionGroup("some rows could not be swept", problems)
        return results

    async def _batch(
        self, session: AsyncSession, items: Sequence[T], do: Callable[[Work, Sequence[T]], Awaitable[R]]
    ) -> R:
        work = self.work(session)
        async with work.savepoint():
            return await do(work, items)


async def told(work: Work, what: str) -> tuple[str, ...]:
    """A line for each message that this operation owes: `what: kind recipient`."""
    return tuple(f"{what}: {kind} {to}" for kind, to in await sweeps.owed(work.session, work.operation))
