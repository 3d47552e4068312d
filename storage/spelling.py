"""What SQLite and PostgreSQL spell differently: local days, elements of a list, and the order of kana."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, SQLColumnExpression, case, func, literal
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.sql.selectable import TableValuedAlias

# From small ァ to small ヶ, and how far their hiragana lie before them.
_KATAKANA = (0x30A1, 0x30F6)
_BETWEEN_KANA = 0x60
_ORDERED_BY = 12


class LocalDay(FunctionElement[date]):
    """The date on which an instant fell, so many minutes east of Greenwich."""

    type = Date()
    inherit_cache = True


@compiles(LocalDay)
def _local_day(element: LocalDay, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 - SQLAlchemy's own
    instant, minutes = (compiler.process(each, **more) for each in element.clauses)
    return f"date({instant}, {minutes} || ' minutes')"


@compiles(LocalDay, "postgresql")
def _local_day_postgresql(element: LocalDay, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 - as above
    instant, minutes = (compiler.process(each, **more) for each in element.clauses)
    return f"CAST(({instant} AT TIME ZONE 'UTC') + make_interval(mins => {minutes}) AS DATE)"


class Latest(FunctionElement[date]):
    """The latest of several dates, whichever of them there are."""

    type = Date()
    inherit_cache = True


@compiles(Latest)
def _latest(element: Latest, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 - as above
    each = (f"coalesce({compiler.process(day, **more)}, '')" for day in element.clauses)
    return f"nullif(max({', '.join(each)}), '')"


@compiles(Latest, "postgresql")
def _latest_postgresql(element: Latest, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 - as above
    return f"greatest({', '.join(compiler.process(day, **more) for day in element.clauses)})"


class CodePoint(FunctionElement[int]):
    """The number of the text's first character; 0 where there is none."""

    type = Integer()
    inherit_cache = True


@compiles(CodePoint)
def _code_point(element: CodePoint, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 - as above
    (text,) = (compiler.process(each, **more) for each in element.clauses)
    return f"coalesce(unicode({text}), 0)"


@compiles(CodePoint, "postgresql")
def _code_point_postgresql(element: CodePoint, compiler: SQLCompiler, **more: Any) -> str:  # noqa: ANN401 - as above
    (text,) = (compiler.process(each, **more) for each in element.clauses)
    return f"ascii({text})"


def as_spoken(text: ColumnElement[Any]) -> list[ColumnElement[int]]:
    """What to order by, so that katakana stand among hiragana; あ before い before ア would tear a list in two.

    The same on both databases, which a collation is not. Beyond the first characters the order is left open.
    """
    points = [CodePoint(func.substr(text, place, 1)) for place in range(1, _ORDERED_BY + 1)]
    return [case((point.between(*_KATAKANA), point - _BETWEEN_KANA), else_=point) for point in points]


def offset(local: datetime) -> ColumnElement[int]:
    """Minutes east of Greenwich of a local moment, for `LocalDay`."""
    shift = local.utcoffset()
    return literal(int(shift.total_seconds() // 60) if shift else 0, Integer())


def elements(session: AsyncSession, document: SQLColumnExpression[Any]) -> TableValuedAlias:
    """The texts of a JSON list as rows with one column, `value`."""
    on_postgres = session.get_bind().dialect.name == "postgresql"
    unfolded = func.jsonb_array_elements_text(document) if on_postgres else func.json_each(document)
    return unfolded.table_valued("value")
