"""Queries around one customer's own data: where they worked, their anniversaries, and who changed what."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Anniversary, Audit, Company, Customer, Employment, Tracked

# A form is open for minutes; who changed what meanwhile is a handful of lines.
MEANWHILE = 200


class Former(NamedTuple):
    """Where a customer worked before."""

    company_id: int
    company: str
    title: str | None
    ended_at: datetime


async def former(session: AsyncSession, customer_id: int, limit: int = 5) -> list[Former]:
    """The customer's earlier companies, the latest first (前職)."""
    rows = (
        select(col(Company.id), col(Company.name), col(Employment.title), col(Employment.ended_at))
        .join(Company, col(Company.id) == col(Employment.company_id))
        .where(col(Employment.customer_id) == customer_id)
        .order_by(col(Employment.ended_at).desc(), col(Employment.id).desc())
        .limit(limit)
    )
    return [Former(*row) for row in await session.execute(rows)]


async def last_employment(session: AsyncSession, customer_id: int) -> Employment | None:
    """The one that ended last."""
    rows = select(Employment).where(col(Employment.customer_id) == customer_id)
    latest = rows.order_by(col(Employment.ended_at).desc(), col(Employment.id).desc()).limit(1)
    return (await session.scalars(latest)).first()


async def anniversaries(session: AsyncSession, customer_id: int, limit: int) -> list[Anniversary]:
    """In the order of the year."""
    rows = select(Anniversary).where(col(Anniversary.customer_id) == customer_id)
    ordered = rows.order_by(col(Anniversary.month), col(Anniversary.day), col(Anniversary.id))
    return list(await session.scalars(ordered.limit(limit)))


async def anniversary(session: AsyncSession, anniversary_id: int) -> Anniversary | None:
    return await session.get(Anniversary, anniversary_id)


async def tags_of_owner(session: AsyncSession, owner_id: int, limit: int) -> list[list[str]]:
    """The tags of a rep's customers, those of the newest customers first."""
    rows = select(col(Customer.tags)).where(
        col(Customer.owner_id) == owner_id, col(Customer.merged_into_id).is_(None), col(Customer.erased_at).is_(None)
    )
    return list(await session.scalars(rows.order_by(col(Customer.id).desc()).limit(limit)))


async def changes(session: AsyncSession, customer_id: int, limit: int) -> list[Audit]:
    """The last changes of the customer's own data, newest first."""
    rows = select(Audit).where(
        col(Audit.customer_id) == customer_id,
        col(Audit.table_name).in_((Customer.__tablename__, Anniversary.__tablename__)),
    )
    return list(await session.scalars(rows.order_by(col(Audit.id).desc()).limit(limit)))


async def changes_since(session: AsyncSession, row: Tracked, version: int) -> list[Audit]:
    """What happened to the row after this version of it, oldest first: the first line's `before` is that version."""
    lines = select(Audit).where(
        col(Audit.table_name) == row.__tablename__, col(Audit.row_id) == row.id, col(Audit.row_version) > version
    )
    return list(await session.scalars(lines.order_by(col(Audit.row_version), col(Audit.id)).limit(MEANWHILE)))
