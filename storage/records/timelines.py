"""Everything that happened with a customer, one query a kind, each a page by key and never by count.

A place in the timeline is (instant, kind, number), newest first: it stays where it is while new things happen above it.
To extend: one function that returns `Happened` rows within an `Asked`, and its line in QUERIES.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeVarTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped
from sqlmodel import col

from storage.records.merges import lives_in
from storage.tables import (
    Audit,
    Case,
    Company,
    Consent,
    Customer,
    Employment,
    Followup,
    Interaction,
    Message,
    Survey,
    SurveyAnswer,
    SurveyInvite,
)

Columns = TypeVarTuple("Columns")

# Greater than any row's number: 64 bits, signed.
LAST = 2**63 - 1
# The rule by which two records become one; see crm/records/merges.py.
MERGE = "merges.merge"


class Place(NamedTuple):
    """Where something stands; places compare as they are ordered."""

    at: datetime
    kind: str
    id: int


class Happened(NamedTuple):
    """One thing that happened; `rep_id` is who of ours did it or answers for it, `facts` depend on the kind."""

    at: datetime
    kind: str
    id: int
    rep_id: int | None
    facts: Mapping[str, Any]

    @property
    def place(self) -> Place:
        return Place(self.at, self.kind, self.id)


@dataclass(frozen=True)
class Asked:
    """At most `limit` things of one customer below `edge` (`newer`: above it), the nearest first; None: the newest."""

    customer_id: int
    limit: int
    zone: ZoneInfo
    edge: Place | None = None
    newer: bool = False


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Where a day without a time stands: above all else of that day, because it was written down last."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC) - timedelta(microseconds=1)


def _number(edge: Place, kind: str) -> int:
    """The number that makes (instant, number) of `kind` compare with the edge as the whole place would."""
    if kind == edge.kind:
        return edge.id
    return LAST if kind < edge.kind else 0


def _within(rows: Select[*Columns], kind: str, asked: Asked, at: Mapped[Any], number: Mapped[int]) -> Select[*Columns]:
    """The rows nearest to the edge, on its far side."""
    if asked.edge is not None:
        rows = _beyond(rows, asked, at, number, (asked.edge.at, _number(asked.edge, kind)))
    return _nearest(rows, asked, at, number)


def _beyond(
    rows: Select[*Columns], asked: Asked, at: Mapped[Any], number: Mapped[int], edge: tuple[Any, int]
) -> Select[*Columns]:
    place = tuple_(at, number)
    return rows.where(place > edge if asked.newer else place < edge)


def _nearest(rows: Select[*Columns], asked: Asked, at: Mapped[Any], number: Mapped[int]) -> Select[*Columns]:
    order = (at.asc(), number.asc()) if asked.newer else (at.desc(), number.desc())
    return rows.order_by(*order).limit(asked.limit)


async def interactions(session: AsyncSession, asked: Asked) -> list[Happened]:
    day, number = col(Interaction.day), col(Interaction.id)
    rows = select(Interaction).where(col(Interaction.customer_id) == asked.customer_id)
    if asked.edge is not None:
        edge = asked.edge.at.astimezone(asked.zone).date()
        within = end_of(edge, asked.zone) != asked.edge.at  # the edge lies within the day, so the day is above it
        rows = _beyond(rows, asked, day, number, (edge, 0 if within else _number(asked.edge, "interaction")))
    found = await session.scalars(_nearest(rows, asked, day, number))
    return [
        Happened(end_of(row.day, asked.zone), "interaction", row.id, row.rep_id, {"kind": row.kind, "text": row.text})
        for row in found
    ]


async def messages(session: AsyncSession, asked: Asked) -> list[Happened]:
    rows = select(Message).where(col(Message.customer_id) == asked.customer_id)
    found = await session.scalars(_within(rows, "message", asked, col(Message.at), col(Message.id)))
    return [
        Happened(row.at, "message", row.id, None, {"way": row.direction, "kind": row.kind, "text": row.text})
        for row in found
    ]


async def askings(session: AsyncSession, asked: Asked) -> list[Happened]:
    rows = select(SurveyInvite, col(Survey.kind)).join(Survey, col(Survey.id) == col(SurveyInvite.survey_id))
    rows = rows.where(col(SurveyInvite.customer_id) == asked.customer_id)
    found = await session.execute(_within(rows, "asked", asked, col(SurveyInvite.asked_at), col(SurveyInvite.id)))
    return [Happened(row.asked_at, "asked", row.id, row.rep_id, {"survey": kind}) for row, kind in found]


async def answers(session: AsyncSession, asked: Asked) -> list[Happened]:
    rows = select(SurveyAnswer, col(Survey.kind)).join(Survey, col(Survey.id) == col(SurveyAnswer.survey_id))
    rows = rows.where(col(SurveyAnswer.customer_id) == asked.customer_id)
    at = col(SurveyAnswer.answered_at)
    found = await session.execute(_within(rows, "answered", asked, at, col(SurveyAnswer.id)))
    return [
        Happened(
            row.answered_at, "answered", row.id, None, {"survey": kind, "score": row.score, "text": row.reason or ""}
        )
        for row, kind in found
    ]


async def cases_opened(session: AsyncSession, asked: Asked) -> list[Happened]:
    rows = select(Case).where(col(Case.customer_id) == asked.customer_id)
    found = await session.scalars(_within(rows, "case_opened", asked, col(Case.opened_at), col(Case.id)))
    return [Happened(row.opened_at, "case_opened", row.id, row.owner_id, {}) for row in found]


async def cases_closed(session: AsyncSession, asked: Asked) -> list[Happened]:
    at = col(Case.closed_at)
    rows = select(Case).where(col(Case.customer_id) == asked.customer_id, at.is_not(None))
    found = await session.scalars(_within(rows, "case_closed", asked, at, col(Case.id)))
    return [Happened(row.closed_at, "case_closed", row.id, row.owner_id, {}) for row in found if row.closed_at]


async def followups(session: AsyncSession, asked: Asked) -> list[Happened]:
    """Those that were done or dropped; what is still open stands on the card."""
    at = col(Followup.done_at)
    rows = select(Followup).where(
        col(Followup.customer_id) == asked.customer_id, col(Followup.state).in_(("done", "dropped")), at.is_not(None)
    )
    found = await session.scalars(_within(rows, "followup", asked, at, col(Followup.id)))
    return [
        Happened(row.done_at, "followup", row.id, row.owner_id, {"state": row.state, "text": row.what})
        for row in found
        if row.done_at
    ]


async def consents(session: AsyncSession, asked: Asked) -> list[Happened]:
    rows = select(Consent).where(col(Consent.customer_id) == asked.customer_id)
    found = await session.scalars(_within(rows, "consent", asked, col(Consent.decided_at), col(Consent.id)))
    return [Happened(row.decided_at, "consent", row.id, None, {"granted": row.granted}) for row in found]


async def moves(session: AsyncSession, asked: Asked) -> list[Happened]:
    """Where the customer worked until then."""
    rows = (
        select(Employment, col(Company.name))
        .join(Company, col(Company.id) == col(Employment.company_id))
        .where(col(Employment.customer_id) == asked.customer_id)
    )
    at = col(Employment.ended_at)
    found = await session.execute(_within(rows, "move", asked, at, col(Employment.id)))
    return [Happened(row.ended_at, "move", row.id, None, {"text": company}) for row, company in found]


async def merges(session: AsyncSession, asked: Asked) -> list[Happened]:
    """Duplicates that live on in this customer; what was parted again is not told."""
    row = col(Audit.row_id)
    theirs = (col(Audit.table_name) == Customer.__tablename__, row.in_(lives_in(asked.customer_id)))
    merged = (*theirs, row != asked.customer_id, col(Audit.rule) == MERGE)
    last = select(func.max(col(Audit.id))).where(*merged).group_by(row)
    rows = select(Audit, col(Customer.name)).join(Customer, col(Customer.id) == col(Audit.row_id))
    rows = rows.where(col(Audit.id).in_(last))
    found = await session.execute(_within(rows, "merge", asked, col(Audit.at), col(Audit.id)))
    return [Happened(row.at, "merge", row.id, _rep(row.actor), {"text": name}) for row, name in found]


def _rep(actor: str) -> int | None:
    """Whom of ours the audit log means by "rep:12"."""
    kind, _, number = actor.partition(":")
    return int(number) if kind == "rep" and number else None


QUERIES: dict[str, Callable[[AsyncSession, Asked], Awaitable[list[Happened]]]] = {
    "interaction": interactions,
    "message": messages,
    "asked": askings,
    "answered": answers,
    "case_opened": cases_opened,
    "case_closed": cases_closed,
    "followup": followups,
    "consent": consents,
    "move": moves,
    "merge": merges,
}
