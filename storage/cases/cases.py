"""Queries on cases."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col

from storage.records.merges import lives_in
from storage.tables import Case, Customer, Followup, Message, Outbox, Rep, Survey, SurveyAnswer


async def by_id(session: AsyncSession, case_id: int) -> Case | None:
    return await session.get(Case, case_id)


async def locked(session: AsyncSession, case_id: int) -> Case | None:
    """The case as it stands now; nobody else changes it until we commit."""
    row = select(Case).where(col(Case.id) == case_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def open_of(session: AsyncSession, customer_id: int) -> Case | None:
    """The customer's oldest open case."""
    rows = select(Case).where(col(Case.customer_id) == customer_id, col(Case.state) == "open")
    return (await session.scalars(rows.order_by(col(Case.opened_at), col(Case.id)).limit(1))).first()


async def open_among(session: AsyncSession, customer_ids: Collection[int]) -> set[int]:
    """Those of these customers who have an open case."""
    rows = select(col(Case.customer_id)).where(col(Case.customer_id).in_(customer_ids), col(Case.state) == "open")
    return set(await session.scalars(rows))


async def of_answer(session: AsyncSession, answer_id: int) -> Case | None:
    return (await session.scalars(select(Case).where(col(Case.answer_id) == answer_id))).first()


async def told_of(session: AsyncSession, kind: str, customer_id: int, case_id: int) -> list[Outbox]:
    """Every message of this kind about the case, updates included, in order."""
    rows = select(Outbox).where(
        col(Outbox.customer_id).in_(lives_in(customer_id)),
        col(Outbox.kind) == kind,
        col(Outbox.fields)["case_id"].as_integer() == case_id,
    )
    return list(await session.scalars(rows.order_by(col(Outbox.seq))))


async def followup_of(session: AsyncSession, case_id: int) -> Followup | None:
    """What is owed because of the case; the latest when there are several."""
    rows = select(Followup).where(col(Followup.case_id) == case_id).order_by(col(Followup.id).desc()).limit(1)
    return (await session.scalars(rows)).first()


def _due() -> ColumnElement[datetime]:
    """The clock that runs: until the first answer, then until the solution."""
    return case((col(Case.replied_at).is_(None), col(Case.reply_due)), else_=col(Case.solve_due))


@dataclass(frozen=True)
class Whose:
    """Cases of one person, those whom they help with included, and of everybody in these teams (None: of everybody)."""

    rep_id: int
    teams: Collection[int] | None


@dataclass(frozen=True)
class Listed:
    """A case with what a list says of it; `score` and `reason` where an answer has opened it."""

    case: Case
    customer: Customer
    owner: Rep
    score: int | None
    reason: str | None


def _open(whose: Whose) -> ColumnElement[bool]:
    if whose.teams is None:
        return col(Case.state) == "open"
    helping = and_(col(Case.helper_id) == whose.rep_id, col(Case.helped_at).is_(None))
    theirs = or_(col(Case.owner_id) == whose.rep_id, col(Rep.team_id).in_(whose.teams), helping)
    return and_(col(Case.state) == "open", theirs)


async def page(session: AsyncSession, whose: Whose, skip: int, limit: int) -> list[Listed]:
    """Open cases, the one whose clock runs out first in front; those from before there were clocks at the end."""
    due = _due()
    rows = (
        select(Case, Customer, Rep, col(SurveyAnswer.score), col(SurveyAnswer.reason))
        .join(Customer, col(Customer.id) == col(Case.customer_id))
        .join(Rep, col(Rep.id) == col(Case.owner_id))
        .outerjoin(SurveyAnswer, col(SurveyAnswer.id) == col(Case.answer_id))
        .where(_open(whose))
        .options(selectinload(Customer.company))  # type: ignore[arg-type] # a relation, typed as the row it leads to
        .order_by(due.is_(None), due, col(Case.id))
    )
    return [Listed(*row) for row in await session.execute(rows.offset(skip).limit(limit))]


async def count(session: AsyncSession, whose: Whose) -> int:
    rows = select(func.count()).select_from(Case).join(Rep, col(Rep.id) == col(Case.owner_id)).where(_open(whose))
    return int((await session.execute(rows)).scalar_one())


async def run_out(session: AsyncSession, now: datetime, limit: int) -> list[int]:
    """Open cases of which a clock has run out and nobody was told: no first answer, or no solution."""
    answer = and_(col(Case.replied_at).is_(None), col(Case.reply_due) <= now, col(Case.escalated) < 1)
    solution = and_(col(Case.solved_at).is_(None), col(Case.solve_due) <= now, col(Case.escalated) < 2)
    rows = select(col(Case.id)).where(col(Case.state) == "open", or_(answer, solution)).order_by(col(Case.id))
    return list(await session.scalars(rows.limit(limit)))


async def middling(
    session: AsyncSession, survey: str, scores: range, since: datetime, until: datetime
) -> list[SurveyAnswer]:
    """Answers of these scores that stand since a moment in `[since, until)` and opened no case."""
    rows = (
        select(SurveyAnswer)
        .join(Survey, col(Survey.id) == col(SurveyAnswer.survey_id))
        .where(
            col(Survey.kind) == survey,
            col(SurveyAnswer.score).between(scores.start, scores.stop - 1),
            col(SurveyAnswer.answered_at) >= since,
            col(SurveyAnswer.answered_at) < until,
            ~exists().where(col(Case.answer_id) == col(SurveyAnswer.id)),
        )
    )
    return list(await session.scalars(rows.order_by(col(SurveyAnswer.id))))


async def owners_of(session: AsyncSession, customer_ids: Collection[int]) -> dict[int, tuple[Customer, Rep]]:
    """{customer: (customer, owner)}; whoever was merged away or forgotten is missing."""
    rows = (
        select(Customer, Rep)
        .join(Rep, col(Rep.id) == col(Customer.owner_id))
        .where(
            col(Customer.id).in_(customer_ids),
            col(Customer.merged_into_id).is_(None),
            col(Customer.erased_at).is_(None),
        )
        .options(selectinload(Customer.company))  # type: ignore[arg-type] # as above
    )
    return {customer.id: (customer, owner) for customer, owner in await session.execute(rows)}


async def message(session: AsyncSession, message_id: int) -> Message | None:
    return await session.get(Message, message_id)


async def suggestions(session: AsyncSession, kind: str, customer_id: int, message_id: int) -> list[Outbox]:
    """The messages of this kind that suggest a case because of these words of the customer's."""
    rows = select(Outbox).where(
        col(Outbox.customer_id).in_(lives_in(customer_id)),
        col(Outbox.kind) == kind,
        col(Outbox.fields)["message_id"].as_integer() == message_id,
        col(Outbox.update_of).is_(None),
    )
    return list(await session.scalars(rows.order_by(col(Outbox.seq))))


async def told_to(session: AsyncSession, kind: str, customer_id: int, case_id: int, slack_id: str) -> Outbox | None:
    """The message of this kind about the case that this person has; the newest when they were asked twice."""
    rows = select(Outbox).where(
        col(Outbox.customer_id).in_(lives_in(customer_id)),
        col(Outbox.kind) == kind,
        col(Outbox.recipient) == slack_id,
        col(Outbox.fields)["case_id"].as_integer() == case_id,
        col(Outbox.update_of).is_(None),
    )
    return (await session.scalars(rows.order_by(col(Outbox.seq).desc()).limit(1))).first()
