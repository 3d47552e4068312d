"""What a card, a brief and a timeline tell of a customer, and the small things they hold."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from crm.notices.base import Choice, Due, Notice


@dataclass(frozen=True)
class Touch:
    """A contact, in one line; `by` is who of ours it was (empty where nobody asks)."""

    day: date
    kind: str
    text: str
    by: str = ""


@dataclass(frozen=True)
class Score:
    """An NPS answer: 0 to 10, and the company's own date of it."""

    day: date
    score: int


@dataclass(frozen=True)
class Occasion:
    """A day that comes every year: kind `birthday` or one of storage.tables.customers.ANNIVERSARIES.

    `month` and `day` as they are known; `next` is the day it is kept on, `days` to go. `turns`: how many years it will
    be then; None where the year is not known or not to be spoken of.
    """

    kind: str
    label: str | None
    month: int
    day: int
    next: date
    days: int
    turns: int | None = None


@dataclass(frozen=True)
class OwnField:
    """A field of the company's own; `value` of kind date is ISO 8601."""

    name: str
    kind: str
    value: str


@dataclass(frozen=True)
class PointsNow:
    """What a customer may spend, what is not there yet, and the name of the tier ("": none)."""

    balance: int
    pending: int = 0
    tier: str = ""


@dataclass(frozen=True)
class CustomerCard(Notice):
    """What a rep wants to know of a customer at a glance. `stage` None: not known yet; `line`: linked, gone or none.

    The first `overdue` of `followups` are late. `consent` to surveys: yes, no or unasked. `gifts` are declined by
    their "own" wish or the "company"'s, or "". `mourning_until` stands only while it lasts. `alike` are other records
    that may be of the same person, for somebody who has just been made. `points` None: there never were any.
    """

    version: ClassVar[int] = 2
    customer_id: int
    name: str
    reading: str | None
    company: str | None
    owner: str
    stage: int | None
    evidence: tuple[tuple[str, dict[str, int]], ...]
    last_touch: Touch | None
    followups: tuple[Due, ...]
    more_followups: int
    line: str
    open_case: bool
    created: bool = False
    company_id: int | None = None
    title: str | None = None
    key_person: bool = False
    deputy: str | None = None
    days_since_touch: int | None = None
    overdue: int = 0
    cadence_days: int | None = None
    scores: tuple[Score, ...] = ()
    consent: str = "unasked"
    occasions: tuple[Occasion, ...] = ()
    likes: str | None = None
    taboos: str | None = None
    note: str | None = None
    mourning_until: date | None = None
    gifts: str = ""
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    tags: tuple[str, ...] = ()
    custom: tuple[OwnField, ...] = ()
    alike: tuple[Choice, ...] = ()
    points: PointsNow | None = None


@dataclass(frozen=True)
class News:
    """What has come from a customer: a LINE message (`score` None) or a score with its words."""

    day: date
    text: str
    score: int | None = None


@dataclass(frozen=True)
class CustomerBrief(Notice):
    """「前回からの要点」: what to know of a customer before speaking to them again, in five lines.

    `mine` is the reader's own last touch, `theirs` the latest of `colleagues` touches by others since. The first
    `overdue` of `followups` are late. `heard` is what came from the customer since, the latest first. `occasions`
    are only those that come soon.
    """

    customer_id: int
    name: str
    company: str | None
    title: str | None
    key_person: bool
    stage: int | None
    today: date
    mine: Touch | None = None
    theirs: Touch | None = None
    colleagues: int = 0
    followups: tuple[Due, ...] = ()
    more_followups: int = 0
    overdue: int = 0
    heard: tuple[News, ...] = ()
    open_case: bool = False
    taboos: str | None = None
    likes: str | None = None
    gifts: str = ""
    mourning_until: date | None = None
    occasions: tuple[Occasion, ...] = ()
