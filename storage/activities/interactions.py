"""Queries on interactions and drafts."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Audit, Draft, Followup, Interaction, Outbox


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


async def newest_card(session: AsyncSession, customer_id: int, first: int) -> Outbox | None:
    """The last update of the card that was owed as row `first`; None while there is none."""
    updates = select(Outbox).where(col(Outbox.customer_id) == customer_id, col(Outbox.update_of) == first)
    return (await session.scalars(updates.order_by(col(Outbox.seq).desc()).limit(1))).first()


async def acted_on(
    session: AsyncSession, ids: Sequence[int], operation: str, but: str
) -> tuple[list[Interaction], list[Followup]]:
    """Of these interactions, those that another operation has changed since, and such follow-ups that hang on them.

    What the rule `but` has done does not count.
    """
    lines = select(Audit).where(col(Audit.operation) != operation, col(Audit.rule) != but)
    made = select(Interaction).where(col(Interaction.id).in_(ids), exists(_about(lines, Interaction)))
    owed = select(Followup).where(col(Followup.interaction_id).in_(ids), exists(_about(lines, Followup)))
    return list(await session.scalars(made)), list(await session.scalars(owed.order_by(col(Followup.id))))


def _about(lines: Select[Any], kind: type[Interaction] | type[Followup]) -> Select[Any]:
    return lines.where(col(Audit.table_name) == kind.__tablename__, col(Audit.row_id) == col(kind.id))


async def draft(session: AsyncSession, draft_id: int) -> Draft | None:
    """The draft, locked: two clicks on the same picker must not log twice."""
    return (await session.scalars(select(Draft).where(col(Draft.id) == draft_id).with_for_update())).first()
