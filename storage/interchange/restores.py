"""Putting back what an export holds: rows as they are, with their numbers, past the audit log (which is among them)."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Insert, Update, bindparam, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.bell import CHANNEL
from storage.interchange.nouns import NOUNS
from storage.interchange.sheets import Own
from storage.tables import METADATA, Audit, Customer

# What a database says of a row that it does not take; a number that it cannot hold never reaches SQLite.
REFUSALS = (DBAPIError, OverflowError)
Values = dict[str, Any]


class BusyError(Exception):
    """Somebody else is writing to this database."""


class BadRowError(Exception):
    """The database does not take the row; `at` counts from the first of those that were put, `reason` is its own."""

    def __init__(self, at: int, reason: str) -> None:
        super().__init__(reason)
        self.at = at
        self.reason = reason


def in_order() -> list[str]:
    """The nouns, each behind those that its rows refer to."""
    noun_of = {noun.table.name: name for name, noun in NOUNS.items()}
    return [noun_of[table.name] for table in METADATA.sorted_tables if table.name in noun_of]


async def hold(session: AsyncSession) -> None:
    """Nobody else writes to any table until we commit. (On SQLite a writer is alone from its first moment.)

    Raises:
        BusyError: somebody writes at this moment, or a Kizuna serves this database.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    names = ", ".join(f'"{table.name}"' for table in METADATA.sorted_tables)
    try:
        await session.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE NOWAIT"))
    except OperationalError as taken:
        raise BusyError from taken
    # Whoever serves listens for work all the time.
    serving = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query = :listens")
    if (await session.execute(serving, {"listens": f"LISTEN {CHANNEL}"})).scalar_one():
        raise BusyError


async def held(session: AsyncSession) -> int:
    """How many rows the store has, in all tables together."""
    counts = [select(func.count()).select_from(table).scalar_subquery() for table in METADATA.sorted_tables]
    return sum((await session.execute(select(*counts))).one())


def own_reference(noun: str) -> str | None:
    """The column by which rows of the noun refer to one another (a department, a merged customer)."""
    table = NOUNS[noun].table
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    return own[0] if own else None


def defaults(noun: str, labels: Collection[str]) -> Values:
    """The values of columns that an older export does not have."""
    return {field.column.name: _default(noun, field) for field in NOUNS[noun].own.values() if field.label not in labels}


def lost(noun: str, labels: Collection[str]) -> set[str]:
    """Labels of columns that are missing and that no default can stand in for."""
    missing = {field.label: field for field in NOUNS[noun].own.values() if field.label not in labels}
    return {label for label, field in missing.items() if _default(noun, field) is None and not field.column.nullable}


def _default(noun: str, field: Own) -> Any:  # noqa: ANN401 - a column's value
    declared = NOUNS[noun].kind.model_fields[field.column.name]
    return None if declared.is_required() else declared.get_default(call_default_factory=True)


async def put(session: AsyncSession, noun: str, rows: Sequence[Values]) -> None:
    """Insert the rows as they are.

    Raises:
        BadRowError: the whole restore is to be given up, some of the rows may be in.
    """
    await _each(session, insert(NOUNS[noun].table), rows)


async def refer(session: AsyncSession, noun: str, column: str, pairs: Sequence[tuple[int, int]]) -> None:
    """Set `column` of rows that are there: `(number of the row, number of another row of the same table)`.

    Raises:
        BadRowError: as `put`.
    """
    table = NOUNS[noun].table
    one = update(table).where(table.c.id == bindparam("row")).values({column: bindparam("other")})
    await _each(session, one, [{"row": row, "other": other} for row, other in pairs])


async def _each(session: AsyncSession, statement: Insert | Update, rows: Sequence[Values]) -> None:
    try:
        await _execute(session, statement, rows)
    except REFUSALS:
        # Once more one by one: the operator wants to know which row it is.
        for at, row in enumerate(rows):
            try:
                await _execute(session, statement, [row])
            except REFUSALS as no:
                raise BadRowError(at, reason(no)) from no


async def _execute(session: AsyncSession, statement: Insert | Update, rows: Sequence[Values]) -> None:
    async with session.begin_nested():
        await (await session.connection()).execute(statement, list(rows))


def reason(no: Exception) -> str:
    """What the database says, without the values: PostgreSQL tells those in further lines."""
    return str(no.orig if isinstance(no, DBAPIError) else no).partition("\n")[0]


async def count_on(session: AsyncSession) -> None:
    """New rows get numbers that were never used: not by a row, and not by one that only the audit log remembers."""
    if session.get_bind().dialect.name != "postgresql":
        return  # SQLite looks at the highest number itself
    table_name, row_id = col(Audit.table_name), col(Audit.row_id)
    gone = dict((await session.execute(select(table_name, func.max(row_id)).group_by(table_name))).all())
    for table in METADATA.sorted_tables:
        number = table.autoincrement_column
        if number is not None:
            last = (await session.execute(select(func.max(number)))).scalar() or 0
            place = {"table": table.name, "column": number.name, "next": max(last, gone.get(table.name, 0)) + 1}
            await session.execute(text("SELECT setval(pg_get_serial_sequence(:table, :column), :next, false)"), place)


async def customers(session: AsyncSession, after: int, limit: int) -> list[int]:
    """Numbers of the next customers above `after`."""
    rows = select(col(Customer.id)).where(col(Customer.id) > after).order_by(col(Customer.id)).limit(limit)
    return list(await session.scalars(rows))
