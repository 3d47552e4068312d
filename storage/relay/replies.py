"""Queries of what reps send, and of the rows that carry and show it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Media, Message, Outbox, Reply

# Not said by anybody yet: what stands in such a row can still be changed or taken back.
UNSAID = ("ready", "scheduled", "paused")


async def by_id(session: AsyncSession, reply_id: int) -> Reply | None:
    return await session.get(Reply, reply_id)


async def locked(session: AsyncSession, reply_id: int) -> Reply | None:
    row = select(Reply).where(col(Reply.id) == reply_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def by_fingerprint(session: AsyncSession, fingerprint: str) -> Reply | None:
    return (await session.scalars(select(Reply).where(col(Reply.fingerprint) == fingerprint))).first()


async def latest_to(session: AsyncSession, message_id: int) -> Reply | None:
    """The newest reply to this message that is on its way or there."""
    alive = col(Reply.state).in_(["asked", "fetching", "owed", "sent"])
    rows = select(Reply).where(col(Reply.message_id) == message_id, alive)
    return (await session.scalars(rows.order_by(col(Reply.id).desc()).limit(1))).first()


async def carried_by(session: AsyncSession, carrier: int, *, lock: bool = False) -> list[Reply]:
    """What this outbox row takes to LINE, in order."""
    rows = select(Reply).where(col(Reply.carrier) == carrier).order_by(col(Reply.id))
    rows = rows.with_for_update().execution_options(populate_existing=True) if lock else rows
    return list(await session.scalars(rows))


async def asked_about(session: AsyncSession, message_id: int) -> list[Reply]:
    """Answers to this message that wait for somebody to agree."""
    rows = select(Reply).where(col(Reply.message_id) == message_id, col(Reply.state) == "asked")
    return list(await session.scalars(rows.order_by(col(Reply.id))))


async def pending_to(session: AsyncSession, line_user_id: int) -> list[Reply]:
    """What is to go to this account and has not gone yet, locked."""
    waiting = col(Reply.state).in_(["asked", "fetching", "owed"])
    rows = select(Reply).where(col(Reply.line_user_id) == line_user_id, waiting).order_by(col(Reply.id))
    return list(await session.scalars(rows.with_for_update().execution_options(populate_existing=True)))


async def last_carrier(session: AsyncSession, line_user_id: int) -> int | None:
    """The newest outbox row that takes replies to this account."""
    rows = select(col(Reply.carrier)).where(col(Reply.line_user_id) == line_user_id, col(Reply.carrier).is_not(None))
    return (await session.scalars(rows.order_by(col(Reply.carrier).desc()).limit(1))).first()


async def unsaid(session: AsyncSession, seq: int | None) -> Outbox | None:
    """The row, if nobody has tried to say it yet, locked; delivery leaves it alone until we commit."""
    if seq is None:
        return None
    row = select(Outbox).where(col(Outbox.seq) == seq, col(Outbox.state).in_(UNSAID), col(Outbox.attempts) == 0)
    return (await session.scalars(row.with_for_update().execution_options(populate_existing=True))).first()


async def shown(session: AsyncSession, reply_id: int, customer_id: int | None, kind: str) -> list[Outbox]:
    """The posts that show the reply: in the thread, and before whoever must agree."""
    about = col(Outbox.customer_id) == customer_id if customer_id is not None else col(Outbox.customer_id).is_(None)
    named = col(Outbox.fields)["reply_id"].as_integer() == reply_id
    rows = select(Outbox).where(about, col(Outbox.kind) == kind, named, col(Outbox.update_of).is_(None))
    return list(await session.scalars(rows.order_by(col(Outbox.seq))))


async def media_of(session: AsyncSession, reply_id: int) -> list[Media]:
    rows = select(Media).where(col(Media.reply_id) == reply_id).order_by(col(Media.id))
    return list(await session.scalars(rows))


async def message(session: AsyncSession, message_id: int) -> Message | None:
    return await session.get(Message, message_id)


async def newest_of(session: AsyncSession, line_user_id: int) -> int | None:
    """The number of the account's newest message, either way."""
    rows = select(col(Message.id)).where(col(Message.line_user_id) == line_user_id)
    return (await session.scalars(rows.order_by(col(Message.at).desc(), col(Message.id).desc()).limit(1))).first()
