"""Finding what was said in LINE: the words of each message in a narrow table, read from the newest on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, delete, func, insert, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, selectinload
from sqlmodel import col

from storage.relay.waits import Whose
from storage.tables import Customer, Message, MessageKey, Rep

# Where the searcher may see no more messages than this, theirs are read; of more, all are read until a page is full.
FEW = 3_000
# So many that have the words are looked at together, then more and more of them, and never more than that.
FIRST, MORE, MOST = 50, 4, 5_000
NEWEST = 2**62


@dataclass(frozen=True)
class Found:
    """A message that has the words; `by`: which of ours wrote it."""

    message: Message
    customer: Customer
    by: Rep | None


async def put(session: AsyncSession, keys: Mapping[int, str]) -> None:
    """Make these the words that find these new messages; a message without any is not found."""
    rows = [{"message_id": number, "key": key} for number, key in keys.items() if key]
    if rows:
        await (await session.connection()).execute(insert(MessageKey), rows)


async def drop(session: AsyncSession, ids: Collection[int]) -> None:
    """These messages are found no more."""
    await session.execute(delete(MessageKey).where(col(MessageKey.message_id).in_(ids)))


async def spoken(session: AsyncSession, after: int, limit: int) -> list[tuple[int, str]]:
    """(number, words) of the next messages above `after` that say anything."""
    rows = select(col(Message.id), col(Message.text)).where(col(Message.id) > after, col(Message.text) != "")
    return [(number, text) for number, text in await session.execute(rows.order_by(col(Message.id)).limit(limit))]


async def find(
    session: AsyncSession, words: Sequence[str], whose: Whose, before: int, limit: int, *, few: int = FEW
) -> list[Found]:
    """Messages with all of these words (levelled as the keys are) and numbers below `before`, the newest first."""
    if whose.teams is not None and await _within(session, whose, few):
        return await _described(session, whose, await _among(session, words, whose, before, limit), limit)
    found, size = list[Found](), FIRST
    while len(found) < limit:
        window = await _window(session, words, before, size)
        found += await _described(session, whose, window, limit - len(found))
        if len(window) < size:
            break
        before, size = window[-1], min(MORE * size, MOST)
    return found


def _has(session: AsyncSession, key: SQLColumnExpression[str], words: Sequence[str]) -> ColumnElement[bool]:
    place = func.strpos if session.get_bind().dialect.name == "postgresql" else func.instr
    return and_(*(place(key, each) > 0 for each in words))


async def _window(session: AsyncSession, words: Sequence[str], before: int, size: int) -> list[int]:
    number = col(MessageKey.message_id)
    rows = select(number).where(_has(session, col(MessageKey.key), words), number < before)
    return list(await session.scalars(rows.order_by(number.desc()).limit(size)))


def _reached(whose: Whose) -> ColumnElement[bool]:
    """Of a customer and their owner: whether the searcher may see what was said with them."""
    if whose.teams is None:
        return true()
    own = or_(col(Customer.owner_id) == whose.rep_id, col(Customer.deputy_id) == whose.rep_id)
    return or_(own, col(Rep.deputy_id) == whose.rep_id, col(Rep.team_id).in_(whose.teams))


def _customers(whose: Whose) -> Select[int]:
    """The numbers of the customers whom the searcher may see."""
    return select(col(Customer.id)).join(Rep, col(Rep.id) == col(Customer.owner_id)).where(_reached(whose))


async def _within(session: AsyncSession, whose: Whose, most: int) -> bool:
    """Whether the searcher may see no more than so many messages."""
    theirs = select(col(Message.id)).where(col(Message.customer_id).in_(_customers(whose))).limit(most + 1)
    return int((await session.execute(select(func.count()).select_from(theirs.subquery()))).scalar_one()) <= most


async def _among(session: AsyncSession, words: Sequence[str], whose: Whose, before: int, limit: int) -> list[int]:
    """PostgreSQL is told to read theirs first: it guesses that many have the words, and would read everybody's."""
    theirs = (
        select(col(MessageKey.message_id), col(MessageKey.key))
        .join(Message, col(Message.id) == col(MessageKey.message_id))
        .where(col(Message.customer_id).in_(_customers(whose)), col(MessageKey.message_id) < before)
        .cte("theirs")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    rows = select(theirs.c.message_id).where(_has(session, theirs.c.key, words))
    return list(await session.scalars(rows.order_by(theirs.c.message_id.desc()).limit(limit)))


async def _described(session: AsyncSession, whose: Whose, ids: Collection[int], limit: int) -> list[Found]:
    """Those of these messages that the searcher may see. What a stranger said belongs to no customer."""
    writer: Any = aliased(Rep)
    rows = (
        select(Message, Customer, writer)
        .join(Customer, col(Customer.id) == col(Message.customer_id))
        .join(Rep, col(Rep.id) == col(Customer.owner_id))
        .outerjoin(writer, writer.id == col(Message.rep_id))
        .where(col(Message.id).in_(ids), _reached(whose))
        .options(selectinload(Customer.company))  # type: ignore[arg-type] # a relation, typed as the row it leads to
        .order_by(col(Message.id).desc())
    )
    return [Found(*row) for row in await session.execute(rows.limit(limit))] if ids else []
