"""Queries on handovers and their customers: one by one, and by state."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Customer, Handover, HandoverCustomer

PENDING = ("waiting", "accepted")
# SQLite takes 32,766 parameters a statement.
BATCH = 10_000


async def by_id(session: AsyncSession, handover_id: int) -> Handover | None:
    return await session.get(Handover, handover_id)


async def locked(session: AsyncSession, handover_id: int) -> Handover | None:
    """The handover as it stands now; nobody else decides on it until we commit."""
    row = select(Handover).where(col(Handover.id) == handover_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def row(session: AsyncSession, row_id: int) -> HandoverCustomer | None:
    return await session.get(HandoverCustomer, row_id)


async def locked_rows(session: AsyncSession, ids: Collection[int]) -> list[HandoverCustomer]:
    """These rows as they stand now, locked in the order of their customers, as everybody locks several."""
    return list(await session.scalars(_locked().where(col(HandoverCustomer.id).in_(ids))))


async def waiting_for(session: AsyncSession, handover_id: int, to_id: int | None = None) -> list[HandoverCustomer]:
    """Rows of the handover that nobody has answered (of that successor), locked in the order of their customers."""
    return list(await session.scalars(_locked().where(*_in_state(handover_id, ["waiting"], to_id))))


async def pending_rows(session: AsyncSession, handover_id: int) -> list[HandoverCustomer]:
    """Rows of the handover that have not moved and could, locked in the order of their customers."""
    return list(await session.scalars(_locked().where(*_in_state(handover_id, PENDING, None))))


def _locked() -> Select[HandoverCustomer]:
    rows = select(HandoverCustomer).order_by(col(HandoverCustomer.customer_id), col(HandoverCustomer.id))
    return rows.with_for_update().execution_options(populate_existing=True)


def _in_state(handover_id: int, states: Sequence[str], to_id: int | None) -> list:  # type: ignore[type-arg] # conditions
    where = [col(HandoverCustomer.handover_id) == handover_id, col(HandoverCustomer.state).in_(states)]
    return where if to_id is None else [*where, col(HandoverCustomer.to_id) == to_id]


async def page(
    session: AsyncSession, handover_id: int, *, to_id: int | None = None, skip: int = 0, limit: int
) -> list[HandoverCustomer]:
    """Rows of the handover (of that successor), in the order in which they were proposed."""
    rows = select(HandoverCustomer).where(col(HandoverCustomer.handover_id) == handover_id)
    if to_id is not None:
        rows = rows.where(col(HandoverCustomer.to_id) == to_id)
    return list(await session.scalars(rows.order_by(col(HandoverCustomer.id)).offset(skip).limit(limit)))


async def counts(session: AsyncSession, handover_id: int) -> dict[int, dict[str, int]]:
    """How many customers each successor has in each state: {number of the rep: {state: customers}}."""
    rows = (
        select(col(HandoverCustomer.to_id), col(HandoverCustomer.state), func.count())
        .where(col(HandoverCustomer.handover_id) == handover_id)
        .group_by(col(HandoverCustomer.to_id), col(HandoverCustomer.state))
        .order_by(col(HandoverCustomer.to_id))
    )
    found: dict[int, dict[str, int]] = {}
    for to_id, state, number in await session.execute(rows):
        found.setdefault(to_id, {})[state] = number
    return found


async def has_more_than(session: AsyncSession, handover_id: int, to_id: int, states: Sequence[str], n: int) -> bool:
    """Whether this successor has more than `n` customers in these states; no more of them are looked at."""
    row = select(col(HandoverCustomer.id)).where(
        col(HandoverCustomer.handover_id) == handover_id,
        col(HandoverCustomer.to_id) == to_id,
        col(HandoverCustomer.state).in_(states),
    )
    return (await session.scalars(row.offset(n).limit(1))).first() is not None


async def pending_of(session: AsyncSession, customer_ids: Sequence[int]) -> set[int]:
    """Those of these customers who wait in a handover."""
    found = set[int]()
    for at in range(0, len(customer_ids), BATCH):
        some = customer_ids[at : at + BATCH]
        rows = select(col(HandoverCustomer.customer_id)).where(
            col(HandoverCustomer.customer_id).in_(some), col(HandoverCustomer.state).in_(PENDING)
        )
        found |= set(await session.scalars(rows))
    return found


async def open_of(session: AsyncSession, customer_id: int) -> HandoverCustomer | None:
    """The handover that the customer waits in."""
    rows = select(HandoverCustomer).where(
        col(HandoverCustomer.customer_id) == customer_id, col(HandoverCustomer.state).in_(PENDING)
    )
    return (await session.scalars(rows)).first()


async def to_move(session: AsyncSession, today: date, limit: int) -> list[int]:
    """Rows that were accepted and whose day has come, handover by handover."""
    rows = (
        select(col(HandoverCustomer.id))
        .join(Handover, col(Handover.id) == col(HandoverCustomer.handover_id))
        .where(col(HandoverCustomer.state) == "accepted", col(Handover.state).in_(("agreeing", "agreed")))
        .where(col(Handover.effective_day) <= today)
        .order_by(col(HandoverCustomer.handover_id), col(HandoverCustomer.customer_id))
    )
    return list(await session.scalars(rows.limit(limit)))


async def to_return(session: AsyncSession, today: date, limit: int) -> list[int]:
    """Rows whose cover has ended."""
    rows = (
        select(col(HandoverCustomer.id))
        .join(Handover, col(Handover.id) == col(HandoverCustomer.handover_id))
        .where(col(HandoverCustomer.state) == "moved", col(Handover.return_day) <= today)
        .order_by(col(HandoverCustomer.handover_id), col(HandoverCustomer.customer_id))
    )
    return list(await session.scalars(rows.limit(limit)))


async def customers_of(session: AsyncSession, owner_id: int) -> list[int]:
    """Everybody whom the rep owns and who is no duplicate, the oldest first."""
    rows = select(col(Customer.id)).where(
        # Said so that SQLite takes the index of the owner: nearly everybody has been merged into nobody.
        col(Customer.owner_id) == owner_id,
        func.coalesce(col(Customer.merged_into_id), 0) == 0,
        col(Customer.erased_at).is_(None),
    )
    return list(await session.scalars(rows.order_by(col(Customer.id))))


async def away(session: AsyncSession, rep_ids: Collection[int], day: date) -> set[int]:
    """Those of these reps whose customers others look after on that day: they are away themselves."""
    rows = (
        select(col(Handover.from_id))
        .where(col(Handover.from_id).in_(rep_ids), col(Handover.reason).in_(("cover", "parental", "leaving")))
        .where(col(Handover.state).in_(("agreeing", "agreed", "done")), col(Handover.effective_day) <= day)
        .where(or_(col(Handover.return_day).is_(None), col(Handover.return_day) > day))
    )
    return set(await session.scalars(rows))


async def unanswered(session: AsyncSession, before: datetime) -> list[int]:
    """Handovers that were asked about before this moment, that nobody has been told of, and that still wait."""
    rows = select(col(Handover.id)).where(
        col(Handover.state).in_(("asked", "agreeing")),
        col(Handover.chased_at).is_(None),
        col(Handover.asked_at) < before,
    )
    return list(await session.scalars(rows.order_by(col(Handover.id))))
