"""Queries on the programme's texts."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import ProgrammeText


async def in_force(session: AsyncSession) -> ProgrammeText | None:
    """The version in force, with where it came from."""
    return (await session.scalars(select(ProgrammeText).order_by(col(ProgrammeText.id).desc()).limit(1))).first()


async def from_source(session: AsyncSession, source: str) -> str | None:
    """The digest of the last version that came from there."""
    found = select(col(ProgrammeText.digest)).where(col(ProgrammeText.source) == source)
    return (await session.scalars(found.order_by(col(ProgrammeText.id).desc()).limit(1))).first()


async def newest(session: AsyncSession) -> str | None:
    """The text in force."""
    found = select(col(ProgrammeText.text)).order_by(col(ProgrammeText.id).desc()).limit(1)
    return (await session.scalars(found)).first()
