"""Queries on the audit log, and the inversion of one of its operations."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage import ledger
from storage.history import restore
from storage.tables import METADATA, Audit, Tracked

UNDONE = "undone"


async def of_operation(session: AsyncSession, operation: str) -> list[Audit]:
    """What the operation changed, in order."""
    return list(await session.scalars(select(Audit).where(col(Audit.operation) == operation).order_by(col(Audit.id))))


async def undone(session: AsyncSession, operation: str) -> bool:
    return await ledger.used(session, UNDONE, operation)


async def mark_undone(session: AsyncSession, operation: str, now: datetime) -> None:
    await ledger.take(session, UNDONE, operation, now)


def outcomes(lines: list[Audit]) -> list[Audit]:
    """One line for each row, newest row first: its first `before` against its last version."""
    first: dict[tuple[str, int], Audit] = {}
    last: dict[tuple[str, int], Audit] = {}
    for line in lines:
        first.setdefault((line.table_name, line.row_id), line)
        last[line.table_name, line.row_id] = line
    return [
        line if line is first[place] else _joined(first[place], line) for place, line in reversed(list(last.items()))
    ]


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
    kind = _kinds()[line.table_name]
    row = await session.get(kind, line.row_id, with_for_update=True, populate_existing=True)
    if line.after is None:
        return await _bring_back(session, kind, line) if row is None else False
    if row is None or row.version != line.row_version:
        return False
    if line.before is None:
        return await _take_away(session, row)
    for name, value in restore(kind, line.before).items():
        if name not in {"id", "version"}:
            setattr(row, name, value)
    await session.flush()
    return True


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


def _kinds() -> dict[str, type[Tracked]]:
    tables = METADATA.tables
    return {str(kind.__tablename__): kind for kind in Tracked.__subclasses__() if str(kind.__tablename__) in tables}
