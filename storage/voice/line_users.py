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


async def locked(session: AsyncSession, line_user_id: int) -> LineUser | None:
    """The account as it is now; nobody else changes it until we commit."""
    row = select(LineUser).where(col(LineUser.id) == line_user_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def friends_after(session: AsyncSession, after: int, most: int) -> list[LineUser]:
    """Friends by number, from the one after `after` on."""
    rows = select(LineUser).where(col(LineUser.id) > after, col(LineUser.state) == "friend")
    return list(await session.scalars(rows.order_by(col(LineUser.id)).limit(most)))
