"""Queries for taking a handover back: what of it has moved, what is still to go back, and what came of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Audit, Customer, Handover, HandoverCustomer


def _to_go_back() -> tuple[ColumnElement[bool], ...]:
    """Has moved, and nothing is known that keeps it there."""
    return (col(HandoverCustomer.state) == "moved", col(HandoverCustomer.why).is_(None))


async def moved(session: AsyncSession, handover_id: int, limit: int) -> list[tuple[int, int]]:
    """(row, customer) of those of the handover who could go back."""
    rows = (
        select(col(HandoverCustomer.id), col(HandoverCustomer.customer_id))
        .where(col(HandoverCustomer.handover_id) == handover_id, *_to_go_back())
        .order_by(col(HandoverCustomer.customer_id), col(HandoverCustomer.id))
    )
    return [(row, customer) for row, customer in await session.execute(rows.limit(limit))]


async def last_move(session: AsyncSession, handover_id: int) -> datetime | None:
    """When the last of those who could go back has moved."""
    at = select(func.max(col(HandoverCustomer.moved_at))).where(
        col(HandoverCustomer.handover_id) == handover_id, *_to_go_back()
    )
    return (await session.execute(at)).scalar()


async def due(session: AsyncSession, limit: int) -> list[int]:
    """Rows that somebody wants to go back, handover by handover."""
    rows = (
        select(col(HandoverCustomer.id))
        .join(Handover, col(Handover.id) == col(HandoverCustomer.handover_id))
        .where(col(Handover.state) == "undoing", *_to_go_back())
        .order_by(col(HandoverCustomer.handover_id), col(HandoverCustomer.customer_id))
    )
    return list(await session.scalars(rows.limit(limit)))


async def over(session: AsyncSession) -> list[int]:
    """Handovers that are being taken back and of which nothing is left to go back."""
    left = exists().where(col(HandoverCustomer.handover_id) == col(Handover.id), *_to_go_back())
    rows = select(col(Handover.id)).where(col(Handover.state) == "undoing", ~left)
    return list(await session.scalars(rows.order_by(col(Handover.id))))


async def moved_as(session: AsyncSession, rows: Collection[HandoverCustomer]) -> dict[int, int]:
    """{row: whose it was when it moved}: a merge since has given it to another customer."""
    lines = select(col(Audit.row_id), col(Audit.customer_id)).where(
        col(Audit.table_name) == str(HandoverCustomer.__tablename__),
        col(Audit.row_id).in_([row.id for row in rows]),
        col(Audit.operation).in_({row.operation for row in rows if row.operation}),
    )
    return {row: customer or 0 for row, customer in await session.execute(lines)}


@dataclass(frozen=True)
class Outcome:
    """`back`: how many customers are with the predecessor again; `left`: how many are not as they were, by the reason;
    `names`: the first of these; `told`: how many of those who are back had been written to.
    """

    back: int
    left: dict[str, int]
    names: tuple[str, ...]
    told: int


async def outcome(session: AsyncSession, handover_id: int, named: int) -> Outcome:
    """What came of it, as the rows tell."""
    mine = col(HandoverCustomer.handover_id) == handover_id
    back = col(HandoverCustomer.state) == "undone"
    stays = (col(HandoverCustomer.state).in_(("moved", "undone")), col(HandoverCustomer.why).is_not(None))
    written = or_(col(HandoverCustomer.farewell_at).is_not(None), col(HandoverCustomer.greeting_at).is_not(None))
    numbers = select(func.count().filter(back), func.count().filter(back, written)).select_from(HandoverCustomer)
    reasons = select(col(HandoverCustomer.why), func.count()).where(mine, *stays).group_by(col(HandoverCustomer.why))
    names = (
        select(col(Customer.name))
        .join(HandoverCustomer, col(HandoverCustomer.customer_id) == col(Customer.id))
        .where(mine, *stays)
        .order_by(col(HandoverCustomer.id))
    )
    undone, told = (await session.execute(numbers.where(mine))).one()
    left = {str(why): number for why, number in await session.execute(reasons.order_by(col(HandoverCustomer.why)))}
    return Outcome(undone, left, tuple(await session.scalars(names.limit(named))), told)
