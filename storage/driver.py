"""Rows straight from the driver, for the few questions that somebody waits for while they type.

SQLAlchemy opens a cursor, executes, fetches and closes; aiosqlite carries each of these to its thread and back, which
takes longer than most of our statements do. Here a statement is one journey, and its text is never put together anew.
Only for reading: entities, writing and everything that is not hot goes through the session.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

# Not the :: of a cast.
_PARAMETER = re.compile(r"(?<!:):(\w+)")


@dataclass(frozen=True)
class Statement:
    """One SELECT in the words of both drivers."""

    sqlite: str
    postgresql: str

    @classmethod
    def of(cls, sql: str) -> "Statement":
        """From SQLite's words: parameters are `:name`, texts are joined by `group_concat(text, between)`."""
        theirs = _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))
        return cls(sql, theirs.replace("group_concat(", "string_agg("))


async def rows(session: AsyncSession, statement: Statement, values: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
    """What the statement finds in the session's transaction, what is not written yet included.

    Raises:
        sqlite3.Error, psycopg.Error: as the driver raises them.
    """
    kind, driver = await session.run_sync(_opened)
    if kind == "sqlite":
        found: Sequence[tuple[Any, ...]] = await driver.execute_fetchall(statement.sqlite, values)
    else:
        found = await (await driver.execute(statement.postgresql, values)).fetchall()
    return found


def _opened(session: Session) -> tuple[str, Any]:
    """The kind of database, and the driver's own connection of the session's transaction."""
    session.flush()
    connection = session.connection()
    return connection.dialect.name, connection.connection.driver_connection
