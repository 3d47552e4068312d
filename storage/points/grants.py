"""Queries on what reps give by hand: the sums that limit it, the list that a manager reads, and what looks odd."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Customer, Outbox, PointGrant, Redemption, Rep

# What counts towards a limit: what was given, what waits for a manager, and what is being shown right now.
COUNTED = ("given", "asked", "offered")


async def by_id(session: AsyncSession, grant_id: int) -> PointGrant | None:
    return await session.get(PointGrant, grant_id)


async def locked(session: AsyncSession, grant_id: int) -> PointGrant | None:
    row = select(PointGrant).where(col(PointGrant.id) == grant_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def lock_rep(session: AsyncSession, rep_id: int) -> None:
    """Until we commit nobody else adds to what this rep gives: two at once would both stay below the limit."""
    await session.execute(select(col(Rep.id)).where(col(Rep.id) == rep_id).with_for_update(key_share=True))


async def lapse(session: AsyncSession, rep_id: int, now: datetime) -> list[PointGrant]:
    """What the rep offered and nobody took in time, for the caller to end."""
    rows = select(PointGrant).where(
        col(PointGrant.rep_id) == rep_id, col(PointGrant.state) == "offered", col(PointGrant.valid_until) < now
    )
    return list(await session.scalars(rows.order_by(col(PointGrant.id)).with_for_update()))


async def of_rep(session: AsyncSession, rep_id: int, day: date) -> int:
    """The points that the rep gave on a day."""
    return await _sum(session, PointGrant.rep_id, rep_id, day)


async def of_customer(session: AsyncSession, customer_id: int, day: date) -> int:
    """The points that a customer was given by hand on a day, by whomever."""
    return await _sum(session, PointGrant.customer_id, customer_id, day)


async def _sum(session: AsyncSession, column: int | None, number: int, day: date) -> int:
    found = select(func.coalesce(func.sum(col(PointGrant.points)), 0)).where(
        col(column) == number,
        col(PointGrant.day) == day,
        col(PointGrant.state).in_(COUNTED),
        col(PointGrant.points) > 0,
    )
    return int((await session.execute(found)).scalar_one())


async def since(session: AsyncSession, rep_id: int, moment: datetime) -> int:
    """How often the rep gave points from a moment on."""
    found = select(func.count()).where(
        col(PointGrant.rep_id) == rep_id,
        col(PointGrant.created_at) >= moment,
        col(PointGrant.state) == "given",
        col(PointGrant.points) > 0,
    )
    return int((await session.execute(found)).scalar_one())


async def by_customer(session: AsyncSession, rep_id: int, first: date) -> list[tuple[int, int, int]]:
    """(customer, how often, points) of what the rep gave from a day on."""
    rows = (
        select(col(PointGrant.customer_id), func.count(), func.sum(col(PointGrant.points)))
        .where(col(PointGrant.rep_id) == rep_id, col(PointGrant.day) >= first, col(PointGrant.state) == "given")
        .where(col(PointGrant.customer_id).is_not(None), col(PointGrant.points) > 0)
        .group_by(col(PointGrant.customer_id))
    )
    return [(number or 0, times, int(points)) for number, times, points in await session.execute(rows)]


async def confirmed_too(session: AsyncSession, rep_id: int, customer_id: int, first: datetime) -> bool:
    """Whether the rep has confirmed a reward of this customer since."""
    found = select(col(Redemption.id)).where(
        col(Redemption.used_by_id) == rep_id,
        col(Redemption.customer_id) == customer_id,
        col(Redemption.used_at) >= first,
    )
    return (await session.execute(found.limit(1))).first() is not None


async def latest(session: AsyncSession, rep_id: int, limit: int) -> Sequence[tuple[PointGrant, str | None]]:
    """The rep's newest grants, with the name of whoever got them."""
    rows = (
        select(PointGrant, col(Customer.name))
        .outerjoin(Customer, col(Customer.id) == col(PointGrant.customer_id))
        .where(col(PointGrant.rep_id) == rep_id)
    )
    found = await session.execute(rows.order_by(col(PointGrant.id).desc()).limit(limit))
    return [(grant, name) for grant, name in found]


async def cards(session: AsyncSession, grant_id: int, customer_id: int | None, kind: str) -> list[Outbox]:
    """The first posts that showed the grant to whoever decides."""
    about = col(Outbox.customer_id) == customer_id if customer_id is not None else col(Outbox.customer_id).is_(None)
    named = col(Outbox.fields)["grant_id"].as_integer() == grant_id
    rows = select(Outbox).where(about, col(Outbox.kind) == kind, named, col(Outbox.update_of).is_(None))
    return list(await session.scalars(rows.order_by(col(Outbox.seq))))
