"""Queries on what was said in LINE, and forgetting it when somebody takes it back."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Audit, Inbox, Message, Outbox, Tracked


async def by_platform_id(session: AsyncSession, direction: str, platform_id: str) -> Message | None:
    rows = select(Message).where(col(Message.direction) == direction, col(Message.platform_id) == platform_id)
    return (await session.scalars(rows)).first()


async def quoted(session: AsyncSession, line_user_id: int, platform_id: str) -> Message | None:
    """The message that another one of this account answers; None for one that we do not have."""
    if not platform_id:
        return None
    rows = select(Message).where(col(Message.line_user_id) == line_user_id, col(Message.platform_id) == platform_id)
    return (await session.scalars(rows.limit(1))).first()


async def latest_in(session: AsyncSession, line_user_id: int) -> Message | None:
    """What the account said last."""
    rows = select(Message).where(col(Message.line_user_id) == line_user_id, col(Message.direction) == "in")
    return (await session.scalars(rows.order_by(col(Message.at).desc(), col(Message.id).desc()).limit(1))).first()


async def gathering(session: AsyncSession, seq: int, kind: str) -> Outbox | None:
    """The row, if it is of this kind and still waits for more to be said; delivery leaves it alone until we commit."""
    row = select(Outbox).where(col(Outbox.seq) == seq, col(Outbox.kind) == kind, col(Outbox.state) == "scheduled")
    return (await session.scalars(row.with_for_update().execution_options(populate_existing=True))).first()


async def nobodys(session: AsyncSession, line_user_id: int) -> list[Message]:
    """What was said with the account while nobody knew whose it is."""
    rows = select(Message).where(col(Message.line_user_id) == line_user_id, col(Message.customer_id).is_(None))
    return list(await session.scalars(rows.order_by(col(Message.id))))


async def forget_in_audit(session: AsyncSession, row: Tracked, *columns: str) -> None:
    """Blank these columns in all that the audit log remembers of the row: who changed it and when stays."""
    await session.flush()
    lines = select(Audit).where(col(Audit.table_name) == str(row.__tablename__), col(Audit.row_id) == row.id)
    for line in await session.scalars(lines):
        line.before, line.after = _without(line.before, columns), _without(line.after, columns)


async def forget_event(session: AsyncSession, seq: int) -> None:
    """Blank what the platform told us; that it told us something, and when, stays."""
    await session.execute(update(Inbox).where(col(Inbox.seq) == seq).values(payload="{}"))


def _without(values: dict[str, Any] | None, columns: tuple[str, ...]) -> dict[str, Any] | None:
    return values and {name: _blank(value) if name in columns else value for name, value in values.items()}


def _blank(value: object) -> object:
    return {} if isinstance(value, dict) else value and ""
