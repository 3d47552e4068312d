"""Queries of a customer's thread in Slack."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Conversation, Message, Outbox
from storage.tables.durable import IN_LANE

UNSAID = ("ready", "scheduled")


async def open_of(session: AsyncSession, customer_id: int) -> Conversation | None:
    """The customer's thread, locked: whoever writes into it waits for whoever does just now."""
    row = select(Conversation).where(
        col(Conversation.customer_id) == customer_id, col(Conversation.closed_at).is_(None)
    )
    return (await session.scalars(row.with_for_update().execution_options(populate_existing=True))).first()


async def seen(session: AsyncSession, customer_id: int) -> Conversation | None:
    """As `open_of`, for those who only look."""
    row = select(Conversation).where(
        col(Conversation.customer_id) == customer_id, col(Conversation.closed_at).is_(None)
    )
    return (await session.scalars(row)).first()


async def open_among(session: AsyncSession, customer_ids: Collection[int]) -> list[Conversation]:
    """The threads of these customers, by number."""
    rows = select(Conversation).where(
        col(Conversation.customer_id).in_(customer_ids), col(Conversation.closed_at).is_(None)
    )
    return list(await session.scalars(rows.order_by(col(Conversation.id))))


async def begun_at(session: AsyncSession, places: Collection[str], ts: str) -> Conversation | None:
    """The thread in one of these places whose first message has this time in Slack."""
    rows = (
        select(Conversation)
        .join(Outbox, col(Outbox.seq) == col(Conversation.root))
        .where(
            col(Conversation.place).in_(places),
            col(Conversation.closed_at).is_(None),
            col(Outbox.platform)["ts"].as_string() == ts,
        )
    )
    return (await session.scalars(rows.limit(1))).first()


async def unsaid(session: AsyncSession, seq: int | None, kind: str) -> Outbox | None:
    """The row, if it is of this kind and nobody has tried to say it yet; delivery leaves it alone until we commit."""
    if seq is None:
        return None
    row = select(Outbox).where(
        col(Outbox.seq) == seq,
        col(Outbox.kind) == kind,
        col(Outbox.state).in_(UNSAID),
        col(Outbox.attempts) == 0,
    )
    return (await session.scalars(row.with_for_update().execution_options(populate_existing=True))).first()


async def unsaid_words(session: AsyncSession, conversation: Conversation, kind: str) -> Outbox | None:
    """The newest post of the thread, if it is of this kind and nobody has tried to say it yet; locked as `unsaid`."""
    newest = (
        select(Outbox)
        .where(
            IN_LANE,
            col(Outbox.lane) == f"slack:{conversation.place}",
            col(Outbox.thread_of) == conversation.root,
            col(Outbox.update_of).is_(None),
            col(Outbox.state) == "ready",
        )
        .order_by(col(Outbox.seq).desc())
        .limit(1)
    )
    row = (await session.scalars(newest.with_for_update().execution_options(populate_existing=True))).first()
    return row if row is not None and row.kind == kind and row.attempts == 0 else None


async def last_said(session: AsyncSession, customer_id: int, number: int) -> list[Message]:
    """The customer's newest messages, both ways, oldest first."""
    rows = (
        select(Message)
        .where(col(Message.customer_id) == customer_id)
        .order_by(col(Message.at).desc(), col(Message.id).desc())
        .limit(number)
    )
    return list(await session.scalars(rows))[::-1]
