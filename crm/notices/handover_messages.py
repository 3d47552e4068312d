"""What a handover says to customers in LINE, and what is said of it afterwards to our own people in Slack."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class HandoverFarewell(Notice):
    """The predecessor takes leave. `text` as it was agreed upon, its placeholders still in it; the names are those of
    the moment in which it is owed; `day` is the successor's first.
    """

    channel: ClassVar[str] = "line"
    text: str
    customer: str
    predecessor: str
    successor: str
    day: date
    company: str


@dataclass(frozen=True)
class HandoverGreeting(Notice):
    """The successor introduces themselves; fields as those of the farewell."""

    channel: ClassVar[str] = "line"
    text: str
    customer: str
    predecessor: str
    successor: str
    day: date
    company: str


@dataclass(frozen=True)
class PulseQuestion(Notice):
    """1 to 5, a month after the change: how does it go with `rep`?"""

    channel: ClassVar[str] = "line"
    company: str
    name: str
    rep: str
    token: str


@dataclass(frozen=True)
class PulseThanks(Notice):
    """After a tap. `asks` is true when the next words are taken as the reason."""

    channel: ClassVar[str] = "line"
    score: int
    changed: bool
    asks: bool
    name: str


@dataclass(frozen=True)
class HandoverUnreached(Notice):
    """These customers have no LINE that reaches them: somebody must tell them in person. `names` are the first of
    `number`; `day` is the successor's first.
    """

    handover_id: int
    predecessor: str
    names: tuple[str, ...]
    number: int
    day: date


@dataclass(frozen=True)
class HandoverCalledOff(Notice):
    """A handover was called off of which these customers have read already: somebody must tell them that all stays as
    it was. `names` are the first of `number`.
    """

    handover_id: int
    names: tuple[str, ...]
    number: int


@dataclass(frozen=True)
class PulseLow(Notice):
    """A customer is not content a month after the change. `first` is the score that rang, `score` what it is by now."""

    answer_id: int
    customer_id: int
    customer: str
    company: str | None
    rep: str
    first: int
    score: int


@dataclass(frozen=True)
class PulseWords(Notice):
    """The words that came after a pulse, low or not."""

    customer_id: int
    customer: str
    score: int
    reason: str


@dataclass(frozen=True)
class NpsCounts:
    """Answers to the NPS question, one for each customer: so few figures that every reader computes the same score."""

    promoters: int
    passives: int
    detractors: int


@dataclass(frozen=True)
class HandoverFigures:
    """How it went. Customers asked for: `in_time` accepted within the days allowed, `late` after them, `declined`,
    `waiting`; `moved` have changed hands. `promised`: open when they moved and due by now, `kept` of these in time.
    `told` have had the predecessor's notice in LINE. `pulse`: how many answered 1 to 5, of `pulse_asked`.
    """

    in_time: int
    late: int
    declined: int
    waiting: int
    moved: int
    told: int
    promised: int
    kept: int
    before: NpsCounts
    after: NpsCounts
    pulse_asked: int
    pulse: tuple[int, ...]


@dataclass(frozen=True)
class HandoverEntry:
    """One handover in the report of a year."""

    handover_id: int
    predecessor: str
    day: date
    customers: int


@dataclass(frozen=True)
class HandoverReport(Notice):
    """What came of one handover (`predecessor`, `successors`), or of all from `first_day` to `last_day` that the reader
    answers for: `entries` are the latest of `handovers`. `accept_days`: business days in which a yes was in time.
    """

    first_day: date
    last_day: date
    accept_days: int
    figures: HandoverFigures
    predecessor: str = ""
    successors: tuple[str, ...] = ()
    entries: tuple[HandoverEntry, ...] = ()
    handovers: int = 1
