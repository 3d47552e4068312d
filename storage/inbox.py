"""The inbox: nothing is acknowledged before it is here, and each event counts once.

`accept` is a *group commit*: whatever arrived while the last commit ran goes together into the next one, so the cost of
making a webhook durable is shared by all that wait for it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.store import WORK_WAITS, Store
from storage.tables import Inbox

# A lease outlives the longest piece of work by far; a dead process's work waits this long on PostgreSQL.
LEASE = timedelta(seconds=15)
BATCH = 100
MAX_ATTEMPTS = 8
INBOX_LOCK = 4_919_102


@dataclass(frozen=True)
class Arrival:
    """One event as it came in. `payload` is JSON; `occurred_at` is the platform's own time."""

    dedupe: str
    source: str
    kind: str
    lane: str
    payload: str
    occurred_at: datetime
    lease: str | None = None


@dataclass(frozen=True)
class Taken:
    """A row under this worker's lease."""

    seq: int
    source: str
    kind: str
    lane: str
    payload: str
    occurred_at: datetime
    received_at: datetime
    attempts: int
    lease: str


class LeaseLostError(Exception):
    """The row is somebody else's by now."""


def new_lease() -> str:
    return uuid4().hex


class Gate:
    """The one way in. `accept` returns once the events are on disk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: list[tuple[Sequence[Arrival], datetime, asyncio.Future[dict[str, int]]]] = []
        self._committing: asyncio.Task[None] | None = None

    async def accept(self, arrivals: Sequence[Arrival], now: datetime) -> dict[str, int]:
        """Commit the arrivals; return the row number of each *new* one by its dedupe key (known ones are left out)."""
        if not arrivals:
            return {}
        done: asyncio.Future[dict[str, int]] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrivals, now, done))
        if self._committing is None:
            self._committing = asyncio.create_task(self._commit_all(), name="inbox-commit")
        return await done

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                await self._commit_group()
        finally:
            self._committing = None

    async def _commit_group(self) -> None:
        group: list[tuple[Sequence[Arrival], datetime, asyncio.Future[dict[str, int]]]] = []
        try:
            async with self._store.write(urgent=True) as session:
                # Taken only now: what arrived while we queued for the turn travels in this same commit.
                group, self._waiting = self._waiting, []
                new = await _insert(session, [_row(one, now) for arrivals, now, _ in group for one in arrivals])
        except Exception as problem:  # noqa: BLE001 - each waiting door must hear of it and answer 5xx
            group = group or self._waiting
            self._waiting = [each for each in self._waiting if each not in group]
            for _, _, done in group:
                if not done.done():
                    done.set_exception(problem)
            return
        for arrivals, _, done in group:
            if not done.done():
                done.set_result({one.dedupe: new.pop(one.dedupe) for one in arrivals if one.dedupe in new})


def _row(arrival: Arrival, now: datetime) -> dict[str, Any]:
    return {
        "dedupe": arrival.dedupe,
        "source": arrival.source,
        "kind": arrival.kind,
        "lane": arrival.lane,
        "payload": arrival.payload,
        "occurred_at": arrival.occurred_at,
        "received_at": now,
        "state": "open",
        "ready_at": now + LEASE if arrival.lease else now,
        "lease": arrival.lease,
        "attempts": 0,
    }


async def _insert(session: AsyncSession, rows: list[dict[str, Any]]) -> dict[str, int]:
    once = list({row["dedupe"]: row for row in reversed(rows)}.values())[::-1]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Inbox).on_conflict_do_nothing(index_elements=["dedupe"])
    result = await session.execute(statement.returning(col(Inbox.dedupe), col(Inbox.seq)), once)
    session.info[WORK_WAITS] = True
    return dict(result.all())


async def put(session: AsyncSession, arrival: Arrival, now: datetime) -> None:
    """Feed an event back to ourselves (a fetched profile), in the caller's transaction."""
    await _insert(session, [_row(arrival, now)])


def _ready(now: datetime) -> ColumnElement[bool]:
    """Open, due, and not behind an earlier row of its lane that must wait."""
    earlier = aliased(Inbox)
    blocked = exists().where(
        col(earlier.lane) == col(Inbox.lane),
        col(earlier.seq) < col(Inbox.seq),
        col(earlier.state) == "open",
        col(earlier.ready_at) > now,
    )
    return and_(col(Inbox.state) == "open", col(Inbox.ready_at) <= now, ~blocked)


async def claim(session: AsyncSession, now: datetime, limit: int = BATCH) -> list[Taken]:
    """Lease up to `limit` rows in order of arrival; rows of one lane come in order and to one worker only."""
    if session.get_bind().dialect.name == "postgresql":
        # The lock is a statement of its own: the claim's snapshot then begins after the other worker's commit.
        await session.execute(select(func.pg_advisory_xact_lock(INBOX_LOCK)))
    lease = new_lease()
    heads = select(col(Inbox.seq)).where(_ready(now)).order_by(col(Inbox.seq)).limit(limit)
    statement = (
        update(Inbox)
        .where(col(Inbox.seq).in_(heads.scalar_subquery()))
        .values(lease=lease, ready_at=now + LEASE, attempts=Inbox.attempts + 1)
        .returning(*(col(getattr(Inbox, name)) for name in Taken.__dataclass_fields__))
    )
    rows = await session.execute(statement, execution_options={"synchronize_session": False})
    return sorted((Taken(*row) for row in rows.all()), key=lambda taken: taken.seq)


async def finish(session: AsyncSession, taken_seq: int, lease: str, *, dedupe: str | None = None) -> None:
    """Mark done, if the lease is still ours.

    `dedupe` replaces the key, so that the same button or form can be pressed again (it was refused, nothing happened).

    Raises:
        LeaseLostError: someone else has the row; our work must not count and is to be rolled back.
    """
    changes: dict[str, Any] = {"state": "done", "lease": None} | ({"dedupe": dedupe} if dedupe else {})
    mine = update(Inbox).where(col(Inbox.seq) == taken_seq, col(Inbox.lease) == lease).values(**changes)
    result = await session.execute(mine, execution_options={"synchronize_session": False})
    if not result.rowcount:  # type: ignore[attr-defined] # an UPDATE has it
        raise LeaseLostError


async def fail(session: AsyncSession, taken: Taken, now: datetime, reference: str) -> bool:
    """Put a failed row back with backoff, or to rest when it has failed too often; True when it is dead now."""
    dead = taken.attempts >= MAX_ATTEMPTS
    changes = {
        "state": "dead" if dead else "open",
        "ready_at": now + timedelta(seconds=min(2**taken.attempts, 600)),
        "lease": None,
        "reference": reference,
    }
    mine = update(Inbox).where(col(Inbox.seq) == taken.seq, col(Inbox.lease) == taken.lease).values(**changes)
    await session.execute(mine, execution_options={"synchronize_session": False})
    return dead


async def give_up(session: AsyncSession, taken: Taken, reference: str) -> None:
    """A click or form that failed: the person has been told and can press again, so its key is free."""
    mine = and_(col(Inbox.seq) == taken.seq, col(Inbox.lease) == taken.lease)
    changes = {"state": "dead", "lease": None, "reference": reference, "dedupe": f"{taken.seq}:{taken.lease}"}
    await session.execute(update(Inbox).where(mine).values(**changes), execution_options={"synchronize_session": False})


async def hand_back(session: AsyncSession, taken: Sequence[Taken], now: datetime) -> None:
    """Give up leases at once (shutting down, or an earlier row of the lane has failed)."""
    ours = and_(col(Inbox.seq).in_([one.seq for one in taken]), col(Inbox.lease).in_([one.lease for one in taken]))
    await session.execute(
        update(Inbox).where(ours).values(ready_at=now, lease=None, attempts=Inbox.attempts - 1),
        execution_options={"synchronize_session": False},
    )


async def release_all(session: AsyncSession, now: datetime) -> None:
    """After a crash on SQLite nobody else can hold a lease: all are free at once."""
    held = and_(col(Inbox.state) == "open", col(Inbox.lease).is_not(None))
    await session.execute(
        update(Inbox).where(held).values(ready_at=now, lease=None), execution_options={"synchronize_session": False}
    )


async def next_ready(session: AsyncSession) -> datetime | None:
    """When the next lane can move: what stands behind its first open row is ready in vain until then."""
    earlier = aliased(Inbox)
    behind = exists().where(
        col(earlier.lane) == col(Inbox.lane), col(earlier.seq) < col(Inbox.seq), col(earlier.state) == "open"
    )
    heads = select(func.min(col(Inbox.ready_at))).where(col(Inbox.state) == "open", ~behind)
    return (await session.execute(heads)).scalar()


async def counts(session: AsyncSession) -> dict[str, int]:
    """Open and dead rows, for the metrics."""
    waiting = or_(col(Inbox.state) == "open", col(Inbox.state) == "dead")
    rows = await session.execute(select(col(Inbox.state), func.count()).where(waiting).group_by(col(Inbox.state)))
    return dict(rows.all())
