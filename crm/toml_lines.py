"""On which line of a TOML file a value stands; the parser does not tell."""

import re

Where = tuple[str | int, ...]
_TABLE = re.compile(r"\s*\[\[?\s*(?P<name>[\w.\-]+)\s*\]\]?")
_VALUE = re.compile(r"\s*[\"']?(?P<name>[\w\-]+)[\"']?\s*=")


def line_of(text: str, where: Where) -> int:
    """The line, from 1, on which the value stands, or else the nearest table around it that has a line of its own."""
    lines = _lines(text)
    for length in range(len(where), 0, -1):
        if where[:length] in lines:
            return lines[where[:length]]
    return 1


def _lines(text: str) -> dict[Where, int]:
    """Of every table and value the line on which it begins; tomllib does not tell."""
    found: dict[Where, int] = {}
    here: Where = ()
    for number, line in enumerate(text.splitlines(), 1):
        table, value = _TABLE.match(line), _VALUE.match(line)
        if table:
            here = _place(found, tuple(table["name"].split(".")), many=line.lstrip().startswith("[["))
            found.setdefault(here, number)
        elif value:
            found.setdefault((*here, value["name"]), number)
    return found


def _place(found: dict[Where, int], names: tuple[str, ...], *, many: bool) -> Where:
    """`[[questions]]` for the second time is ("questions", 1), and `[[questions.choices]]` stands in the last one."""
    here: Where = ()
    for at, name in enumerate(names):
        here = (*here, name)
        here = (*here, _count(found, here) - 1) if at < len(names) - 1 and _count(found, here) else here
    return (*here, _count(found, here)) if many else here


def _count(found: dict[Where, int], here: Where) -> int:
    """How many tables of this name there are so far."""
    number = 0
    while (*here, number) in found:
        number += 1
    return number
