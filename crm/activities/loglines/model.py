"""What goes into the reading of a log line and what comes out."""

from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

CONTACT = "contact"
"""`Task.what` where the line says when but not what; phrased by whoever shows it."""
LONGEST_WHAT = 200

Option = tuple[date, time | None]
"""A local day, perhaps with a time, that a doubtful date could be."""


class Dated(Protocol):
    """A date that a text names: local `day` and `time`, its words `span` = `text[start:end]`.

    `doubt` is None when sure, else a word for why to ask. "year" says that a date without a year has just passed and
    is told as next year's: in a log line it is the past one.
    """

    @property
    def day(self) -> date: ...
    @property
    def time(self) -> time | None: ...
    @property
    def span(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def doubt(self) -> str | None: ...


@dataclass(frozen=True)
class Task:
    """Something to do on a local `day`, perhaps at a `time`.

    `what` is the clause without its date (at most 200 characters), or `CONTACT`. `promise`: we owe it to the customer.
    `span` are the words that named the date. `doubt` is the date's own, or "several" when the line leaves a choice of
    dates and the first was taken. `options` are the days (and times) to choose from when in doubt, the taken one first.
    """

    what: str
    day: date
    time: time | None
    promise: bool
    span: str
    doubt: str | None
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class LogLine:
    """A log line as understood.

    `who` are the people it names, as typed, honorifics off; a firm before a name stays with it ("サクラ 田中").
    `beside` are words next to them that may be their firm: "Jane Smith (Harbor Coffee)". Where there is nobody,
    `guesses` are groups of words that may be people; only who knows the customers can tell.
    `kind` is visit, call, mail, online, meal, exhibition or other. `text` is the note without the names and kind words
    it began with. `when` is the local day of the interaction where the line tells one. `undated` are promises to the
    customer for which no day was named, in the line's words.
    """

    who: tuple[str, ...]
    kind: str
    text: str
    when: date | None
    tasks: tuple[Task, ...]
    undated: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    guesses: tuple[tuple[str, ...], ...] = ()
