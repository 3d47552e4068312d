"""Queries that let go of what is no longer needed. Each takes a page of rows, so that no transaction is long."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Audit, Draft, Inbox, RateBucket

QUIETLY = {"synchronize_session": False}

Bucket = tuple[str, datetime]
FIRST_BUCKET: Bucket = ("", datetime(1970, 1, 1, tzinfo=UTC))


async def old_payloads(session: AsyncSession, after: int, *, before: datetime, limit: int) -> list[int]:
    """Numbers above `after` of settled events that came in before that moment and still hold what was said."""
    rows = select(col(Inbox.seq)).where(
        col(Inbox.seq) > after, col(Inbox.state) == "done", col(Inbox.received_at) < before, col(Inbox.payload) != ""
    )
    return list(await session.scalars(rows.order_by(col(Inbox.seq)).limit(limit)))


async def blank_payloads(session: AsyncSession, numbers: Sequence[int]) -> int:
    """Forget what the events said; their keys stay, so that a late redelivery still counts as known."""
    old = update(Inbox).where(col(Inbox.seq).in_(numbers), col(Inbox.state) == "done", col(Inbox.payload) != "")
    result = await session.execute(old.values(payload=""), execution_options=QUIETLY)
    return int(result.rowcount)  # type: ignore[attr-defined] # an UPDATE has it


async def old_buckets(session: AsyncSession, after: Bucket, *, before: datetime, limit: int) -> list[Bucket]:
    """Counters, behind `after`, of windows that began before that moment."""
    name, start = col(RateBucket.name), col(RateBucket.window_start)
    behind = or_(name > after[0], and_(name == after[0], start > after[1]))
    rows = select(name, start).where(start < before, behind).order_by(name, start).limit(limit)
    return [(name, start) for name, start in (await session.execute(rows))]


async def drop_buckets(session: AsyncSession, buckets: Sequence[Bucket]) -> int:
    gone = delete(RateBucket).where(tuple_(col(RateBucket.name), col(RateBucket.window_start)).in_(buckets))
    return int((await session.execute(gone, execution_options=QUIETLY)).rowcount)  # type: ignore[attr-defined]


async def old_drafts(session: AsyncSession, after: int, *, used: datetime, made: datetime, limit: int) -> list[int]:
    """Numbers above `after` of drafts used or made before these moments that still hold their text."""
    old = or_(col(Draft.used_at) < used, col(Draft.created_at) < made)
    rows = select(col(Draft.id)).where(col(Draft.id) > after, old, col(Draft.text) != "")
    return list(await session.scalars(rows.order_by(col(Draft.id)).limit(limit)))


async def drafts(session: AsyncSession, ids: Sequence[int]) -> list[Draft]:
    """These drafts, locked."""
    rows = select(Draft).where(col(Draft.id).in_(ids)).order_by(col(Draft.id)).with_for_update()
    return list(await session.scalars(rows))


async def blank_audit(session: AsyncSession, table: str, ids: Sequence[int], blanks: dict[str, Any]) -> None:
    """Put `blanks` in the place of these columns' values wherever the audit log keeps them for these rows."""
    rows = select(col(Audit.id), col(Audit.before), col(Audit.after)).where(
        col(Audit.table_name) == table, col(Audit.row_id).in_(ids)
    )
    lines = [
        {"line": number, "was": before and {**before, **blanks}, "is": after and {**after, **blanks}}
        for number, before, after in (await session.execute(rows))
    ]
    blanked = update(Audit).where(col(Audit.id) == bindparam("line"))
    blanked = blanked.values(before=bindparam("was"), after=bindparam("is"))
    if lines:
        await (await session.connection()).execute(blanked, lines)
