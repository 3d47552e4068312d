"""Queries of the brief, for up to fifty customers at once: as many questions for all of them as for one.

Of each customer only a few rows are read, by an index: one of twenty years is read as fast as a new one.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.activities.followups import Clock, overdue
from storage.activities.promises import fell_due, kept, moved_late
from storage.tables import (
    Anniversary,
    Case,
    Consent,
    Customer,
    Followup,
    HandoverCustomer,
    Interaction,
    LineLink,
    LineUser,
    Message,
    Rep,
    Survey,
    SurveyAnswer,
)

# Of customers who do not go anywhere (any more) nobody needs a brief.
LIVE = ("waiting", "accepted", "moved", "returned")

T = TypeVar("T")


async def rows(
    session: AsyncSession, handover_id: int, to_ids: Collection[int] | None, limit: int
) -> tuple[list[HandoverCustomer], int]:
    """(the handover's first customers, how many there are): of these successors, or (None) of all."""
    where = [col(HandoverCustomer.handover_id) == handover_id, col(HandoverCustomer.state).in_(LIVE)]
    where += [] if to_ids is None else [col(HandoverCustomer.to_id).in_(to_ids)]
    number = (await session.execute(select(func.count()).select_from(HandoverCustomer).where(*where))).scalar_one()
    found = select(HandoverCustomer).where(*where).order_by(col(HandoverCustomer.id)).limit(limit)
    return list(await session.scalars(found)), int(number)


# --- what is owed -----------------------------------------------------------------------------------------------------


class Owed(NamedTuple):
    """An open follow-up; flags as in crm.notices.OwedThing."""

    followup: Followup
    late: bool
    slipped: bool


async def owed(
    session: AsyncSession, ids: Sequence[int], clock: Clock, limit: int, *, promise: bool
) -> dict[int, list[Owed]]:
    """Each customer's open promises, or other open follow-ups, the most urgent first."""
    late = overdue(clock)
    urgency = (case((late, 0), else_=1), col(Followup.due_at), col(Followup.id))
    where = (col(Followup.state) == "open", col(Followup.promise).is_(promise))
    some = await _first(session, Followup, ids, limit, urgency, *where)
    found = await session.execute(select(Followup, late, moved_late()).where(some).order_by(*urgency))
    return _grouped((row.customer_id, Owed(row, bool(is_late), bool(slipped))) for row, is_late, slipped in found)


async def open_counts(session: AsyncSession, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """(open promises, other open follow-ups) of each customer."""
    rows = (
        select(col(Followup.customer_id), func.count().filter(col(Followup.promise)), func.count())
        .where(col(Followup.customer_id).in_(ids), col(Followup.state) == "open")
        .group_by(col(Followup.customer_id))
    )
    return {number: (promised, every - promised) for number, promised, every in await session.execute(rows)}


async def broken(
    session: AsyncSession, ids: Sequence[int], local: datetime, since: datetime, limit: int
) -> dict[int, list[Followup]]:
    """Promises that are closed and were not kept, the latest first; `local` as in `promises.kept`."""
    latest = (col(Followup.due_at).desc(), col(Followup.id).desc())
    where = (col(Followup.promise), col(Followup.state) != "open", col(Followup.due_at) >= since)
    some = await _first(session, Followup, ids, limit, latest, *where, fell_due(local), ~kept(local))
    found = await session.scalars(select(Followup).where(some).order_by(*latest))
    return _grouped((row.customer_id, row) for row in found)


async def promises(session: AsyncSession, ids: Sequence[int], local: datetime) -> dict[int, tuple[int, int]]:
    """As storage.activities.followups.promises, of each customer."""
    rows = (
        select(col(Followup.customer_id), func.count().filter(kept(local)), func.count())
        .where(col(Followup.customer_id).in_(ids), col(Followup.promise), fell_due(local))
        .group_by(col(Followup.customer_id))
    )
    return {number: (int(done), int(every)) for number, done, every in await session.execute(rows)}


# --- what has happened ------------------------------------------------------------------------------------------------


async def per_rep(
    session: AsyncSession, ids: Sequence[int], kinds: tuple[str, ...], since: date
) -> dict[int, dict[int, int]]:
    """As storage.activities.interactions.per_rep, of each customer."""
    rows = (
        select(col(Interaction.customer_id), col(Interaction.rep_id), func.count())
        .where(col(Interaction.customer_id).in_(ids), col(Interaction.kind).in_(kinds), col(Interaction.day) >= since)
        .group_by(col(Interaction.customer_id), col(Interaction.rep_id))
    )
    found = _grouped((customer, (rep, number)) for customer, rep, number in await session.execute(rows))
    return {customer: dict(theirs) for customer, theirs in found.items()}


async def touches(session: AsyncSession, ids: Sequence[int], limit: int) -> dict[int, list[tuple[Interaction, str]]]:
    """Each customer's last touches, newest first, with the name of whoever of ours it was."""
    newest = (col(Interaction.day).desc(), col(Interaction.id).desc())
    rows = select(Interaction, col(Rep.full_name)).join(Rep, col(Rep.id) == col(Interaction.rep_id))
    found = await session.execute(rows.where(await _first(session, Interaction, ids, limit, newest)).order_by(*newest))
    return _grouped((made.customer_id, (made, name)) for made, name in found)


class Told(NamedTuple):
    """A case, the answer that opened it, and what was owed because of it last."""

    case: Case
    answer: SurveyAnswer | None
    task: Followup | None


async def cases(session: AsyncSession, ids: Sequence[int], limit: int) -> dict[int, list[Told]]:
    """Each customer's cases, the open ones first, then the latest."""
    order = (case((col(Case.state) == "open", 0), else_=1), col(Case.opened_at).desc(), col(Case.id).desc())
    any_ = aliased(Followup)
    last = select(func.max(col(any_.id))).where(col(any_.case_id) == col(Case.id)).correlate(Case).scalar_subquery()
    rows = (
        select(Case, SurveyAnswer, Followup)
        .outerjoin(SurveyAnswer, col(SurveyAnswer.id) == col(Case.answer_id))
        .outerjoin(Followup, col(Followup.id) == last)
        .where(await _first(session, Case, ids, limit, order))
    )
    found = await session.execute(rows.order_by(*order))
    return _grouped((made.customer_id, Told(made, answer, task)) for made, answer, task in found)


# --- what the customer has said ---------------------------------------------------------------------------------------


async def answers(session: AsyncSession, ids: Sequence[int], limit: int) -> dict[int, list[SurveyAnswer]]:
    """What each customer answered when asked whether they would recommend us (0 to 10), the latest first."""
    latest = (col(SurveyAnswer.answered_at).desc(), col(SurveyAnswer.id).desc())
    asked = col(SurveyAnswer.survey_id).in_(select(col(Survey.id)).where(col(Survey.kind) == "nps"))
    some = await _first(session, SurveyAnswer, ids, limit, latest, asked)
    return _grouped(
        (row.customer_id, row) for row in await session.scalars(select(SurveyAnswer).where(some).order_by(*latest))
    )


async def words(session: AsyncSession, ids: Sequence[int]) -> dict[int, Message]:
    """Each customer's last message in LINE; what was taken back has no words any more."""
    latest = (col(Message.at).desc(), col(Message.id).desc())
    some = await _first(session, Message, ids, 1, latest, col(Message.direction) == "in", col(Message.text) != "")
    return {row.customer_id: row for row in await session.scalars(select(Message).where(some)) if row.customer_id}


async def anniversaries(session: AsyncSession, ids: Sequence[int], limit: int) -> dict[int, list[Anniversary]]:
    order = (col(Anniversary.id),)
    some = await _first(session, Anniversary, ids, limit, order)
    return _grouped(
        (row.customer_id, row) for row in await session.scalars(select(Anniversary).where(some).order_by(*order))
    )


async def line_states(session: AsyncSession, ids: Sequence[int]) -> dict[int, list[str]]:
    """The states of the accounts that speak for each customer."""
    rows = (
        select(col(LineLink.customer_id), col(LineUser.state))
        .join(LineUser, col(LineUser.id) == col(LineLink.line_user_id))
        .where(col(LineLink.customer_id).in_(ids), col(LineLink.ended_at).is_(None))
    )
    return _grouped((customer, state) for customer, state in await session.execute(rows))


async def consents(session: AsyncSession, ids: Sequence[int], purpose: str) -> dict[int, bool]:
    """Each customer's decision that counts; who was never asked has none."""
    latest = (col(Consent.decided_at).desc(), col(Consent.id).desc())
    some = await _first(session, Consent, ids, 1, latest, col(Consent.purpose) == purpose)
    return {row.customer_id: row.granted for row in await session.scalars(select(Consent).where(some))}


async def _first(
    session: AsyncSession,
    kind: Any,  # noqa: ANN401 - a table class
    ids: Sequence[int],
    limit: int,
    order: Sequence[Any],
    *where: Any,  # noqa: ANN401 - conditions of any kind
) -> Any:  # noqa: ANN401 - a condition
    """That a row is among the first `limit` of its customer's, in this order, of those which fulfil `where`.

    Each of them is looked up for itself, by an index: numbering all rows of a customer would read all of them.
    """
    mine = select(col(kind.id)).where(col(kind.customer_id) == col(Customer.id), *where).order_by(*order).limit(1)
    places = [mine.offset(place).correlate(Customer).scalar_subquery() for place in range(limit)]
    found = await session.execute(select(*places).where(col(Customer.id).in_(ids)))
    return col(kind.id).in_([number for row in found for number in row if number is not None])


def _grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = {}
    for customer_id, row in pairs:
        found.setdefault(customer_id, []).append(row)
    return found
