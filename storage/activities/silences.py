"""Queries on when anything was last heard of a rep's customers, and on the days of their contacts."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.desks import Moment, mine
from storage.spelling import Latest, LocalDay, offset
from storage.tables import Customer, Interaction, Message, Purchase, SurveyAnswer


async def longest(
    session: AsyncSession, owner_id: int, moment: Moment, limit: int
) -> list[tuple[int, date, int | None]]:
    """(number, day of the last touch, cadence) of the rep's customers who were touched, the longest silent first."""
    day = last_touch(moment).label("day")
    rows = select(col(Customer.id), day, col(Customer.cadence_days)).where(*mine(owner_id))
    longest_first = rows.order_by(day.asc().nulls_last(), col(Customer.id)).limit(limit)
    return [(number, last, cadence) for number, last, cadence in await session.execute(longest_first) if last]


async def contact_days(session: AsyncSession, ids: Sequence[int], kinds: Sequence[str]) -> dict[int, list[str]]:
    """The days (2026-11-20) of each customer's contacts of these kinds, in no order; whoever has none is missing.

    A row a customer and not a row a contact: the rows, not the days, are what costs.
    """
    days = func.aggregate_strings(cast(col(Interaction.day), String), ",")
    rows = (
        select(col(Interaction.customer_id), days)
        .where(col(Interaction.customer_id).in_(ids), col(Interaction.kind).in_(kinds))
        .group_by(col(Interaction.customer_id))
    )
    return {number: text.split(",") for number, text in await session.execute(rows)}


def last_touch(moment: Moment) -> ColumnElement[date]:
    """The last day on which anything was heard of a customer or done with them; NULL where nothing ever was.

    A look into an index a customer, and no join of sums: right after an import PostgreSQL does not know yet how many
    rows there are, and such a join then takes seconds.
    """
    shift = offset(moment.local)
    logged = select(func.max(col(Interaction.day))).where(col(Interaction.customer_id) == col(Customer.id))
    # As a filter of the sum: as a condition it invites PostgreSQL to read the whole index of the other direction.
    theirs = func.max(col(Message.at)).filter(col(Message.direction) == "in")
    wrote = select(theirs).where(col(Message.customer_id) == col(Customer.id))
    answered = select(func.max(col(SurveyAnswer.answered_at))).where(col(SurveyAnswer.customer_id) == col(Customer.id))
    bought = select(func.max(col(Purchase.day))).where(col(Purchase.customer_id) == col(Customer.id))
    return Latest(
        logged.scalar_subquery(),
        bought.where(col(Purchase.refunded) < col(Purchase.amount)).scalar_subquery(),
        LocalDay(wrote.scalar_subquery(), shift),
        LocalDay(answered.scalar_subquery(), shift),
    )
