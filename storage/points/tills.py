"""Queries on tills: since when a rep's telephones are let in no more. Passes themselves are signed, not stored."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Ledger

_JOB = "till-end"


async def end(session: AsyncSession, rep_id: int, now: datetime) -> None:
    """Every pass that was given to the rep until now is over."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(Ledger).values(job=_JOB, slot=str(rep_id), at=now)
    await session.execute(first.on_conflict_do_update(index_elements=["job", "slot"], set_={"at": now}))


async def ended(session: AsyncSession, rep_id: int) -> datetime | None:
    """When that was done last."""
    found = select(col(Ledger.at)).where(col(Ledger.job) == _JOB, col(Ledger.slot) == str(rep_id))
    return (await session.scalars(found)).first()
