"""What there is to say of cases: a customer was let down, and somebody sees to it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from crm.notices.base import Due, Notice


@dataclass(frozen=True)
class CaseCard(Notice):
    """A case as whoever works on it sees it. `score` is None where no answer opened it. The two clocks are moments;
    `help`: empty, asked, acknowledged or done, by `helper`. `mine`: the reader may work on it.
    """

    case_id: int
    customer_id: int
    customer: str
    company: str | None
    owner: str
    step: str
    source: str
    opened_on: date
    score: int | None = None
    words: str | None = None
    reply_due: datetime | None = None
    replied_at: datetime | None = None
    solve_due: datetime | None = None
    solved_at: datetime | None = None
    cause: str | None = None
    prevention: str | None = None
    given: str | None = None
    helper: str = ""
    help: str = ""
    followup: Due | None = None
    mine: bool = True
    survey: str = "nps"


@dataclass(frozen=True)
class CaseLine:
    """A case in a list. `due` is the clock that runs (None: from before there were clocks), `late`: it has run out."""

    case_id: int
    customer: str
    company: str | None
    owner: str
    step: str
    words: str
    due: datetime | None
    late: bool


@dataclass(frozen=True)
class CaseList(Notice):
    """A page of open cases, the most urgent first. `page` counts from 0. `team`: other people's are among them."""

    lines: tuple[CaseLine, ...]
    page: int
    pages: int
    total: int
    team: bool = False


@dataclass(frozen=True)
class CaseLate(Notice):
    """A clock has run out: `what` is answer or solution."""

    case_id: int
    customer_id: int
    customer: str
    company: str | None
    owner: str
    what: str
    words: str


@dataclass(frozen=True)
class CaseForYou(Notice):
    """A colleague asks for help with a case: `owner` stays the one whom the customer knows. `state`: asked,
    acknowledged, done, or withdrawn.
    """

    case_id: int
    customer_id: int
    customer: str
    company: str | None
    owner: str
    words: str
    note: str = ""
    state: str = "asked"


@dataclass(frozen=True)
class CaseHelp(Notice):
    """For the owner: the colleague has taken it (acknowledged), or is done with it (done)."""

    case_id: int
    customer: str
    helper: str
    state: str
    words: str = ""


@dataclass(frozen=True)
class AngryWords(Notice):
    """A customer sounds angry: a case is suggested, never opened by a machine alone. `state`: asked, opened or left.
    `mention`: whose telephone rings (Slack ids).
    """

    message_id: int
    customer_id: int
    customer: str
    company: str | None
    words: str
    found: str
    state: str = "asked"
    mention: tuple[str, ...] = ()


@dataclass(frozen=True)
class MiddlingScore:
    """An answer that is neither good nor an alarm."""

    answer_id: int
    customer_id: int
    customer: str
    company: str | None
    score: int
    reason: str | None


@dataclass(frozen=True)
class MiddlingScores(Notice):
    """In the morning: answers since the last one that deserve a call, though they raise no alarm."""

    scores: tuple[MiddlingScore, ...]
    more: int = 0


@dataclass(frozen=True)
class Praise(Notice):
    """For the team: a customer was happy, with whom, and said so."""

    customer: str
    company: str | None
    rep: str
    score: int
    words: str


@dataclass(frozen=True)
class ThemeLine:
    """A theme in a list: how many customers have raised it, and how many of them have heard what became of it."""

    theme_id: int
    title: str
    state: str
    customers: int
    told: int
    last: datetime | None


@dataclass(frozen=True)
class ThemeList(Notice):
    """A page of themes, the open ones first; `page` counts from 0. `mine`: the reader may finish them."""

    lines: tuple[ThemeLine, ...]
    page: int
    pages: int
    total: int
    mine: bool = False


@dataclass(frozen=True)
class ThemeVoice:
    """What one customer said of a theme."""

    customer: str
    words: str


@dataclass(frozen=True)
class ThemeCard(Notice):
    """A theme with some of what was said of it. `done` is what customers read of it."""

    theme_id: int
    title: str
    state: str
    customers: int
    voices: tuple[ThemeVoice, ...]
    done: str = ""
    mine: bool = False


@dataclass(frozen=True)
class ThemeInPerson(Notice):
    """Something was mended that a customer had asked for, whom LINE does not reach: tell them yourself."""

    customer_id: int
    customer: str
    title: str
    words: str
    done: str


@dataclass(frozen=True)
class YouSaidWeDid(Notice):
    """To the customer: what they had said, and what became of it."""

    channel: ClassVar[str] = "line"

    company: str
    customer: str
    words: str
    done: str
