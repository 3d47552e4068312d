"""Queries on tiers: who stands where, and what counts towards it."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Date, Select, and_, bindparam, func, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.tables import (
    Consent,
    Customer,
    LineLink,
    LineUser,
    PointEntry,
    Purchase,
    TierStanding,
    Wallet,
    WalletMember,
)

# The consent of crm.privacy.consents that a word about one's tier wants.
SERVICE = "service"


async def of(session: AsyncSession, wallet_id: int) -> TierStanding | None:
    """As it is now, whatever the session has read before."""
    found = select(TierStanding).where(col(TierStanding.wallet_id) == wallet_id)
    return (await session.scalars(found.execution_options(populate_existing=True))).first()


async def due(session: AsyncSession, today: date, limit: int) -> list[int]:
    """Wallets whose tier is to be looked at again today or should have been earlier, what waits longest first."""
    found = select(col(TierStanding.wallet_id)).where(col(TierStanding.review_on) <= today)
    return list(await session.scalars(found.order_by(col(TierStanding.review_on), col(TierStanding.id)).limit(limit)))


def _counted() -> Select[int]:
    """Built once: it is asked with every gift and every card."""
    came = aliased(PointEntry)
    released = and_(col(came.of_key) == col(PointEntry.of_key), col(came.kind) == "release")
    first, last = bindparam("first", type_=Date), bindparam("last", type_=Date)
    earlier = (
        select(col(came.id))
        .where(or_(col(came.key) == col(PointEntry.of_key), released), col(came.counts) > 0, col(came.day) < first)
        .exists()
    )
    theirs = select(func.coalesce(func.sum(col(PointEntry.counts)), 0)).where(
        col(PointEntry.wallet_id).in_(bindparam("family", expanding=True)), col(PointEntry.day).between(first, last)
    )
    # In these very words the small index says it.
    late = theirs.where(text("point_entries.counts < 0"), earlier)
    return select(theirs.scalar_subquery() - late.scalar_subquery())


def _family() -> Select[int]:
    wallets = aliased(Wallet)
    family = select(col(wallets.id)).where(col(wallets.id) == bindparam("wallet")).cte("family", recursive=True)
    family = family.union_all(select(col(Wallet.id)).join(family, col(Wallet.joined_id) == family.c.id))
    return select(family.c.id)


_COUNTED, _FAMILY = _counted(), _family()


async def counted(session: AsyncSession, wallet_id: int, first: date, last: date) -> int:
    """What was earned towards a tier from `first` to `last`, by the wallet and all whose points live on in it.

    What was taken back in these days of points that had come before belongs to the days on which they came. Whose
    points they are is asked first: with the numbers at hand PostgreSQL reads one stretch of the index, and else all.
    """
    connection = await session.connection()
    family = list(await connection.scalars(_FAMILY, {"wallet": wallet_id}))
    days = {"family": family, "first": first, "last": last}
    return int((await connection.execute(_COUNTED, days)).scalar_one())


async def bought(session: AsyncSession, wallet_id: int, first: date, last: date) -> int:
    """What whoever shares the wallet has paid from `first` to `last`, both included, without what came back; in yen."""
    found = (
        select(func.coalesce(func.sum(col(Purchase.amount) - col(Purchase.refunded)), 0))
        .join(WalletMember, col(WalletMember.customer_id) == col(Purchase.customer_id))
        .where(col(WalletMember.wallet_id) == wallet_id, col(WalletMember.left_at).is_(None))
        .where(col(Purchase.day).between(first, last))
    )
    return int((await session.execute(found)).scalar_one())


async def customers(session: AsyncSession, wallet_id: int) -> Sequence[Customer]:
    """Who shares the wallet and may be spoken of, whoever came first before the others."""
    found = (
        select(Customer)
        .join(WalletMember, col(WalletMember.customer_id) == col(Customer.id))
        .where(col(WalletMember.wallet_id) == wallet_id, col(WalletMember.left_at).is_(None))
        .where(col(Customer.erased_at).is_(None), col(Customer.merged_into_id).is_(None))
    )
    return (await session.scalars(found.order_by(col(WalletMember.id)))).all()


async def listeners(session: AsyncSession, customer_ids: Collection[int]) -> dict[int, LineUser]:
    """The account that reaches each of these customers, of several the one linked last; without those who have
    switched messages of service off.
    """
    rows = (
        select(col(LineLink.customer_id), LineUser)
        .join(LineUser, col(LineUser.id) == col(LineLink.line_user_id))
        .where(col(LineLink.customer_id).in_(customer_ids), col(LineLink.ended_at).is_(None))
        .where(col(LineUser.state) == "friend")
        .order_by(col(LineLink.id))
    )
    found: dict[int, LineUser] = dict((await session.execute(rows)).all())
    wishes = (
        select(col(Consent.customer_id), col(Consent.granted))
        .where(col(Consent.customer_id).in_(list(found)), col(Consent.purpose) == SERVICE)
        .order_by(col(Consent.decided_at), col(Consent.id))
    )
    last: dict[int, bool] = dict((await session.execute(wishes)).all())
    return {customer_id: account for customer_id, account in found.items() if last.get(customer_id, True)}
