"""Queries of a rep's list of customers: sorted, filtered, a page at a time.

Every figure is computed for all of the rep's customers in one statement, never a statement a customer.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.activities.silences import last_touch
from storage.desks import Moment, late, mine
from storage.spelling import as_spoken, elements
from storage.tables import Customer, Followup, LineLink, LineUser


@dataclass(frozen=True)
class Wish:
    """How the list is wanted: `sort` one of SORTS; `show` one of SHOWS, or those with the `tag`, or `only` these."""

    sort: str
    show: str
    tag: str
    only: Sequence[int] | None
    first: int
    limit: int


@dataclass(frozen=True)
class Standing:
    """What a line of the list says of a customer: the last touch, what is owed next and whether that is late."""

    last_touch: date | None
    owed: Followup | None
    late: bool
    linked: bool


async def page(session: AsyncSession, owner_id: int, wish: Wish, moment: Moment) -> tuple[list[int], int]:
    """(the numbers of the customers on the page, how many there are on all pages)."""
    rows = select(col(Customer.id)).where(*mine(owner_id))
    if wish.only is not None:
        rows = rows.where(col(Customer.id).in_(wish.only))
    elif wish.tag:
        rows = rows.where(_tagged(session, wish.tag))
    elif wish.show in SHOWS:
        rows = rows.where(SHOWS[wish.show](moment))
    number = await session.scalar(select(func.count()).select_from(rows.subquery()))
    ordered = SORTS.get(wish.sort, _by_touch)(rows, moment)
    found = await session.scalars(ordered.order_by(col(Customer.id)).offset(wish.first).limit(wish.limit))
    return list(found), int(number or 0)


async def tags(session: AsyncSession, owner_id: int, limit: int) -> list[str]:
    """The tags of the rep's customers, the most frequent first."""
    tag = elements(session, col(Customer.tags))
    rows = select(tag.c.value).select_from(Customer).join(tag, onclause=col(Customer.id).is_not(None))
    often = rows.where(*mine(owner_id)).group_by(tag.c.value).order_by(func.count().desc(), tag.c.value)
    return [str(each) for each in await session.scalars(often.limit(limit))]


async def standings(session: AsyncSession, ids: Sequence[int], moment: Moment) -> dict[int, Standing]:
    """What the list says of these customers."""
    touches = select(col(Customer.id), last_touch(moment)).where(col(Customer.id).in_(ids))
    touched = dict((await session.execute(touches)).all())
    owed = await _next(session, ids, moment)
    linked = set(
        await session.scalars(select(col(LineLink.customer_id)).where(_link(), col(LineLink.customer_id).in_(ids)))
    )
    return {each: _standing(each, touched.get(each), owed.get(each), linked) for each in ids}


def _standing(
    customer_id: int, touched: date | None, owed: tuple[Followup, bool] | None, linked: Collection[int]
) -> Standing:
    followup, is_late = owed or (None, False)
    return Standing(touched, followup, late=is_late, linked=customer_id in linked)


async def _next(session: AsyncSession, ids: Sequence[int], moment: Moment) -> dict[int, tuple[Followup, bool]]:
    first = func.row_number().over(
        partition_by=col(Followup.customer_id), order_by=(col(Followup.due_at), col(Followup.id))
    )
    open_ = (col(Followup.customer_id).in_(ids), col(Followup.state) == "open")
    ranked = select(col(Followup.id), late(moment).label("late"), first.label("nth")).where(*open_).subquery()
    rows = select(Followup, ranked.c.late).join(ranked, ranked.c.id == col(Followup.id)).where(ranked.c.nth == 1)
    return {owed.customer_id: (owed, bool(is_late)) for owed, is_late in await session.execute(rows)}


def reachable() -> ColumnElement[bool]:
    """Customers who can be reached in LINE."""
    return exists().where(col(LineLink.customer_id) == col(Customer.id), _link())


def _link() -> ColumnElement[bool]:
    """An account that speaks for the customer and has not left us."""
    friend = exists().where(col(LineUser.id) == col(LineLink.line_user_id), col(LineUser.state) == "friend")
    return col(LineLink.ended_at).is_(None) & friend


def _tagged(session: AsyncSession, tag: str) -> ColumnElement[bool]:
    each = elements(session, col(Customer.tags))
    return select(each.c.value).where(each.c.value == tag).correlate(Customer).exists()


def _overdue(moment: Moment) -> ColumnElement[bool]:
    return exists().where(col(Followup.customer_id) == col(Customer.id), late(moment))


def _linked(_moment: Moment) -> ColumnElement[bool]:
    return reachable()


def _by_touch(rows: Select[int], moment: Moment) -> Select[int]:
    return rows.order_by(last_touch(moment).desc().nulls_last())


def _by_silence(rows: Select[int], moment: Moment) -> Select[int]:
    return rows.order_by(last_touch(moment).asc().nulls_first())


def _by_due(rows: Select[int], _moment: Moment) -> Select[int]:
    due = select(func.min(col(Followup.due_at))).where(
        col(Followup.customer_id) == col(Customer.id), col(Followup.state) == "open"
    )
    return rows.order_by(due.scalar_subquery().asc().nulls_last())


def _by_name(rows: Select[int], _moment: Moment) -> Select[int]:
    spoken = func.coalesce(func.nullif(col(Customer.reading), ""), col(Customer.name))
    return rows.order_by(*as_spoken(func.lower(spoken)))


SHOWS: Mapping[str, Callable[[Moment], ColumnElement[bool]]] = {"overdue": _overdue, "line": _linked}
SORTS: Mapping[str, Callable[[Select[int], Moment], Select[int]]] = {
    "touch": _by_touch,
    "silence": _by_silence,
    "due": _by_due,
    "name": _by_name,
}
