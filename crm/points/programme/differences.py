"""What would change if another programme came in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.points.programme.programme import Programme

Value = bool | int | str | date | tuple[Any, ...] | None


@dataclass(frozen=True)
class Difference:
    """A value of another programme, by its way ("earn.visit", "reward[coffee].points"); None: there is none. Tables
    with a code that come or go as a whole are named once ("reward[coffee]"), with their name as the value.
    """

    where: str
    before: Value
    after: Value


def between(old: Programme, new: Programme) -> list[Difference]:
    """Every difference, in the order of the programme's own fields."""
    before, after = _flat(old), _flat(new)
    ways = [*before, *(each for each in after if each not in before)]
    moving = {way: _table_that_moves(way, before, after) for way in ways}
    changed = [way for way in ways if moving[way] is None and before.get(way) != after.get(way)]
    tables = dict.fromkeys(table for table in moving.values() if table is not None)
    return [
        *(Difference(way, before.get(way), after.get(way)) for way in changed),
        *(Difference(table, before.get(f"{table}.name"), after.get(f"{table}.name")) for table in tables),
    ]


def _flat(programme: Programme) -> dict[str, Value]:
    return dict(_values("", programme.model_dump()))


def _values(way: str, table: Mapping[str, Any]) -> list[tuple[str, Value]]:
    found = list[tuple[str, Value]]()
    for name, value in table.items():
        here = f"{way}.{name}" if way else name
        if isinstance(value, Mapping):
            found += _values(here, value)
        elif isinstance(value, tuple) and any(isinstance(each, Mapping) for each in value):
            found += [pair for each in value for pair in _values(f"{here}[{each['code']}]", each)]
        elif value != ():
            found.append((here, value))
    return found


def _table_that_moves(way: str, before: Mapping[str, Value], after: Mapping[str, Value]) -> str | None:
    """The table with a code that stands in only one of them, if the value is of such a one."""
    table, bracket, _ = way.rpartition("].")
    if not bracket:
        return None
    code = f"{table}].code"
    return f"{table}]" if (code in before) != (code in after) else None
