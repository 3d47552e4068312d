"""Queries of a rep's home page: what is due, whose day it is, and the figures of two weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col

from storage.activities.promises import kept
from storage.tables import Anniversary, Customer, Followup, Interaction, Survey, SurveyAnswer

Days = Sequence[tuple[int, int]]
Instants = SQLColumnExpression[datetime] | SQLColumnExpression[datetime | None]


@dataclass(frozen=True)
class Moment:
    """When the page is drawn: `local` by the company's clock, `today` and `tomorrow` where these days begin."""

    local: datetime
    today: datetime
    tomorrow: datetime


@dataclass(frozen=True)
class Span:
    """A week by the company's clock: from its first moment to before its last."""

    since: datetime
    until: datetime


def mine(owner_id: int) -> tuple[ColumnElement[bool], ...]:
    """The rep's own customers; a duplicate that lives on in another is none."""
    return (
        col(Customer.owner_id) == owner_id,
        col(Customer.merged_into_id).is_(None),
        col(Customer.erased_at).is_(None),
    )


def late(moment: Moment) -> ColumnElement[bool]:
    """Open and past its time; what has no time may be done all day long."""
    timed = and_(col(Followup.due_time).is_not(None), col(Followup.due_at) < moment.local)
    return and_(col(Followup.state) == "open", or_(timed, col(Followup.due_at) < moment.today))


async def customers(session: AsyncSession, ids: Sequence[int]) -> dict[int, Customer]:
    """Customers by their numbers, with the companies at hand."""
    rows = select(Customer).where(col(Customer.id).in_(ids)).options(selectinload(Customer.company))  # type: ignore[arg-type] # SQLModel types relations as values
    return {customer.id: customer for customer in await session.scalars(rows)}


async def owed(session: AsyncSession, owner_id: int, moment: Moment, limit: int) -> tuple[list[Followup], int, int]:
    """(what the rep owes today, the longest overdue first; how many are overdue; how many are not yet)."""
    theirs = (
        col(Followup.owner_id) == owner_id,
        col(Followup.state) == "open",
        col(Followup.due_at) < moment.tomorrow,
        exists().where(
            col(Customer.id) == col(Followup.customer_id),
            col(Customer.merged_into_id).is_(None),
            col(Customer.erased_at).is_(None),
        ),
    )
    rows = select(Followup).where(*theirs).order_by(col(Followup.due_at), col(Followup.id)).limit(limit)
    numbers = select(func.count().filter(late(moment)), func.count()).select_from(Followup).where(*theirs)
    overdue, due = (await session.execute(numbers)).one()
    return list(await session.scalars(rows)), int(overdue), int(due) - int(overdue)


async def just_done(session: AsyncSession, owner_id: int, since: datetime, limit: int) -> list[Followup]:
    """What the rep's follow-ups were done last, not before `since`: a slip of the thumb can still be taken back."""
    rows = select(Followup).where(
        col(Followup.owner_id) == owner_id, col(Followup.state) == "done", col(Followup.done_at) >= since
    )
    return list(await session.scalars(rows.order_by(col(Followup.done_at).desc(), col(Followup.id)).limit(limit)))


async def born_on(session: AsyncSession, owner_id: int, days: Days, limit: int) -> list[Customer]:
    """The rep's customers with a birthday on one of these (month, day)."""
    place = col(Customer.birth_month) * 100 + col(Customer.birth_day)
    rows = select(Customer).where(*mine(owner_id), place.in_(_places(days))).order_by(col(Customer.id))
    return list(await session.scalars(rows.options(selectinload(Customer.company)).limit(limit)))  # type: ignore[arg-type] # as above


async def anniversaries(
    session: AsyncSession, owner_id: int, days: Days, limit: int
) -> list[tuple[Anniversary, Customer]]:
    """Anniversaries of the rep's customers on one of these (month, day)."""
    place = col(Anniversary.month) * 100 + col(Anniversary.day)
    rows = (
        select(Anniversary, Customer)
        .join(Customer, col(Customer.id) == col(Anniversary.customer_id))
        .where(*mine(owner_id), place.in_(_places(days)))
        .options(selectinload(Customer.company))  # type: ignore[arg-type] # as above
        .order_by(col(Anniversary.id))
        .limit(limit)
    )
    return [(anniversary, customer) for anniversary, customer in await session.execute(rows)]


def _places(days: Days) -> list[int]:
    return [month * 100 + day for month, day in days]


async def logs(session: AsyncSession, rep_id: int, weeks: Sequence[Span]) -> list[int]:
    """How many contacts the rep had in each week, by the day they happened, whenever they were typed."""
    day = col(Interaction.day)
    each = (func.count().filter(day >= week.since.date(), day < week.until.date()) for week in weeks)
    rows = select(*each).where(col(Interaction.rep_id) == rep_id, day >= _first(weeks).date())
    return await _counted(session, rows)


async def done(session: AsyncSession, rep_id: int, weeks: Sequence[Span]) -> list[int]:
    """How many of the rep's follow-ups were done in each week."""
    at = col(Followup.done_at)
    rows = select(*(func.count().filter(_within(at, week)) for week in weeks)).where(
        col(Followup.owner_id) == rep_id, col(Followup.state) == "done", at >= _first(weeks)
    )
    return await _counted(session, rows)


async def promises(
    session: AsyncSession, rep_id: int, weeks: Sequence[Span], moment: Moment
) -> tuple[list[int], list[int]]:
    """(promises of each week that were kept in time, promises of each week that were to be kept by now)."""
    at = col(Followup.due_at)
    rows = select(
        *(func.count().filter(_within(at, week), kept(moment.local)) for week in weeks),
        *(func.count().filter(_within(at, week)) for week in weeks),
    ).where(
        col(Followup.owner_id) == rep_id,
        col(Followup.promise),
        or_(col(Followup.state) == "done", late(moment)),
        at >= _first(weeks),
    )
    numbers = await _counted(session, rows)
    return numbers[: len(weeks)], numbers[len(weeks) :]


async def answers(session: AsyncSession, rep_id: int, weeks: Sequence[Span]) -> list[int]:
    """How many NPS answers the rep's customers gave in each week."""
    at = col(SurveyAnswer.answered_at)
    rows = (
        select(*(func.count().filter(_within(at, week)) for week in weeks))
        .join(Survey, col(Survey.id) == col(SurveyAnswer.survey_id))
        .join(Customer, col(Customer.id) == col(SurveyAnswer.customer_id))
        .where(*mine(rep_id), col(Survey.kind) == "nps", at >= _first(weeks))
    )
    return await _counted(session, rows)


async def _counted(session: AsyncSession, rows: Select[*tuple[int, ...]]) -> list[int]:
    return [int(number) for number in (await session.execute(rows)).one()]


def _first(weeks: Sequence[Span]) -> datetime:
    return min(week.since for week in weeks)


def _within(
    at: SQLColumnExpression[datetime] | SQLColumnExpression[datetime | None], week: Span
) -> ColumnElement[bool]:
    return and_(at >= week.since, at < week.until)
