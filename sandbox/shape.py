"""A small language for the platforms' tables of limits: each word makes a check, checks nest as the JSON does.

A check takes a value and where it stands, and yields faults. The platforms phrase faults in their own words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]
Measure = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind`: long, short, many, few, missing, extra, choice, type, pattern, or `said` (the detail is the sentence)."""

    path: Path
    kind: str
    detail: Any = None


Check = Callable[[object, Path], Iterable[Fault]]
Rule = Callable[[dict[str, Any], Path], Iterable[Fault]]


def anything(_value: object, _path: Path) -> Iterable[Fault]:
    return ()


def string(
    most: int | None = None, least: int = 0, *, measure: Measure = len, pattern: str | None = None, said: str = ""
) -> Check:
    """Length in `measure`'s units. `pattern` must match the whole text; `said` is then the platform's sentence."""
    regex = re.compile(pattern, re.DOTALL) if pattern else None

    def check(value: object, path: Path) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(path, "type", "string")
        elif len(value) < least:
            yield Fault(path, "short", (least, most))
        elif most is not None and len(value) * 2 > most and measure(value) > most:
            yield Fault(path, "long", (least, most))
        elif regex is not None and not regex.fullmatch(value):
            yield Fault(path, "pattern", said)

    return check


def choice(*allowed: object) -> Check:
    def check(value: object, path: Path) -> Iterator[Fault]:
        if value not in allowed:
            yield Fault(path, "choice", (value, allowed))

    return check


def flag(value: object, path: Path) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield Fault(path, "type", "boolean")


def whole(low: int | None = None, high: int | None = None) -> Check:
    def check(value: object, path: Path) -> Iterator[Fault]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Fault(path, "type", "integer")
        elif (low is not None and value < low) or (high is not None and value > high):
            yield Fault(path, "range", (low, high))

    return check


def array(item: Check, least: int = 0, most: int | None = None) -> Check:
    def check(value: object, path: Path) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault(path, "type", "array")
            return
        if len(value) < least:
            yield Fault(path, "few", (least, most))
        if most is not None and len(value) > most:
            yield Fault(path, "many", (least, most))
            return
        for index, one in enumerate(value):
            yield from item(one, (*path, index))

    return check


def record(
    required: Mapping[str, Check], optional: Mapping[str, Check], *rules: Rule, closed: bool = True, nulls: bool = False
) -> Check:
    """An object. `closed`: other properties are faults. `nulls`: a null counts as left out. Rules see the whole."""
    known = {**required, **optional}

    def check(value: object, path: Path) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(path, "type", "object")
            return
        here = {name: one for name, one in value.items() if one is not None} if nulls else value
        for name in required:
            if name not in here:
                yield Fault(path, "missing", name)
        for name, one in here.items():
            if (inner := known.get(name)) is not None:
                yield from inner(one, (*path, name))
            elif closed:
                yield Fault(path, "extra", name)
        for rule in rules:
            yield from rule(here, path)

    return check


def by_type(table: Mapping[str, Check], key: str = "type") -> Check:
    """An object whose `key` chooses its table."""

    def check(value: object, path: Path) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(path, "type", "object")
        elif key not in value:
            yield Fault(path, "missing", key)
        elif (inner := table.get(str(value[key]))) is None:
            yield Fault((*path, key), "choice", (value[key], tuple(table)))
        else:
            yield from inner(value, path)

    return check


def pointer(path: Path) -> str:
    return "".join(f"/{step}" for step in path)
