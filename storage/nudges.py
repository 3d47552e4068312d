"""Queries of the nudges: what is due, a batch at a time."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col

from storage.tables import Customer, Followup


async def locked(session: AsyncSession, ids: Sequence[int]) -> list[Followup]:
    """Those of these follow-ups that are open and unnudged, locked.

    Locks are taken in order of number, so that two sweeps wait for one another and never both.
    """
    rows = select(Followup).where(
        col(Followup.id).in_(ids), col(Followup.state) == "open", col(Followup.nudged_at).is_(None)
    )
    return list(await session.scalars(rows.order_by(col(Followup.id)).with_for_update()))


async def customers(session: AsyncSession, ids: Sequence[int]) -> dict[int, Customer]:
    """Customers by number, with the company at hand."""
    rows = select(Customer).where(col(Customer.id).in_(ids)).options(selectinload(Customer.company))  # type: ignore[arg-type] # SQLModel types relations as values
    return {customer.id: customer for customer in await session.scalars(rows)}
