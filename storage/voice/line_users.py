"""Queries on LINE accounts that have met ours."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import LineUser


async def by_id(session: AsyncSession, line_user_id: int) -> LineUser | None:
    return await session.get(LineUser, line_user_id)


async def by_user_id(session: AsyncSession, user_id: str) -> LineUser | None:
    """By LINE's own id (U…)."""
    return (await session.scalars(select(LineUser).where(col(LineUser.user_id) == user_id))).first()
