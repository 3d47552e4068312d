"""The unit of work: one transaction, one actor, one moment, one operation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from storage import history
from storage.tables import Tracked


@dataclass(frozen=True)
class Actor:
    """Who acts: a rep (`role` one of storage.tables.people.ROLES), a customer in LINE, or the system itself.

    `teams` holds the actor's own team and all teams below it.
    """

    kind: str
    id: int = 0
    role: str = ""
    teams: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind


SYSTEM = Actor("system", role="system")


def new_operation() -> str:
    return uuid4().hex


@dataclass
class Work:
    """What every rule takes first. Rules never commit; whoever made the work does.

    `rule` is the name of the outermost rule that acts; the audit log records it.
    """

    session: AsyncSession
    now: datetime
    actor: Actor = SYSTEM
    operation: str = field(default_factory=new_operation)
    rule: str = ""

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[Self]:
        """All or nothing for the block, inside a transaction that may hold other people's work too."""
        async with self.session.begin_nested():
            with history.recorded(self.session.sync_session, self):
                yield self
                await self.session.flush()

    def add(self, *rows: Tracked) -> None:
        for row in rows:
            row.created_at = getattr(row, "created_at", None) or self.now
            self.session.add(row)

    async def save(self, *rows: Tracked) -> None:
        """Add and flush, so that the rows have their numbers."""
        self.add(*rows)
        await self.session.flush()
