"""How a file of an export is put together: columns of its own table, and what is shown beside them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Table, select
from sqlmodel import SQLModel, col

from storage.history import _kind_of


@dataclass(frozen=True)
class Own:
    """A column of the noun's own table; `value` where the file holds less than the table."""

    label: str
    column: Column[Any]
    value: ColumnElement[Any]

    @property
    def kind(self) -> type:
        """What a cell of it holds: str, bool, int, date, time, datetime, or dict for JSON."""
        return dict if isinstance(self.column.type, JSON) else _kind_of(self.column.type)


@dataclass(frozen=True)
class Shown:
    """Something of other tables, so that people can read the file by itself. A restore does not look at it."""

    label: str
    value: ColumnElement[Any]


@dataclass(frozen=True)
class Noun:
    """A table and its file, in the order of the file's columns."""

    kind: type[SQLModel]
    fields: tuple[Own | Shown, ...]

    @property
    def table(self) -> Table:
        return _table(self.kind)

    @property
    def labels(self) -> list[str]:
        return [field.label for field in self.fields]

    @property
    def own(self) -> dict[str, Own]:
        """What a restore puts back, by label."""
        return {field.label: field for field in self.fields if isinstance(field, Own)}


def _table(kind: type[SQLModel]) -> Table:
    return kind.__table__  # type: ignore[attr-defined,no-any-return] # SQLModel sets it on table classes


def noun(kind: type[SQLModel], *fields: str | Own | Shown) -> Noun:
    """Of columns by name, columns under another label, and what is shown beside them."""
    return Noun(kind, tuple(own(kind, field, field) if isinstance(field, str) else field for field in fields))


def own(kind: type[SQLModel], label: str, name: str, value: ColumnElement[Any] | None = None) -> Own:
    column = _table(kind).c[name]
    return Own(label, column, column if value is None else value)


def of(label: str, column: Any, where: ColumnElement[bool]) -> Shown:  # noqa: ANN401 - a mapped column
    """One value of the one row of another table."""
    return Shown(label, select(col(column)).where(where).scalar_subquery())
