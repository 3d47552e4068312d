"""Words laid out in lines. A full-width character takes two columns, so lines are measured in columns."""

import unicodedata
from collections.abc import Iterable
from functools import reduce
from itertools import accumulate

from handlers.locales import Phrases

_JOINERS = "\u200d\ufe0f"


def columns(text: str) -> int:
    """The columns that `text` takes in a fixed-width font; emoji in parts count each part."""
    return sum(_width(each) for each in text)


def glimpse(text: str, most: int) -> str:
    """The words on one line, in at most so many columns. Not escaped yet."""
    line = " ".join(text.split())
    if columns(line) <= most:
        return line
    room = most - columns("…")
    ends = accumulate(map(_width, line))
    fitting = next(number for number, end in enumerate(ends) if end > room)
    return line[:fitting].rstrip(_JOINERS + " ") + "…"


def apart(parts: Iterable[str], say: Phrases, key: str = "customer.apart") -> str:
    """Several short things on one line, parted as the sentence `key` parts two."""
    laid = list(parts)
    return reduce(lambda one, two: say(key, one=one, two=two), laid) if laid else ""


def _width(character: str) -> int:
    if unicodedata.combining(character) or character in _JOINERS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1
