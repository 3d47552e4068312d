"""Queries of the nudges: whose time has come, what is due a batch at a time, and where it has been told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col

from storage.tables import Audit, Customer, Followup, Outbox, Rep

# A follow-up that has been changed more often than this has older messages that nobody scrolls back to.
LAST_CHANGES = 20


async def waiting_owners(session: AsyncSession, before: datetime) -> list[Rep]:
    """Who owes something that is due before this moment and that they have not been told of."""
    owing = select(col(Followup.owner_id)).where(*_untold(), col(Followup.due_at) < before)
    return list(await session.scalars(select(Rep).where(col(Rep.id).in_(owing)).order_by(col(Rep.id))))


async def timed(session: AsyncSession, owners: Sequence[int], now: datetime, limit: int) -> list[int]:
    """Numbers of these owners' untold follow-ups whose hour has come, the longest due first."""
    due = select(col(Followup.id)).where(
        *_untold(), col(Followup.owner_id).in_(owners), col(Followup.due_time).is_not(None), col(Followup.due_at) <= now
    )
    return list(await session.scalars(due.order_by(col(Followup.due_at), col(Followup.id)).limit(limit)))


async def of_the_day(
    session: AsyncSession, owners: Sequence[int], before: datetime, limit: int
) -> list[tuple[int, int]]:
    """(owner, number) of these owners' untold follow-ups that are due on a day before this moment, at no hour."""
    due = select(col(Followup.owner_id), col(Followup.id)).where(
        *_untold(), col(Followup.owner_id).in_(owners), col(Followup.due_time).is_(None), col(Followup.due_at) < before
    )
    rows = await session.execute(due.order_by(col(Followup.due_at), col(Followup.id)).limit(limit))
    return [(owner, number) for owner, number in rows]


def _untold() -> tuple[ColumnElement[bool], ...]:
    merged = exists().where(col(Customer.id) == col(Followup.customer_id), col(Customer.merged_into_id).is_not(None))
    # Written out: SQLite does not see the partial index of what is untold behind a bound parameter.
    return (col(Followup.state) == literal_column("'open'"), col(Followup.nudged_at).is_(None), ~merged)


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


async def told(session: AsyncSession, followup_id: int, kinds: Sequence[str]) -> list[Outbox]:
    """The messages of these kinds that came of the follow-up's last changes, newest first; updates are not among them.

    They need not be about this follow-up: an operation may have told of its neighbours too.
    """
    changes = (
        select(col(Audit.operation))
        .where(col(Audit.table_name) == Followup.__tablename__, col(Audit.row_id) == followup_id)
        .order_by(col(Audit.id).desc())
        .limit(LAST_CHANGES)
    )
    rows = select(Outbox).where(
        col(Outbox.operation).in_(changes), col(Outbox.kind).in_(kinds), col(Outbox.update_of).is_(None)
    )
    return list(await session.scalars(rows.order_by(col(Outbox.seq).desc())))
