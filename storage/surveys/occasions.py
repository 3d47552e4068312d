"""Queries on what makes a survey go out by itself: a visit, a case that is closed, the first year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.surveys.whys import reached
from storage.tables import Case, Customer, Interaction, Survey, SurveyInvite


@dataclass(frozen=True)
class Due:
    """Somebody who may be asked about something (the number of the visit, the case, or of themselves)."""

    customer_id: int
    occasion_id: int


async def surveys(session: AsyncSession) -> list[Survey]:
    """Those that go out by themselves."""
    rows = select(Survey).where(col(Survey.occasion).is_not(None), col(Survey.state) == "open")
    return list(await session.scalars(rows.order_by(col(Survey.id))))


async def of(session: AsyncSession, kind: str, occasion: str) -> Survey | None:
    rows = select(Survey).where(col(Survey.kind) == kind, col(Survey.occasion) == occasion)
    return (await session.scalars(rows.order_by(col(Survey.id)).limit(1))).first()


def _happened(occasion: str, since: datetime, until: datetime) -> Select[int, int]:
    """(customer, occasion) of all that happened between these moments."""
    rows: Any
    if occasion == "visit":
        rows = select(col(Interaction.customer_id), col(Interaction.id)).where(col(Interaction.kind) == "visit")
        moment: Any = Interaction.created_at
        number: Any = Interaction.id
        rows = rows.join(Customer, col(Customer.id) == col(Interaction.customer_id))
    elif occasion == "case":
        rows = select(col(Case.customer_id), col(Case.id)).where(col(Case.state) == "closed")
        moment, number = Case.closed_at, Case.id
        rows = rows.join(Customer, col(Customer.id) == col(Case.customer_id))
    else:
        rows = select(col(Customer.id), col(Customer.id).label("occasion"))
        moment, number = Customer.created_at, Customer.id
    found: Select[int, int] = rows.where(col(moment) > since, col(moment) <= until)
    return found.order_by(col(moment), col(number))


async def due(
    session: AsyncSession, survey: Survey, times: tuple[datetime, datetime, datetime], limit: int
) -> list[Due]:
    """Whom the survey may ask now, the longest waiting first: what happened `since` the first to the second moment, of
    customers in LINE who have been asked nothing after the third. Who must not be asked for another reason is found
    out one by one.
    """
    since, until, rested = times
    rows = _happened(str(survey.occasion), since, until)
    tired = exists().where(col(SurveyInvite.customer_id) == col(Customer.id), col(SurveyInvite.asked_at) > rested)
    another = aliased(Case)
    angry = exists().where(col(another.customer_id) == col(Customer.id), col(another.state) == "open")
    rows = rows.where(reached(), ~tired, ~angry)
    rows = rows.where(col(Customer.merged_into_id).is_(None), col(Customer.erased_at).is_(None))
    found = await session.execute(rows.limit(limit))
    return [Due(customer_id, occasion_id) for customer_id, occasion_id in found]


async def asked_about(session: AsyncSession, survey_id: int, occasion_ids: Sequence[int]) -> set[int]:
    """Those of these that the survey has asked about already."""
    rows = select(col(SurveyInvite.occasion_id)).where(
        col(SurveyInvite.survey_id) == survey_id, col(SurveyInvite.occasion_id).in_(occasion_ids)
    )
    return {number for number in await session.scalars(rows) if number is not None}
