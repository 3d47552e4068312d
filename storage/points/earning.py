"""Queries on what earns by itself."""

from datetime import date

from sqlalchemy import String, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Consent, Customer, Interaction, LineLink, LineUser, PointEntry


async def visits(session: AsyncSession, customer_id: int, day: date) -> int | None:
    """The first visit of that day that is written down; None for none."""
    found = select(func.min(col(Interaction.id))).where(
        col(Interaction.customer_id) == customer_id, col(Interaction.day) == day, col(Interaction.kind) == "visit"
    )
    return (await session.execute(found)).scalar()


async def birthdays(
    session: AsyncSession, on: date, hour: int, *, morning: bool, after: int, limit: int
) -> list[tuple[int, int]]:
    """(customer, account) of those with a birthday in this month who want to be congratulated, may be written to in
    this hour (those without an hour of their own in the `morning`), and were not given anything for it this year; after
    the customer of that number.
    """
    theirs = col(LineUser.delivery_hour)
    key = "birthday:" + cast(col(Customer.id), String) + f":{on.year}"
    agreed = (
        select(col(Consent.granted))
        .where(col(Consent.customer_id) == col(Customer.id), col(Consent.purpose) == "birthday")
        .order_by(col(Consent.decided_at).desc(), col(Consent.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    found = (
        select(col(Customer.id), func.max(col(LineUser.id)))
        .join(LineLink, col(LineLink.customer_id) == col(Customer.id))
        .join(LineUser, col(LineUser.id) == col(LineLink.line_user_id))
        .where(col(LineLink.ended_at).is_(None), col(LineUser.state) == "friend")
        .where(or_(theirs == hour, theirs.is_(None)) if morning else theirs == hour)
        .where(col(Customer.birth_month) == on.month, col(Customer.id) > after)
        .where(col(Customer.merged_into_id).is_(None), col(Customer.erased_at).is_(None))
        .where(agreed.is_(True), ~exists().where(col(PointEntry.key) == key))
        .group_by(col(Customer.id))
        .order_by(col(Customer.id))
        .limit(limit)
    )
    return [(customer_id, account_id) for customer_id, account_id in await session.execute(found)]
