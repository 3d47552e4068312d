"""Queries on what a handover owes its customers by now: two letters, and the question after a month.

All of them look only at handovers around their own day, so that nothing is looked through for ever; what could not be
sent in time is not sent late.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.records.merges import lives_in
from storage.tables import (
    Case,
    Consent,
    Customer,
    Followup,
    Handover,
    HandoverCustomer,
    LineLink,
    LineUser,
    Outbox,
    SurveyInvite,
)

LIVE = ("agreeing", "agreed", "done")
TAKEN = ("accepted", "moved")
# The consent of crm.privacy.consents that letters want: who has switched it off is told by a person.
SERVICE = "service"


@dataclass(frozen=True)
class Window:
    """`today`, when it began, and the handovers that still speak: those of `since` and later by their day."""

    today: date
    midnight: datetime
    since: date


async def farewells(session: AsyncSession, window: Window, limit: int, only: Sequence[int] = ()) -> list[int]:
    """Rows whose predecessor's notice should be out (of `only` these, where any are named)."""
    rows = _letters(window, only).where(
        col(Handover.notice_day) <= window.today, col(HandoverCustomer.farewell_at).is_(None)
    )
    return list(await session.scalars(rows.limit(limit)))


async def greetings(
    session: AsyncSession, window: Window, first: date, limit: int, only: Sequence[int] = ()
) -> list[int]:
    """Rows whose successor should introduce themselves: they begin on `first` at the latest, and the predecessor has
    written on an earlier day.
    """
    rows = _letters(window, only).where(
        col(Handover.effective_day) <= first,
        col(HandoverCustomer.greeting_at).is_(None),
        col(HandoverCustomer.farewell_at) < window.midnight,
    )
    return list(await session.scalars(rows.limit(limit)))


def _letters(window: Window, only: Sequence[int]) -> Select[int]:
    called = exists().where(col(Followup.id) == col(HandoverCustomer.call_id), col(Followup.state) == "done")
    rows = (
        _taken(window)
        .join(Customer, col(Customer.id) == col(HandoverCustomer.customer_id))
        .where(_theirs(), _reachable(), _agrees(SERVICE), or_(col(HandoverCustomer.call_id).is_(None), called))
        .order_by(col(HandoverCustomer.handover_id), col(HandoverCustomer.customer_id))
    )
    return rows.where(col(HandoverCustomer.id).in_(only)) if only else rows


def _taken(window: Window) -> Select[int]:
    """Rows that somebody has said yes to, of handovers whose customers are told."""
    return (
        select(col(HandoverCustomer.id))
        .join(Handover, col(Handover.id) == col(HandoverCustomer.handover_id))
        .where(*_told(window), col(HandoverCustomer.state).in_(TAKEN))
    )


def _told(window: Window) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Handover.told).is_(True),
        col(Handover.state).in_(LIVE),
        col(Handover.effective_day) >= window.since,
        col(Handover.farewell).is_not(None),
        col(Handover.greeting).is_not(None),
    )


def _theirs() -> ColumnElement[bool]:
    """Nobody else has taken the customer over meanwhile."""
    owner = case(
        (col(HandoverCustomer.state) == "moved", col(HandoverCustomer.to_id)), else_=col(HandoverCustomer.from_id)
    )
    return and_(
        col(Customer.owner_id) == owner,
        func.coalesce(col(Customer.merged_into_id), 0) == 0,
        col(Customer.erased_at).is_(None),
    )


def _reachable() -> ColumnElement[bool]:
    return exists().where(
        col(LineLink.customer_id) == col(HandoverCustomer.customer_id),
        col(LineLink.ended_at).is_(None),
        col(LineUser.id) == col(LineLink.line_user_id),
        col(LineUser.state) == "friend",
    )


async def friends(session: AsyncSession, customer_ids: Collection[int]) -> dict[int, LineUser]:
    """The account of each of these customers that reaches them, of several the one linked last."""
    rows = (
        select(col(LineLink.customer_id), LineUser)
        .join(LineUser, col(LineUser.id) == col(LineLink.line_user_id))
        .where(col(LineLink.customer_id).in_(customer_ids), col(LineLink.ended_at).is_(None))
        .where(col(LineUser.state) == "friend")
        .order_by(col(LineLink.id))
    )
    return dict((await session.execute(rows)).all())


async def announced(session: AsyncSession, window: Window) -> list[Handover]:
    """Handovers whose customers should have heard by now, as far as anybody is left to say yes: the answers are in, or
    the day has come.
    """
    answered = or_(col(Handover.state).in_(("agreed", "done")), col(Handover.effective_day) <= window.today)
    rows = select(Handover).where(*_told(window), col(Handover.notice_day) <= window.today, answered)
    return list(await session.scalars(rows.order_by(col(Handover.id))))


async def unreached(session: AsyncSession, handover_id: int) -> list[tuple[int, str]]:
    """(successor, name) of each customer of the handover whom LINE does not reach."""
    rows = (
        select(col(HandoverCustomer.to_id), col(Customer.name))
        .join(Customer, col(Customer.id) == col(HandoverCustomer.customer_id))
        .where(col(HandoverCustomer.handover_id) == handover_id, col(HandoverCustomer.state).in_(TAKEN))
        .where(_theirs(), or_(~_reachable(), not_(_agrees(SERVICE))))
        .order_by(col(HandoverCustomer.id))
    )
    return [(to_id, name) for to_id, name in await session.execute(rows)]


async def busy(session: AsyncSession, customer_ids: Collection[int]) -> set[int]:
    """Those of these customers with an open case, or a promise that is still to be kept."""
    cases = select(col(Case.customer_id)).where(col(Case.customer_id).in_(customer_ids), col(Case.state) == "open")
    owed = (col(Followup.customer_id).in_(customer_ids), col(Followup.state) == "open", col(Followup.promise))
    return set(await session.scalars(cases.union(select(col(Followup.customer_id)).where(*owed))))


@dataclass(frozen=True)
class Month:
    """Who moved from `since` to before `until` may be asked now, unless they were asked anything after `asked`.

    `day`: handovers of an earlier day than this are not looked at.
    """

    since: datetime
    until: datetime
    asked: datetime
    day: date


async def pulses(session: AsyncSession, month: Month, purpose: str, limit: int, only: Sequence[int] = ()) -> list[int]:
    """Rows whose customers may be asked how it goes with the successor; `purpose` is that of the consent to be asked.

    Not of covers, where the successor is none. Who must not be asked for another reason is found out one by one.
    """
    rows = (
        select(col(HandoverCustomer.id))
        .join(Handover, col(Handover.id) == col(HandoverCustomer.handover_id))
        .join(Customer, col(Customer.id) == col(HandoverCustomer.customer_id))
        .where(col(Handover.reason) != "cover", col(Handover.effective_day) >= month.day)
        .where(col(HandoverCustomer.state) == "moved", col(HandoverCustomer.pulse_at).is_(None))
        .where(col(HandoverCustomer.moved_at) >= month.since, col(HandoverCustomer.moved_at) < month.until)
        .where(_theirs(), _reachable(), _agrees(purpose))
        .where(~_has(Case, col(Case.state) == "open"), ~_has(SurveyInvite, col(SurveyInvite.asked_at) > month.asked))
        .order_by(col(HandoverCustomer.handover_id), col(HandoverCustomer.customer_id))
    )
    rows = rows.where(col(HandoverCustomer.id).in_(only)) if only else rows
    return list(await session.scalars(rows.limit(limit)))


def _agrees(purpose: str) -> ColumnElement[bool]:
    """The customer's last word is not a no."""
    last = (
        select(col(Consent.granted))
        .where(col(Consent.customer_id) == col(HandoverCustomer.customer_id), col(Consent.purpose) == purpose)
        .order_by(col(Consent.decided_at).desc(), col(Consent.id).desc())
        .limit(1)
    )
    return func.coalesce(last.scalar_subquery(), True)


def _has(kind: type[Case | SurveyInvite], *where: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(col(kind.customer_id) == col(HandoverCustomer.customer_id), *where)


async def alerts(session: AsyncSession, kind: str, customer_id: int, answer_id: int) -> list[Outbox]:
    """The messages of this kind that have told of the answer; updates are not among them."""
    rows = select(Outbox).where(
        col(Outbox.customer_id).in_(lives_in(customer_id)),
        col(Outbox.kind) == kind,
        col(Outbox.update_of).is_(None),
        col(Outbox.fields)["answer_id"].as_integer() == answer_id,
    )
    return list(await session.scalars(rows.order_by(col(Outbox.seq))))
