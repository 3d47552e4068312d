"""When: the dates that a Japanese or English text names, as seen from now.

A grammar of small pieces (来週, 金曜, 15時; "next", "Friday", "3pm") whose slots are filled from left to right. Each
answer carries its place in the person's own text. Numbers that are not dates are refused: a wrong date is worse than
none. The way through: text (fold), refuse (blank), grammar (pieces; the rules are in figures, japanese, english and
occasions), draft (join), story (the words around), resolve and clocks (the day, the hour).
"""

from datetime import datetime

from crm.calendar import BusinessTime
from reminders.when.dedicated import english_field
from reminders.when.draft import readings
from reminders.when.grammar import pieces
from reminders.when.model import Here, Moment, Reading
from reminders.when.refuse import blanked
from reminders.when.text import Folded, fold

__all__ = ["Moment", "field", "find", "first", "report"]


def find(text: str, now: datetime, business: BusinessTime | None = None) -> list[Moment]:
    """All dates of `text` in order of appearance, past ones too. `now` is aware; its zone is the local one.

    `business` counts business days (default: Japan's holidays and the days around new year). Never raises.
    """
    return _found(text, Here(now, business))


def first(text: str, now: datetime, business: BusinessTime | None = None) -> Moment | None:
    """The date that `text` is about: the first sure one from today on, else one in doubt, else a past one."""
    return _best(find(text, now, business), now)


def field(text: str, now: datetime) -> Moment | None:
    """The date in a field for dates. What the grammar does not know is tried once more as plain English."""
    return _best(_found(text, Here(now, dedicated=True)), now) or english_field(text, now)


def report(reference: datetime, text: str) -> str:
    """`first` as a line of `kizuna when`: an ISO date or datetime (to the minute) or "none", a tab, the span."""
    moment = first(text, reference)
    if moment is None:
        return "none\t"
    day = moment.day.isoformat()
    return f"{day}T{moment.time:%H:%M}\t{moment.span}" if moment.time else f"{day}\t{moment.span}"


def _found(text: str, here: Here) -> list[Moment]:
    folded = fold(text)
    readable = blanked(folded.text)
    return [_moment(text, folded, reading) for reading in readings(readable, pieces(readable, here), here)]


def _best(found: list[Moment], now: datetime) -> Moment | None:
    today = now.date()
    return min(found, key=lambda each: (each.day < today, each.doubt is not None), default=None)


def _moment(text: str, folded: Folded, reading: Reading) -> Moment:
    start, end = folded.original(reading.start, reading.end)
    return Moment(
        day=reading.day,
        time=reading.time,
        span=text[start:end],
        start=start,
        end=end,
        zone=reading.zone,
        doubt=reading.doubt,
        part=reading.part,
    )
