"""One day named twice is one date: 来週火曜12/8, 明日（12/3）, next Tue (12/8) 2pm, 年明け1/8, 月末30日."""

import re
from dataclasses import replace
from datetime import timedelta

from reminders.when.model import Reading, Slots

_TIME = frozenset({"clock", "part", "zone"})
_PERIOD = frozenset({"week", "months", "edge"})
_BESIDE = re.compile(r"[ \t]*の?[ \t]*")
_BRACKET = re.compile(r"[ \t]*\([ \t]*")
_CLOSED = re.compile(r"[ \t]*\)")
_HOUR = re.compile(r"\)?[ \t]*(?:の|に|,|\bat\b)?[ \t]*|の[一-鿿ァ-ヶ]{1,6}[後前]の?")
_AS_FAR = timedelta(days=31)


def as_one(text: str, last: Reading, said: Slots, reading: Reading, slots: Slots) -> Reading | None:
    """`last` (read from `said`) and `reading` (from `slots`) as one date, None when they are two.

    A bracket with another day (来週火曜（12/9）) is the day in figures, in doubt as any weekday that is not the date's.
    """
    gap = text[last.end : reading.start]
    if last.time is None and slots.keys() <= _TIME:
        return _with_time(gap, last, reading)
    bracket = bool(_BRACKET.fullmatch(gap))
    if last.time is not None or not (bracket or _BESIDE.fullmatch(gap)) or said.keys() <= _TIME:
        return None
    if last.day != reading.day and not _narrows(last, said, reading):
        if not bracket or "weekday" not in said.keys() | slots.keys():
            return None
        reading = replace(reading, doubt="weekday")
    closed = _CLOSED.match(text, reading.end) if bracket else None
    return replace(reading, start=last.start, end=closed.end() if closed else reading.end)


def _with_time(gap: str, last: Reading, reading: Reading) -> Reading | None:
    if reading.time is None or not _HOUR.fullmatch(gap):
        return None
    return replace(reading, day=last.day, start=last.start, doubt=last.doubt)


def _narrows(last: Reading, said: Slots, reading: Reading) -> bool:
    """Whether the first words only name the time around: a week, a month, the turn of the year."""
    around = bool(said.keys() & _PERIOD and "weekday" not in said) or said.keys() == {"day", "around"}
    return around and abs(reading.day - last.day) <= _AS_FAR
