"""What a sweep asks the store about itself."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Outbox


async def owed(session: AsyncSession, operation: str) -> list[tuple[str, str]]:
    """(kind of notice, recipient) of every message that the operation owes, in order."""
    rows = select(col(Outbox.kind), col(Outbox.recipient)).where(col(Outbox.operation) == operation)
    return [(kind, recipient) for kind, recipient in (await session.execute(rows.order_by(col(Outbox.seq))))]
