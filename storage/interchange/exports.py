"""The rows of an export, noun by noun; what they hold stands in storage.interchange.nouns."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import ColumnElement, Connection, Select, String, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.interchange.nouns import NOUNS
from storage.interchange.sheets import Noun
from storage.tables.base import BYTEWISE

PAGE = 1000
Rows = Select[*tuple[Any, ...]]


def columns(noun: str) -> list[str]:
    """The header of the noun's file."""
    return NOUNS[noun].labels


async def pages(session: AsyncSession, noun: str) -> AsyncIterator[Sequence[Sequence[Any]]]:
    """All rows of the noun in order of their number, a page at a time in memory."""
    found = await session.stream(_rows(NOUNS[noun]), execution_options={"yield_per": PAGE})
    async for page in found.partitions():
        yield page


def _rows(noun: Noun) -> Rows:
    values = [field.value.label(field.label) for field in noun.fields]
    return select(*values).select_from(noun.table).order_by(*map(_order, noun.table.primary_key))


def _order(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Texts byte by byte: both databases must give the same file whatever the locale."""
    return cast(column, BYTEWISE) if isinstance(column.type, String) else column


async def revision(session: AsyncSession) -> str | None:
    """The schema that the database has; None before the first migration."""
    return await (await session.connection()).run_sync(_revision)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
