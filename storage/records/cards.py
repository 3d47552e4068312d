"""Queries of the customer card and of the brief, each with a limit: a customer of twenty years is read as fast."""

from collections.abc import Iterable

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.activities.followups import Clock, overdue
from storage.tables import Anniversary, CustomField, Followup, Survey, SurveyAnswer


async def owed(session: AsyncSession, customer_id: int, clock: Clock, limit: int) -> tuple[list[Followup], int, int]:
    """(the customer's most urgent open follow-ups, how many of them are overdue: the first; how many there are)."""
    late = overdue(clock)
    rows = (
        select(Followup, late, func.count().over())
        .where(col(Followup.customer_id) == customer_id, col(Followup.state) == "open")
        .order_by(case((late, 0), else_=1), col(Followup.due_at), col(Followup.id))
        .limit(limit)
    )
    found = (await session.execute(rows)).all()
    return [row for row, _, _ in found], sum(bool(is_late) for _, is_late, _ in found), found[0][2] if found else 0


async def answers(session: AsyncSession, customer_id: int, limit: int) -> list[SurveyAnswer]:
    """What the customer answered to the NPS question, the latest first; other surveys have other scales."""
    rows = (
        select(SurveyAnswer)
        .join(Survey, col(Survey.id) == col(SurveyAnswer.survey_id))
        .where(col(SurveyAnswer.customer_id) == customer_id, col(Survey.kind) == "nps")
        .order_by(col(SurveyAnswer.answered_at).desc(), col(SurveyAnswer.id).desc())
        .limit(limit)
    )
    return list(await session.scalars(rows))


async def anniversaries(session: AsyncSession, customer_id: int, limit: int) -> list[Anniversary]:
    rows = select(Anniversary).where(col(Anniversary.customer_id) == customer_id).order_by(col(Anniversary.id))
    return list(await session.scalars(rows.limit(limit)))


async def own_fields(session: AsyncSession, ids: Iterable[int]) -> list[CustomField]:
    """Those of the company's own fields that are in use, in their order."""
    rows = select(CustomField).where(col(CustomField.id).in_(list(ids)), col(CustomField.active))
    return list(await session.scalars(rows.order_by(col(CustomField.id))))
