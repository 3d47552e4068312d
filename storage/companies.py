"""Queries on companies."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Company


async def by_key(session: AsyncSession, key: str) -> Company | None:
    """The company that goes by this normalised name; the oldest when several do."""
    return (await session.scalars(select(Company).where(col(Company.key) == key).order_by(col(Company.id)))).first()
