"""Surveys: what customers are asked and thanked with beside the NPS question, and what reps see of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from crm.notices.base import Notice


@dataclass(frozen=True)
class ScoreQuestion(Notice):
    """CSAT (1 to 5) or CES (1 to 7) as buttons (`kind`); says what the answer is for and that it may be declined."""

    channel: ClassVar[str] = "line"
    kind: str
    company: str
    name: str
    token: str


@dataclass(frozen=True)
class ScoreThanks(Notice):
    """After a tap on one of these. `asks` is true when the next words are taken as the reason. `points`: given for the
    answer.
    """

    channel: ClassVar[str] = "line"
    kind: str
    score: int
    changed: bool
    asks: bool
    name: str
    points: int = 0


@dataclass(frozen=True)
class OwnQuestion(Notice):
    """One question of a survey of the company's own, as questions.stored has it; `token` is what its buttons carry.

    The `first` one says who asks and what for.
    """

    channel: ClassVar[str] = "line"
    company: str
    name: str
    title: str
    question: dict[str, Any]
    token: str
    first: bool = False


@dataclass(frozen=True)
class OwnThanks(Notice):
    """Nothing is left to answer. `points`: given for it."""

    channel: ClassVar[str] = "line"
    name: str
    points: int = 0


@dataclass(frozen=True)
class BallotQuestion(Notice):
    """As OwnQuestion, of an anonymous survey: nobody keeps what its buttons carry. `language` goes on from question to
    question, for whoever answers is not known; of the first it is "" and the reader's own.
    """

    channel: ClassVar[str] = "line"
    secret: ClassVar[bool] = True
    company: str
    title: str
    question: dict[str, Any]
    token: str
    name: str = ""
    first: bool = False
    language: str = ""


@dataclass(frozen=True)
class BallotThanks(Notice):
    """Nothing is left to answer; said to whoever it was."""

    channel: ClassVar[str] = "line"
    secret: ClassVar[bool] = True
    language: str
    closed: bool = False


@dataclass(frozen=True)
class SurveyWords(Notice):
    """What a customer has written to a question of a survey; its owner should read it."""

    customer_id: int
    customer: str
    title: str
    question: dict[str, str]
    text: str


@dataclass(frozen=True)
class WhyLine:
    """One customer who is not being asked. `why`: a word of crm.surveys.whys; `days` since they were asked anything;
    `wave`: the day on which a wave has passed them by, None: it holds today.
    """

    customer_id: int
    customer: str
    why: str
    days: int = 0
    wave: date | None = None


@dataclass(frozen=True)
class WhyNotSent(Notice):
    """Who of the reader's customers is not being asked, and why. `more` stand behind the lines; `unlinked` customers
    are not in LINE at all. `who`: the one whom the reader has asked about.
    """

    lines: tuple[WhyLine, ...]
    more: int = 0
    unlinked: int = 0
    who: str = ""


@dataclass(frozen=True)
class SurveyReminder(Notice):
    """The question once more, the only time: `kind` and `question` are the first notice as it was packed."""

    channel: ClassVar[str] = "line"
    company: str
    name: str
    kind: str
    question: dict[str, Any]


@dataclass(frozen=True)
class WaveCard(Notice):
    """How far a wave is (`state`: running, paused, done, stopped): `count` customers were chosen, `asked` have been,
    `skipped` have not, by why. `answered`: None where nobody can tell.
    """

    wave_id: int
    title: str
    state: str
    starts_on: date
    ends_on: date
    count: int
    asked: int
    skipped: dict[str, int]
    answered: int | None


@dataclass(frozen=True)
class WantQuota(Notice):
    """Not said to anybody: delivery asks LINE how many messages the month has, and feeds it back into the inbox."""

    channel: ClassVar[str] = "line"
