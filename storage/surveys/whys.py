"""Queries on who is not asked: passed by in waves, or not in LINE."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Customer, LineLink, LineUser, WaveCustomer


@dataclass(frozen=True)
class Skipped:
    """A customer whom a wave has passed by."""

    customer_id: int
    customer: str
    why: str
    due_at: datetime


async def skipped(session: AsyncSession, owner_id: int, since: datetime, limit: int) -> list[Skipped]:
    """Customers of the rep whom waves were to ask after `since` and have not, the latest first, each once."""
    rows = (
        select(col(Customer.id), col(Customer.name), func.coalesce(col(WaveCustomer.why), ""), col(WaveCustomer.due_at))
        .join(Customer, col(Customer.id) == col(WaveCustomer.customer_id))
        .where(col(Customer.owner_id) == owner_id, col(WaveCustomer.state) == "skipped")
        .where(col(WaveCustomer.due_at) > since)
        .order_by(col(WaveCustomer.due_at).desc(), col(WaveCustomer.id).desc())
        .limit(limit)
    )
    found = dict[int, Skipped]()
    for row in await session.execute(rows):
        found.setdefault(row[0], Skipped(*row))
    return list(found.values())


async def in_line(session: AsyncSession, owner_id: int, limit: int) -> list[Customer]:
    """Customers of the rep whom LINE reaches."""
    rows = select(Customer).where(_own(owner_id), reached()).order_by(col(Customer.id)).limit(limit)
    return list(await session.scalars(rows))


async def unlinked(session: AsyncSession, owner_id: int) -> int:
    """How many of this rep's customers LINE does not reach."""
    rows = select(func.count()).select_from(Customer).where(_own(owner_id), ~reached())
    return int((await session.execute(rows)).scalar_one())


def _own(owner_id: int) -> ColumnElement[bool]:
    theirs = col(Customer.owner_id) == owner_id
    return theirs & col(Customer.merged_into_id).is_(None) & col(Customer.erased_at).is_(None)


def reached() -> ColumnElement[bool]:
    """The customer has an account that is a friend of ours."""
    return exists().where(
        col(LineLink.customer_id) == col(Customer.id),
        col(LineLink.ended_at).is_(None),
        col(LineUser.id) == col(LineLink.line_user_id),
        col(LineUser.state) == "friend",
    )
