"""Queries on the audit log, and the inversion of one of its operations."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage import ledger
from storage.history import Recorded, restore, values
from storage.tables import METADATA, Audit, Tracked

UNDONE = "undone"


async def of_operation(session: AsyncSession, operation: str) -> list[Audit]:
    """What the operation changed, in order."""
    return list(await session.scalars(select(Audit).where(col(Audit.operation) == operation).order_by(col(Audit.id))))


async def first_of(session: AsyncSession, table: str, row_id: int) -> Audit | None:
    """How the row came to be."""
    lines = select(Audit).where(col(Audit.table_name) == table, col(Audit.row_id) == row_id)
    return (await session.scalars(lines.order_by(col(Audit.id)).limit(1))).first()


async def note(session: AsyncSession, work: Recorded, table: str, row_id: int, said: dict[str, Any]) -> None:
    """A line of its own, of something that was tried and changed no row."""
    line = {"operation": work.operation, "rule": work.rule, "actor": str(work.actor), "at": work.now}
    place = {"table_name": table, "row_id": row_id, "row_version": 0, "customer_id": None}
    await session.execute(insert(Audit), [line | place | {"before": None, "after": said}])


async def undone(session: AsyncSession, operation: str) -> bool:
    return await ledger.used(session, UNDONE, operation)


async def mark_undone(session: AsyncSession, operation: str, now: datetime) -> None:
    await ledger.take(session, UNDONE, operation, now)


def outcomes(lines: list[Audit]) -> list[Audit]:
    """One line for each row, newest row first: its first `before` against its last version.

    A row that the operation made and took away again has none.
    """
    first: dict[tuple[str, int], Audit] = {}
    last: dict[tuple[str, int], Audit] = {}
    for line in lines:
        first.setdefault((line.table_name, line.row_id), line)
        last[line.table_name, line.row_id] = line
    joined = (line if line is first[place] else _joined(first[place], line) for place, line in last.items())
    return [line for line in reversed(list(joined)) if line.before is not None or line.after is not None]


def _joined(first: Audit, last: Audit) -> Audit:
    return Audit(
        table_name=last.table_name,
        row_id=last.row_id,
        row_version=last.row_version,
        before=first.before,
        after=last.after,
        operation=last.operation,
        rule=last.rule,
        actor=last.actor,
        at=last.at,
    )


async def invert(session: AsyncSession, line: Audit) -> bool:
    """Put the row back to `before`; False when it is not any more what the operation left."""
    kind, row = await _row(session, line)
    if line.after is None:
        return await _bring_back(session, kind, line) if row is None else False
    if row is None or row.version != line.row_version:
        return False
    if line.before is None:
        return await _take_away(session, row)
    return await _put(session, row, line.before)


async def put_back(session: AsyncSession, line: Audit) -> bool:
    """As `invert`, but field by field: what others have done to the row since stays.

    Only fields that the operation changed and that still hold its value get their old one; False when another has been
    changed since. A row that is gone has nothing left to be put back.
    """
    kind, row = await _row(session, line)
    if line.after is None:
        return row is not None or await _bring_back(session, kind, line)
    if row is None:
        return True
    if line.before is None:
        return row.version == line.row_version and await _take_away(session, row)
    held, whole = unchanged(line, row)
    return await _put(session, row, held) and whole


def unchanged(line: Audit, row: Tracked) -> tuple[dict[str, Any], bool]:
    """Of the fields that the line has changed those that still hold what it wrote, as they were before; and whether
    these are all.
    """
    before, after, now = line.before or {}, line.after or {}, values(row)
    changed = [name for name, old in before.items() if name != "version" and old != after.get(name)]
    held = {name: before[name] for name in changed if now.get(name) == after.get(name)}
    return held, len(held) == len(changed)


async def _row(session: AsyncSession, line: Audit) -> tuple[type[Tracked], Tracked | None]:
    kind = kinds()[line.table_name]
    return kind, await session.get(kind, line.row_id, with_for_update=True, populate_existing=True)


async def _put(session: AsyncSession, row: Tracked, stored: dict[str, Any]) -> bool:
    try:
        async with session.begin_nested():
            put(row, stored)
    except IntegrityError:
        return False  # somebody else has taken its place since
    return True


def put(row: Tracked, stored: dict[str, Any]) -> None:
    """Give the row these values, as the audit log holds them."""
    for name, value in restore(type(row), stored).items():
        if name not in {"id", "version"}:
            setattr(row, name, value)


async def _take_away(session: AsyncSession, row: Tracked) -> bool:
    try:
        async with session.begin_nested():
            await session.delete(row)
    except IntegrityError:
        return False  # somebody has hung something of theirs on it since
    return True


async def _bring_back(session: AsyncSession, kind: type[Tracked], line: Audit) -> bool:
    session.add(kind(**restore(kind, {**(line.before or {}), "version": line.row_version + 1})))
    await session.flush()
    return True


def kinds() -> dict[str, type[Tracked]]:
    tables = METADATA.tables
    return {str(kind.__tablename__): kind for kind in Tracked.__subclasses__() if str(kind.__tablename__) in tables}
