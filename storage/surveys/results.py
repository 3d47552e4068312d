"""Queries on what surveys have come to: counts, by whom they were given, and the words."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Ballot, Company, Customer, Rep, Survey, SurveyAnswer, SurveyInvite, SurveyReply, SurveyWave

Owners = tuple[int, ...] | None
"""Only of customers of these reps; None: of everybody's."""
Counts = dict[int, int]
# By what the answers of a survey can be taken apart.
BY: dict[str, Any] = {
    "owner": Rep.full_name,
    "industry": func.coalesce(col(Company.industry), ""),
    "wave": SurveyInvite.wave_id,
}


@dataclass(frozen=True)
class Said:
    """Words of one customer, and the score that they explain."""

    customer_id: int
    customer: str
    score: int | None
    words: str


@dataclass(frozen=True)
class Row:
    """One answer as a line of a file."""

    customer: str
    owner: str
    question: str
    score: int | None
    choices: Sequence[str]
    words: str | None
    asked_at: datetime
    answered_at: datetime


async def latest(session: AsyncSession, limit: int) -> list[Survey]:
    """Every survey but the pulse of handovers, the newest first."""
    rows = select(Survey).where(col(Survey.kind) != "handover").order_by(col(Survey.id).desc()).limit(limit)
    return list(await session.scalars(rows))


def _theirs(owners: Owners) -> ColumnElement[bool]:
    return true() if owners is None else col(Customer.owner_id).in_(owners)


async def asked(session: AsyncSession, survey_ids: Sequence[int], owners: Owners) -> dict[int, int]:
    """How many have been asked, by survey."""
    rows = (
        select(col(SurveyInvite.survey_id), func.count())
        .join(Customer, col(Customer.id) == col(SurveyInvite.customer_id))
        .where(col(SurveyInvite.survey_id).in_(survey_ids), _theirs(owners))
        .group_by(col(SurveyInvite.survey_id))
    )
    return dict((await session.execute(rows)).all())


async def answered(session: AsyncSession, survey_ids: Sequence[int], owners: Owners) -> dict[int, int]:
    """How many of these have answered, with a score or to any question."""
    given = select(col(SurveyAnswer.invite_id)).union(select(col(SurveyReply.invite_id)))
    rows = (
        select(col(SurveyInvite.survey_id), func.count())
        .join(Customer, col(Customer.id) == col(SurveyInvite.customer_id))
        .where(col(SurveyInvite.survey_id).in_(survey_ids), _theirs(owners), col(SurveyInvite.id).in_(given))
        .group_by(col(SurveyInvite.survey_id))
    )
    return dict((await session.execute(rows)).all())


async def counts(session: AsyncSession, survey_id: int, owners: Owners) -> Counts:
    """Answers by score."""
    rows = (
        select(col(SurveyAnswer.score), func.count())
        .join(Customer, col(Customer.id) == col(SurveyAnswer.customer_id))
        .where(col(SurveyAnswer.survey_id) == survey_id, _theirs(owners))
        .group_by(col(SurveyAnswer.score))
    )
    return dict((await session.execute(rows)).all())


async def apart(session: AsyncSession, survey_id: int, owners: Owners, by: str) -> dict[Any, tuple[int, Counts]]:
    """(how many were asked, answers by score), by a key of BY; what belongs to no wave is left out there."""
    label = BY[by]
    rows: Select[Any] = (
        select(label, col(SurveyAnswer.score), func.count())
        .select_from(SurveyInvite)
        .join(Customer, col(Customer.id) == col(SurveyInvite.customer_id))
        .join(Rep, col(Rep.id) == col(Customer.owner_id))
        .outerjoin(Company, col(Company.id) == col(Customer.company_id))
        .outerjoin(SurveyAnswer, col(SurveyAnswer.invite_id) == col(SurveyInvite.id))
        .where(col(SurveyInvite.survey_id) == survey_id, _theirs(owners), label.is_not(None))
        .group_by(label, col(SurveyAnswer.score))
    )
    found: dict[Any, tuple[int, Counts]] = defaultdict(lambda: (0, {}))
    for name, score, number in await session.execute(rows):
        whole, some = found[name]
        found[name] = whole + number, some | ({score: number} if score is not None else {})
    return dict(found)


async def waves(session: AsyncSession, survey_id: int, limit: int) -> list[SurveyWave]:
    """The survey's latest waves, the oldest of them first."""
    rows = select(SurveyWave).where(col(SurveyWave.survey_id) == survey_id).order_by(col(SurveyWave.id).desc())
    return list(reversed(list(await session.scalars(rows.limit(limit)))))


async def words(session: AsyncSession, survey_id: int, owners: Owners, limit: int) -> list[Said]:
    """What customers have said about their scores, the latest first."""
    said = func.coalesce(col(SurveyAnswer.reason), "")
    rows = (
        select(col(Customer.id), col(Customer.name), col(SurveyAnswer.score), said)
        .join(Customer, col(Customer.id) == col(SurveyAnswer.customer_id))
        .where(col(SurveyAnswer.survey_id) == survey_id, _theirs(owners), said != "")
        .order_by(col(SurveyAnswer.answered_at).desc(), col(SurveyAnswer.id).desc())
        .limit(limit)
    )
    return [Said(*row) for row in await session.execute(rows)]


async def replies(session: AsyncSession, survey_id: int, owners: Owners, limit: int) -> list[SurveyReply]:
    """The latest replies to the questions of a survey of several."""
    rows = (
        select(SurveyReply)
        .join(Customer, col(Customer.id) == col(SurveyReply.customer_id))
        .where(col(SurveyReply.survey_id) == survey_id, _theirs(owners))
        .order_by(col(SurveyReply.answered_at).desc(), col(SurveyReply.id).desc())
        .limit(limit)
    )
    return list(await session.scalars(rows))


async def ballots(session: AsyncSession, survey_id: int, limit: int) -> list[dict[str, Any] | None]:
    """What stands on the ballots, nobody's; None for one that is empty."""
    rows = select(col(Ballot.replies)).where(col(Ballot.survey_id) == survey_id).order_by(col(Ballot.digest))
    return list(await session.scalars(rows.limit(limit)))


async def lines(session: AsyncSession, survey_id: int, owners: Owners, limit: int) -> list[Row]:
    """Every answer, the latest first: scores with their reasons, then replies to questions."""
    found = [Row(*row[:4], (), *row[4:]) for row in await session.execute(_scores(survey_id, owners).limit(limit))]
    replied = await session.execute(_replies(survey_id, owners).limit(limit - len(found)))
    return found + [Row(*row) for row in replied]


def _scores(survey_id: int, owners: Owners) -> Select[str, str, str, int, str | None, datetime, datetime]:
    return (
        select(
            col(Customer.name),
            col(Rep.full_name),
            literal("").label("question"),
            col(SurveyAnswer.score),
            col(SurveyAnswer.reason),
            col(SurveyInvite.asked_at),
            col(SurveyAnswer.answered_at),
        )
        .join(SurveyInvite, col(SurveyInvite.id) == col(SurveyAnswer.invite_id))
        .join(Customer, col(Customer.id) == col(SurveyAnswer.customer_id))
        .join(Rep, col(Rep.id) == col(Customer.owner_id))
        .where(col(SurveyAnswer.survey_id) == survey_id, _theirs(owners))
        .order_by(col(SurveyAnswer.answered_at).desc(), col(SurveyAnswer.id).desc())
    )


def _replies(
    survey_id: int, owners: Owners
) -> Select[str, str, str, int | None, list[str], str | None, datetime, datetime]:
    return (
        select(
            col(Customer.name),
            col(Rep.full_name),
            col(SurveyReply.question),
            col(SurveyReply.score),
            col(SurveyReply.choices),
            col(SurveyReply.text),
            col(SurveyInvite.asked_at),
            col(SurveyReply.answered_at),
        )
        .join(SurveyInvite, col(SurveyInvite.id) == col(SurveyReply.invite_id))
        .join(Customer, col(Customer.id) == col(SurveyReply.customer_id))
        .join(Rep, col(Rep.id) == col(Customer.owner_id))
        .where(col(SurveyReply.survey_id) == survey_id, _theirs(owners))
        .order_by(col(SurveyReply.answered_at).desc(), col(SurveyReply.id).desc())
    )
