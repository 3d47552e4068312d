"""Log lines as the date grammar would hand them on, written on Wednesday 2026-12-02 at noon."""

from dataclasses import dataclass
from datetime import date, datetime, time

from crm.activities.loglines import LogLine, read

WEDNESDAY = date(2026, 12, 2)
NOON = time(12)


@dataclass(frozen=True)
class Named:
    """A date as the grammar of dates would give it."""

    day: date
    time: time | None
    span: str
    start: int
    end: int
    doubt: str | None = None


def named(text: str, span: str, iso: str) -> Named:
    """`iso` is a day, a day and a time, or either with "?doubt" behind it."""
    stamp, _, doubt = iso.partition("?")
    moment = datetime.fromisoformat(stamp)
    start = text.index(span)
    return Named(moment.date(), moment.time() if "T" in stamp else None, span, start, start + len(span), doubt or None)


def a_line(text: str, **dates: str) -> LogLine:
    return read(text, [named(text, span, iso) for span, iso in dates.items()], WEDNESDAY, NOON)


def on(text: str, dates: dict[str, str]) -> LogLine:
    return a_line(text, **dates)


def whats(line: LogLine) -> list[str]:
    return [task.what for task in line.tasks]
