"""Queries on what customers have agreed to. Decisions are only ever added."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Consent


async def latest(session: AsyncSession, customer_id: int, purpose: str) -> Consent | None:
    """The decision that counts: the last one by the customer's own clock; None when they were never asked."""
    rows = (
        select(Consent)
        .where(col(Consent.customer_id) == customer_id, col(Consent.purpose) == purpose)
        .order_by(col(Consent.decided_at).desc(), col(Consent.id).desc())
        .limit(1)
    )
    return (await session.scalars(rows)).first()


async def history(session: AsyncSession, customer_ids: Collection[int]) -> list[Consent]:
    """All decisions of these customers, by the customers' own clock, the oldest first."""
    rows = select(Consent).where(col(Consent.customer_id).in_(customer_ids))
    return list(await session.scalars(rows.order_by(col(Consent.decided_at), col(Consent.id))))


async def declined(session: AsyncSession, customer_ids: Collection[int], purpose: str) -> set[int]:
    """Those of these customers whose last decision is a no."""
    rows = (
        select(col(Consent.customer_id), col(Consent.granted))
        .where(col(Consent.customer_id).in_(customer_ids), col(Consent.purpose) == purpose)
        .order_by(col(Consent.decided_at), col(Consent.id))
    )
    last = dict((await session.execute(rows)).all())
    return {customer_id for customer_id, granted in last.items() if not granted}
