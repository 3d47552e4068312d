"""Queries on LINE's monthly messages: what it has told, and what we know beyond that."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import LineQuota, Outbox, SurveyWave, WaveCustomer

# Rows of the outbox that are no messages: LINE is asked for something, or given a menu.
FETCHED = ("WantProfile", "WantQuota", "WantMenu")


async def of(session: AsyncSession, month: str) -> LineQuota | None:
    return (await session.scalars(select(LineQuota).where(col(LineQuota.month) == month))).first()


async def put(session: AsyncSession, month: str, total: int | None, used: int, at: datetime) -> None:
    """The newest word of LINE's on the month."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fields = {"total": total, "used": used, "read_at": at}
    first = dialect.insert(LineQuota).values(month=month, **fields)
    newer = first.on_conflict_do_update(index_elements=["month"], set_=fields, where=col(LineQuota.read_at) < at)
    await session.execute(newer)


async def pushed_since(session: AsyncSession, moment: datetime) -> int:
    """How many pushes have been owed after this moment: each counts as one person's message."""
    rows = (
        select(func.count())
        .select_from(Outbox)
        .where(
            col(Outbox.channel) == "line",
            col(Outbox.reply_token).is_(None),
            col(Outbox.kind).not_in(FETCHED),
            col(Outbox.created_at) > moment,
            col(Outbox.state).not_in(("dead", "cancelled")),
        )
    )
    return int((await session.execute(rows)).scalar_one())


async def promised(session: AsyncSession, without: int) -> int:
    """How many customers are still to be asked by waves other than this one."""
    rows = (
        select(func.count())
        .select_from(WaveCustomer)
        .join(SurveyWave, col(SurveyWave.id) == col(WaveCustomer.wave_id))
        .where(col(WaveCustomer.state) == "planned", col(SurveyWave.state).in_(("running", "paused")))
        .where(col(SurveyWave.id) != without)
    )
    return int((await session.execute(rows)).scalar_one())
