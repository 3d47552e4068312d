"""The worker: takes what is in the inbox, in order per lane, a few rows in one transaction, until told to stop."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from time import perf_counter

import orjson
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

import handlers.slack
from bot import mishaps
from bot.ear import NOTHING, Ear
from bot.people import People
from storage import inbox
from storage.inbox import LeaseLostError, Taken
from storage.store import Store

log = structlog.get_logger("kizuna")

# How long one transaction may hold SQLite's only pen; the rest of a batch goes into the next one.
TURN_SECONDS = 0.02
POLL_SECONDS = 1.0


class TriedTooOftenError(Exception):
    """A row was taken again and again and never came to an end: whatever it does ends the process."""


class Worker:
    """One drain loop; any number of them, in any number of processes, share the inbox."""

    def __init__(self, store: Store, ear: Ear, people: People | None, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._ear = ear
        self._people = people
        self._clock = clock
        self._stopping = asyncio.Event()
        self.beat: float | None = None

    async def run(self) -> None:
        """Drain until `stop`; a broken database is waited for."""
        while not self._stopping.is_set():
            heard, self.beat = self._store.bell.rung, perf_counter()
            try:
                if await self.drain_once():
                    continue
                pause = await self._pause()
            except Exception as problem:  # noqa: BLE001 - the loop outlives a lost database; leases bring the rows back
                mishaps.report("worker", problem)
                pause = POLL_SECONDS
            await self._store.bell.wait(heard, pause)

    def stop(self) -> None:
        """Finish the batch at hand, then end `run`."""
        self._stopping.set()

    async def drain(self) -> None:
        """Until nothing is ready."""
        while await self.drain_once():
            pass

    async def drain_once(self) -> int:
        """Take one batch and do it; return how many rows it had."""
        async with self._store.write() as session:
            taken = await inbox.claim(session, self._clock())
        todo = await self._introduced(taken)
        while todo:
            todo = await self._turn(todo)
        return len(taken)

    async def _pause(self) -> float:
        async with self._store.read() as session:
            due = await inbox.next_ready(session)
        return POLL_SECONDS if due is None else min(max((due - self._clock()).total_seconds(), 0), POLL_SECONDS)

    async def _introduced(self, taken: Sequence[Taken]) -> list[Taken]:
        """Look up whoever acts in Slack and is unknown, before any transaction; what cannot be known yet waits.

        All at once: while Slack is silent each would cost seconds, and customers in LINE are in the same batch.
        """
        known = await asyncio.gather(*(self._introduce(one) for one in taken))
        return [one for one, ready in zip(taken, known, strict=True) if ready]

    async def _introduce(self, one: Taken) -> bool:
        if one.source != "slack" or self._people is None:
            return True
        try:
            await self._people.ensure(handlers.slack.known_first(orjson.loads(one.payload)))
        except Exception as problem:  # noqa: BLE001 - as in `_one`
            async with self._store.write() as session:
                await self._fail(session, one, problem)
            return False
        return True

    async def _turn(self, todo: list[Taken]) -> list[Taken]:
        """Do as many rows as fit into one turn; return those that are left."""
        began = perf_counter()
        async with self._store.write() as session:
            while todo and perf_counter() - began < TURN_SECONDS:
                one, *todo = todo
                if not await self._one(session, one):
                    await inbox.hand_back(session, [each for each in todo if each.lane == one.lane], self._clock())
                    todo = [each for each in todo if each.lane != one.lane]
        return todo

    async def _one(self, session: AsyncSession, taken: Taken) -> bool:
        """Do one row; False when it failed and its lane must wait for it."""
        try:
            if taken.attempts > inbox.MAX_ATTEMPTS:
                raise TriedTooOftenError  # noqa: TRY301 - it fails as any other
            async with session.begin_nested():
                await self._hear(session, taken)
                await inbox.finish(session, taken.seq, taken.lease)
        except LeaseLostError:
            return False
        except Exception as problem:  # noqa: BLE001 - one bad event must not take its neighbours with it
            await self._fail(session, taken, problem)
            return False
        return True

    async def _hear(self, session: AsyncSession, taken: Taken) -> None:
        if taken.source == "slack":
            await self._ear.slack(session, taken, self._clock(), NOTHING)
        else:
            await self._ear.line(session, taken, self._clock())

    async def _fail(self, session: AsyncSession, taken: Taken, problem: Exception) -> None:
        reference = mishaps.report(f"worker {taken.source} {taken.kind}", problem, row=taken.seq, tries=taken.attempts)
        if await inbox.fail(session, taken, self._clock(), reference):
            await self._apologise(session, taken, reference)

    async def _apologise(self, session: AsyncSession, taken: Taken, reference: str) -> None:
        try:
            async with session.begin_nested():
                await self._ear.apologise(session, taken, reference, self._clock())
        except Exception as worse:  # noqa: BLE001 - a row that cannot even be read must stay dead all the same
            mishaps.report("worker apology", worse, row=taken.seq)
