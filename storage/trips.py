"""SQLite with one trip to the driver's thread for a statement.

SQLAlchemy opens a cursor, executes, fetches and closes; aiosqlite carries each of these to its thread and back, and a
trip takes longer than most of our statements do. Here the first rows come back with the answer, and closing what is
finished costs nothing. Rows beyond the first are fetched as they are asked for.
"""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, Self, TypeVar

import aiosqlite

# So many rows come with the answer; a statement with fewer is finished by then.
FIRST = 256

P = ParamSpec("P")
T = TypeVar("T")
Row = tuple[Any, ...]


class Cursor:
    """As much of a cursor as SQLAlchemy asks for."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._cursor: sqlite3.Cursor | None = None
        self._rows: list[Row] = []
        self._more = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def description(self) -> Any:  # noqa: ANN401 - the driver's own shape
        return self._cursor.description if self._cursor else None

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount if self._cursor else -1

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid if self._cursor else None

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> "Cursor":
        self._cursor, self._rows = await self._connection.trip(self._connection.executed, sql, parameters)
        self._more = len(self._rows) == FIRST
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "Cursor":
        self._cursor = await self._connection.trip(self._connection.executed_many, sql, parameters)
        return self

    async def fetchone(self) -> Row | None:
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Row]:
        wanted = size or self.arraysize
        if self._cursor is not None and self._more and len(self._rows) < wanted:
            fetched = await self._connection.trip(self._cursor.fetchmany, wanted)
            self._more = len(fetched) == wanted
            self._rows += fetched
        found, self._rows = self._rows[:wanted], self._rows[wanted:]
        return found

    async def fetchall(self) -> list[Row]:
        found, self._rows = self._rows, []
        if self._cursor is not None and self._more:
            found += await self._connection.trip(self._cursor.fetchall)
            self._more = False
        return found

    async def close(self) -> None:
        self._rows = []
        if self._cursor is not None and self._more:  # it would hold its read lock
            await self._connection.trip(self._cursor.close)
            self._more = False


class Connection(aiosqlite.Connection):
    """aiosqlite's but for its cursors; SQLAlchemy takes it by `connect_args={"async_creator_fn": Connection.to}`."""

    @classmethod
    def to(cls, path: str, **more: Any) -> Self:  # noqa: ANN401 - sqlite3.connect's own
        """Opens when it is awaited."""
        made = cls(lambda: sqlite3.connect(path, **more), FIRST)
        made._thread.daemon = True  # as SQLAlchemy does with aiosqlite's own: a forgotten one must not hold the exit up
        return made

    def cursor(self) -> Cursor:  # type: ignore[override] # a cursor that costs no trip needs no waiting for
        return Cursor(self)

    async def trip(self, function: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
        """Call it in the driver's thread."""
        done: T = await self._execute(function, *args, **more)  # type: ignore[no-untyped-call] # aiosqlite's
        return done

    def executed(self, sql: str, parameters: Iterable[Any]) -> tuple[sqlite3.Cursor, list[Row]]:
        """Blocking: the cursor and its first rows."""
        cursor = self._conn.execute(sql, tuple(parameters))
        return cursor, cursor.fetchmany(FIRST) if cursor.description else []

    def executed_many(self, sql: str, parameters: Iterable[Iterable[Any]]) -> sqlite3.Cursor:
        """Blocking."""
        return self._conn.executemany(sql, parameters)  # type: ignore[arg-type] # as SQLAlchemy gives them
