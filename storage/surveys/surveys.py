"""Queries on surveys, whom we asked, and what they answered."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Customer, Survey, SurveyAnswer, SurveyInvite


async def standing(session: AsyncSession, kind: str) -> Survey | None:
    """The survey of this kind that is asked again and again."""
    rows = select(Survey).where(col(Survey.kind) == kind, col(Survey.occasion).is_(None))
    return (await session.scalars(rows.order_by(col(Survey.id)).limit(1))).first()


async def by_id(session: AsyncSession, invite_id: int) -> SurveyInvite | None:
    return await session.get(SurveyInvite, invite_id)


async def by_token(session: AsyncSession, token: str, kind: str) -> tuple[SurveyInvite, Survey] | None:
    """The asking behind a button of a survey of this kind; the button of another one does not open it."""
    rows = select(SurveyInvite, Survey).join(Survey, col(Survey.id) == col(SurveyInvite.survey_id))
    found = await session.execute(rows.where(col(SurveyInvite.token) == token, col(Survey.kind) == kind))
    return next(((invite, survey) for invite, survey in found), None)


async def survey(session: AsyncSession, survey_id: int) -> Survey | None:
    return await session.get(Survey, survey_id)


async def own_open(session: AsyncSession, limit: int = 90) -> list[Survey]:
    """The company's own surveys that are open, the latest first."""
    rows = select(Survey).where(col(Survey.kind) == "own", col(Survey.state) == "open")
    return list(await session.scalars(rows.order_by(col(Survey.id).desc()).limit(limit)))


async def locked(session: AsyncSession, survey_id: int) -> Survey | None:
    """The survey as it is now; nobody else changes it until we commit."""
    row = select(Survey).where(col(Survey.id) == survey_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def kind_of(session: AsyncSession, survey_id: int) -> str:
    return (await session.get_one(Survey, survey_id)).kind


async def last_asked(session: AsyncSession, customer_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these customers was last asked anything; fatigue counts from here, answered or not."""
    asked = select(col(SurveyInvite.customer_id), func.max(col(SurveyInvite.asked_at)))
    rows = asked.where(col(SurveyInvite.customer_id).in_(customer_ids)).group_by(col(SurveyInvite.customer_id))
    return dict((await session.execute(rows)).all())


async def asked_of(session: AsyncSession, company_ids: Collection[int], since: datetime) -> dict[int, int]:
    """How many customers of each of these companies have been asked anything after this moment."""
    people = func.count(func.distinct(col(SurveyInvite.customer_id)))
    rows = (
        select(col(Customer.company_id), people)
        .join(SurveyInvite, col(SurveyInvite.customer_id) == col(Customer.id))
        .where(col(Customer.company_id).in_(company_ids), col(SurveyInvite.asked_at) > since)
        .group_by(col(Customer.company_id))
    )
    return {company or 0: number for company, number in await session.execute(rows)}


async def answer_to(session: AsyncSession, invite_id: int) -> SurveyAnswer | None:
    """The answer to this asking, as it stands now; nobody else changes it until we commit."""
    row = select(SurveyAnswer).where(col(SurveyAnswer.invite_id) == invite_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def answer_by_id(session: AsyncSession, answer_id: int) -> SurveyAnswer | None:
    return await session.get(SurveyAnswer, answer_id)


async def awaiting_words(
    session: AsyncSession, line_user_id: int, since: datetime, until: datetime
) -> SurveyAnswer | None:
    """The account's last score given after `since`, not after `until`, whose reason was asked for and has not come."""
    rows = (
        select(SurveyAnswer)
        .join(SurveyInvite, col(SurveyInvite.id) == col(SurveyAnswer.invite_id))
        .where(
            col(SurveyInvite.line_user_id) == line_user_id,
            col(SurveyAnswer.reason).is_(None),
            col(SurveyAnswer.reason_asked_at).is_not(None),
            col(SurveyAnswer.answered_at) > since,
            col(SurveyAnswer.answered_at) <= until,
        )
        .order_by(col(SurveyAnswer.answered_at).desc(), col(SurveyAnswer.id).desc())
        .limit(1)
    )
    return (await session.scalars(rows)).first()
