"""Queries on who brought whom."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Interaction, LineLink, Purchase, Referral, ReferralCode

MET, PENDING, REWARDED, REFUSED, LAPSED = "met", "pending", "rewarded", "refused", "lapsed"


async def code_of(session: AsyncSession, customer_id: int) -> ReferralCode | None:
    """The customer's first code; whoever was merged has more than one, and all of them are good."""
    found = select(ReferralCode).where(col(ReferralCode.customer_id) == customer_id)
    return (await session.scalars(found.order_by(col(ReferralCode.id)).limit(1))).first()


async def by_code(session: AsyncSession, code: str) -> ReferralCode | None:
    return (await session.scalars(select(ReferralCode).where(col(ReferralCode.code) == code))).first()


async def of_account(session: AsyncSession, line_user_id: int) -> Referral | None:
    """The one referral that this account ever has."""
    return (await session.scalars(select(Referral).where(col(Referral.line_user_id) == line_user_id))).first()


async def of_friend(session: AsyncSession, friend_id: int, states: Collection[str]) -> list[Referral]:
    """Referrals of somebody whom we know, as they stand now; nobody else decides them until we commit."""
    found = select(Referral).where(col(Referral.friend_id) == friend_id, col(Referral.state).in_(states))
    locked = found.order_by(col(Referral.id)).with_for_update().execution_options(populate_existing=True)
    return list(await session.scalars(locked))


async def locked(session: AsyncSession, referral_id: int) -> Referral | None:
    found = select(Referral).where(col(Referral.id) == referral_id).with_for_update()
    return (await session.scalars(found.execution_options(populate_existing=True))).first()


async def bringer_of(session: AsyncSession, friend_id: int) -> int | None:
    """Who brought this customer, as far as it counts."""
    found = select(col(Referral.customer_id)).where(
        col(Referral.friend_id) == friend_id, col(Referral.state).in_((PENDING, REWARDED))
    )
    return (await session.scalars(found.order_by(col(Referral.id)).limit(1))).first()


async def linked_before(session: AsyncSession, line_user_id: int, moment: datetime) -> bool:
    """Whether the account has spoken for anybody before that moment, or for somebody for whom it does no more."""
    found = exists().where(
        col(LineLink.line_user_id) == line_user_id,
        or_(col(LineLink.created_at) < moment, col(LineLink.ended_at).is_not(None)),
    )
    return bool((await session.execute(select(found))).scalar())


async def other_accounts(session: AsyncSession, customer_id: int, line_user_id: int) -> bool:
    """Whether the customer has, or had, another account."""
    found = exists().where(col(LineLink.customer_id) == customer_id, col(LineLink.line_user_id) != line_user_id)
    return bool((await session.execute(select(found))).scalar())


async def dealt_before(session: AsyncSession, customer_id: int, day: date) -> bool:
    """Whether the customer bought anything, or was in touch with one of us, before that day."""
    bought = exists().where(col(Purchase.customer_id) == customer_id, col(Purchase.day) < day)
    touched = exists().where(col(Interaction.customer_id) == customer_id, col(Interaction.day) < day)
    return bool((await session.execute(select(or_(bought, touched)))).scalar())


async def first_purchase(session: AsyncSession, customer_id: int, since: date) -> Purchase | None:
    """What the customer bought first from that day on, and has not brought back."""
    found = select(Purchase).where(
        col(Purchase.customer_id) == customer_id,
        col(Purchase.day) >= since,
        col(Purchase.refunded) < col(Purchase.amount),
    )
    return (await session.scalars(found.order_by(col(Purchase.day), col(Purchase.id)).limit(1))).first()
