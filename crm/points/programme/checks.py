"""A programme as somebody has written it down: everything that is wrong with it, and where."""

import re
import tomllib
from collections.abc import Sequence
from difflib import get_close_matches
from functools import reduce
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from crm.notices import ProgrammeFault
from crm.points.programme import fitting
from crm.points.programme.programme import Programme
from crm.toml_lines import Where, line_of

LARGEST = 100_000
# What pydantic calls an error, and what we call it.
_KINDS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "greater_than_equal": "least",
    "less_than_equal": "most",
    "string_pattern_mismatch": "code",
    "string_too_short": "empty",
    "string_too_long": "long",
    "literal_error": "one_of",
}
_LINE = re.compile(r"at line (\d+)")
_WHOLE = ("int_", "bool_", "date_", "string_", "tuple_", "model_")


def read(text: str) -> tuple[Programme | None, list[ProgrammeFault]]:
    """The programme, or everything that is wrong: all of it at once, so that it is mended in one go."""
    if len(text) > LARGEST:
        return None, [ProgrammeFault("", "too_large")]
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as no:
        return None, [ProgrammeFault("", "not_toml", {"why": str(no)}, _line_of_error(str(no), text))]
    try:
        programme = Programme.model_validate(raw)
    except ValidationError as no:
        return None, [_of_pydantic(each, text) for each in no.errors(include_url=False)]
    faults = [_fault(where, key, parts, text) for where, key, parts in fitting.faults(programme)]
    return (None, faults) if faults else (programme, [])


def problems(text: str) -> list[ProgrammeFault]:
    """What is wrong, in the order of the text; nothing when it may be put in force."""
    return sorted(read(text)[1], key=lambda each: each.line)


def _of_pydantic(error: ErrorDetails, text: str) -> ProgrammeFault:
    where: Where = tuple(error["loc"])
    kind, given = str(error["type"]), error.get("ctx", {})
    parts: dict[str, str] = {name: str(given[name]) for name in ("ge", "le", "max_length", "expected") if name in given}
    if kind == "extra_forbidden":
        close = get_close_matches(str(where[-1]), _names(where[:-1]), 1)
        return _fault(where, "unknown_like" if close else "unknown", {"like": close[0]} if close else {}, text)
    if kind in _KINDS:
        return _fault(where, _KINDS[kind], parts, text)
    family = next((each.rstrip("_") for each in _WHOLE if kind.startswith(each)), "")
    return _fault(where, f"no_{family}" if family else "other", {} if family else {"why": str(error["msg"])}, text)


def _names(where: Where) -> list[str]:
    """What may stand in the table of this name."""
    here: type[BaseModel] = Programme
    for each in where:
        if isinstance(each, str) and each in here.model_fields:
            here = _model_in(here.model_fields[each].annotation) or here
    return list(here.model_fields)


def _model_in(kind: Any) -> type[BaseModel] | None:  # noqa: ANN401 - an annotation may be anything
    """The table that a field holds, or holds several of."""
    for each in (kind, *getattr(kind, "__args__", ())):
        if isinstance(each, type) and issubclass(each, BaseModel):
            return each
    return None


def _fault(where: Where, key: str, parts: dict[str, str], text: str) -> ProgrammeFault:
    return ProgrammeFault(named(where), key, parts, line_of(text, where))


def named(where: Sequence[str | int]) -> str:
    """As people count: ("reward", 1, "points") is "reward[2].points"."""
    return reduce(_joined, where, "")


def _joined(so_far: str, each: str | int) -> str:
    if isinstance(each, int):
        return f"{so_far}[{each + 1}]"
    return f"{so_far}.{each}" if so_far else each


def _line_of_error(told: str, text: str) -> int:
    """The parser says "… (at line 3, column 5)", or "(at end of document)"."""
    found = _LINE.search(told)
    return int(found[1]) if found else max(len(text.splitlines()), 1)
