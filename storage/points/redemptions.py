"""Queries on redemptions: what customers have taken for their points."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Redemption

# What counts as had: what lapsed or was given back may be taken again.
HAD = ("held", "used", "sent")


async def by_id(session: AsyncSession, redemption_id: int) -> Redemption | None:
    return await session.get(Redemption, redemption_id)


async def locked(session: AsyncSession, redemption_id: int) -> Redemption | None:
    """The row as it is now, nobody else's to change until the transaction ends."""
    return await session.get(Redemption, redemption_id, with_for_update=True, populate_existing=True)


async def by_page(session: AsyncSession, digest: str) -> Redemption | None:
    return (await session.scalars(select(Redemption).where(col(Redemption.page_digest) == digest))).first()


async def by_code(session: AsyncSession, digest: str) -> Redemption | None:
    """The one that may be shown now, or else the latest that ever had the code."""
    found = select(Redemption).where(col(Redemption.code_digest) == digest)
    held = (await session.scalars(found.where(col(Redemption.state) == "held"))).first()
    return held or (await session.scalars(found.order_by(col(Redemption.id).desc()).limit(1))).first()


async def taken(session: AsyncSession, digest: str) -> bool:
    """Whether the code may be shown now, by anybody."""
    found = select(col(Redemption.id)).where(col(Redemption.code_digest) == digest, col(Redemption.state) == "held")
    return (await session.scalars(found)).first() is not None


async def had(session: AsyncSession, customer_id: int, rewards: Sequence[str]) -> dict[str, int]:
    """How many of each of these rewards the customer has had, or holds."""
    found = (
        select(col(Redemption.reward), func.count())
        .where(
            col(Redemption.customer_id) == customer_id,
            col(Redemption.reward).in_(rewards),
            col(Redemption.state).in_(HAD),
        )
        .group_by(col(Redemption.reward))
    )
    return {str(reward): int(number) for reward, number in await session.execute(found)}


async def lapsed(session: AsyncSession, now: datetime, limit: int) -> list[int]:
    """Whose time is over, and that nobody has used; the longest past first."""
    found = select(col(Redemption.id)).where(col(Redemption.state) == "held", col(Redemption.valid_until) < now)
    return list(await session.scalars(found.order_by(col(Redemption.valid_until)).limit(limit)))
