"""Queries for imports: whom rows could mean, many rows at once with their audit lines, and how far a file has come."""

import json
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, String, bindparam, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload
from sqlmodel import col

from storage.history import Recorded, _plain
from storage.tables import Audit, Company, Customer, CustomerKey, ImportRun, Tracked

Row = dict[str, Any]

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


_KNOWN = (
    col(Customer.id),
    col(Customer.name),
    col(Company.name),
    col(Customer.email),
    col(Customer.phone),
    col(Customer.external_id),
    col(Customer.owner_id),
)


async def numbered(session: AsyncSession, external_ids: Collection[str], emails: Collection[str]) -> list[Known]:
    """Customers with one of these numbers of another system, or one of these addresses."""
    found: dict[int, Known] = {}
    ways = ((Customer.external_id, external_ids), (Customer.email, emails))
    for column, values in ways:  # one after the other: with OR between them SQLite would read the whole table
        if values:
            found |= {each.id: each for each in await _living(session, col(column).in_(_listed(session, values)))}
    return list(found.values())


async def named(session: AsyncSession, keys: Collection[str], without: Sequence[range]) -> list[Known]:
    """Customers with one of these search keys, those with their number in one of the ranges left out."""
    if not keys:
        return []
    by_key = select(col(CustomerKey.customer_id)).where(
        col(CustomerKey.key).in_(_listed(session, keys)),
        *(~col(CustomerKey.customer_id).between(each.start, each.stop - 1) for each in without),
    )
    return await _living(session, col(Customer.id).in_(by_key))


async def _living(session: AsyncSession, way: ColumnElement[bool]) -> list[Known]:
    rows = select(*_KNOWN, col(Customer.merged_into_id))
    rows = rows.outerjoin(Company, col(Company.id) == col(Customer.company_id)).where(way)
    # Asked for "merged into nobody", SQLite takes the index of that column and reads all customers.
    return [Known(*row[:-1]) for row in (await session.execute(rows)).all() if row[-1] is None]


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


# --- many rows at once ------------------------------------------------------------------------------------------------


async def add(session: AsyncSession, work: Recorded, table: type[Tracked], rows: Sequence[Row]) -> list[int]:
    """Insert rows, columns by name, what is not named as a new row has it; with the audit lines that a flush would
    have written. The new numbers, in the order of the rows.
    """
    if not rows:
        return []
    blank, ids = _blank(table), await _numbers(session, table, len(rows))
    new = [{"created_at": work.now, **row, "id": number} for number, row in zip(ids, rows, strict=True)]
    # Columns of which no row says anything are left to the database: they would cost as much as the others.
    told = {name for row in new for name, value in row.items() if value is not None}
    columns = {name: value for name, value in blank.items() if name in told or value is not None}
    # With empty cells left out SQLAlchemy would make a statement of every sort of row.
    filled = insert(table).execution_options(render_nulls=True)
    await session.execute(filled, [{**columns, **_only(row, told)} for row in new])
    before = {name: _plain(value) for name, value in blank.items()}
    await session.execute(insert(Audit), [_line(work, table, row["id"], before, row) for row in new])
    return ids


def _only(row: Row, names: Collection[str]) -> Row:
    return {name: value for name, value in row.items() if name in names}


async def _numbers(session: AsyncSession, table: type[Tracked], count: int) -> list[int]:
    """The next numbers of the table. Asked for beforehand: told afterwards, SQLite would insert row by row."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.nextval(func.pg_get_serial_sequence(table.__tablename__, "id"))
        return sorted(await session.scalars(select(sequence).select_from(func.generate_series(1, count))))
    # Nobody else can write until we commit.
    last = (await session.scalars(select(func.coalesce(func.max(col(table.id)), 0)))).one()
    return list(range(last + 1, last + 1 + count))


@cache
def _defaults(table: type[Tracked]) -> tuple[tuple[str, Any, Callable[[], Any] | None], ...]:
    return tuple(
        (name, field.default, cast("Callable[[], Any] | None", field.default_factory))
        for name, field in table.model_fields.items()
        if not field.is_required()
    )


def _blank(table: type[Tracked]) -> Row:
    """A row of which nothing is known yet, as the model has it."""
    return {name: factory() if factory else default for name, default, factory in _defaults(table)}


def _line(work: Recorded, table: type[Tracked], number: int, blank: Row, row: Row) -> Row:
    return {
        "operation": work.operation,
        "rule": work.rule,
        "actor": str(work.actor),
        "at": work.now,
        "table_name": table.__tablename__,
        "row_id": number,
        "row_version": 1,
        "customer_id": number if table is Customer else None,
        "before": None,
        "after": blank | {name: value if type(value) is str else _plain(value) for name, value in row.items()},
    }


async def made(session: AsyncSession, operation: str) -> set[int]:
    """The customers that the operation has created."""
    rows = select(col(Audit.row_id)).where(
        col(Audit.operation) == operation,
        col(Audit.table_name) == Customer.__tablename__,
        col(Audit.row_version) == 1,
    )
    return set(await session.scalars(rows))


# --- how far a file has come ------------------------------------------------------------------------------------------


async def begin(session: AsyncSession, digest: str, operation: str, now: datetime) -> ImportRun:
    """The run of this file, locked; a new one when it has never been begun."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    new = {"digest": digest, "operation": operation, "state": "running", "next_row": 0, "counts": {}, "started_at": now}
    statement = dialect.insert(ImportRun).values(**new).on_conflict_do_nothing(index_elements=["digest"])
    await session.execute(statement)
    return (await session.scalars(select(ImportRun).where(col(ImportRun.digest) == digest).with_for_update())).one()


async def locked(session: AsyncSession, run_id: int) -> ImportRun | None:
    """The run, as it stands now; nobody else goes on with it until we commit."""
    row = select(ImportRun).where(col(ImportRun.id) == run_id).with_for_update()
    return (await session.scalars(row.execution_options(populate_existing=True))).first()


async def by_digest(session: AsyncSession, digest: str) -> ImportRun | None:
    return (await session.scalars(select(ImportRun).where(col(ImportRun.digest) == digest))).first()
