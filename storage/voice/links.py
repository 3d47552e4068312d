"""Queries on whose account speaks for whom. Ended links are history; only `by_id` finds them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col

from storage.tables import Customer, LineLink, LineUser


async def by_id(session: AsyncSession, link_id: int) -> LineLink | None:
    """Even when it has ended: a merge ends one of two links of the account to one person, and its buttons go on."""
    return await session.get(LineLink, link_id)


async def between(session: AsyncSession, line_user_id: int, customer_id: int) -> LineLink | None:
    """The link of this account to this customer."""
    row = select(LineLink).where(
        col(LineLink.line_user_id) == line_user_id,
        col(LineLink.customer_id) == customer_id,
        col(LineLink.ended_at).is_(None),
    )
    return (await session.scalars(row)).first()


async def customers_of(session: AsyncSession, line_user_id: int) -> list[Customer]:
    """Whom the account speaks for, the latest link first, with the company at hand."""
    rows = (
        select(Customer)
        .join(LineLink, col(LineLink.customer_id) == col(Customer.id))
        .where(col(LineLink.line_user_id) == line_user_id, col(LineLink.ended_at).is_(None))
        .options(selectinload(Customer.company))  # type: ignore[arg-type] # SQLModel types relations as values
        .order_by(col(LineLink.id).desc())
    )
    return list(await session.scalars(rows))


async def accounts_of(session: AsyncSession, customer_id: int) -> list[LineUser]:
    """The customer's accounts, the latest link first."""
    rows = (
        select(LineUser)
        .join(LineLink, col(LineLink.line_user_id) == col(LineUser.id))
        .where(col(LineLink.customer_id) == customer_id, col(LineLink.ended_at).is_(None))
        .order_by(col(LineLink.id).desc())
    )
    return list(await session.scalars(rows))


async def languages_of(session: AsyncSession, line_user_ids: Sequence[int]) -> dict[int, list[str | None]]:
    """The languages of the customers for whom each of these accounts speaks, the latest link first; those with none are
    left out.
    """
    rows = (
        select(col(LineLink.line_user_id), col(Customer.language))
        .join(Customer, col(Customer.id) == col(LineLink.customer_id))
        .where(col(LineLink.line_user_id).in_(line_user_ids), col(LineLink.ended_at).is_(None))
        .order_by(col(LineLink.id).desc())
    )
    found: dict[int, list[str | None]] = {}
    for line_user_id, language in (await session.execute(rows)).all():
        found.setdefault(line_user_id, []).append(language)
    return found
