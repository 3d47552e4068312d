"""Queries on what was asked of accounts that we think to know."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import LinkOffer

ASKED, AGREED, DECLINED, VOID = "asked", "agreed", "declined", "void"


async def by_id(session: AsyncSession, offer_id: int) -> LinkOffer | None:
    return await session.get(LinkOffer, offer_id)


async def locked(session: AsyncSession, offer_id: int) -> LinkOffer | None:
    """The offer as it stands now; nobody else decides it until we commit."""
    row = select(LinkOffer).where(col(LinkOffer.id) == offer_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def made_since(session: AsyncSession, line_user_id: int, moment: datetime) -> LinkOffer | None:
    """One that the account was asked after that moment."""
    rows = select(LinkOffer).where(col(LinkOffer.line_user_id) == line_user_id, col(LinkOffer.created_at) > moment)
    return (await session.scalars(rows.limit(1))).first()


async def void_open(session: AsyncSession, line_user_id: int, now: datetime) -> None:
    """Whatever the account is still being asked is settled by a link. One question a day: they are few."""
    rows = select(LinkOffer).where(col(LinkOffer.line_user_id) == line_user_id, col(LinkOffer.state) == ASKED)
    for each in await session.scalars(rows):
        each.state, each.decided_at = VOID, now
