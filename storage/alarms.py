"""Queries behind the alarms: is LINE still talking to us, and has an event died."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, SQLColumnExpression, String, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Inbox, Ledger


@dataclass(frozen=True)
class Rhythm:
    """How a platform has talked to us in a stretch of time: how often, and its longest silence between two events."""

    events: int
    longest: timedelta


@dataclass(frozen=True)
class DeadEvent:
    """An event that could not be handled; `reference` finds its log lines."""

    seq: int
    reference: str


async def last_heard(session: AsyncSession, source: str, until: datetime) -> datetime | None:
    """When the platform's last event came in."""
    rows = select(func.max(col(Inbox.received_at))).where(col(Inbox.source) == source, col(Inbox.received_at) <= until)
    return (await session.execute(rows)).scalar()


async def rhythm(session: AsyncSession, source: str, since: datetime, until: datetime) -> Rhythm:
    """Counted in the database: a busy account has a hundred thousand events in four weeks."""
    heard = _seconds(session, col(Inbox.received_at))
    gaps = (
        select((heard - func.lag(heard).over(order_by=col(Inbox.received_at))).label("gap"))
        .where(col(Inbox.source) == source, col(Inbox.received_at) >= since, col(Inbox.received_at) <= until)
        .subquery()
    )
    events, longest = (await session.execute(select(func.count(), func.max(gaps.c.gap)).select_from(gaps))).one()
    return Rhythm(int(events), timedelta(seconds=int(longest or 0)))


def _seconds(session: AsyncSession, instant: SQLColumnExpression[datetime]) -> ColumnElement[int]:
    if session.get_bind().dialect.name == "postgresql":
        return cast(func.extract("epoch", instant), Integer)
    return cast(func.strftime("%s", instant), Integer)


async def dead_events(session: AsyncSession, job: str, limit: int) -> list[DeadEvent]:
    """Dead events whose number is no slot of `job` yet: nobody has been told of them."""
    told = exists().where(col(Ledger.job) == job, col(Ledger.slot) == cast(col(Inbox.seq), String))
    rows = select(col(Inbox.seq), func.coalesce(col(Inbox.reference), "")).where(col(Inbox.state) == "dead", ~told)
    found = await session.execute(rows.order_by(col(Inbox.seq)).limit(limit))
    return [DeadEvent(seq, reference) for seq, reference in found]
