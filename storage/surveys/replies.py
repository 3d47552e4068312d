"""Queries on surveys of several questions: their replies, and the ballots of those that are nobody's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.outbox import QUIETLY
from storage.tables import Ballot, Inbox, Message, Survey, SurveyInvite, SurveyReply

Voted = dict[str, Any]
# So many ballots of a survey at most are put into a new order: of more, nobody can be told by their place.
SHUFFLED = 100


async def of_invite(session: AsyncSession, invite_id: int) -> dict[str, SurveyReply]:
    """The replies to this asking by question; nobody else changes them until we commit."""
    rows = select(SurveyReply).where(col(SurveyReply.invite_id) == invite_id).order_by(col(SurveyReply.id))
    found = await session.scalars(rows.with_for_update().execution_options(populate_existing=True))
    return {each.question: each for each in found}


async def by_id(session: AsyncSession, reply_id: int) -> SurveyReply | None:
    return await session.get(SurveyReply, reply_id)


async def latest_own(session: AsyncSession, line_user_id: int) -> tuple[SurveyInvite, Survey] | None:
    """The account's latest asking of a survey of several questions, if anybody can be told by it."""
    rows = (
        select(SurveyInvite, Survey)
        .join(Survey, col(Survey.id) == col(SurveyInvite.survey_id))
        .where(
            col(SurveyInvite.line_user_id) == line_user_id,
            col(Survey.kind) == "own",
            col(Survey.anonymous).is_(False),
        )
        .order_by(col(SurveyInvite.asked_at).desc(), col(SurveyInvite.id).desc())
        .limit(1)
    )
    return next(((invite, survey) for invite, survey in await session.execute(rows)), None)


async def spoke_between(session: AsyncSession, line_user_id: int, since: datetime, until: datetime) -> bool:
    """Has the account written anything between these two moments, or one of ours to it?"""
    theirs = and_(col(Message.direction) == "in", col(Message.kind) == "text")
    words = select(col(Message.id)).where(
        col(Message.line_user_id) == line_user_id,
        or_(theirs, col(Message.rep_id).is_not(None)),
        col(Message.at) > since,
        col(Message.at) < until,
    )
    return (await session.execute(words.limit(1))).first() is not None


async def ballot(session: AsyncSession, digest: str) -> tuple[int, Voted | None] | None:
    """The survey of the ballot and what stands on it; nobody else changes it until we commit."""
    row = select(col(Ballot.survey_id), col(Ballot.replies)).where(col(Ballot.digest) == digest).with_for_update()
    return next(((survey_id, replies) for survey_id, replies in await session.execute(row)), None)


async def ballots(session: AsyncSession, survey_id: int) -> int:
    """How many have been issued."""
    rows = select(func.count()).select_from(Ballot).where(col(Ballot.survey_id) == survey_id)
    return int((await session.execute(rows)).scalar_one())


async def vote(session: AsyncSession, survey_id: int, digest: str, replies: Voted) -> None:
    """Let the ballot say this."""
    await session.execute(update(Ballot).where(col(Ballot.digest) == digest).values(replies=replies))
    await _shuffle(session, survey_id)


async def issue(session: AsyncSession, survey_id: int, digests: Sequence[str]) -> None:
    """New ballots, in an order that tells nothing of whom they go to."""
    await session.execute(insert(Ballot), [{"digest": each, "survey_id": survey_id} for each in sorted(digests)])
    await _shuffle(session, survey_id)


async def _shuffle(session: AsyncSession, survey_id: int) -> None:
    """Write the survey's ballots anew in the order of their digests: databases keep rows as they came or changed, and
    beside a list of who was asked that order would name people.
    """
    theirs = col(Ballot.survey_id) == survey_id
    if await ballots(session, survey_id) > SHUFFLED:
        return
    rows = await session.execute(select(col(Ballot.digest), col(Ballot.replies)).where(theirs).with_for_update())
    kept: dict[str, Voted | None] = dict(rows.all())
    await session.execute(delete(Ballot).where(theirs), execution_options=QUIETLY)
    for voted in (False, True):  # apart, for an empty one has no value at all
        lines = [{"digest": each, "survey_id": survey_id} for each in sorted(kept) if (kept[each] is not None) is voted]
        lines = [line | {"replies": kept[str(line["digest"])]} for line in lines] if voted else lines
        if lines:
            await session.execute(insert(Ballot), lines)


async def unname(session: AsyncSession, seq: int) -> None:
    """Blank what the platform told us and by whom; that it told us something stays, so that it counts once."""
    row = await session.get(Inbox, seq)
    if row is not None:
        row.payload, row.lane = "{}", f"event:{seq}"
