"""Queries on who has not answered, and may be asked once more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import LineUser, Survey, SurveyAnswer, SurveyInvite, SurveyReply, SurveyWave

MORNING = (9, 12)


@dataclass(frozen=True)
class Source:
    """Askings of one survey (of one wave) that are reminded of after so many `days`."""

    survey_id: int
    wave_id: int | None
    days: int


async def sources(session: AsyncSession, today: date) -> list[Source]:
    """Surveys and waves that are still answered and want a reminder; of an anonymous one nobody knows who is left."""
    open_ = (
        col(Survey.state) == "open",
        col(Survey.anonymous).is_(False),
        or_(col(Survey.closes_on).is_(None), col(Survey.closes_on) >= today),
    )
    own = select(col(Survey.id), col(Survey.remind_after)).where(*open_, col(Survey.remind_after).is_not(None))
    found = [Source(number, None, days or 0) for number, days in await session.execute(own)]
    waves = (
        select(SurveyWave)
        .join(Survey, col(Survey.id) == col(SurveyWave.survey_id))
        .where(*open_, col(SurveyWave.state).in_(("running", "done")))
        .order_by(col(SurveyWave.id).desc())
        .limit(20)
    )
    wanted = [(each, each.chosen.get("remind_after")) for each in await session.scalars(waves)]
    return found + [Source(each.survey_id, each.id, int(days)) for each, days in wanted if days]


async def unanswered(
    session: AsyncSession, source: Source, since: datetime, until: datetime, hour: int, limit: int
) -> list[int]:
    """Askings of these times without any answer or reminder, of accounts that may be written to in this hour."""
    theirs = col(LineUser.delivery_hour)
    morning = theirs.is_(None) if MORNING[0] <= hour < MORNING[1] else theirs == hour
    rows = (
        select(col(SurveyInvite.id))
        .join(LineUser, col(LineUser.id) == col(SurveyInvite.line_user_id))
        .where(col(SurveyInvite.survey_id) == source.survey_id, col(SurveyInvite.reminded_at).is_(None))
        .where(col(SurveyInvite.asked_at) > since, col(SurveyInvite.asked_at) <= until)
        .where(~exists().where(col(SurveyAnswer.invite_id) == col(SurveyInvite.id)))
        .where(~exists().where(col(SurveyReply.invite_id) == col(SurveyInvite.id)))
        .where(and_(col(LineUser.state) == "friend", or_(morning, theirs == hour)))
        .order_by(col(SurveyInvite.asked_at), col(SurveyInvite.id))
        .limit(limit)
    )
    rows = rows.where(col(SurveyInvite.wave_id) == source.wave_id) if source.wave_id is not None else rows
    return list(await session.scalars(rows))


async def customers_of(session: AsyncSession, invite_ids: Sequence[int]) -> list[int]:
    rows = select(col(SurveyInvite.customer_id)).where(col(SurveyInvite.id).in_(invite_ids)).distinct()
    return list(await session.scalars(rows))


async def locked(session: AsyncSession, invite_ids: Sequence[int]) -> list[tuple[SurveyInvite, Survey, LineUser]]:
    """Those of these that nobody has been reminded of, and that still have no answer; nobody else changes them."""
    rows = (
        select(SurveyInvite, Survey, LineUser)
        .join(Survey, col(Survey.id) == col(SurveyInvite.survey_id))
        .join(LineUser, col(LineUser.id) == col(SurveyInvite.line_user_id))
        .where(col(SurveyInvite.id).in_(invite_ids), col(SurveyInvite.reminded_at).is_(None))
        .where(~exists().where(col(SurveyAnswer.invite_id) == col(SurveyInvite.id)))
        .where(~exists().where(col(SurveyReply.invite_id) == col(SurveyInvite.id)))
        .order_by(col(SurveyInvite.id))
        .with_for_update(of=SurveyInvite)
        .execution_options(populate_existing=True)
    )
    return [(invite, survey, account) for invite, survey, account in await session.execute(rows)]
