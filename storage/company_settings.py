"""Queries on what the company has settled for all of its people."""

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import CompanySettings


async def current(session: AsyncSession) -> CompanySettings:
    """The company's settings; without a row the defaults, which are not stored."""
    return (await session.scalars(_row())).first() or CompanySettings()


async def locked(session: AsyncSession) -> CompanySettings | None:
    """The one row, if anything was ever settled; nobody else changes it until we commit."""
    row = _row().with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(row)).first()


def _row() -> Select[CompanySettings]:
    return select(CompanySettings).order_by(col(CompanySettings.id)).limit(1)
