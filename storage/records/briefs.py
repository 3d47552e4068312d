"""Queries of the brief: what has happened with a customer since one of ours last spoke to them."""

from datetime import date, datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Interaction, Message


async def own_last(session: AsyncSession, customer_id: int, rep_id: int) -> Interaction | None:
    """The rep's own last touch with the customer."""
    rows = (
        select(Interaction)
        .where(col(Interaction.customer_id) == customer_id, col(Interaction.rep_id) == rep_id)
        .order_by(col(Interaction.day).desc(), col(Interaction.id).desc())
    )
    return (await session.scalars(rows.limit(1))).first()


async def by_others(
    session: AsyncSession, customer_id: int, rep_id: int, since: tuple[date, int] | None
) -> tuple[Interaction | None, int]:
    """(the last touch by anybody else after the touch `since` (day, number), how many there were)."""
    rows = select(Interaction, func.count().over()).where(
        col(Interaction.customer_id) == customer_id, col(Interaction.rep_id) != rep_id
    )
    if since is not None:
        place = tuple_(col(Interaction.day), col(Interaction.id))
        rows = rows.where(place > since)
    newest = rows.order_by(col(Interaction.day).desc(), col(Interaction.id).desc()).limit(1)
    found = (await session.execute(newest)).first()
    return (found[0], found[1]) if found else (None, 0)


async def last_words(session: AsyncSession, customer_id: int, since: datetime | None) -> Message | None:
    """The customer's last message in LINE, not older than `since`; what was taken back has no words any more."""
    theirs = (col(Message.customer_id) == customer_id, col(Message.direction) == "in", col(Message.text) != "")
    rows = select(Message).where(*theirs)
    if since is not None:
        rows = rows.where(col(Message.at) >= since)
    return (await session.scalars(rows.order_by(col(Message.at).desc(), col(Message.id).desc()).limit(1))).first()
