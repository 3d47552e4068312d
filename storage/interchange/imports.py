"""Queries for imports: whom rows could mean, and how far a file has come."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col

from storage import driver
from storage.driver import Statement
from storage.many import add
from storage.tables import Audit, Company, Customer, ImportRun, Outbox

__all__ = ["add"]

GROWING = ("customers", "companies", "customer_keys", "customer_grams", "audit")
# Without it two megabytes: a third of the time went into reading pages that had just been put away.
CACHE_KILOBYTES = 16384

# --- whom a row could mean --------------------------------------------------------------------------------------------


class Known(NamedTuple):
    """A customer as far as it must be known to tell whether a row means them."""

    id: int
    name: str
    company: str | None
    email: str | None
    phone: str | None
    external_id: str | None
    owner_id: int


# Straight from the driver, and lists as one parameter: asked for in each of very many turns, putting these questions
# together took longer than answering them.
_KNOWN = (
    "SELECT customers.id, customers.name, companies.name, customers.email, customers.phone, customers.external_id, "
    "customers.owner_id, customers.merged_into_id "
    "FROM customers LEFT JOIN companies ON companies.id = customers.company_id WHERE "
)
_ONE_OF = Statement("IN (SELECT value FROM json_each(:texts))", "IN (SELECT unnest(%(texts)s::text[]))")


def _where(condition: str) -> Statement:
    """`{one of}` is any of the texts."""
    sqlite, postgresql = (
        f"{_KNOWN}{condition}".replace("{one of}", each) for each in (_ONE_OF.sqlite, _ONE_OF.postgresql)
    )
    return Statement(sqlite, postgresql)


_BY_NUMBER, _BY_EMAIL = _where("customers.external_id {one of}"), _where("customers.email {one of}")


async def numbered(session: AsyncSession, external_ids: Collection[str], emails: Collection[str]) -> list[Known]:
    """Customers with one of these numbers of another system, or one of these addresses."""
    found: dict[int, Known] = {}
    # One after the other: with OR between them SQLite would read the whole table.
    for way, texts in ((_BY_NUMBER, external_ids), (_BY_EMAIL, emails)):
        if texts:
            found |= {each.id: each for each in await _living(session, way, texts)}
    return list(found.values())


async def named(session: AsyncSession, keys: Collection[str], without: Sequence[range]) -> list[Known]:
    """Customers with one of these search keys, those with their number in one of the ranges left out."""
    return await _living(session, _by_key(tuple((each.start, each.stop - 1) for each in without)), keys) if keys else []


@lru_cache(maxsize=4)
def _by_key(without: tuple[tuple[int, int], ...]) -> Statement:
    others = "".join(f" AND customer_id NOT BETWEEN {first} AND {last}" for first, last in without)
    return _where(f"customers.id IN (SELECT customer_id FROM customer_keys WHERE key {{one of}}{others})")  # noqa: S608 - numbers


async def _living(session: AsyncSession, way: Statement, texts: Collection[str]) -> list[Known]:
    listed = json.dumps(sorted(texts)) if session.get_bind().dialect.name == "sqlite" else sorted(texts)
    # Asked for "merged into nobody", SQLite takes the index of that column and reads all customers.
    return [Known(*row[:-1]) for row in await driver.rows(session, way, {"texts": listed}) if row[-1] is None]


def _listed(session: AsyncSession, texts: Collection[str]) -> Any:  # noqa: ANN401 - a subquery, for `in_`
    """The texts as one parameter: hundreds of them cost more to bind than to look up."""
    if session.get_bind().dialect.name == "postgresql":
        return select(func.unnest(bindparam(None, sorted(texts), type_=ARRAY(String()))))
    return select(func.json_each(json.dumps(sorted(texts))).table_valued("value").c.value)


async def customers(session: AsyncSession, ids: Collection[int], *, lock: bool = False) -> dict[int, Customer]:
    """These customers with their companies; with `lock` nobody else changes them until we commit."""
    if not ids:
        return {}
    rows = (
        select(Customer)
        .where(col(Customer.id).in_(sorted(ids)))
        .options(selectinload(Customer.company))  # type: ignore[arg-type] # SQLModel types relations as values
        .order_by(col(Customer.id))
        .execution_options(populate_existing=lock)
    )
    found = await session.scalars(rows.with_for_update(of=Customer) if lock else rows)
    return {each.id: each for each in found}


async def companies(session: AsyncSession, keys: Collection[str]) -> dict[str, Company]:
    """The companies that go by these keys; the oldest where several do."""
    if not keys:
        return {}
    rows = select(Company).where(col(Company.key).in_(_listed(session, keys))).order_by(col(Company.id).desc())
    return {each.key: each for each in await session.scalars(rows)}


# --- how far a file has come ------------------------------------------------------------------------------------------


async def made(session: AsyncSession, operation: str) -> set[int]:
    """The customers that the operation has created."""
    rows = select(col(Audit.row_id)).where(
        col(Audit.operation) == operation,
        col(Audit.table_name) == Customer.__tablename__,
        col(Audit.row_version) == 1,
    )
    return set(await session.scalars(rows))


async def make_room(session: AsyncSession) -> None:
    """For a process that does nothing else: SQLite keeps the pages in memory that a long import needs again and again.

    This connection's cache only: when something is safe on the disk stays as it is for all.
    """
    if session.get_bind().dialect.name == "sqlite":
        await session.execute(text(f"PRAGMA cache_size = -{CACHE_KILOBYTES}"))


async def learn(session: AsyncSession) -> None:
    """Tell PostgreSQL how large the tables are by now.

    It learns that by itself after a minute or so; until then it takes them for as small as they were, and reads all of
    them instead of asking their indexes: for each of our turns, and for everybody who looks for somebody after a large
    import.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text(f"ANALYZE {', '.join(GROWING)}"))


async def last_line(session: AsyncSession) -> int:
    """The number of the last line in the audit log."""
    return (await session.scalars(select(func.max(col(Audit.id))))).one() or 0


async def changed_since(session: AsyncSession, line: int, operation: str) -> set[int]:
    """Customers whose names, or whose companies' names, may have changed behind this line of the audit log, the changes
    of this operation left aside.
    """
    tables = (Customer.__tablename__, Company.__tablename__)
    others = select(col(Audit.table_name), col(Audit.row_id)).distinct()
    others = others.where(col(Audit.id) > line, col(Audit.operation) != operation, col(Audit.table_name).in_(tables))
    found: dict[str, set[int]] = {table: set() for table in tables}
    for table, number in await session.execute(others):
        found[table].add(number)
    firms = sorted(found[Company.__tablename__])
    people = select(col(Customer.id)).where(col(Customer.company_id).in_(firms))
    return found[Customer.__tablename__] | (set(await session.scalars(people)) if firms else set())


async def begin(session: AsyncSession, digest: str, operation: str, now: datetime) -> ImportRun:
    """The run of this file, locked; a new one when it has never been begun."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    new = {"digest": digest, "operation": operation, "state": "running", "next_row": 0, "counts": {}, "started_at": now}
    statement = dialect.insert(ImportRun).values(**new).on_conflict_do_nothing(index_elements=["digest"])
    await session.execute(statement)
    return (await session.scalars(select(ImportRun).where(col(ImportRun.digest) == digest).with_for_update())).one()


async def unfinished(session: AsyncSession) -> list[ImportRun]:
    """Runs that are under way, or were cut short and have not been gone on with."""
    return list(
        await session.scalars(select(ImportRun).where(col(ImportRun.state) == "running").order_by(col(ImportRun.id)))
    )


async def locked(session: AsyncSession, run_id: int) -> ImportRun | None:
    """The run, as it stands now; nobody else goes on with it until we commit."""
    row = select(ImportRun).where(col(ImportRun.id) == run_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def ordered(session: AsyncSession, slack_id: str, card: int) -> bool:
    """Whether the file of this card is to be written for this person, or is being written."""
    orders = select(col(Outbox.fields)).where(
        col(Outbox.lane) == f"import:{slack_id}", col(Outbox.state).in_(("ready", "leased", "waiting"))
    )
    return any(order.get("card") == card and order.get("digest") for order in await session.scalars(orders))
