"""Queries on colleagues who leave: what is theirs, and which handover is about it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.handovers.rows import PENDING
from storage.tables import Case, Customer, Followup, Handover, HandoverCustomer

# Somebody is about to leave as long as their handover is in one of these.
UNDER_WAY = ("draft", "asked", "agreeing", "agreed")


@dataclass(frozen=True)
class Left:
    """What somebody leaves behind: `unplanned` of their customers are in no handover; of what is open with anybody, so
    many promises, other follow-ups and cases.
    """

    customers: int
    unplanned: int
    promises: int
    followups: int
    cases: int


async def left(session: AsyncSession, rep_id: int) -> Left:
    """Counted as it is now."""
    customers = select(func.count(), func.count().filter(~_planned())).where(*_owned(rep_id))
    owed = select(func.count().filter(col(Followup.promise)), func.count().filter(~col(Followup.promise))).where(
        col(Followup.owner_id) == rep_id, col(Followup.state) == "open"
    )
    cases = select(func.count()).where(col(Case.owner_id) == rep_id, col(Case.state) == "open")
    theirs, unplanned = (await session.execute(customers.select_from(Customer))).one()
    promises, followups = (await session.execute(owed)).one()
    return Left(theirs, unplanned, promises, followups, (await session.execute(cases)).scalar_one())


async def unplanned(session: AsyncSession, rep_id: int) -> bool:
    """Whether one of the rep's customers at least is in no handover."""
    rows = select(col(Customer.id)).where(*_owned(rep_id), ~_planned()).limit(1)
    return (await session.execute(rows)).first() is not None


def _owned(rep_id: int) -> tuple[ColumnElement[bool], ...]:
    # Said so that SQLite takes the index of the owner: nearly everybody has been merged into nobody.
    return (
        col(Customer.owner_id) == rep_id,
        func.coalesce(col(Customer.merged_into_id), 0) == 0,
        col(Customer.erased_at).is_(None),
    )


def _planned() -> ColumnElement[bool]:
    return exists().where(
        col(HandoverCustomer.customer_id) == col(Customer.id), col(HandoverCustomer.state).in_(PENDING)
    )


async def draft(session: AsyncSession, rep_id: int) -> Handover | None:
    """The draft that the rep's leaving has opened, locked."""
    rows = select(Handover).where(col(Handover.from_id) == rep_id, col(Handover.state) == "draft")
    rows = rows.order_by(col(Handover.id)).limit(1).with_for_update()
    return (await session.scalars(rows.execution_options(populate_existing=True))).first()


async def leaving(session: AsyncSession, rep_id: int) -> int | None:
    """The handover because of which the rep is about to leave. By an index in which nearly nobody stands."""
    rows = select(col(Handover.id)).where(
        col(Handover.from_id) == rep_id, col(Handover.reason) == "leaving", col(Handover.state).in_(UNDER_WAY)
    )
    return (await session.execute(rows.order_by(col(Handover.id)).limit(1))).scalar()
