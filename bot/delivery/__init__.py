"""Delivery, the one mouth: claim → close the session → phrase → send → record.

Lanes go out beside each other, each lane in order (the store gives out one row of a lane at a time). What has been
sent is recorded in batches, in the same transaction that claims the next rows.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import islice
from time import perf_counter
from typing import Any

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import metrics
from bot.delivery import letters
from bot.delivery.letters import Letter, Mouth
from bot.delivery.outcomes import HandedBack, Later, Never, NotYet, Outcome, Sent, Unknown
from bot.delivery.records import MOST_ATTEMPTS, Done, done, raise_alarm, record, work_of
from bot.mishaps import report
from crm.house import House
from crm.notices import KINDS, Notice, unpack
from crm.work import Work
from handlers.locales import phrases
from storage import outbox
from storage.letters import ready
from storage.outbox import Claimed
from storage.store import Store
from storage.work import new_operation

AT_ONCE = 64
ACKNOWLEDGED_TOGETHER = 50
POLL_SECONDS = 1.0
# So long may the first of a batch wait for others to be recorded with it.
LINGER_SECONDS = 0.01
# One attempt, all its calls together; the lease must outlive it.
SAY_SECONDS = 20.0
LEASE_NEEDED = timedelta(seconds=SAY_SECONDS + 2)
STOP_SECONDS = 10.0
NEWER_SCHEMA_SECONDS = 60.0

log = structlog.get_logger()


class Delivery:
    """One drain loop. `mouths` by channel ("slack", "line"); `clock` gives aware UTC; `at_once` sends in flight."""

    def __init__(
        self,
        store: Store,
        mouths: Mapping[str, Mouth],
        house: House,
        clock: Callable[[], datetime],
        at_once: int = AT_ONCE,
    ) -> None:
        self._store = store
        self._mouths = mouths
        self._house = house
        self._clock = clock
        self._kinds = sorted(frozenset[str]().union(*(mouth.kinds for mouth in mouths.values())))
        self._slots = asyncio.Semaphore(at_once)
        self._flying: set[asyncio.Task[Any]] = set()
        self._landed: deque[Done] = deque()
        self._stirred = asyncio.Event()
        self._stopping = False
        self._settled = 0
        self._buried_at: datetime | None = None

    async def run(self) -> None:
        """Deliver until `stop`, then finish what is in flight; a cancelled run leaves its rows to their leases."""
        hearing = asyncio.create_task(self._hear_bell(), name="delivery-bell")
        try:
            while not self._stopping:
                await self._round()
            await self._finish()
        finally:
            hearing.cancel()
            await self._abandon(hearing)

    def stop(self) -> None:
        """Claim nothing more and end `run` soon."""
        self._stopping = True
        self._stirred.set()

    async def drain(self) -> int:
        """Deliver until nothing is ready any more; return how many rows were settled, in whatever way."""
        before = self._settled
        while True:
            self._stirred.clear()
            moved = await self._exchange()
            if self._flying and not self._landed:
                await self._stirred.wait()
            elif not (moved or self._landed):
                return self._settled - before

    # --- the loop ---

    async def _round(self) -> None:
        self._stirred.clear()
        try:
            if not (await self._something_to_do() and await self._exchange()):
                await self._rest()
        except (OperationalError, InterfaceError) as error:
            # The database is away: what has landed is kept, and recorded when it is back.
            log.warning("delivery.database_away", error=type(error).__name__)
            await asyncio.sleep(POLL_SECONDS)

    async def _something_to_do(self) -> bool:
        if self._landed:
            if self._flying and len(self._landed) < ACKNOWLEDGED_TOGETHER:
                await asyncio.sleep(LINGER_SECONDS)
            return True
        async with self._store.read() as session:
            wakes = await outbox.next_ready(session)
            return (wakes is not None and wakes <= self._clock()) or await ready(session, self._kinds)

    async def _rest(self) -> None:
        """Until the bell rings, a send lands, the next sleeping row wakes, or a second has passed."""
        async with self._store.read() as session:
            wakes = await outbox.next_ready(session)
        seconds = POLL_SECONDS if wakes is None else (wakes - self._clock()).total_seconds()
        with suppress(TimeoutError):
            async with asyncio.timeout(min(max(seconds, 0.01), POLL_SECONDS)):
                await self._stirred.wait()

    async def _hear_bell(self) -> None:
        while True:
            await self._store.bell.wait(self._store.bell.rung, POLL_SECONDS)
            self._stirred.set()

    async def _exchange(self) -> int:
        """Record what has landed and claim what is ready, in one transaction; how many rows were moved."""
        batch = list(islice(self._landed, ACKNOWLEDGED_TOGETHER))
        async with self._store.write() as session:
            now = self._clock()
            work = work_of(session, now, self._house)
            async with work.savepoint():
                settled = await record(work, batch)
                await self._bury(work)
            taken = await self._claim(session, now)
        for _ in batch:
            self._landed.popleft()
        for letter in taken:
            task = asyncio.create_task(self._carry(letter), name=f"delivery-{letter.claimed.seq}")
            self._flying.add(task)
        self._settled += len(settled)
        _count(settled, now)
        return len(batch) + len(taken)

    async def _claim(self, session: AsyncSession, now: datetime) -> list[Letter]:
        room = outbox.BATCH - len(self._flying)
        if self._stopping or room <= 0:
            return []
        await outbox.wake_due(session, now)
        claimed = await outbox.claim(session, now, self._kinds, room)
        return await letters.read(session, claimed, now + outbox.LEASE, self._house) if claimed else []

    async def _bury(self, work: Work) -> None:
        """Now and then: rows of kinds that nobody has known for a day are dead."""
        if self._buried_at is not None and work.now - self._buried_at < timedelta(hours=1):
            return
        self._buried_at = work.now
        buried = await outbox.bury_unknown_kinds(work.session, work.now, self._kinds)
        if buried:
            reference = new_operation()[:8]
            log.error("delivery.unknown_kinds", rows=buried, reference=reference)
            await raise_alarm(work, "unknown_kinds", reference, buried)

    # --- one letter ---

    async def _carry(self, letter: Letter) -> None:
        try:
            async with self._slots:
                outcome = await self._attempt(letter)
            if outcome is not None:
                self._landed.append(done(letter, outcome))
        finally:
            task = asyncio.current_task()
            if task is not None:
                self._flying.discard(task)
            self._stirred.set()

    async def _attempt(self, letter: Letter) -> Outcome | None:
        """None: the row is no longer ours, and nothing was sent."""
        early = self._without_trying(letter)
        if early is not None:
            return early
        row, mouth = letter.claimed, self._mouths[letter.claimed.channel]
        try:
            if not await self._held(letter):
                log.info("delivery.lease_lost", row=row.seq)
                return None
            phrased = await _phrased(mouth, unpack(row.kind, row.fields), letter.language)
        except Exception as error:  # noqa: BLE001 - one bad row must not stop its neighbours; it is logged and retried
            return _failed(row, error, unclear=letter.unclear)
        return await self._say(letter, mouth, phrased)

    def _without_trying(self, letter: Letter) -> Outcome | None:
        row = letter.claimed
        if self._stopping:
            return HandedBack()
        if row.attempts > MOST_ATTEMPTS:
            return Unknown("the process died at each attempt")
        if row.schema_version <= KINDS[row.kind].version:
            return None
        if self._clock() - row.created_at > outbox.UNKNOWN_KIND_LIFE:
            return Never("no worker knows this version of the notice")
        return NotYet("a newer worker's notice", NEWER_SCHEMA_SECONDS)

    async def _held(self, letter: Letter) -> bool:
        """Is the lease ours for as long as an attempt may take? Renewed when it is about to end."""
        now = self._clock()
        if letter.leased_until - now > LEASE_NEEDED:
            return True
        async with self._store.write() as session:
            return await outbox.renew(session, letter.claimed, now)

    async def _say(self, letter: Letter, mouth: Mouth, phrased: object) -> Outcome:
        began = perf_counter()
        try:
            async with asyncio.timeout(SAY_SECONDS):
                return await mouth.say(letter, phrased, self._clock())
        except Exception as error:  # noqa: BLE001 - as in `_attempt`
            return _failed(letter.claimed, error, unclear=True)
        finally:
            metrics.SAY_SECONDS.labels(letter.claimed.channel).observe(perf_counter() - began)

    # --- the end ---

    async def _finish(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                while self._flying:
                    self._stirred.clear()
                    await self._stirred.wait()
        while self._landed:
            await self._exchange()

    async def _abandon(self, *others: asyncio.Task[Any]) -> None:
        for task in self._flying:
            task.cancel()
        await asyncio.gather(*self._flying, *others, return_exceptions=True)


async def _phrased(mouth: Mouth, notice: Notice, language: str) -> Any:  # noqa: ANN401 - as Mouth.phrase
    """Documents are drawn beside the loop: a second of it would keep everybody waiting who waits for an answer."""
    if notice.drawn:
        return await asyncio.to_thread(mouth.phrase, notice, phrases(language))
    return mouth.phrase(notice, phrases(language))


def _failed(row: Claimed, error: Exception, *, unclear: bool) -> Later:
    report("delivery", error, row=row.seq, kind=row.kind)
    return Later(f"failed: {type(error).__name__}", unclear=unclear)


def _count(settled: list[Done], now: datetime) -> None:
    for each in settled:
        metrics.DELIVERIES.labels(each.row.channel, type(each.outcome).__name__.lower()).inc()
        if isinstance(each.outcome, Sent):
            metrics.OWED_SECONDS.labels(each.row.channel).observe((now - each.row.created_at).total_seconds())
