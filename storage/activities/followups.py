"""Queries on follow-ups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col

from storage.activities.promises import fell_due, kept
from storage.tables import Audit, Customer, Followup, Rep


async def by_id(session: AsyncSession, followup_id: int) -> Followup | None:
    return await session.get(Followup, followup_id)


async def open_of(session: AsyncSession, customer_id: int) -> list[Followup]:
    """The customer's open follow-ups, the most urgent first."""
    rows = select(Followup).where(col(Followup.customer_id) == customer_id, col(Followup.state) == "open")
    return list(await session.scalars(rows.order_by(col(Followup.due_at), col(Followup.id))))


async def of_interaction(session: AsyncSession, interaction_id: int) -> list[Followup]:
    rows = select(Followup).where(col(Followup.interaction_id) == interaction_id).order_by(col(Followup.id))
    return list(await session.scalars(rows))


async def locked(session: AsyncSession, followup_id: int) -> Followup | None:
    row = select(Followup).where(col(Followup.id) == followup_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def last_change(session: AsyncSession, followup_id: int) -> Audit | None:
    """What was done to the follow-up last, by whom and by which rule."""
    lines = select(Audit).where(col(Audit.table_name) == Followup.__tablename__, col(Audit.row_id) == followup_id)
    return (await session.scalars(lines.order_by(col(Audit.id).desc()).limit(1))).first()


async def promises(session: AsyncSession, customer_id: int, local: datetime) -> tuple[int, int]:
    """(promises kept, promises whose time has come) up to the moment `local`, by the company's clock.

    What was put off after its time stays broken, whenever it is done.
    """
    rows = select(func.count().filter(kept(local)), func.count()).where(
        col(Followup.customer_id) == customer_id, col(Followup.promise), fell_due(local)
    )
    kept_number, all_number = (await session.execute(rows)).one()
    return int(kept_number), int(all_number)


@dataclass(frozen=True)
class Whose:
    """Follow-ups of one owner, or of everybody in these teams, or of all (both None)."""

    owner_id: int | None = None
    teams: frozenset[int] | None = None

    def where(self) -> list[ColumnElement[bool]]:
        theirs = [col(Followup.owner_id) == self.owner_id] if self.owner_id is not None else []
        return theirs if self.teams is None else [*theirs, col(Rep.team_id).in_(self.teams)]


@dataclass(frozen=True)
class Clock:
    """The moment of asking, and when its day began by the company's clock."""

    now: datetime
    midnight: datetime


@dataclass(frozen=True)
class Owed:
    """A follow-up with whom it is owed to (the company at hand) and by whom."""

    followup: Followup
    customer: Customer
    owner: Rep


def overdue(clock: Clock) -> ColumnElement[bool]:
    """Past its time; what has none may be done all day long."""
    timed = and_(col(Followup.due_time).is_not(None), col(Followup.due_at) < clock.now)
    return or_(timed, col(Followup.due_at) < clock.midnight)


async def count(session: AsyncSession, whose: Whose, clock: Clock) -> tuple[int, int]:
    """(all that is open, what of it is overdue)."""
    numbers = _open(select(func.count(), func.count().filter(overdue(clock))).select_from(Followup), whose)
    everything, late = (await session.execute(numbers)).one()
    return int(everything), int(late)


async def page(
    session: AsyncSession, whose: Whose, clock: Clock, *, late_only: bool = False, skip: int = 0, limit: int
) -> list[Owed]:
    """What is open, the overdue first, then by when it is due."""
    late = overdue(clock)
    rows = _open(select(Followup, Customer, Rep), whose).options(selectinload(Customer.company))  # type: ignore[arg-type] # SQLModel types relations as values
    rows = rows.where(late) if late_only else rows
    order = (case((late, 0), else_=1), col(Followup.due_at), col(Followup.id))
    found = await session.execute(rows.order_by(*order).offset(skip).limit(limit))
    return [Owed(followup, customer, owner) for followup, customer, owner in found]


async def owed(session: AsyncSession, ids: Sequence[int]) -> dict[int, Owed]:
    """Follow-ups by number, whatever has become of them."""
    rows = _joined(select(Followup, Customer, Rep)).where(col(Followup.id).in_(ids))
    found = await session.execute(rows.options(selectinload(Customer.company)))  # type: ignore[arg-type] # as above
    return {followup.id: Owed(followup, customer, owner) for followup, customer, owner in found}


Rows = TypeVar("Rows", bound=Select[*tuple[Any, ...]])


def _joined(rows: Rows) -> Rows:
    return rows.join(Customer, col(Customer.id) == col(Followup.customer_id)).join(
        Rep, col(Rep.id) == col(Followup.owner_id)
    )


def _open(rows: Rows, whose: Whose) -> Rows:
    """Of duplicates nothing is owed any more: it has moved to the customer that they live on in."""
    return _joined(rows).where(col(Followup.state) == "open", col(Customer.merged_into_id).is_(None), *whose.where())
