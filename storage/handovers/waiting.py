"""Queries on handovers that wait for somebody's word."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Handover, HandoverCustomer


class Waiting(NamedTuple):
    """A handover that waits since then, with so many customers: for approval, or for the successor `to_id`."""

    handover_id: int
    from_id: int
    made_by_id: int | None
    since: datetime
    to_id: int
    customers: int


async def to_approve(session: AsyncSession, limit: int) -> list[Waiting]:
    """All that somebody must approve, the oldest first; `to_id` is 0."""
    asked = _waiting("asked").group_by(col(Handover.id))
    return await _rows(session, asked, limit)


async def to_accept(session: AsyncSession, rep_ids: Collection[int], limit: int) -> list[Waiting]:
    """What these successors have not answered, a row for each of them and each handover, the oldest first."""
    to_id = col(HandoverCustomer.to_id)
    asked = _waiting("agreeing").add_columns(to_id).where(to_id.in_(rep_ids))
    return await _rows(session, asked.group_by(col(Handover.id), to_id).order_by(to_id), limit)


def _waiting(state: str) -> Select:  # type: ignore[type-arg] # the columns differ
    return (
        select(
            col(Handover.id).label("handover_id"),
            col(Handover.from_id),
            col(Handover.made_by_id),
            # Always set when somebody is asked; the rest is for rows of a restored store.
            func.coalesce(col(Handover.asked_at), col(Handover.created_at)).label("since"),
            func.count().label("customers"),
        )
        .join(HandoverCustomer, col(HandoverCustomer.handover_id) == col(Handover.id))
        .where(col(Handover.state) == state, col(HandoverCustomer.state) == "waiting")
        .order_by("since", "handover_id")
    )


async def _rows(session: AsyncSession, asked: Select, limit: int) -> list[Waiting]:  # type: ignore[type-arg] # as above
    found = (await session.execute(asked.limit(limit))).mappings()
    return [Waiting(**{"to_id": 0, **row}) for row in found]
