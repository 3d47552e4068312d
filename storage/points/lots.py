"""Queries on lots and pendings: what remains of the points that go after one day, and what is not to be spent yet."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Insert, Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.points.entries import Day
from storage.tables import PointLot, PointPending

_TABLE: Table = PointLot.__table__  # type: ignore[attr-defined] # SQLModel sets it on table classes


def _added(row: postgresql.Insert | sqlite.Insert) -> Insert:
    return row.on_conflict_do_update(
        index_elements=["wallet_id", "expires_on"], set_={"remaining": _TABLE.c.remaining + row.excluded.remaining}
    )


_PUT = {"sqlite": _added(sqlite.insert(_TABLE)), "postgresql": _added(postgresql.insert(_TABLE))}
_TAKE = (
    update(_TABLE)
    .values(remaining=_TABLE.c.remaining - bindparam("taken"))
    .where(_TABLE.c.wallet_id == bindparam("wallet"), _TABLE.c.expires_on == bindparam("day"))
)
_REMAINING = (
    select(_TABLE.c.expires_on, _TABLE.c.remaining)
    .where(_TABLE.c.wallet_id == bindparam("wallet"), _TABLE.c.remaining > 0)
    .order_by(_TABLE.c.expires_on)
)


async def put(session: AsyncSession, wallet_id: int, days: Sequence[Day]) -> None:
    """Add to what remains; the wallet is locked."""
    connection = await session.connection()
    for each in days:
        values = {"wallet_id": wallet_id, "expires_on": each.expires_on, "remaining": each.points}
        await connection.execute(_PUT[connection.dialect.name], values)


async def take(session: AsyncSession, wallet_id: int, days: Sequence[Day]) -> None:
    """Take from what remains; the wallet is locked, and there is enough."""
    connection = await session.connection()
    for each in days:
        await connection.execute(_TAKE, {"wallet": wallet_id, "day": each.expires_on, "taken": each.points})


async def remaining(session: AsyncSession, wallet_id: int) -> list[Day]:
    """What can go, what goes first before the rest; also what has gone by its date but was not yet posted."""
    connection = await session.connection()
    return [Day(*row) for row in await connection.execute(_REMAINING, {"wallet": wallet_id})]


async def expired(session: AsyncSession, today: date, limit: int) -> list[int]:
    """Wallets with something that could be spent until yesterday at the latest."""
    found = select(col(PointLot.wallet_id)).where(col(PointLot.expires_on) < today, col(PointLot.remaining) > 0)
    return list(dict.fromkeys(await session.scalars(found.order_by(col(PointLot.expires_on)).limit(limit))))


async def pending_of(session: AsyncSession, key: str) -> PointPending | None:
    """What was promised under the key, as it stands now: whoever waited for the wallet has to look again."""
    found = select(PointPending).where(col(PointPending.key) == key).execution_options(populate_existing=True)
    return (await session.scalars(found)).first()


async def pendings(session: AsyncSession, wallet_id: int) -> Sequence[PointPending]:
    """What the wallet still waits for."""
    found = select(PointPending).where(col(PointPending.wallet_id) == wallet_id, col(PointPending.state) == "waiting")
    return (await session.scalars(found.order_by(col(PointPending.id)))).all()


async def ready(session: AsyncSession, today: date, limit: int) -> Sequence[PointPending]:
    """What may be spent from today on, or earlier, and is not there yet."""
    found = select(PointPending).where(col(PointPending.state) == "waiting", col(PointPending.ready_on) <= today)
    return (await session.scalars(found.order_by(col(PointPending.ready_on), col(PointPending.id)).limit(limit))).all()


async def lapsed(session: AsyncSession, today: date, limit: int) -> Sequence[PointPending]:
    """What should have happened by yesterday, and has not."""
    found = select(PointPending).where(col(PointPending.state) == "waiting", col(PointPending.lapses_on) < today)
    return (await session.scalars(found.order_by(col(PointPending.lapses_on)).limit(limit))).all()


async def promise(session: AsyncSession, promised: PointPending) -> None:
    session.add(promised)
    await session.flush()


async def waiting_of(session: AsyncSession, wallet_id: int, customers: Sequence[int]) -> Sequence[PointPending]:
    """What the wallet waits for on account of these customers."""
    found = select(PointPending).where(col(PointPending.wallet_id) == wallet_id, col(PointPending.state) == "waiting")
    return (await session.scalars(found.where(col(PointPending.customer_id).in_(customers)))).all()
