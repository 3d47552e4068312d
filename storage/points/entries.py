"""Queries on the ledger's entries: written once under a key, and read."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Table, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import PointEntry

_TABLE: Table = PointEntry.__table__  # type: ignore[attr-defined] # SQLModel sets it on table classes
_ONCE = ["key", "part"]
_FIRST = {
    name: dialect.insert(_TABLE).on_conflict_do_nothing(index_elements=_ONCE).returning(_TABLE.c.id)
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


class Day(NamedTuple):
    """What a posting moved of the points that go after one day."""

    expires_on: date
    points: int


async def write(session: AsyncSession, lines: Sequence[dict[str, Any]]) -> bool:
    """Write the lines of one posting, part 0 first. False, and nothing written, when its key stands there already."""
    connection = await session.connection()
    if (await connection.execute(_FIRST[connection.dialect.name], lines[0])).first() is None:
        return False
    if len(lines) > 1:
        await connection.execute(insert(_TABLE), list(lines[1:]))
    return True


async def of_key(session: AsyncSession, key: str) -> Sequence[PointEntry]:
    """The posting, part by part."""
    found = select(PointEntry).where(col(PointEntry.key) == key)
    return (await session.scalars(found.order_by(col(PointEntry.part)))).all()


async def returning(session: AsyncSession, key: str) -> Sequence[PointEntry]:
    """What was posted on account of a posting: released, refunded, reversed."""
    found = select(PointEntry).where(col(PointEntry.of_key) == key)
    return (await session.scalars(found.order_by(col(PointEntry.id)))).all()


async def keys_of_operation(session: AsyncSession, operation: str) -> list[tuple[str, str]]:
    """(key, kind) of all that an operation posted, in order."""
    found = select(col(PointEntry.key), col(PointEntry.kind)).where(
        col(PointEntry.operation) == operation, col(PointEntry.part) == 0
    )
    return [(key, kind) for key, kind in await session.execute(found.order_by(col(PointEntry.id)))]


async def latest(
    session: AsyncSession, wallets: Collection[int], limit: int, before: int | None = None
) -> Sequence[PointEntry]:
    """The newest lines first; `before` the one of this number."""
    found = select(PointEntry).where(col(PointEntry.wallet_id).in_(wallets))
    if before is not None:
        found = found.where(col(PointEntry.id) < before)
    return (await session.scalars(found.order_by(col(PointEntry.id).desc()).limit(limit))).all()


async def postings(session: AsyncSession, wallet_id: int) -> list[tuple[str, str]]:
    """(key, reason) of everything that was posted to the wallet."""
    found = select(col(PointEntry.key), col(PointEntry.reason)).where(
        col(PointEntry.wallet_id) == wallet_id, col(PointEntry.part) == 0
    )
    return [(key, reason) for key, reason in await session.execute(found.order_by(col(PointEntry.id)))]


async def belong_to_nobody(session: AsyncSession, wallet_id: int) -> None:
    """Whose they were has never been: what was posted stays, and says no more whose it was."""
    some = update(_TABLE).where(_TABLE.c.wallet_id == wallet_id)
    await session.execute(some.values(customer_id=None))
