"""Queries on interactions and drafts."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Draft, Interaction


async def by_id(session: AsyncSession, interaction_id: int) -> Interaction | None:
    return await session.get(Interaction, interaction_id)


async def latest(session: AsyncSession, customer_id: int, limit: int = 1) -> list[Interaction]:
    """The customer's last touches, newest first."""
    rows = (
        select(Interaction)
        .where(col(Interaction.customer_id) == customer_id)
        .order_by(col(Interaction.day).desc(), col(Interaction.id).desc())
        .limit(limit)
    )
    return list(await session.scalars(rows))


async def per_rep(session: AsyncSession, customer_id: int, kinds: tuple[str, ...], since: date) -> dict[int, int]:
    """How many interactions of these kinds each rep had with the customer from `since` on."""
    rows = (
        select(col(Interaction.rep_id), func.count())
        .where(col(Interaction.customer_id) == customer_id, col(Interaction.kind).in_(kinds))
        .where(col(Interaction.day) >= since)
        .group_by(col(Interaction.rep_id))
    )
    return dict((await session.execute(rows)).all())


async def draft(session: AsyncSession, draft_id: int) -> Draft | None:
    """The draft, locked: two clicks on the same picker must not log twice."""
    return (await session.scalars(select(Draft).where(col(Draft.id) == draft_id).with_for_update())).first()
