"""Queries of the help: customers whom its examples may name."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col

from storage.desks import mine
from storage.records.rosters import reachable
from storage.tables import Customer, Interaction


async def latest_own(session: AsyncSession, owner_id: int, limit: int, *, in_line: bool = False) -> list[Customer]:
    """The rep's customers of whom something was logged last; with `in_line` only those who can be reached there."""
    logged = select(func.max(col(Interaction.id))).where(col(Interaction.customer_id) == col(Customer.id))
    rows = select(Customer).where(*mine(owner_id), *([reachable()] if in_line else []))
    rows = rows.order_by(logged.scalar_subquery().desc().nulls_last(), col(Customer.id).desc())
    return list(await session.scalars(rows.options(selectinload(Customer.company)).limit(limit)))  # type: ignore[arg-type] # SQLModel types relations as values


async def newest(session: AsyncSession, limit: int) -> list[Customer]:
    """Anybody's newest customers: to go by their last touch would read the whole store."""
    rows = (
        select(Customer)
        .where(col(Customer.merged_into_id).is_(None), col(Customer.erased_at).is_(None))
        .order_by(col(Customer.id).desc())
    )
    return list(await session.scalars(rows.options(selectinload(Customer.company)).limit(limit)))  # type: ignore[arg-type] # as above
