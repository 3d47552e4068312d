"""What passes between the rooms of the date grammar: pieces of a text, what each of them fixes, and the answer."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, TypedDict
from zoneinfo import ZoneInfo

from crm.calendar import BusinessTime


@dataclass(frozen=True)
class Moment:
    """A day, perhaps with a time, and the words that named it.

    `day` and `time` are local to the `now` that was given; `time` is None when only a day was said. `span` is
    `text[start:end]` of the person's own text. `zone` is the time zone that the words name (`day` and `time` are
    already converted from it). `part` is morning, noon, afternoon, evening, night, day or close when a part of the
    day was said without an hour.

    `doubt` is None when sure, else why to ask before acting: "weekday" (the weekday is not the date's), "year"
    (a date without a year that has just passed, read as the next one), "period" (only a week or a month was
    named; `day` is its first).
    """

    day: date
    time: time | None
    span: str
    start: int
    end: int
    zone: str | None = None
    doubt: str | None = None
    part: str | None = None


class Shift(NamedTuple):
    """A distance in time; `business` counts business days."""

    months: int = 0
    days: int = 0
    minutes: int = 0
    business: int = 0

    def times(self, factor: int) -> "Shift":
        return Shift(*(each * factor for each in self))


class Clock(NamedTuple):
    """An hour as said, 0 to 29 (25時 is one at night, the day after). `sure`: no day part can move it by twelve."""

    hour: int
    minute: int = 0
    sure: bool = False


class Slots(TypedDict, total=False):
    """What a piece of text fixes. Pieces that stand together are read as one date when no slot is filled twice."""

    year: int
    years: int  # from this year
    month: int
    months: int  # from this month
    dom: int  # the day of the month
    week: int  # from this ISO week
    weekday: int  # Monday is 0
    past: bool  # the weekday, or the date without a year, that has been
    this: bool  # the weekday on or after today
    nth: int  # of a weekday, in a month or after a date; -1 is the last
    edge: str  # "month.end", "week.within" …
    day: date
    around: bool  # the day only stands for the time around it: 年明け
    shift: Shift
    clock: Clock
    part: str
    zone: str
    weak: bool  # alone it is no date: "sun", 朝
    dangling: bool  # counted from something that is not known: 納品の3日前


class Piece(NamedTuple):
    start: int
    end: int
    slots: Slots
    anchored: bool  # "a week from …": counts from the date that follows
    english: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A date as read; its places are in the folded text."""

    day: date
    time: time | None
    start: int
    end: int
    zone: str | None = None
    doubt: str | None = None
    part: str | None = None


@lru_cache(maxsize=1)
def _japan() -> BusinessTime:
    return BusinessTime(zone=ZoneInfo("Asia/Tokyo"))


@dataclass(frozen=True, slots=True)
class Here:
    """The moment at which words are read, whose business days count, and whether the text must be a date."""

    now: datetime
    company: BusinessTime | None = None
    dedicated: bool = False

    @property
    def today(self) -> date:
        return self.now.date()

    def in_days(self, days: int) -> date:
        return self.today + timedelta(days=days)

    @property
    def business(self) -> BusinessTime:
        return self.company or _japan()


Build = Callable[[re.Match[str], Here], Slots | None]


class Rule(NamedTuple):
    """A pattern over the folded text, and what it fixes. `build` gives None or ValueError for "no date after all"."""

    pattern: str
    build: Build
    anchored: bool = False


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of `words`, the longest first; a space in one is any white space."""
    return "|".join(r"\s+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True))


def plain(said: str) -> str:
    """`said` with its white space as the tables have it."""
    return " ".join(said.split())
