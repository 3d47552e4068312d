"""Queries on what goes over with customers: many at once, locked."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Case, Followup, Handover, HandoverCustomer


async def customers_of(session: AsyncSession, row_ids: Collection[int]) -> list[int]:
    """The customers of these rows."""
    rows = select(col(HandoverCustomer.customer_id)).where(col(HandoverCustomer.id).in_(row_ids))
    return list(await session.scalars(rows))


async def handovers(session: AsyncSession, ids: Collection[int]) -> dict[int, Handover]:
    return {each.id: each for each in await session.scalars(select(Handover).where(col(Handover.id).in_(ids)))}


async def followups(session: AsyncSession, customer_ids: Collection[int]) -> dict[int, list[Followup]]:
    """The open follow-ups of these customers, locked: {customer: follow-ups}."""
    rows = select(Followup).where(col(Followup.customer_id).in_(customer_ids), col(Followup.state) == "open")
    rows = rows.order_by(col(Followup.id)).with_for_update().execution_options(populate_existing=True)
    found = defaultdict[int, list[Followup]](list)
    for each in await session.scalars(rows):
        found[each.customer_id].append(each)
    return found


async def cases(session: AsyncSession, customer_ids: Collection[int]) -> dict[int, list[Case]]:
    """The open cases of these customers, locked: {customer: cases}."""
    rows = select(Case).where(col(Case.customer_id).in_(customer_ids), col(Case.state) == "open")
    rows = rows.order_by(col(Case.id)).with_for_update().execution_options(populate_existing=True)
    found = defaultdict[int, list[Case]](list)
    for each in await session.scalars(rows):
        found[each.customer_id].append(each)
    return found
