"""Whether a promise was kept, as SQL says it: by the day or the hour that the customer was told first."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, DateTime, and_, exists, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlmodel import col

from storage.spelling import LocalDay, offset
from storage.tables import Audit, Followup


class WrittenInstant(FunctionElement[datetime]):
    """An instant that the audit log holds as ISO text in UTC, to be compared with a column."""

    type = DateTime()
    inherit_cache = True


@compiles(WrittenInstant)
def _written(element: WrittenInstant, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    (text,) = (compiler.process(each, **more) for each in element.clauses)
    return f"replace(substr({text}, 1, 19), 'T', ' ')"


@compiles(WrittenInstant, "postgresql")
def _written_postgresql(element: WrittenInstant, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 - as above
    (text,) = (compiler.process(each, **more) for each in element.clauses)
    return f"CAST({text} AS TIMESTAMP WITH TIME ZONE)"


def moved_late() -> ColumnElement[bool]:
    """The follow-up was put off when its time had come already: what the customer was told has not been kept.

    The audit log knows: whichever rule moves a date, its line holds both dates and the moment.
    """
    before, after = (col(each)["due_at"].as_string() for each in (Audit.before, Audit.after))
    return exists().where(
        col(Audit.table_name) == Followup.__tablename__,
        col(Audit.row_id) == col(Followup.id),
        before < after,
        WrittenInstant(before) <= col(Audit.at),
    )


def kept(local: datetime) -> ColumnElement[bool]:
    """Done by its time, or on its day where no time was said; `local` says how far we are from Greenwich."""
    on_its_day = LocalDay(col(Followup.done_at), offset(local)) <= LocalDay(col(Followup.due_at), offset(local))
    in_time = or_(col(Followup.done_at) <= col(Followup.due_at), and_(col(Followup.due_time).is_(None), on_its_day))
    return and_(col(Followup.state) == "done", in_time, ~moved_late())


def fell_due(local: datetime) -> ColumnElement[bool]:
    """Its time has come, or had come before it was put off."""
    return or_(col(Followup.due_at) <= local, moved_late())
