"""Values as CSV cells: exact, readable by people and programs, and dead to spreadsheets; and back again.

A spreadsheet runs what begins like a formula, whoever wrote it: a customer's name can be `=HYPERLINK(...)`. Such a text
gets an apostrophe in front. `plain` takes it off again, and texts that began with apostrophes by themselves survive
the way there and back. Numbers, dates and telephone numbers (`-5`, `+81 90-1234-5678`) cannot run anything and stay.

An empty cell is *nothing*. Where a text may be nothing or empty (a column that can be NULL), the empty text is one
apostrophe; a text of apostrophes only has one more, so that it stays itself.
"""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

# The full-width forms count too: Japanese spreadsheets take them for the ASCII ones.
_RUNS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]|'+\\Z")
_FIGURES = re.compile(r"[+-]?[0-9][0-9 ().-]*")
EMPTY_TEXT = "'"


def cell(value: object, *, optional: bool = False) -> str:
    """One cell. Instants in UTC and days in ISO 8601, times HH:MM, JSON for objects; nothing for None.

    `optional`: None would be possible in this column, so the empty text must look different.
    ValueError for an instant without a zone.
    """
    if value is None:
        return ""
    if value == "" and optional:
        return EMPTY_TEXT
    return _WRITERS.get(type(value), str)(value)


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("an instant without a time zone could be anywhere")
    return value.isoformat()


def _time(value: time) -> str:
    return value.isoformat("minutes" if not (value.second or value.microsecond) else "auto")


def _document(value: dict[str, Any] | list[Any]) -> str:
    # Not orjson: it has no numbers above 64 bits, and one of them in a custom field would stop the whole export. Half
    # a character, as a broken sender may cut it, must not stop it either: it has no bytes, only an escape.
    written = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if written.encode(errors="ignore").decode() == written:
        return written
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it."""
    return f"'{text}" if _RUNS.match(text) and not _FIGURES.fullmatch(text) else text


def plain(written: str) -> str:
    """The text that `guarded` was given."""
    return written[1:] if written.startswith("'") and guarded(written[1:]) == written else written


def value_of(written: str, kind: type, *, optional: bool) -> Any:  # noqa: ANN401 - a column's value
    """What `cell` was given, of a column that holds `kind` (str, bool, int, date, time, datetime, or dict for JSON).

    ValueError for what `cell` would not have written so.
    """
    if kind is str:
        return _text(written, optional=optional)
    if not written and (optional or kind is dict):
        return None
    made = _READERS[kind](written)
    # 1_000, ５, 20261204: other programs' ways to say it, or another value than was exported.
    if kind is not dict and _WRITERS.get(kind, str)(made) != written:
        raise ValueError(written)
    return made


def _text(written: str, *, optional: bool) -> str | None:
    if optional and written in {"", EMPTY_TEXT}:
        return None if not written else ""
    return plain(written)


_WRITERS: dict[type, Callable[[Any], str]] = {
    str: guarded,
    bool: lambda value: "true" if value else "false",
    dict: _document,
    list: _document,
    datetime: _instant,
    date: date.isoformat,
    time: _time,
}
_READERS: dict[type, Callable[[str], object]] = {
    bool: "true".__eq__,
    int: int,
    date: date.fromisoformat,
    time: time.fromisoformat,
    datetime: datetime.fromisoformat,
    dict: json.loads,
}
