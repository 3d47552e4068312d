"""Queries on what is overdue for so long that somebody else should know."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.tables import Customer, Followup, Rep

DEPUTY, MANAGER = 1, 2


@dataclass(frozen=True)
class Limits:
    """What was due before these moments is the deputy's affair, and the manager's."""

    deputy: datetime
    manager: datetime


@dataclass(frozen=True)
class Climbing:
    """An overdue follow-up that goes up to `level`. `owner` and `deputy` are Slack ids; nobody is their own deputy."""

    followup_id: int
    level: int
    owner: str
    team_id: int | None
    deputy: str | None


async def climbing(session: AsyncSession, limits: Limits, limit: int) -> list[Climbing]:
    """What has not climbed yet as high as it should, the longest overdue first.

    To the deputy only where the customer has one who is with us and is not the owner; for an owner who has left, the
    deputy's time is the manager's.
    """
    deputy = aliased(Rep)
    to_manager = or_(
        col(Followup.due_at) < limits.manager, and_(~col(Rep.active), col(Followup.due_at) < limits.deputy)
    )
    has_deputy = and_(col(deputy.active), col(deputy.id) != col(Followup.owner_id))
    # Said so that SQLite does not begin with the index of all customers who are no duplicates, which is nearly all.
    no_duplicate = func.coalesce(col(Customer.merged_into_id), 0) == 0
    level = case((to_manager, MANAGER), else_=DEPUTY)
    rows = (
        select(col(Followup.id), level, col(Rep.slack_id), col(Rep.team_id), col(deputy.slack_id))
        .join(Customer, col(Customer.id) == col(Followup.customer_id))
        .join(Rep, col(Rep.id) == col(Followup.owner_id))
        .outerjoin(deputy, col(deputy.id) == col(Customer.deputy_id))
        .where(col(Followup.state) == "open", no_duplicate)
        .where(col(Followup.due_at) < max(limits.deputy, limits.manager), col(Followup.escalated) < level)
        .where(or_(to_manager, and_(has_deputy, col(Followup.due_at) < limits.deputy)))
        .order_by(col(Followup.due_at), col(Followup.id))
        .limit(limit)
    )
    return [Climbing(*row) for row in (await session.execute(rows)).all()]


async def locked(session: AsyncSession, levels: Mapping[int, int]) -> list[Followup]:
    """Those of these follow-ups (level by number) that are open and have not climbed so high yet, locked in order."""
    rows = select(Followup).where(col(Followup.id).in_(levels), col(Followup.state) == "open")
    rows = rows.order_by(col(Followup.id)).with_for_update().execution_options(populate_existing=True)
    return [each for each in await session.scalars(rows) if each.escalated < levels[each.id]]
