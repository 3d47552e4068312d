"""The ledger of calendar slots, and counters of windows: both are one row, whoever asks first."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Ledger, RateBucket


async def take(session: AsyncSession, job: str, slot: str, now: datetime) -> bool:
    """Use up `(job, slot)`; False when it has been used before, on whatever machine."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(Ledger).values(job=job, slot=slot, at=now).on_conflict_do_nothing()
    return (await session.execute(statement.returning(col(Ledger.slot)))).first() is not None


async def used(session: AsyncSession, job: str, slot: str) -> bool:
    found = select(col(Ledger.slot)).where(col(Ledger.job) == job, col(Ledger.slot) == slot)
    return (await session.execute(found)).first() is not None


async def count(session: AsyncSession, name: str, now: datetime, window: timedelta) -> int:
    """Count one more happening of `name` in the window that `now` falls into; return how many there are."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(RateBucket).values(name=name, window_start=_window(now, window), hits=1)
    again = first.on_conflict_do_update(
        index_elements=["name", "window_start"],
        set_={"hits": RateBucket.__table__.c.hits + 1},  # type: ignore[attr-defined]
    )
    return int((await session.execute(again.returning(col(RateBucket.hits)))).scalar_one())


async def counted(session: AsyncSession, name: str, now: datetime, window: timedelta) -> int:
    """How often `name` happened in the window that ends now; whole past windows weigh by what remains of them."""
    start = _window(now, window)
    part = (now - start) / window
    rows = select(col(RateBucket.window_start), col(RateBucket.hits)).where(
        col(RateBucket.name) == name, col(RateBucket.window_start) >= start - window
    )
    hits = dict((await session.execute(rows)).all())
    return int(hits.get(start, 0) + hits.get(start - window, 0) * (1 - part) + 0.5)


def _window(now: datetime, window: timedelta) -> datetime:
    seconds = window.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=now.tzinfo)


async def slots(session: AsyncSession) -> int:
    return int((await session.execute(select(func.count()).select_from(Ledger))).scalar_one())
