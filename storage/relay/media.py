"""Queries on pictures, films, sounds and files, in and out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Media, Message, Outbox

MOST_OF_ONE = 20


async def by_name(session: AsyncSession, name: str) -> Media | None:
    return (await session.scalars(select(Media).where(col(Media.name) == name))).first()


async def lock(session: AsyncSession, media: Media) -> None:
    """Make the row what it is now; nobody else changes it until we commit."""
    row = select(Media).where(col(Media.id) == media.id).with_for_update()
    await session.scalars(row.execution_options(populate_existing=True))


async def message_of(session: AsyncSession, media: Media) -> Message | None:
    """The message that brought it."""
    return await session.get(Message, media.message_id) if media.message_id is not None else None


async def of_message(session: AsyncSession, message_id: int) -> Media | None:
    """What a customer's message brought."""
    return (await session.scalars(select(Media).where(col(Media.message_id) == message_id).limit(1))).first()


async def of_reply(session: AsyncSession, reply_id: int) -> list[Media]:
    """The files of a reply, in the order in which they were chosen."""
    rows = select(Media).where(col(Media.reply_id) == reply_id).order_by(col(Media.id))
    return list(await session.scalars(rows.limit(MOST_OF_ONE)))


async def by_public(session: AsyncSession, public: str, now: datetime) -> Media | None:
    """The kept file that this address leads to, while it does."""
    rows = select(Media).where(col(Media.public) == public, col(Media.public_until) > now, col(Media.state) == "kept")
    return (await session.scalars(rows)).first()


async def by_ids(session: AsyncSession, ids: Sequence[int]) -> list[Media]:
    """These rows, locked."""
    found = select(Media).where(col(Media.id).in_(ids)).order_by(col(Media.id)).with_for_update()
    return list(await session.scalars(found.execution_options(populate_existing=True)))


async def told(session: AsyncSession, uuids: Sequence[str]) -> list[Outbox]:
    """The rows of the outbox that go by these names."""
    rows = select(Outbox).where(col(Outbox.uuid).in_(uuids)).order_by(col(Outbox.seq))
    return list(await session.scalars(rows.with_for_update().execution_options(populate_existing=True)))


async def names_in_use(session: AsyncSession, names: Sequence[str]) -> set[str]:
    """Which of these names of files belong to rows that still want or keep them."""
    alive = col(Media.state).in_(("wanted", "kept"))
    own = await session.scalars(select(col(Media.name)).where(alive, col(Media.name).in_(names)))
    small = await session.scalars(select(col(Media.preview)).where(alive, col(Media.preview).in_(names)))
    return {*own, *(each for each in small if each is not None)}
