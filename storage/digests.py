"""Queries of the weekly digest: figures by rep, scores, and the cases that are still open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Case, Customer, Followup, Interaction, Rep, Survey, SurveyAnswer, SurveyInvite


@dataclass(frozen=True)
class OpenCase:
    """A case as a manager wants to know it; `score` is None when no answer opened it."""

    case_id: int
    customer: str
    owner: str
    opened_at: datetime
    score: int | None


async def members(session: AsyncSession, teams: Sequence[int] | None) -> list[Rep]:
    """Reps of these teams, those who have left included (their week counts, their customers wait); None: everybody."""
    rows = select(Rep).order_by(col(Rep.id))
    rows = rows if teams is None else rows.where(col(Rep.team_id).in_(teams))
    return list(await session.scalars(rows))


async def interactions(session: AsyncSession, reps: Sequence[int], first: date, last: date) -> dict[int, int]:
    """Interactions of each rep on local days from `first` to `last`, both included, whenever they were typed."""
    rows = (
        select(col(Interaction.rep_id), func.count())
        .where(col(Interaction.rep_id).in_(reps), col(Interaction.day).between(first, last))
        .group_by(col(Interaction.rep_id))
    )
    return await _numbers(session, rows)


async def done(session: AsyncSession, owners: Sequence[int], since: datetime, until: datetime) -> dict[int, int]:
    """Follow-ups of each owner that were settled as done in `[since, until)`."""
    settled = (col(Followup.state) == "done", col(Followup.done_at) >= since, col(Followup.done_at) < until)
    return await _followups(session, owners, *settled)


async def overdue(session: AsyncSession, owners: Sequence[int], before: datetime) -> dict[int, int]:
    """Follow-ups of each owner that were due before this moment and are still open."""
    return await _followups(session, owners, col(Followup.state) == "open", col(Followup.due_at) < before)


async def _followups(session: AsyncSession, owners: Sequence[int], *where: ColumnElement[bool]) -> dict[int, int]:
    rows = select(col(Followup.owner_id), func.count()).where(col(Followup.owner_id).in_(owners), *where)
    return await _numbers(session, rows.group_by(col(Followup.owner_id)))


async def scores(session: AsyncSession, owners: Sequence[int], since: datetime, until: datetime) -> dict[int, int]:
    """NPS answers given in `[since, until)` by customers of these owners, counted by score."""
    rows = (
        select(col(SurveyAnswer.score), func.count())
        .join(Survey, col(Survey.id) == col(SurveyAnswer.survey_id))
        .join(Customer, col(Customer.id) == col(SurveyAnswer.customer_id))
        .where(col(Survey.kind) == "nps", col(Customer.owner_id).in_(owners))
        .where(col(SurveyAnswer.answered_at) >= since, col(SurveyAnswer.answered_at) < until)
        .group_by(col(SurveyAnswer.score))
    )
    return await _numbers(session, rows)


async def asked(session: AsyncSession, owners: Sequence[int], since: datetime, until: datetime) -> tuple[int, int]:
    """(NPS questions asked in `[since, until)`, how many of these have been answered up to now)."""
    rows = (
        select(func.count(col(SurveyInvite.id)), func.count(col(SurveyAnswer.id)))
        .join(Survey, col(Survey.id) == col(SurveyInvite.survey_id))
        .join(Customer, col(Customer.id) == col(SurveyInvite.customer_id))
        .outerjoin(SurveyAnswer, col(SurveyAnswer.invite_id) == col(SurveyInvite.id))
        .where(col(Survey.kind) == "nps", col(Customer.owner_id).in_(owners))
        .where(col(SurveyInvite.asked_at) >= since, col(SurveyInvite.asked_at) < until)
    )
    questions, answers = (await session.execute(rows)).one()
    return int(questions), int(answers)


async def open_cases(session: AsyncSession, owners: Sequence[int], limit: int) -> tuple[list[OpenCase], int]:
    """(the oldest open cases of these owners, how many there are in all)."""
    mine = (col(Case.state) == "open", col(Case.owner_id).in_(owners))
    rows = (
        select(col(Case.id), col(Customer.name), col(Rep.full_name), col(Case.opened_at), col(SurveyAnswer.score))
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .join(Rep, col(Rep.id) == col(Case.owner_id))
        .outerjoin(SurveyAnswer, col(SurveyAnswer.id) == col(Case.answer_id))
        .where(*mine)
        .order_by(col(Case.opened_at), col(Case.id))
        .limit(limit)
    )
    found = [OpenCase(*row) for row in (await session.execute(rows))]
    number = await session.scalar(select(func.count()).select_from(Case).where(*mine))
    return found, int(number or 0)


async def _numbers(session: AsyncSession, rows: Select[int, int]) -> dict[int, int]:
    return {key: int(number) for key, number in (await session.execute(rows))}
