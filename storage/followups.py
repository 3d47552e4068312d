"""Queries on follow-ups."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Followup


async def by_id(session: AsyncSession, followup_id: int) -> Followup | None:
    return await session.get(Followup, followup_id)


async def open_of(session: AsyncSession, customer_id: int) -> list[Followup]:
    """The customer's open follow-ups, the most urgent first."""
    rows = select(Followup).where(col(Followup.customer_id) == customer_id, col(Followup.state) == "open")
    return list(await session.scalars(rows.order_by(col(Followup.due_at), col(Followup.id))))


async def of_interaction(session: AsyncSession, interaction_id: int) -> list[Followup]:
    rows = select(Followup).where(col(Followup.interaction_id) == interaction_id).order_by(col(Followup.id))
    return list(await session.scalars(rows))


async def due_unnudged(session: AsyncSession, now: datetime, limit: int) -> list[int]:
    """Numbers of follow-ups whose time has come and of which nobody has been told."""
    due = select(col(Followup.id)).where(
        col(Followup.state) == "open", col(Followup.nudged_at).is_(None), col(Followup.due_at) <= now
    )
    return list(await session.scalars(due.order_by(col(Followup.due_at), col(Followup.id)).limit(limit)))


async def locked(session: AsyncSession, followup_id: int) -> Followup | None:
    row = select(Followup).where(col(Followup.id) == followup_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def promises(session: AsyncSession, customer_id: int, now: datetime) -> tuple[int, int]:
    """(promises kept by their time or still in time, promises whose time has come)."""
    kept = func.count().filter(col(Followup.state) == "done", col(Followup.done_at) <= col(Followup.due_at))
    rows = select(kept, func.count()).where(
        col(Followup.customer_id) == customer_id, col(Followup.promise), col(Followup.due_at) <= now
    )
    kept_number, all_number = (await session.execute(rows)).one()
    return int(kept_number), int(all_number)
