"""Queries on customers whom we may know twice."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload
from sqlmodel import col

from storage.tables import Customer

# What may stand between the figures of a stored telephone number.
_BETWEEN = "- ()./"


async def reachable_at(session: AsyncSession, emails: Collection[str], phone: str, but: int, limit: int) -> list[int]:
    """Customers with one of these addresses, or with this telephone number (figures only, 0 for +81; "" for none).

    Numbers are compared one by one: only who is made with one is asked about, and that is rare.
    """
    same: list[ColumnElement[bool]] = [col(Customer.email).in_(emails)] if emails else []
    same += [_figures() == phone] if phone else []
    if not same:
        return []
    rows = select(col(Customer.id)).where(
        or_(*same), col(Customer.id) != but, col(Customer.merged_into_id).is_(None), col(Customer.erased_at).is_(None)
    )
    return list(await session.scalars(rows.order_by(col(Customer.id)).limit(limit)))


async def colleagues(session: AsyncSession, company_id: int, but: int, limit: int) -> list[Customer]:
    """Others of the company, the newest first."""
    rows = select(Customer).where(
        col(Customer.company_id) == company_id,
        col(Customer.id) != but,
        col(Customer.merged_into_id).is_(None),
        col(Customer.erased_at).is_(None),
    )
    whole = rows.options(joinedload(Customer.company))  # type: ignore[arg-type] # SQLModel types relations as values
    return list(await session.scalars(whole.order_by(col(Customer.id).desc()).limit(limit)))


def _figures() -> ColumnElement[str]:
    plain: ColumnElement[str] = func.replace(col(Customer.phone), "+81", "0")
    for sign in _BETWEEN:
        plain = func.replace(plain, sign, "")
    return plain
