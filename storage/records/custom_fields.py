"""Queries on the company's own fields."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import CustomField


async def active(session: AsyncSession) -> list[CustomField]:
    """Those in use, in the order in which they were made."""
    return list(await session.scalars(select(CustomField).where(col(CustomField.active)).order_by(col(CustomField.id))))


async def retired(session: AsyncSession, limit: int) -> list[CustomField]:
    """Those that are not in use any more, the newest first."""
    rows = select(CustomField).where(~col(CustomField.active)).order_by(col(CustomField.id).desc())
    return list(await session.scalars(rows.limit(limit)))


async def locked(session: AsyncSession, field_id: int) -> CustomField | None:
    row = select(CustomField).where(col(CustomField.id) == field_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def by_id(session: AsyncSession, field_id: int) -> CustomField | None:
    return await session.get(CustomField, field_id)


async def by_ids(session: AsyncSession, ids: Collection[int]) -> list[CustomField]:
    """These, whether they are in use or not."""
    return list(await session.scalars(select(CustomField).where(col(CustomField.id).in_(sorted(ids)))))
