"""Queries on waves: whom one is for, who is due, and how far it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.surveys.whys import reached
from storage.tables import Company, Customer, Survey, SurveyAnswer, SurveyInvite, SurveyReply, SurveyWave, WaveCustomer


@dataclass(frozen=True)
class Segment:
    """Customers of these owners (None: of all), of companies of this industry ("": of any)."""

    owners: tuple[int, ...] | None = None
    industry: str = ""


def _segment(segment: Segment, columns: Select[Any]) -> Select[Any]:
    """Whom LINE reaches, and who has neither been merged nor forgotten."""
    rows = columns.where(reached(), col(Customer.merged_into_id).is_(None), col(Customer.erased_at).is_(None))
    if segment.owners is not None:
        rows = rows.where(col(Customer.owner_id).in_(segment.owners))
    if segment.industry:
        firms = select(col(Company.id)).where(col(Company.industry) == segment.industry)
        rows = rows.where(col(Customer.company_id).in_(firms))
    return rows


async def count(session: AsyncSession, segment: Segment) -> int:
    rows = _segment(segment, select(func.count()).select_from(Customer))
    return int((await session.execute(rows)).scalar_one())


async def page(session: AsyncSession, segment: Segment, after: int, limit: int) -> list[int]:
    """The next customers of the segment behind this number."""
    rows = _segment(segment, select(col(Customer.id))).where(col(Customer.id) > after)
    return list(await session.scalars(rows.order_by(col(Customer.id)).limit(limit)))


async def industries(session: AsyncSession, limit: int) -> list[str]:
    """Those that occur, in order."""
    rows = select(col(Company.industry)).where(col(Company.industry).is_not(None)).distinct()
    return [each for each in await session.scalars(rows.order_by(col(Company.industry)).limit(limit)) if each]


async def by_id(session: AsyncSession, wave_id: int) -> tuple[SurveyWave, Survey] | None:
    rows = select(SurveyWave, Survey).join(Survey, col(Survey.id) == col(SurveyWave.survey_id))
    found = await session.execute(rows.where(col(SurveyWave.id) == wave_id))
    return next(((wave, survey) for wave, survey in found), None)


async def locked(session: AsyncSession, wave_id: int) -> SurveyWave | None:
    """The wave as it is now; nobody else changes it until we commit."""
    row = select(SurveyWave).where(col(SurveyWave.id) == wave_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def running(session: AsyncSession) -> list[SurveyWave]:
    rows = select(SurveyWave).where(col(SurveyWave.state) == "running").order_by(col(SurveyWave.id))
    return list(await session.scalars(rows))


async def due(session: AsyncSession, wave_id: int, now: datetime, limit: int) -> list[int]:
    """Rows of the wave whose time has come, the longest waiting first."""
    rows = (
        select(col(WaveCustomer.id))
        .where(
            col(WaveCustomer.wave_id) == wave_id, col(WaveCustomer.state) == "planned", col(WaveCustomer.due_at) <= now
        )
        .order_by(col(WaveCustomer.due_at), col(WaveCustomer.id))
        .limit(limit)
    )
    return list(await session.scalars(rows))


async def anybody_left(session: AsyncSession, wave_id: int) -> bool:
    """Is anybody still to be asked?"""
    rows = select(col(WaveCustomer.id)).where(col(WaveCustomer.wave_id) == wave_id)
    return (await session.execute(rows.where(col(WaveCustomer.state) == "planned").limit(1))).first() is not None


async def locked_rows(session: AsyncSession, ids: Sequence[int]) -> list[WaveCustomer]:
    """Those of these rows that are still planned; nobody else changes them until we commit."""
    rows = select(WaveCustomer).where(col(WaveCustomer.id).in_(ids), col(WaveCustomer.state) == "planned")
    rows = rows.order_by(col(WaveCustomer.id)).with_for_update().execution_options(populate_existing=True)
    return list(await session.scalars(rows))


async def customers_of(session: AsyncSession, ids: Sequence[int]) -> list[int]:
    return list(await session.scalars(select(col(WaveCustomer.customer_id)).where(col(WaveCustomer.id).in_(ids))))


async def states(session: AsyncSession, wave_id: int) -> dict[tuple[str, str], int]:
    """How many of the wave's customers by (state, why)."""
    why = func.coalesce(col(WaveCustomer.why), "")
    rows = select(col(WaveCustomer.state), why, func.count()).where(col(WaveCustomer.wave_id) == wave_id)
    found = await session.execute(rows.group_by(col(WaveCustomer.state), why))
    return {(state, reason): number for state, reason, number in found}


async def answered(session: AsyncSession, wave_ids: Collection[int]) -> dict[int, int]:
    """How many of those whom each wave asked have answered, with a score or to a question."""
    scored = select(col(SurveyAnswer.invite_id))
    replied = select(col(SurveyReply.invite_id))
    rows = (
        select(col(SurveyInvite.wave_id), func.count())
        .where(col(SurveyInvite.wave_id).in_(wave_ids))
        .where(col(SurveyInvite.id).in_(scored.union(replied)))
        .group_by(col(SurveyInvite.wave_id))
    )
    return {wave or 0: number for wave, number in await session.execute(rows)}
