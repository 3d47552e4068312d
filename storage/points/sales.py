"""Whom the rows of a till's file could mean."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.interchange import imports
from storage.interchange.imports import Known
from storage.tables import Company, Customer


async def candidates(
    session: AsyncSession,
    numbers: Collection[str],
    emails: Collection[str],
    phones: Collection[str],
    keys: Collection[str],
) -> list[Known]:
    """Living customers with one of these numbers, addresses, telephones (figures alone) or search keys."""
    found = [*await imports.numbered(session, numbers, emails), *await imports.named(session, keys, ())]
    found += await _telephones(session, phones)
    return sorted({each.id: each for each in found}.values())


async def _telephones(session: AsyncSession, phones: Collection[str]) -> list[Known]:
    """One walk through the customers, however many numbers; as they are typed, with hyphens, spaces and brackets."""
    if not phones:
        return []
    plain: ColumnElement[str] = func.coalesce(col(Customer.phone), "")
    for sign in ("-", " ", "(", ")", "+"):
        plain = func.replace(plain, sign, "")
    spelt = {*phones, *(f"81{each[1:]}" for each in phones if each.startswith("0"))}
    rows = (
        select(
            *(col(Customer.id), col(Customer.name), col(Company.name), col(Customer.email), col(Customer.phone)),
            *(col(Customer.external_id), col(Customer.owner_id)),
        )
        .outerjoin(Company, col(Company.id) == col(Customer.company_id))
        .where(plain.in_(spelt), col(Customer.merged_into_id).is_(None), col(Customer.erased_at).is_(None))
    )
    return [Known(*each) for each in await session.execute(rows)]
