"""Many rows at once, with the audit lines that a flush would have written; the ORM would take a millisecond a row.

By the driver, one statement a table: SQLAlchemy's own way of binding took longer than the database took to write.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Any, cast

import orjson
from sqlalchemy import JSON, Boolean, Dialect, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from storage import driver, history
from storage.driver import Statement
from storage.history import Recorded
from storage.tables import METADATA, Audit, Customer, Tracked

Row = dict[str, Any]
Pack = Callable[[Any], Any]
# Rows of one statement on SQLite, which takes 32,766 values. One by one, each waits for Python's lock.
TOGETHER = 100
_AGAIN = 256


@dataclass(frozen=True)
class _Shape:
    """Some columns of a table: how their values are handed to the driver. `kinds`: as PostgreSQL calls their types;
    `packs`: by place, what a value becomes that the driver does not take as it is.
    """

    table: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    packs: dict[int, Pack]

    def packed(self, row: Row) -> list[Any]:
        values = [row[name] for name in self.names]
        for at, pack in self.packs.items():
            values[at] = pack(values[at])
        return values

    def from_arrays(self) -> str:
        return f"{self._into()} SELECT * FROM unnest({', '.join(map(_array, self.kinds))})"  # noqa: S608 - our own names

    def update_from_arrays(self) -> str:
        """The first column tells the rows apart."""
        key, *others = (f'"{name}"' for name in self.names)
        arrays, names = ", ".join(map(_array, self.kinds)), ", ".join((key, *others))
        changes = ", ".join(f"{name} = new.{name}" for name in others)
        return (
            f'UPDATE "{self.table}" SET {changes} FROM unnest({arrays}) AS new ({names}) '  # noqa: S608 - our own names
            f'WHERE "{self.table}".{key} = new.{key}'
        )

    def update(self) -> str:
        """As above for one row, its key last."""
        key, *others = (f'"{name}"' for name in self.names)
        changes = ", ".join(f"{name} = ?" for name in others)
        return f'UPDATE "{self.table}" SET {changes} WHERE {key} = ?'  # noqa: S608 - our own names

    def of_values(self, rows: int) -> str:
        row = f"({', '.join('?' * len(self.names))})"
        return f"{self._into()} VALUES {', '.join([row] * rows)}"

    def _into(self) -> str:
        names = ", ".join(f'"{name}"' for name in self.names)
        return f'INSERT INTO "{self.table}" ({names})'


async def add(session: AsyncSession, work: Recorded, table: type[Tracked], rows: Sequence[Row]) -> list[int]:
    """Insert rows, columns by name; what is not named is as a new row has it. The new numbers, in the same order."""
    if not rows:
        return []
    blank, ids = _blank(table), await _numbers(session, table, len(rows))
    new = [{**blank, "created_at": work.now, **row, "id": number} for number, row in zip(ids, rows, strict=True)]
    await insert(session, table, new)
    await insert(session, Audit, [_line(work, table, row) for row in new])
    return ids


async def change(session: AsyncSession, work: Recorded, rows: Iterable[Tracked]) -> None:
    """Write what has been changed in these rows, which were read in this session.

    The session lets go of them, or it would look through all of them again and again for what is written already.
    Whoever wants to change them once more reads them anew.
    """
    touched = [(row, history.changed(row)) for row in rows]
    groups, lines = defaultdict[tuple[type[Tracked], tuple[str, ...]], list[Tracked]](list), list[Row]()
    for row, names in touched:
        session.expunge(row)
        if not names:
            continue
        before = history.before(row)
        row.version += 1
        lines.append(history.line(work, row, before, history.values(row)))
        groups[type(row), ("id", *names, "version")].append(row)
    for (table, names), some in groups.items():
        await _update(session, table, names, some)
    if lines:
        await insert(session, Audit, lines)


async def _update(session: AsyncSession, table: type[Tracked], names: tuple[str, ...], rows: Sequence[Tracked]) -> None:
    connection = await session.connection()
    shape = _shape(str(table.__tablename__), names, connection.dialect)
    packed = [shape.packed({name: getattr(row, name) for name in names}) for row in rows]
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql(shape.update_from_arrays(), tuple(map(list, zip(*packed, strict=True))))
    else:
        await connection.exec_driver_sql(shape.update(), [(*values, key) for key, *values in packed])


async def insert(session: AsyncSession, table: type[SQLModel], rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns."""
    connection = await session.connection()
    shape = _shape(str(table.__tablename__), tuple(rows[0]), connection.dialect)
    packed = [shape.packed(row) for row in rows]
    if connection.dialect.name == "postgresql":
        # An array a column: row by row each would be a statement of its own, to be sent, parsed and answered.
        await connection.exec_driver_sql(shape.from_arrays(), tuple(map(list, zip(*packed, strict=True))))
        return
    for at in range(0, len(packed), TOGETHER):
        some = packed[at : at + TOGETHER]
        await connection.exec_driver_sql(shape.of_values(len(some)), tuple(chain.from_iterable(some)))


@cache
def _shape(table: str, names: tuple[str, ...], dialect: Dialect) -> "_Shape":
    types = {column.name: column.type for column in METADATA.tables[table].columns}
    packs = {at: pack for at, name in enumerate(names) if (pack := _packer(types[name], dialect))}
    return _Shape(table, names, tuple(_kind(types[name], dialect) for name in names), packs)


def _packer(kind: TypeEngine[Any], dialect: Dialect) -> Pack | None:
    if isinstance(kind, JSON):
        return _document
    if isinstance(kind, Boolean):
        return None  # both drivers know what True is
    pack = kind.dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(_AGAIN)(pack) if pack else None  # nearly all rows have the same moment and the same yes and no


def _document(value: object) -> str:
    """As short as it can be: half of what an import writes is the audit log, and as ASCII a kanji is twice as long."""
    return orjson.dumps(value).decode()


def _kind(kind: TypeEngine[Any], dialect: Dialect) -> str:
    # Without the length of a text: PostgreSQL cuts what is cast to that, and refuses only what is inserted.
    return kind.compile(dialect=dialect).partition("(")[0].partition(" COLLATE")[0]


def _array(kind: str) -> str:
    # In binary (%b): as text, each quotation mark of each document would be looked for and escaped, which takes twenty
    # times as long.
    return "%b::text[]::jsonb[]" if kind == "JSONB" else f"%b::{kind}[]"


async def _numbers(session: AsyncSession, table: type[Tracked], count: int) -> list[int]:
    """The next numbers of the table. Asked for beforehand: told afterwards, SQLite would insert row by row."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.nextval(func.pg_get_serial_sequence(table.__tablename__, "id"))
        return sorted(await session.scalars(select(sequence).select_from(func.generate_series(1, count))))
    # Nobody else can write until we commit.
    [(last,)] = await driver.rows(session, Statement.of(f"SELECT max(id) FROM {table.__tablename__}"), {})  # noqa: S608 - ours
    first = (last or 0) + 1
    return list(range(first, first + count))


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


def _line(work: Recorded, table: type[Tracked], row: Row) -> Row:
    return {
        "operation": work.operation,
        "rule": work.rule,
        "actor": str(work.actor),
        "at": work.now,
        "table_name": table.__tablename__,
        "row_id": row["id"],
        "row_version": 1,
        "customer_id": row["id"] if table is Customer else row.get("customer_id"),
        "before": None,
        "after": row,
    }
