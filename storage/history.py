"""The audit log writes itself: no rule can forget it, because the session does it at every flush."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import cache
from typing import Any, Protocol

from sqlalchemy import event, insert, inspect
from sqlalchemy.orm import LoaderCallableStatus, Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.tables import Audit, Customer, Tracked

WORK = "work"
PENDING = "pending_audit"
_MOMENTS = (date, datetime, time)


class Recorded(Protocol):
    """What the audit log wants to know of the unit of work."""

    @property
    def now(self) -> datetime: ...
    @property
    def actor(self) -> object: ...
    @property
    def operation(self) -> str: ...
    @property
    def rule(self) -> str: ...


def watch(session: Session) -> None:
    """Record every change that goes through `session`."""
    event.listen(session, "before_flush", _before_flush)
    event.listen(session, "after_flush", _after_flush)


@contextmanager
def recorded(session: Session, work: Recorded) -> Iterator[None]:
    """Changes flushed inside the block belong to `work`."""
    outer = session.info.get(WORK)
    session.info[WORK] = work
    try:
        yield
    finally:
        session.info[WORK] = outer


def _before_flush(session: Session, *_: object) -> None:
    changes = [(row, before(row)) for row in session.dirty if isinstance(row, Tracked) and session.is_modified(row)]
    for row, _before_values in changes:
        row.version += 1
    changes += [(row, values(row)) for row in session.deleted if isinstance(row, Tracked)]
    session.info[PENDING] = changes


def _after_flush(session: Session, *_: object) -> None:
    created = [(row, None) for row in session.new if isinstance(row, Tracked)]
    lines = [_line(session, row, before) for row, before in [*created, *session.info.pop(PENDING, [])]]
    if lines:
        session.connection().execute(insert(Audit), lines)


def _line(session: Session, row: Tracked, before: dict[str, Any] | None) -> dict[str, Any]:
    work: Recorded | None = session.info.get(WORK)
    if work is None:
        raise RuntimeError(f"{row.__tablename__} changed outside a unit of work: nobody would answer for it")
    return line(work, row, before, None if row in session.deleted else values(row))


def line(work: Recorded, row: Tracked, before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    """One line of the audit log, by column."""
    return {
        "operation": work.operation,
        "rule": work.rule,
        "actor": str(work.actor),
        "at": work.now,
        "table_name": row.__tablename__,
        "row_id": row.id,
        "row_version": row.version,
        "customer_id": row.id if isinstance(row, Customer) else getattr(row, "customer_id", None),
        "before": before,
        "after": after,
    }


def values(row: Tracked) -> dict[str, Any]:
    """The row's columns as JSON can hold them; `restore` is the way back."""
    held = row.__dict__  # without asking each attribute, which takes ten times as long
    names = _columns(type(row))
    return {name: _plain(held[name] if name in held else getattr(row, name)) for name in names}


def changed(row: Tracked) -> tuple[str, ...]:
    """The columns whose values are not what was read."""
    known = inspect(row).committed_state
    return tuple(name for name in _columns(type(row)) if name in known and known[name] != getattr(row, name))


@cache
def _columns(kind: type[Tracked]) -> tuple[str, ...]:
    return tuple(column.key for column in inspect(kind).column_attrs)


def restore(kind: type[Tracked], stored: dict[str, Any]) -> dict[str, Any]:
    """Column values of `kind` from what `values` wrote."""
    columns = kind.__table__.columns  # type: ignore[attr-defined] # SQLModel sets it on table classes
    return {name: _typed(_kind_of(columns[name].type), value) for name, value in stored.items() if name in columns}


def before(row: Tracked) -> dict[str, Any]:
    """As the row stood before: what it held in the columns that were set since it was read."""
    known = inspect(row).committed_state
    return values(row) | {name: _plain(known[name]) for name in _columns(type(row)) if _is_known(known, name)}


def _is_known(known: Mapping[str, object], name: str) -> bool:
    return name in known and not isinstance(known[name], LoaderCallableStatus)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, _MOMENTS) else value


def _kind_of(column: TypeEngine[Any]) -> type:
    # A decorated type (SQLModel's instants and texts) knows only through its implementation what it holds.
    return (column.impl_instance if isinstance(column, TypeDecorator) else column).python_type


def _typed(kind: type, value: Any) -> Any:  # noqa: ANN401 - a column's value
    if value is None or kind not in {date, datetime, time}:
        return value
    return kind.fromisoformat(value)
