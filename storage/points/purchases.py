"""Queries on what customers bought, and on what of it came back."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Purchase, PurchaseRefund


async def by_id(session: AsyncSession, purchase_id: int) -> Purchase | None:
    return await session.get(Purchase, purchase_id)


async def locked(session: AsyncSession, purchase_id: int) -> Purchase | None:
    row = select(Purchase).where(col(Purchase.id) == purchase_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def returnable(session: AsyncSession, customer_id: int, least: int, limit: int) -> list[Purchase]:
    """The newest purchases of which at least so much can still come back."""
    rows = select(Purchase).where(
        col(Purchase.customer_id) == customer_id, col(Purchase.amount) - col(Purchase.refunded) >= max(least, 1)
    )
    return list(await session.scalars(rows.order_by(col(Purchase.day).desc(), col(Purchase.id).desc()).limit(limit)))


async def refunds(session: AsyncSession, purchase_id: int) -> list[PurchaseRefund]:
    rows = select(PurchaseRefund).where(col(PurchaseRefund.purchase_id) == purchase_id)
    return list(await session.scalars(rows.order_by(col(PurchaseRefund.id))))


async def known(session: AsyncSession, external_ids: Collection[str]) -> set[str]:
    """Those of these numbers that are there already."""
    rows = select(col(Purchase.external_id)).where(col(Purchase.external_id).in_(external_ids))
    return {each for each in await session.scalars(rows) if each}
