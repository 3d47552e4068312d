"""The worker: takes what is in the inbox, in order per lane, a few rows in one transaction, until told to stop."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from time import perf_counter

import orjson
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import mishaps
from bot.ear import NOTHING, Ear
from bot.people import People, SlackSilentError
from handlers.slack import unpack
from storage import inbox
from storage.inbox import LeaseLostError, Taken
from storage.store import Store

log = structlog.get_logger("kizuna")

# How long one transaction may hold SQLite's only pen; the rest of a batch goes into the next one.
TURN_SECONDS = 0.02
POLL_SECONDS = 1.0


class Worker:
    """One drain loop; any number of them, in any number of processes, share the inbox."""

    def __init__(self, store: Store, ear: Ear, people: People | None, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._ear = ear
        self._people = people
        self._clock = clock
        self._stopping = asyncio.Event()
        self.beat = perf_counter()

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
        """Look up whoever acts in Slack and is unknown, before any transaction; what cannot be known yet waits."""
        ready = []
        for one in taken:
            try:
                if one.source == "slack" and self._people is not None:
                    await self._people.ensure(unpack.people_in(orjson.loads(one.payload)))
                ready.append(one)
            except SlackSilentError as silence:
                await self._failed(one, silence)
        return ready

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

    async def _failed(self, taken: Taken, problem: Exception) -> None:
        async with self._store.write() as session:
            await self._fail(session, taken, problem)

    async def _fail(self, session: AsyncSession, taken: Taken, problem: Exception) -> None:
        reference = mishaps.report(f"worker {taken.source} {taken.kind}", problem, row=taken.seq, tries=taken.attempts)
        dead = await inbox.fail(session, taken, self._clock(), reference)
        if dead:
            await self._ear.apologise(session, taken, reference, self._clock())
