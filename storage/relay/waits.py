"""Queries on who waits for an answer, and for how long others have waited."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, selectinload
from sqlmodel import col

from storage.tables import Audit, Case, Conversation, Customer, Message, Rep, TierStanding, Wait, WalletMember

# Each row is one number of minutes of one rep, so a year of a large company is far below it.
MOST_FIGURES = 100_000
ANSWERED = ("reply", "log")


@dataclass(frozen=True)
class Whose:
    """Customers of one rep, those included whose deputy they are; of everybody in these teams; None: of everybody."""

    rep_id: int
    teams: Collection[int] | None = ()


@dataclass(frozen=True)
class Waiting:
    """A wait with what a list says of it. `holder` answers just now; `case`: the customer has an open one; `tier`: the
    code of theirs in the points programme.
    """

    wait: Wait
    customer: Customer
    owner: Rep
    message: Message
    holder: Rep | None
    case: bool
    tier: str | None


@dataclass(frozen=True)
class Answered:
    """First answers of one sort: {business minutes: how many came after so many}.

    `rep_id` owned the customers, `team_id` is that rep's team today; `case`: they had an open case.
    """

    rep_id: int
    team_id: int | None
    case: bool
    counts: Mapping[int, int]


async def open_of(session: AsyncSession, customer_id: int) -> Wait | None:
    """The customer's open wait, locked."""
    rows = select(Wait).where(col(Wait.customer_id) == customer_id, col(Wait.answered_at).is_(None))
    return (await session.scalars(rows.with_for_update().execution_options(populate_existing=True))).first()


def _theirs(whose: Whose) -> ColumnElement[bool]:
    if whose.teams is None:
        return col(Rep.id).is_not(None)
    stands_in = or_(col(Customer.deputy_id) == whose.rep_id, col(Rep.deputy_id) == whose.rep_id)
    return or_(col(Customer.owner_id) == whose.rep_id, stands_in, col(Rep.team_id).in_(whose.teams))


async def ended_by(session: AsyncSession, operation: str) -> list[Wait]:
    """The waits that this operation has ended."""
    changed = select(col(Audit.row_id)).where(
        col(Audit.operation) == operation, col(Audit.table_name) == Wait.__tablename__
    )
    rows = select(Wait).where(col(Wait.id).in_(changed), col(Wait.answered_at).is_not(None)).order_by(col(Wait.id))
    return list(await session.scalars(rows))


async def by_id(session: AsyncSession, wait_id: int) -> Wait | None:
    return await session.get(Wait, wait_id)


class Part(NamedTuple):
    """A page: whose tier is one of `first` stands before all others."""

    skip: int
    limit: int
    first: Sequence[str] = ()


async def page(session: AsyncSession, whose: Whose, now: datetime, part: Part) -> list[Waiting]:
    """Open waits, the longest first."""
    behind = case((_tier().in_(part.first), 0), else_=1)
    rows = _waiting(now).where(_theirs(whose)).order_by(behind, col(Wait.began_at), col(Wait.id))
    return [Waiting(*row) for row in await session.execute(rows.offset(part.skip).limit(part.limit))]


def _tier() -> ScalarSelect[str]:
    """The code of the customer's tier."""
    found = select(col(TierStanding.code)).join(
        WalletMember, col(WalletMember.wallet_id) == col(TierStanding.wallet_id)
    )
    mine = found.where(col(WalletMember.customer_id) == col(Customer.id), col(WalletMember.left_at).is_(None))
    return mine.correlate(Customer).scalar_subquery()


async def described(session: AsyncSession, wait_id: int, now: datetime) -> Waiting | None:
    """One wait as a list would say it; None where it is over."""
    row = (await session.execute(_waiting(now).where(col(Wait.id) == wait_id))).first()
    return Waiting(*row) if row is not None else None


def _waiting(now: datetime) -> Select:  # type: ignore[type-arg] # its columns are those of `Waiting`
    """The customer's owner of today counts, not the one of the day when the wait began."""
    holder = aliased(Rep)
    has_case = exists().where(col(Case.customer_id) == col(Customer.id), col(Case.state) == "open")
    return (
        select(Wait, Customer, Rep, Message, holder, has_case, _tier())
        .join(Customer, col(Customer.id) == col(Wait.customer_id))
        .join(Rep, col(Rep.id) == col(Customer.owner_id))
        .join(Message, col(Message.id) == col(Wait.message_id))
        .outerjoin(Conversation, _held(now))
        .outerjoin(holder, col(holder.id) == col(Conversation.holder_id))
        .where(col(Wait.answered_at).is_(None), col(Customer.erased_at).is_(None))
        .options(selectinload(Customer.company))  # type: ignore[arg-type] # a relation, typed as the row it leads to
    )


def _held(now: datetime) -> ColumnElement[bool]:
    """The customer's thread, where somebody has taken it upon themselves to answer."""
    return and_(
        col(Conversation.customer_id) == col(Wait.customer_id),
        col(Conversation.closed_at).is_(None),
        col(Conversation.holder_id).is_not(None),
        col(Conversation.held_until) > now,
    )


async def count(session: AsyncSession, whose: Whose) -> int:
    rows = (
        select(func.count())
        .select_from(Wait)
        .join(Customer, col(Customer.id) == col(Wait.customer_id))
        .join(Rep, col(Rep.id) == col(Customer.owner_id))
        .where(col(Wait.answered_at).is_(None), col(Customer.erased_at).is_(None), _theirs(whose))
    )
    return int((await session.execute(rows)).scalar_one())


async def too_long(session: AsyncSession, limits: Sequence[datetime], now: datetime, limit: int) -> list[int]:
    """Open waits that began before the first of `limits` and were told to nobody, before the second to fewer than two,
    and so on; the longest first. Where somebody is answering at this moment, nobody need be told.
    """
    climbs = [
        and_(col(Wait.began_at) <= begun, col(Wait.escalated) < level) for level, begun in enumerate(limits, start=1)
    ]
    rows = (
        select(col(Wait.id))
        .where(col(Wait.answered_at).is_(None), or_(*climbs), ~exists().where(_held(now)))
        .order_by(col(Wait.began_at), col(Wait.id))
    )
    return list(await session.scalars(rows.limit(limit)))


async def answered(session: AsyncSession, since: datetime, until: datetime) -> list[Answered]:
    """First answers to what began in `[since, until)`, apart by rep and by whether there was a case.

    What needed no answer does not count, what is still open neither. crm.relay.speeds makes medians of them; whoever
    tells of teams (the digest) adds up those of one `team_id` with its `together`.
    """
    case = col(Wait.case_id).is_not(None)
    rows = (
        select(col(Wait.rep_id), col(Rep.team_id), case, col(Wait.minutes), func.count())
        .join(Rep, col(Rep.id) == col(Wait.rep_id))
        .where(col(Wait.began_at) >= since, col(Wait.began_at) < until, col(Wait.ended).in_(ANSWERED))
        .group_by(col(Wait.rep_id), col(Rep.team_id), case, col(Wait.minutes))
        .order_by(col(Wait.rep_id), case, col(Wait.minutes))
        .limit(MOST_FIGURES)
    )
    sorts = defaultdict[tuple[int, int | None, bool], dict[int, int]](dict)
    for rep_id, team_id, with_case, minutes, number in await session.execute(rows):
        sorts[rep_id, team_id, bool(with_case)][minutes or 0] = number
    return [Answered(*sort, counts) for sort, counts in sorts.items()]
