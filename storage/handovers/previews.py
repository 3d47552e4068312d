"""Queries that tell what a handover would come to: whose customers, what hangs on them, and who has how many already.

Everything is counted for all customers of the predecessor in one statement a kind, never a statement a customer.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import (
    Case,
    Company,
    Customer,
    Followup,
    HandoverCustomer,
    LineLink,
    LineUser,
    Survey,
    SurveyAnswer,
)

# The pulse after a handover: 1 and 2 of 5 say that it did not go well with this person.
REFUSED = 2


class Known(NamedTuple):
    """A customer as far as splitting and choosing need it."""

    id: int
    name: str
    company: str | None
    industry: str | None
    key_person: bool
    reachable: bool


async def known(session: AsyncSession, owner_id: int) -> list[Known]:
    """Everybody whom the rep owns and who is no duplicate, the oldest first; `reachable`: in LINE."""
    linked = (
        select(col(LineLink.customer_id))
        .join(LineUser, col(LineUser.id) == col(LineLink.line_user_id))
        .where(col(LineLink.ended_at).is_(None), col(LineUser.state) == "friend")
    )
    rows = (
        select(
            col(Customer.id),
            col(Customer.name),
            col(Company.name),
            col(Company.industry),
            col(Customer.key_person),
            col(Customer.id).in_(linked),
        )
        .outerjoin(Company, col(Company.id) == col(Customer.company_id))
        .where(
            col(Customer.owner_id) == owner_id,
            func.coalesce(col(Customer.merged_into_id), 0) == 0,
            col(Customer.erased_at).is_(None),
        )
        .order_by(col(Customer.id))
    )
    return [Known(*row) for row in (await session.execute(rows)).all()]


async def hanging(session: AsyncSession, owner_id: int) -> dict[str, dict[int, int]]:
    """What of the rep's is open with their own customers: {kind: {customer: how many}}.

    Kinds: followups (without promises), promises, cases.
    """
    owed = [col(Followup.owner_id) == owner_id, col(Followup.state) == "open"]
    asked: dict[str, Select[Any]] = {
        "followups": _counted(Followup).where(*owed, ~col(Followup.promise)),
        "promises": _counted(Followup).where(*owed, col(Followup.promise)),
        "cases": _counted(Case).where(col(Case.owner_id) == owner_id, col(Case.state) == "open"),
    }
    return {kind: dict((await session.execute(rows)).all()) for kind, rows in asked.items()}


def _counted(kind: Any) -> Select[Any]:  # noqa: ANN401 - a table class
    return select(col(kind.customer_id), func.count()).group_by(col(kind.customer_id))


async def loads(session: AsyncSession, rep_ids: Collection[int]) -> dict[int, int]:
    """How many customers each of these reps has."""
    rows = (
        select(col(Customer.owner_id), func.count())
        .where(
            col(Customer.owner_id).in_(rep_ids),
            func.coalesce(col(Customer.merged_into_id), 0) == 0,
            col(Customer.erased_at).is_(None),
        )
        .group_by(col(Customer.owner_id))
    )
    found = dict((await session.execute(rows)).all())
    return {each: found.get(each, 0) for each in rep_ids}


async def refused(session: AsyncSession, owner_id: int, rep_ids: Collection[int]) -> set[tuple[int, int]]:
    """(customer, rep) where the customer of `owner_id` was handed to that rep before and it went badly: the answer to
    the pulse was low.
    """
    low = exists().where(
        col(SurveyAnswer.customer_id) == col(HandoverCustomer.customer_id),
        col(SurveyAnswer.survey_id).in_(select(col(Survey.id)).where(col(Survey.kind) == "handover")),
        col(SurveyAnswer.score) <= REFUSED,
        col(SurveyAnswer.answered_at) >= col(HandoverCustomer.moved_at),
    )
    rows = (
        select(col(HandoverCustomer.customer_id), col(HandoverCustomer.to_id))
        .join(Customer, col(Customer.id) == col(HandoverCustomer.customer_id))
        .where(col(Customer.owner_id) == owner_id, col(HandoverCustomer.to_id).in_(rep_ids))
        .where(col(HandoverCustomer.moved_at).is_not(None), low)
    )
    return {(customer, rep) for customer, rep in await session.execute(rows)}
