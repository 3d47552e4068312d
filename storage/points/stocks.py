"""Queries on stocks: how many of a reward have been taken. Its row is the lock."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import RewardStock

_TABLE: Any = RewardStock.__table__  # type: ignore[attr-defined] # SQLModel hides its tables


async def take(session: AsyncSession, reward: str, stock: int | None) -> bool:
    """Take one of the reward, of which there are `stock` (None: any number); False when there are no more."""
    if stock == 0:
        return False
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(RewardStock).values(reward=reward, taken=1)
    left = _TABLE.c.taken < stock if stock is not None else None
    again = first.on_conflict_do_update(
        index_elements=["reward"], set_={"taken": _TABLE.c.taken + 1}, where=left
    ).returning(col(RewardStock.taken))
    return (await session.execute(again)).first() is not None


async def give_back(session: AsyncSession, reward: str) -> None:
    """One of it was not wanted after all; its row is locked from here on."""
    fewer = update(RewardStock).where(col(RewardStock.reward) == reward, col(RewardStock.taken) > 0)
    await session.execute(fewer.values(taken=col(RewardStock.taken) - 1))


async def taken(session: AsyncSession, rewards: Sequence[str]) -> dict[str, int]:
    """How many of each of these have been taken."""
    found = select(col(RewardStock.reward), col(RewardStock.taken)).where(col(RewardStock.reward).in_(rewards))
    return {str(reward): int(number) for reward, number in await session.execute(found)}
