"""Queries on customers, their companies, and the keys they are found by."""

from collections.abc import Iterable

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col

from storage.tables import Customer, CustomerKey

# Sorts after every character a name can hold: the end of a prefix range.
LAST = "\U0010ffff"


async def by_id(session: AsyncSession, customer_id: int) -> Customer | None:
    """The customer with the company at hand."""
    found = select(Customer).where(col(Customer.id) == customer_id).options(selectinload(Customer.company))  # type: ignore[arg-type]
    return (await session.scalars(found)).first()


async def locked(session: AsyncSession, customer_id: int) -> Customer | None:
    """As `by_id`, and nobody else changes this customer's affairs until we commit."""
    found = (
        select(Customer)
        .where(col(Customer.id) == customer_id)
        .options(selectinload(Customer.company))  # type: ignore[arg-type] # SQLModel types relations as values
        .with_for_update(of=Customer)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(found)).first()


async def with_key(session: AsyncSession, key: str, limit: int) -> list[Customer]:
    """Customers that have exactly this key."""
    return await _by_keys(session, select(col(CustomerKey.customer_id)).where(col(CustomerKey.key) == key), limit)


async def with_prefix(session: AsyncSession, key: str, limit: int) -> list[Customer]:
    """Customers with a key that begins so (田中 finds 田中一郎)."""
    begins = select(col(CustomerKey.customer_id)).where(col(CustomerKey.key) >= key, col(CustomerKey.key) < key + LAST)
    return await _by_keys(session, begins, limit)


async def with_part(session: AsyncSession, key: str, limit: int) -> list[Customer]:
    """Customers with a key that holds this somewhere (一郎 finds 田中一郎)."""
    holds = select(col(CustomerKey.customer_id)).where(col(CustomerKey.key).contains(key, autoescape=True))
    return await _by_keys(session, holds, limit)


async def _by_keys(session: AsyncSession, ids: object, limit: int) -> list[Customer]:
    rows = (
        select(Customer)
        .where(col(Customer.id).in_(ids))  # type: ignore[arg-type] # a subquery of ids
        .options(selectinload(Customer.company))  # type: ignore[arg-type] # as above
        .order_by(col(Customer.id))
        .limit(limit)
    )
    return list(await session.scalars(rows))


async def set_keys(session: AsyncSession, customer_id: int, keys: Iterable[str]) -> None:
    """Make these the keys that find the customer."""
    await session.execute(delete(CustomerKey).where(col(CustomerKey.customer_id) == customer_id))
    rows = [{"customer_id": customer_id, "key": key} for key in sorted(set(keys)) if key]
    if rows:
        await session.execute(insert(CustomerKey), rows)
