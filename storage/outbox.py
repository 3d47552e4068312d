"""The outbox: what we owe the world, in the same transaction as its cause.

States: ready → leased → sent, with waiting (try again later; blocks its lane), scheduled (not yet; blocks nobody),
paused (the channel's monthly quota is used up), unknown (we cannot find out; a human looks), dead, cancelled (undone).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.records.merges import lives_in
from storage.store import WORK_WAITS
from storage.tables import Outbox

LEASE = timedelta(seconds=30)
BATCH = 500
OUTBOX_LOCK = 4_919_103
QUIETLY = {"synchronize_session": False}
# What customers send is fetched in lanes that begin so, beside what is said to them.
MEDIA_LANE = "media:"
# A worker that does not know a kind leaves it to a newer one for this long.
UNKNOWN_KIND_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class Claimed:
    """A row under this worker's lease."""

    seq: int
    uuid: str
    channel: str
    recipient: str
    lane: str
    kind: str
    schema_version: int
    fields: dict[str, Any]
    customer_id: int | None
    reply_token: str | None
    reply_until: datetime | None
    thread_of: int | None
    update_of: int | None
    attempts: int
    first_tried_at: datetime | None
    created_at: datetime
    platform: dict[str, Any]
    lease: str


async def put(session: AsyncSession, row: Outbox) -> Outbox:
    """Owe one more message; it goes out after the commit of this transaction."""
    session.add(row)
    await session.flush()
    session.info[WORK_WAITS] = True
    return row


async def put_all(session: AsyncSession, rows: Sequence[Outbox]) -> None:
    """As `put`, in one statement."""
    session.add_all(rows)
    await session.flush()
    session.info[WORK_WAITS] = True


def _one_of(column: Any, *states: str) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped column
    """The states are written out: SQLite does not see a partial index behind a list of bound parameters."""
    return col(column).in_([literal_column(f"'{state}'") for state in states])


def new_uuid() -> str:
    return str(uuid4())


async def wake_due(session: AsyncSession, now: datetime) -> None:
    """Scheduled, waiting and paused rows whose time has come, and rows whose lease has run out, are ready again."""
    later = _one_of(Outbox.state, "scheduled", "waiting", "leased", "paused")
    due = update(Outbox).where(later, col(Outbox.ready_at) <= now).values(state="ready", lease=None)
    await session.execute(due, execution_options=QUIETLY)


def _head(now: datetime) -> ColumnElement[bool]:
    """Ready, and first of its lane. A row that owns a live reply token passes those that wait."""
    earlier = aliased(Outbox)
    blocked = exists().where(
        col(earlier.lane) == col(Outbox.lane),
        col(earlier.seq) < col(Outbox.seq),
        _one_of(earlier.state, "ready", "leased", "waiting"),
    )
    in_flight = exists().where(
        col(earlier.lane) == col(Outbox.lane),
        _one_of(earlier.state, "ready", "leased", "waiting"),  # says no more than the next line, but names the index
        col(earlier.state) == "leased",
    )
    passes = and_(col(Outbox.reply_until) > now, ~in_flight)
    return and_(col(Outbox.state) == "ready", or_(~blocked, passes))


async def claim(
    session: AsyncSession, now: datetime, kinds: Sequence[str], limit: int = BATCH, lane: str | None = None
) -> list[Claimed]:
    """Lease up to `limit` lane heads of the kinds that this worker can phrase."""
    if session.get_bind().dialect.name == "postgresql":
        # Lock and claim are two statements: in one, two workers leased the same rows (measured).
        await session.execute(select(func.pg_advisory_xact_lock(OUTBOX_LOCK)))
    heads = select(col(Outbox.seq)).where(_head(now), col(Outbox.kind).in_(kinds))
    heads = heads.where(col(Outbox.lane) == lane) if lane else heads
    chosen = heads.order_by(col(Outbox.seq)).limit(limit).scalar_subquery()
    statement = (
        update(Outbox)
        .where(col(Outbox.seq).in_(chosen))
        .values(
            state="leased",
            lease=uuid4().hex,
            ready_at=now + LEASE,
            attempts=Outbox.attempts + 1,
            first_tried_at=func.coalesce(Outbox.first_tried_at, now),
        )
        .returning(*(col(getattr(Outbox, name)) for name in Claimed.__dataclass_fields__))
    )
    rows = await session.execute(statement, execution_options=QUIETLY)
    return sorted((Claimed(*row) for row in rows.all()), key=lambda claimed: claimed.seq)


def _mine(claimed: Claimed) -> ColumnElement[bool]:
    return and_(col(Outbox.seq) == claimed.seq, col(Outbox.lease) == claimed.lease, col(Outbox.state) == "leased")


async def renew(session: AsyncSession, claimed: Claimed, now: datetime) -> bool:
    """Keep the lease; False when it is no longer ours and nothing may be sent."""
    kept = update(Outbox).where(_mine(claimed)).values(ready_at=now + LEASE)
    result = await session.execute(kept, execution_options=QUIETLY)
    return bool(result.rowcount)  # type: ignore[attr-defined] # an UPDATE has it


async def settle(session: AsyncSession, claimed: Claimed, state: str, **changes: Any) -> bool:  # noqa: ANN401 - columns
    """Give the row its new state if the lease is still ours."""
    changed = update(Outbox).where(_mine(claimed)).values(state=state, lease=None, **changes)
    result = await session.execute(changed, execution_options=QUIETLY)
    return bool(result.rowcount)  # type: ignore[attr-defined] # an UPDATE has it


async def pause_pushes(session: AsyncSession, channel: str, until: datetime) -> None:
    """The month's quota is used up: the channel's pushes wait; replies are free and go on, and so does fetching."""
    pushes = and_(
        col(Outbox.channel) == channel,
        col(Outbox.state) == "ready",
        col(Outbox.reply_token).is_(None),
        col(Outbox.lane).not_like(f"{MEDIA_LANE}%"),
    )
    paused = update(Outbox).where(pushes).values(state="paused", ready_at=until)
    await session.execute(paused, execution_options=QUIETLY)


async def cancel(session: AsyncSession, operation: str, customer_ids: Collection[int] | None = None) -> int:
    """Take back what an operation wanted to say (of these customers) and nobody has said yet; return how many rows."""
    unsent = col(Outbox.state).in_(["ready", "scheduled", "waiting", "paused"])
    gone = update(Outbox).where(col(Outbox.operation) == operation, unsent).values(state="cancelled", lease=None)
    if customer_ids is not None:
        gone = gone.where(col(Outbox.customer_id).in_(customer_ids))
    result = await session.execute(gone, execution_options=QUIETLY)
    return int(result.rowcount)  # type: ignore[attr-defined] # an UPDATE has it


async def cancel_kinds(
    session: AsyncSession, customer_ids: Collection[int], kinds: Collection[str]
) -> set[tuple[int, str]]:
    """Take back what nobody has said yet of these kinds about these customers: (customer, kind) of what was taken."""
    unsent = col(Outbox.state).in_(["ready", "scheduled", "waiting", "paused"])
    theirs = and_(col(Outbox.customer_id).in_(customer_ids), col(Outbox.kind).in_(kinds), unsent)
    gone = update(Outbox).where(theirs).values(state="cancelled", lease=None)
    taken = await session.execute(gone.returning(col(Outbox.customer_id), col(Outbox.kind)), execution_options=QUIETLY)
    return {(customer or 0, kind) for customer, kind in taken}


async def release_all(session: AsyncSession, now: datetime) -> None:
    """After a crash on SQLite nobody else can hold a lease: all may be looked at at once."""
    held = update(Outbox).where(col(Outbox.state) == "leased").values(ready_at=now)
    await session.execute(held, execution_options=QUIETLY)


async def bury_unknown_kinds(session: AsyncSession, now: datetime, kinds: Sequence[str]) -> int:
    """Rows that no worker could phrase for a day are dead; the number of them."""
    strange = and_(
        col(Outbox.state) == "ready", col(Outbox.kind).not_in(kinds), col(Outbox.created_at) < now - UNKNOWN_KIND_LIFE
    )
    buried = update(Outbox).where(strange).values(state="dead", error="no worker knows this kind of notice")
    return int((await session.execute(buried, execution_options=QUIETLY)).rowcount)  # type: ignore[attr-defined]


async def next_ready(session: AsyncSession) -> datetime | None:
    """When the next row that sleeps wants to wake."""
    later = _one_of(Outbox.state, "scheduled", "waiting", "leased", "paused")
    return (await session.execute(select(func.min(col(Outbox.ready_at))).where(later))).scalar()


async def counts(session: AsyncSession) -> dict[tuple[str, str], int]:
    """Rows that are not settled, and those that went wrong, by (channel, state)."""
    alive = col(Outbox.state).not_in(["sent", "cancelled"])
    rows = await session.execute(
        select(col(Outbox.channel), col(Outbox.state), func.count())
        .where(alive)
        .group_by(col(Outbox.channel), col(Outbox.state))
    )
    return {(channel, state): number for channel, state, number in rows.all()}


async def told(session: AsyncSession, kind: str, customer_id: int, **fields: int | str) -> int | None:
    """The newest row of this kind about the customer (or a duplicate that lives on in them) whose notice has these
    fields; for `update_of` and `thread_of`.
    """
    about = col(Outbox.customer_id).in_(lives_in(customer_id))
    rows = select(col(Outbox.seq)).where(about, col(Outbox.kind) == kind, col(Outbox.update_of).is_(None))
    for name, value in fields.items():
        path = col(Outbox.fields)[name]
        rows = rows.where((path.as_integer() if isinstance(value, int) else path.as_string()) == value)
    return (await session.scalars(rows.order_by(col(Outbox.seq).desc()).limit(1))).first()


async def by_seq(session: AsyncSession, seq: int) -> Outbox | None:
    return await session.get(Outbox, seq)


async def of_operation(session: AsyncSession, operation: str) -> list[Outbox]:
    """What the operation owed, in order."""
    rows = select(Outbox).where(col(Outbox.operation) == operation).order_by(col(Outbox.seq))
    return list(await session.scalars(rows))
