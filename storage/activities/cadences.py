"""Queries on keeping in touch: who has heard nothing of us for as long as they may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Customer, Followup, Interaction, Message, Purchase, SurveyAnswer

OPEN = "open"


@dataclass(frozen=True)
class Since:
    """A touch on `day` or later, or from `moment` (the beginning of that day) on, is recent enough."""

    day: date
    moment: datetime


async def rhythms(session: AsyncSession) -> list[int]:
    """Every number of days that somebody has asked to be in touch after."""
    days = select(col(Customer.cadence_days)).where(col(Customer.cadence_days).is_not(None)).distinct()
    return [each for each in await session.scalars(days) if each is not None]


async def due(session: AsyncSession, after: int, *, since: Mapping[int, Since], limit: int) -> list[int]:
    """Customers behind number `after`, in order, who have not been touched since what their rhythm allows.

    `since` by the number of days. Each customer is looked up in the indexes of what could be a touch, and the first one
    found ends the search: nothing is added up, and nobody's history is read.
    """
    rows = select(col(Customer.id)).where(col(Customer.id) > after, *_is_due(since)).order_by(col(Customer.id))
    return list(await session.scalars(rows.limit(limit)))


async def locked(session: AsyncSession, ids: Sequence[int], since: Mapping[int, Since]) -> list[Customer]:
    """Those of these customers who are still due, locked: whoever touches one meanwhile has done so before or after."""
    lock = select(Customer).where(col(Customer.id).in_(ids)).order_by(col(Customer.id)).with_for_update()
    await session.execute(lock)
    rows = select(Customer).where(col(Customer.id).in_(ids), *_is_due(since)).order_by(col(Customer.id))
    return list(await session.scalars(rows.execution_options(populate_existing=True)))


async def rhythms_of(session: AsyncSession, ids: Sequence[int]) -> dict[int, int | None]:
    """The rhythm of each of these customers, locked: nobody decides meanwhile whether they are due.

    Always in order of number, so that two who touch the same customers wait in line.
    """
    rows = select(col(Customer.id), col(Customer.cadence_days)).where(col(Customer.id).in_(ids))
    return dict((await session.execute(rows.order_by(col(Customer.id)).with_for_update())).all())


async def open_of(session: AsyncSession, ids: Sequence[int]) -> list[Followup]:
    """What the rhythm of these customers has brought up and nobody has done, locked."""
    rows = select(Followup).where(
        col(Followup.customer_id).in_(ids), col(Followup.state) == OPEN, col(Followup.kind) == "cadence"
    )
    return list(await session.scalars(rows.order_by(col(Followup.id)).with_for_update()))


def _is_due(since: Mapping[int, Since]) -> tuple[ColumnElement[bool], ...]:
    rhythm = col(Customer.cadence_days)
    day = case({days: each.day for days, each in since.items()}, value=rhythm)
    moment = case({days: each.moment for days, each in since.items()}, value=rhythm)
    return (
        rhythm.in_(list(since)),
        col(Customer.merged_into_id).is_(None),
        col(Customer.erased_at).is_(None),
        col(Customer.created_at) < moment,
        ~_exists(Followup, col(Followup.kind) == "cadence", col(Followup.state) == OPEN),
        ~_exists(Interaction, col(Interaction.day) >= day),
        ~_exists(Purchase, col(Purchase.day) >= day, col(Purchase.refunded) < col(Purchase.amount)),
        ~_exists(Message, col(Message.direction) == "in", col(Message.at) >= moment),
        ~_exists(SurveyAnswer, col(SurveyAnswer.answered_at) >= moment),
        # Whoever said that it is done, or not wanted this time, is not asked again on the next morning.
        ~_exists(Followup, col(Followup.kind) == "cadence", col(Followup.done_at) >= moment),
    )


def _exists(
    kind: type[Followup | Interaction | Message | Purchase | SurveyAnswer], *where: ColumnElement[bool]
) -> ColumnElement[bool]:
    return exists().where(col(kind.customer_id) == col(Customer.id), *where)
