"""Values as CSV cells: exact, readable by people and programs, and dead to spreadsheets.

A spreadsheet runs what begins like a formula, whoever wrote it: a customer's name can be `=HYPERLINK(...)`. Such a text
gets an apostrophe in front. `plain` takes it off again, and texts that began with apostrophes by themselves survive
the way there and back. Numbers, dates and telephone numbers (`-5`, `+81 90-1234-5678`) cannot run anything and stay.
"""

import re
from datetime import date, datetime, time

import orjson

# The full-width forms count too: Japanese spreadsheets take them for the ASCII ones.
_RUNS = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_FIGURES = re.compile(r"[+-]?[0-9][0-9 ().-]*")


def cell(value: object) -> str:
    """One cell. Instants in UTC and days in ISO 8601, times HH:MM, JSON for objects; nothing for None.

    ValueError for an instant without a zone.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return _dated(value)


def _dated(value: object) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone could be anywhere")
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes" if not (value.second or value.microsecond) else "auto")
    return value.isoformat() if isinstance(value, date) else str(value)


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would run it."""
    return f"'{text}" if _RUNS.match(text) and not _FIGURES.fullmatch(text) else text


def plain(written: str) -> str:
    """The text that `guarded` was given."""
    return written[1:] if written.startswith("'") and guarded(written[1:]) == written else written
