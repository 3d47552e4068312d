"""Queries of the report on handovers: what was asked, what moved, what was kept, and what the customers said.

All of them take the handovers by number and count over all of their rows at once.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.activities.promises import fell_due, kept
from storage.tables import Followup, Handover, HandoverCustomer, Rep, Survey, SurveyAnswer, SurveyInvite

# What was never asked of a successor, or taken back before the answer, says nothing about them.
ASKED = ("agreeing", "agreed", "done", "undoing", "undone")
HELD = ("moved", "returned")


@dataclass(frozen=True)
class Whose:
    """Handovers from or to this rep, or anybody in these teams."""

    rep_id: int
    teams: frozenset[int] = frozenset()


async def since(session: AsyncSession, whose: Whose | None, first: date) -> list[Handover]:
    """Handovers of that day and later, also those yet to come, the latest first; without `whose` everybody's."""
    rows = select(Handover).where(col(Handover.state).in_(ASKED), col(Handover.effective_day) >= first)
    rows = rows.where(_concerns(whose)) if whose else rows
    return list(await session.scalars(rows.order_by(col(Handover.effective_day).desc(), col(Handover.id).desc())))


def _concerns(whose: Whose) -> ColumnElement[bool]:
    people = select(col(Rep.id)).where(or_(col(Rep.id) == whose.rep_id, col(Rep.team_id).in_(whose.teams)))
    to = select(col(HandoverCustomer.handover_id)).where(col(HandoverCustomer.to_id).in_(people))
    return or_(col(Handover.from_id).in_(people), col(Handover.id).in_(to))


@dataclass(frozen=True)
class Answered:
    """So many customers of a handover were answered for at this moment; `waiting`: nobody has answered."""

    handover_id: int
    state: str
    decided_at: datetime | None
    customers: int
    told: int


async def answered(session: AsyncSession, ids: Collection[int]) -> list[Answered]:
    """The rows of these handovers by state and moment of the answer; whoever says yes to all does so at one moment."""
    row = HandoverCustomer
    groups = (col(row.handover_id), col(row.state), col(row.decided_at))
    counted = select(*groups, func.count(), func.count(col(row.farewell_at))).where(col(row.handover_id).in_(ids))
    return [Answered(*found) for found in (await session.execute(counted.group_by(*groups))).all()]


async def successors(session: AsyncSession, handover_id: int) -> list[Rep]:
    taking = select(col(HandoverCustomer.to_id)).where(col(HandoverCustomer.handover_id) == handover_id)
    return list(await session.scalars(select(Rep).where(col(Rep.id).in_(taking)).order_by(col(Rep.id))))


async def promises(session: AsyncSession, ids: Collection[int], local: datetime) -> tuple[int, int]:
    """(kept in time, come due by now) of the promises that were open when their customers moved.

    What was dropped in the move itself counts: to drop a promise is not to keep it. Each counts once, however often
    its customer has moved.
    """
    open_then = exists().where(
        *_held(ids),
        col(HandoverCustomer.customer_id) == col(Followup.customer_id),
        col(Followup.created_at) <= col(HandoverCustomer.moved_at),
        or_(col(Followup.done_at).is_(None), col(Followup.done_at) >= col(HandoverCustomer.moved_at)),
    )
    theirs = select(col(HandoverCustomer.customer_id)).where(*_held(ids))
    rows = select(func.count().filter(kept(local)), func.count()).where(
        col(Followup.customer_id).in_(theirs), col(Followup.promise), open_then, fell_due(local)
    )
    kept_number, due_number = (await session.execute(rows)).one()
    return int(kept_number), int(due_number)


def _held(ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    """Rows that have moved and were not taken back."""
    return (col(HandoverCustomer.handover_id).in_(ids), col(HandoverCustomer.state).in_(HELD))


async def scores(session: AsyncSession, ids: Collection[int]) -> tuple[Counter[int], Counter[int]]:
    """NPS before and after: of each customer the last answer before the move, and the last one since; by score."""
    at, moved = col(SurveyAnswer.answered_at), col(HandoverCustomer.moved_at)
    rows = select(_last(at < moved), _last(at >= moved)).select_from(HandoverCustomer).where(*_held(ids))
    found = (await session.execute(rows)).all()
    before = Counter(score for score, _ in found if score is not None)
    return before, Counter(score for _, score in found if score is not None)


def _last(when: ColumnElement[bool]) -> ColumnElement[int | None]:
    """The score of the customer's last NPS answer of that time."""
    theirs = and_(
        col(SurveyAnswer.customer_id) == col(HandoverCustomer.customer_id),
        col(Survey.id) == col(SurveyAnswer.survey_id),
        col(Survey.kind) == "nps",
    )
    rows = select(col(SurveyAnswer.score)).where(theirs, when)
    newest = rows.order_by(col(SurveyAnswer.answered_at).desc(), col(SurveyAnswer.id).desc()).limit(1)
    return newest.correlate(HandoverCustomer).scalar_subquery()


async def pulses(session: AsyncSession, ids: Collection[int]) -> tuple[int, Counter[int]]:
    """(customers asked how it goes, their answers by score). The question was marked with the moment of its asking."""
    asked: Select[int | None, int] = (
        select(col(SurveyAnswer.score), func.count())
        .select_from(HandoverCustomer)
        .join(
            SurveyInvite,
            and_(
                col(SurveyInvite.customer_id) == col(HandoverCustomer.customer_id),
                col(SurveyInvite.asked_at) == col(HandoverCustomer.pulse_at),
            ),
        )
        .join(Survey, and_(col(Survey.id) == col(SurveyInvite.survey_id), col(Survey.kind) == "handover"))
        .outerjoin(SurveyAnswer, col(SurveyAnswer.invite_id) == col(SurveyInvite.id))
        .where(col(HandoverCustomer.handover_id).in_(ids))
        .group_by(col(SurveyAnswer.score))
    )
    found = {score: int(number) for score, number in (await session.execute(asked)).all()}
    return sum(found.values()), Counter({score: number for score, number in found.items() if score is not None})
