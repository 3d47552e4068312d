"""Queries on what points come to: sums by the day, and what rewards and tiers cost. None looks at all entries."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from storage.tables import PointEntry, Redemption, TierStanding, Wallet

TAKEN = ("used", "sent")
GIVEN = ("earn", "release", "reverse")
_SUMMED = (col(PointEntry.points), col(PointEntry.pending), col(PointEntry.owed))


class Sums(NamedTuple):
    """What all wallets hold together."""

    points: int
    pending: int
    owed: int


class Line(NamedTuple):
    """What a month has done by kind, and how often."""

    kind: str
    entries: int
    points: int
    pending: int
    owed: int


class Taken(NamedTuple):
    """A reward that was taken so often, and what that cost."""

    reward: str
    name: str
    times: int
    points: int
    cost: int


class OfTier(NamedTuple):
    """Of whoever has a tier now: how many wallets, and the points that were given and the yen that rewards cost."""

    code: str
    wallets: int
    points: int
    cost: int


async def closing(session: AsyncSession, last: date) -> Sums:
    """What all wallets held at the end of a day: what they hold now, without what has moved since. One statement, so
    that nothing moves in between.
    """
    after = select(*_summed(*_SUMMED)).where(col(PointEntry.day) > last)
    now = select(*_summed(col(Wallet.balance), col(Wallet.pending), col(Wallet.owed))).subquery()
    since = after.subquery()
    found = select(now.c.points - since.c.points, now.c.pending - since.c.pending, now.c.owed - since.c.owed)
    found = found.select_from(now.join(since, true()))
    return Sums(*(int(each) for each in (await session.execute(found)).one()))


async def kinds(session: AsyncSession, first: date, last: date) -> list[Line]:
    """What the days from `first` to `last` have done, by kind."""
    found = (
        select(col(PointEntry.kind), func.count(), *(func.coalesce(func.sum(each), 0) for each in _SUMMED))
        .where(col(PointEntry.day).between(first, last))
        .group_by(col(PointEntry.kind))
    )
    return [Line(kind, *(int(each) for each in rest)) for kind, *rest in await session.execute(found)]


async def entries(
    session: AsyncSession, first: date, last: date, limit: int, after: tuple[date, int] | None = None
) -> Sequence[PointEntry]:
    """The ledger's lines of these days in order; `after` the (day, number) of the last one of the page before."""
    found = select(PointEntry).where(col(PointEntry.day).between(first, last))
    if after is not None:
        found = found.where(tuple_(col(PointEntry.day), col(PointEntry.id)) > after)
    return (await session.scalars(found.order_by(col(PointEntry.day), col(PointEntry.id)).limit(limit))).all()


async def first_day(session: AsyncSession) -> date | None:
    """The day of the first entry."""
    return (await session.scalars(select(func.min(col(PointEntry.day))))).first()


async def rewards(session: AsyncSession, begins: datetime, ends: datetime, limit: int) -> list[Taken]:
    """What was taken from `begins` to before `ends`, the costliest first."""
    cost = func.coalesce(func.sum(col(Redemption.cost)), 0)
    found = (
        select(
            col(Redemption.reward),
            func.max(col(Redemption.name)),
            func.count(),
            func.coalesce(func.sum(col(Redemption.points)), 0),
            cost,
        )
        .where(*_taken(begins, ends))
        .group_by(col(Redemption.reward))
        .order_by(cost.desc(), col(Redemption.reward))
    )
    return [
        Taken(code, name, *(int(each) for each in rest))
        for code, name, *rest in await session.execute(found.limit(limit))
    ]


async def tiers(
    session: AsyncSession, days: tuple[date, date], moments: tuple[datetime, datetime]
) -> dict[str, OfTier]:
    """By the code of the tier that wallets have now ("": none)."""
    standing = select(col(TierStanding.code), func.count()).group_by(col(TierStanding.code))
    counted = {code: int(number) for code, number in await session.execute(standing)}
    code = func.coalesce(col(TierStanding.code), "")
    given = (
        select(code, func.coalesce(func.sum(col(PointEntry.points)), 0))
        .select_from(PointEntry)
        .outerjoin(TierStanding, col(TierStanding.wallet_id) == col(PointEntry.wallet_id))
        .where(col(PointEntry.day).between(*days), col(PointEntry.kind).in_(GIVEN))
        .group_by(code)
    )
    points = {each: int(number) for each, number in await session.execute(given)}
    spent = (
        select(code, func.coalesce(func.sum(col(Redemption.cost)), 0))
        .select_from(Redemption)
        .outerjoin(TierStanding, col(TierStanding.wallet_id) == col(Redemption.wallet_id))
        .where(*_taken(*moments))
        .group_by(code)
    )
    costs = {each: int(number) for each, number in await session.execute(spent)}
    every = {*counted, *points, *costs}
    return {each: OfTier(each, counted.get(each, 0), points.get(each, 0), costs.get(each, 0)) for each in every}


def _summed(*columns: Mapped[int]) -> list[ColumnElement[int]]:
    names = zip(columns, Sums._fields, strict=True)
    return [func.coalesce(func.sum(each), 0).label(name) for each, name in names]


def _taken(begins: datetime, ends: datetime) -> tuple[ColumnElement[bool], ...]:
    at = func.coalesce(col(Redemption.used_at), col(Redemption.created_at))
    return col(Redemption.state).in_(TAKEN), at >= begins, at < ends
