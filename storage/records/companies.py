"""Queries on companies, and on the people in them."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Case, Company, Customer, Employment, Followup, Interaction

# Sorts after every character a key can hold: the end of a prefix range.
LAST = "\U0010ffff"


class FormerContact(NamedTuple):
    """Somebody who has left the company, and where they are now."""

    customer: Customer
    title: str | None
    ended_at: datetime


async def by_key(session: AsyncSession, key: str) -> Company | None:
    """The company that goes by this normalised name; the oldest when several do."""
    return (await session.scalars(select(Company).where(col(Company.key) == key).order_by(col(Company.id)))).first()


async def by_id(session: AsyncSession, company_id: int) -> Company | None:
    return await session.get(Company, company_id)


async def locked(session: AsyncSession, company_id: int) -> Company | None:
    row = select(Company).where(col(Company.id) == company_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def names(session: AsyncSession, ids: Collection[int]) -> dict[int, str]:
    rows = select(col(Company.id), col(Company.name)).where(col(Company.id).in_(sorted(ids)))
    return dict((await session.execute(rows)).all())


async def with_prefix(session: AsyncSession, key: str, limit: int) -> list[Company]:
    """Companies whose key begins so, the shortest first: what is typed in full comes before what begins with it."""
    begins = select(Company).where(col(Company.key) >= key, col(Company.key) < key + LAST)
    return await _shortest(session, begins, limit)


async def with_part(session: AsyncSession, key: str, limit: int) -> list[Company]:
    """Companies whose key holds this somewhere."""
    return await _shortest(session, select(Company).where(col(Company.key).contains(key, autoescape=True)), limit)


async def _shortest(session: AsyncSession, rows: Select[Company], limit: int) -> list[Company]:
    ordered = rows.order_by(func.length(col(Company.key)), col(Company.key), col(Company.id))
    return list(await session.scalars(ordered.limit(limit)))


# --- the people in them -----------------------------------------------------------------------------------------------


async def sizes(session: AsyncSession, ids: Collection[int]) -> dict[int, int]:
    """How many contacts each company has; one that has none is missing."""
    rows = (
        select(col(Customer.company_id), func.count())
        .where(
            col(Customer.company_id).in_(sorted(ids)),
            col(Customer.merged_into_id).is_(None),
            col(Customer.erased_at).is_(None),
        )
        .group_by(col(Customer.company_id))
    )
    return {int(company_id): number for company_id, number in await session.execute(rows) if company_id is not None}


async def contacts(session: AsyncSession, company_id: int, limit: int) -> list[Customer]:
    """Who is there now: key persons first, then those we have known longest."""
    rows = select(Customer).where(
        col(Customer.company_id) == company_id,
        col(Customer.merged_into_id).is_(None),
        col(Customer.erased_at).is_(None),
    )
    return list(await session.scalars(rows.order_by(col(Customer.key_person).desc(), col(Customer.id)).limit(limit)))


async def contacts_locked(session: AsyncSession, company_id: int) -> list[Customer]:
    """Everybody there without a limit (all of them are about to change), locked in the order of their numbers."""
    rows = select(Customer).where(col(Customer.company_id) == company_id).order_by(col(Customer.id)).with_for_update()
    return list(await session.scalars(rows.execution_options(populate_existing=True)))


async def former_contacts(session: AsyncSession, company_id: int, limit: int) -> list[FormerContact]:
    """Who has left, the latest first; whoever came back is no former contact."""
    rows = (
        select(Customer, col(Employment.title), col(Employment.ended_at))
        .join(Employment, col(Employment.customer_id) == col(Customer.id))
        .where(
            col(Employment.company_id) == company_id,
            col(Customer.merged_into_id).is_(None),
            col(Customer.erased_at).is_(None),
        )
        .where(col(Customer.company_id).is_distinct_from(company_id))
        .order_by(col(Employment.ended_at).desc(), col(Employment.id).desc())
        .limit(limit)
    )
    return [FormerContact(*row) for row in await session.execute(rows)]


async def last_touches(session: AsyncSession, customer_ids: Collection[int]) -> dict[int, date]:
    """The day of each customer's latest interaction; whoever has none is missing."""
    rows = (
        select(col(Interaction.customer_id), func.max(col(Interaction.day)))
        .where(col(Interaction.customer_id).in_(sorted(customer_ids)))
        .group_by(col(Interaction.customer_id))
    )
    return dict((await session.execute(rows)).all())


async def open_followups(session: AsyncSession, company_id: int, limit: int) -> list[tuple[Followup, str]]:
    """(what is owed to the company's contacts, the contact's name), the most urgent first."""
    rows = (
        select(Followup, col(Customer.name))
        .join(Customer, col(Customer.id) == col(Followup.customer_id))
        .where(col(Customer.company_id) == company_id, col(Followup.state) == "open")
        .order_by(col(Followup.due_at), col(Followup.id))
        .limit(limit)
    )
    return list(await session.execute(rows))


async def open_cases(session: AsyncSession, company_id: int, limit: int) -> list[tuple[Case, str]]:
    """(an open case of one of the company's contacts, the contact's name), the oldest first."""
    rows = (
        select(Case, col(Customer.name))
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .where(col(Customer.company_id) == company_id, col(Case.state) == "open")
        .order_by(col(Case.opened_at), col(Case.id))
        .limit(limit)
    )
    return list(await session.execute(rows))


async def open_counts(session: AsyncSession, company_id: int) -> tuple[int, int]:
    """(open follow-ups, open cases) of all contacts."""
    ids = select(col(Customer.id)).where(col(Customer.company_id) == company_id)
    owed = select(func.count()).where(col(Followup.customer_id).in_(ids), col(Followup.state) == "open")
    cases = select(func.count()).where(col(Case.customer_id).in_(ids), col(Case.state) == "open")
    counted = (await session.execute(select(owed.scalar_subquery(), cases.scalar_subquery()))).one()
    return int(counted[0]), int(counted[1])
