"""Queries on what a wallet held at some point of its history."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import PointEntry


async def balance_before(session: AsyncSession, wallet_id: int, entry_id: int) -> int:
    """The sum of all lines of the wallet's ledger before the one of this number."""
    found = select(func.coalesce(func.sum(col(PointEntry.points)), 0)).where(
        col(PointEntry.wallet_id) == wallet_id, col(PointEntry.id) < entry_id
    )
    return int((await session.execute(found)).scalar_one())
