"""Queries on invitations. Codes are looked up by their digest; nothing here ever sees one."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Invite


async def by_digest(session: AsyncSession, digest: str) -> Invite | None:
    return (await session.scalars(select(Invite).where(col(Invite.code_digest) == digest))).first()


async def locked(session: AsyncSession, digest: str) -> Invite | None:
    """As `by_digest`, as it stands now, and nobody else uses it up until we commit."""
    row = select(Invite).where(col(Invite.code_digest) == digest).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def by_nonce(session: AsyncSession, nonce_digest: str) -> Invite | None:
    """The invitation whose code was typed on our page under this nonce."""
    return (await session.scalars(select(Invite).where(col(Invite.nonce_digest) == nonce_digest))).first()
