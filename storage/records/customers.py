"""Queries on customers, and the keys they are found by."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import orjson
from sqlalchemy import TextClause, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col

from storage.records.grams import of_keys
from storage.records.waiting import Names, Pair, Waiting
from storage.tables import Customer, CustomerKey

# SQLite takes 32,766 parameters a statement; a batch of this many numbers is also read quickly.
BATCH = 500


class Index(NamedTuple):
    """How rows come into one of the two tables that find customers, on SQLite and on PostgreSQL, and leave it."""

    add_json: str
    add_arrays: str
    drop: TextClause


KEYS = Index(
    "INSERT OR IGNORE INTO customer_keys (key, customer_id) "
    "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)",
    "INSERT INTO customer_keys (key, customer_id) "
    "SELECT * FROM unnest(%b::text[], %b::bigint[]) ON CONFLICT DO NOTHING",
    text("DELETE FROM customer_keys WHERE key = :text AND customer_id = :number"),
)
GRAMS = Index(
    "INSERT OR IGNORE INTO customer_grams (gram, customer_id) "
    "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)",
    "INSERT INTO customer_grams (gram, customer_id) "
    "SELECT * FROM unnest(%b::text[], %b::bigint[]) ON CONFLICT DO NOTHING",
    text("DELETE FROM customer_grams WHERE gram = :text AND customer_id = :number"),
)


async def by_id(session: AsyncSession, customer_id: int) -> Customer | None:
    """The customer with the company at hand."""
    found = select(Customer).where(col(Customer.id) == customer_id).options(selectinload(Customer.company))  # type: ignore[arg-type]
    return (await session.scalars(found)).first()


async def locked(session: AsyncSession, customer_id: int) -> Customer | None:
    """As `by_id`, and nobody else changes this customer's affairs until we commit."""
    found = (
        select(Customer)
        .where(col(Customer.id) == customer_id)
        .options(selectinload(Customer.company))  # type: ignore[arg-type] # SQLModel types relations as values
        .with_for_update(of=Customer)
        .execution_options(populate_existing=True)
    )
    return (await session.scalars(found)).first()


async def by_ids(session: AsyncSession, ids: Collection[int]) -> dict[int, Customer]:
    """These customers, each with the company at hand."""
    rows = select(Customer).where(col(Customer.id).in_(ids)).options(selectinload(Customer.company))  # type: ignore[arg-type] # as above
    return {each.id: each for each in await session.scalars(rows)}


async def locked_many(session: AsyncSession, ids: Collection[int]) -> dict[int, Customer]:
    """These customers, without their companies, locked in the order of their numbers, as everybody locks several."""
    rows = select(Customer).where(col(Customer.id).in_(ids)).order_by(col(Customer.id)).with_for_update()
    return {each.id: each for each in await session.scalars(rows.execution_options(populate_existing=True))}


async def lock_all_of(session: AsyncSession, owner_id: int) -> None:
    """Nobody else changes the affairs of any customer of this rep until we commit."""
    rows = select(col(Customer.id)).where(col(Customer.owner_id) == owner_id).order_by(col(Customer.id))
    await session.execute(rows.with_for_update())


async def set_keys(session: AsyncSession, customer_id: int, keys: Iterable[str]) -> None:
    """Make these the keys that find the customer, and none others."""
    await set_keys_many(session, {customer_id: keys})


async def set_keys_many(session: AsyncSession, keys: Mapping[int, Iterable[str]]) -> None:
    """As `set_keys` for many at once: {number of the customer: keys}."""
    wanted = {customer_id: {key for key in theirs if key} for customer_id, theirs in keys.items()}
    known = await keys_of(session, wanted)
    await _drop(session, KEYS, _pairs(_less(known, wanted)))
    await _add(session, KEYS, _pairs(_less(wanted, known)))
    before, after = _grams(known), _grams(wanted)
    await _drop(session, GRAMS, _pairs(_less(before, after)))
    # All of them, not only the new ones: customers whose keys are older than the grams get theirs here.
    await _add(session, GRAMS, _pairs(after))


async def add_names(session: AsyncSession, names: Mapping[int, Names], waiting: Waiting) -> None:
    """What new customers are found by: at once on PostgreSQL, where all of the time goes into checking that each entry
    has its customer; on SQLite the whole name at once, and the rest is left to `waiting`.
    """
    if index_waits(session):
        await _add(session, KEYS, _pairs({number: {*each.whole} for number, each in names.items()}))
        for number, each in names.items():
            waiting.put(number, each)
    else:
        await _add(session, KEYS, _pairs({number: {*each.keys} for number, each in names.items()}))
        await _add(session, GRAMS, _pairs({number: {*each.grams} for number, each in names.items()}))


def index_waits(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name != "postgresql"


async def add_entries(session: AsyncSession, keys: Sequence[Pair], grams: Sequence[Pair]) -> None:
    """Some of what waited; what is there already stays."""
    await _add(session, KEYS, keys)
    await _add(session, GRAMS, grams)


async def keys_of(session: AsyncSession, ids: Collection[int]) -> dict[int, set[str]]:
    """The keys that find these customers; whoever has none is missing."""
    found: dict[int, set[str]] = defaultdict(set)
    numbers = sorted(ids)
    for at in range(0, len(numbers), BATCH):
        rows = select(col(CustomerKey.customer_id), col(CustomerKey.key)).where(
            col(CustomerKey.customer_id).in_(numbers[at : at + BATCH])
        )
        for customer_id, key in await session.execute(rows):
            found[customer_id].add(key)
    return dict(found)


def _grams(keys: Mapping[int, set[str]]) -> dict[int, set[str]]:
    return {customer_id: of_keys(theirs) for customer_id, theirs in keys.items()}


def _less(some: Mapping[int, set[str]], others: Mapping[int, set[str]]) -> dict[int, set[str]]:
    return {customer_id: theirs - others.get(customer_id, set()) for customer_id, theirs in some.items()}


def _pairs(texts: Mapping[int, set[str]]) -> list[Pair]:
    """Rows in the order of the index: a b-tree that is filled in order is written once."""
    return sorted((text, customer_id) for customer_id, theirs in texts.items() for text in theirs)


async def _add(session: AsyncSession, index: Index, rows: Sequence[Pair]) -> None:
    """Insert what is not there yet."""
    if not rows:
        return
    # By the driver: for so many rows SQLAlchemy's own bookkeeping would take most of the time.
    connection = await session.connection()
    if connection.dialect.name == "postgresql":
        # One statement with two arrays: row by row a hundred thousand customers would take a minute.
        texts, numbers = zip(*rows, strict=True)
        await connection.exec_driver_sql(index.add_arrays, (list(texts), list(numbers)))
    else:
        # One statement with one text: row by row the driver would ask for Python's lock each time, which takes as long
        # as everything else when the process is busy.
        await connection.exec_driver_sql(index.add_json, (orjson.dumps(list(rows)).decode(),))


async def _drop(session: AsyncSession, index: Index, rows: Sequence[Pair]) -> None:
    """Delete exactly these rows, each by its primary key: the grams have no index on the customer alone."""
    if rows:
        connection = await session.connection()
        await connection.execute(index.drop, [{"text": text, "number": number} for text, number in rows])
