"""The self-check: what is kept beside the entries is compared with them, all in one snapshot. Only reads."""

from sqlalchemy import Select, Subquery, func, or_, select, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Ledger, PointEntry, PointLot, PointPending, Wallet


async def drifted(session: AsyncSession, limit: int) -> list[int]:
    """Numbers of the wallets that do not agree with themselves, in order.

    Compared are balance, pending and owed with the sums of the entries; the balance with the sum of its lots; each lot
    with the entries of its day; and what is pending with what is still promised.
    """
    wrong = union(_sums(), _balances(), _lots(), _lotless(), _pendings()).subquery()
    found = select(wrong.c.wallet).order_by(wrong.c.wallet).limit(limit)
    return list(await session.scalars(found))


def _sums() -> Select[int]:
    entries = (
        select(
            col(PointEntry.wallet_id).label("wallet"),
            func.sum(col(PointEntry.points)).label("points"),
            func.sum(col(PointEntry.pending)).label("pending"),
            func.sum(col(PointEntry.owed)).label("owed"),
        )
        .group_by(col(PointEntry.wallet_id))
        .subquery()
    )
    return (
        select(col(Wallet.id).label("wallet"))
        .outerjoin(entries, entries.c.wallet == col(Wallet.id))
        .where(
            or_(
                col(Wallet.balance) != func.coalesce(entries.c.points, 0),
                col(Wallet.pending) != func.coalesce(entries.c.pending, 0),
                col(Wallet.owed) != func.coalesce(entries.c.owed, 0),
            )
        )
    )


def _balances() -> Select[int]:
    lots = (
        select(col(PointLot.wallet_id).label("wallet"), func.sum(col(PointLot.remaining)).label("remaining"))
        .group_by(col(PointLot.wallet_id))
        .subquery()
    )
    return (
        select(col(Wallet.id).label("wallet"))
        .outerjoin(lots, lots.c.wallet == col(Wallet.id))
        .where(col(Wallet.balance) != func.coalesce(lots.c.remaining, 0))
    )


def _lots() -> Select[int]:
    """Lots that are not the sum of their day's entries."""
    days = _days()
    return (
        select(col(PointLot.wallet_id).label("wallet"))
        .outerjoin(days, (days.c.wallet == col(PointLot.wallet_id)) & (days.c.day == col(PointLot.expires_on)))
        .where(col(PointLot.remaining) != func.coalesce(days.c.points, 0))
    )


def _lotless() -> Select[int]:
    """Days whose entries come to something, and that have no lot."""
    days = _days()
    return (
        select(days.c.wallet.label("wallet"))
        .outerjoin(PointLot, (days.c.wallet == col(PointLot.wallet_id)) & (days.c.day == col(PointLot.expires_on)))
        .where(days.c.points != 0, col(PointLot.wallet_id).is_(None))
    )


def _days() -> Subquery:
    return (
        select(
            col(PointEntry.wallet_id).label("wallet"),
            col(PointEntry.expires_on).label("day"),
            func.sum(col(PointEntry.points)).label("points"),
        )
        .where(col(PointEntry.points) != 0)
        .group_by(col(PointEntry.wallet_id), col(PointEntry.expires_on))
        .subquery()
    )


def _pendings() -> Select[int]:
    waiting = (
        select(col(PointPending.wallet_id).label("wallet"), func.sum(col(PointPending.remaining)).label("remaining"))
        .where(col(PointPending.state) == "waiting")
        .group_by(col(PointPending.wallet_id))
        .subquery()
    )
    return (
        select(col(Wallet.id).label("wallet"))
        .outerjoin(waiting, waiting.c.wallet == col(Wallet.id))
        .where(col(Wallet.pending) != func.coalesce(waiting.c.remaining, 0))
    )


async def last_slot(session: AsyncSession, job: str) -> str | None:
    """The newest slot of a job whose slots are days."""
    return (await session.execute(select(func.max(col(Ledger.slot))).where(col(Ledger.job) == job))).scalar()
