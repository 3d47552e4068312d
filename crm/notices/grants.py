"""Points given by hand: what the rep is answered, what a manager decides, and what looks odd."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from crm.notices.base import Notice
from crm.notices.points import PointsStatement


@dataclass(frozen=True)
class GrantShown(Notice):
    """Points that a rep gave, asked for or took (`state` given, asked, refused, taken), and the balance after it.

    `rest`: what the rep may give today beyond it. `by` (a Slack id) has decided, `why` in these words. Until
    `undo_until` it can be taken back; None: it cannot.
    """

    grant_id: int
    customer_id: int
    customer: str
    company: str | None
    points: int
    reason: str
    note: str
    state: str
    balance: int = 0
    rest: int | None = None
    by: str = ""
    why: str = ""
    undo_until: datetime | None = None


@dataclass(frozen=True)
class GrantAsked(Notice):
    """To whoever is above `rep` (a Slack id): may they give so many points? `state` asked, given, refused, lapsed."""

    grant_id: int
    rep: str
    customer_id: int
    customer: str
    company: str | None
    points: int
    reason: str
    note: str
    state: str = "asked"
    by: str = ""
    why: str = ""


@dataclass(frozen=True)
class PointsOf(Notice):
    """What a customer has, for a rep."""

    customer_id: int
    customer: str
    company: str | None
    statement: PointsStatement
    off: bool = False


@dataclass(frozen=True)
class GrantFlag(Notice):
    """To whoever is above `rep` (a Slack id): what they give looks odd in one way (`kind` own, often, one, both).

    `times` and `points` are the figures behind it, `days` or `minutes` the time they were counted over.
    """

    rep_id: int
    rep: str
    kind: str
    customer_id: int
    customer: str
    times: int
    points: int
    total: int = 0


@dataclass(frozen=True)
class GrantLine:
    """One grant in one line; `customer` "" where nobody has it."""

    day: date
    customer: str
    points: int
    reason: str
    note: str
    state: str


@dataclass(frozen=True)
class GrantList(Notice):
    """What a rep (`rep`, a name) has given lately, the newest first."""

    rep_id: int
    rep: str
    lines: tuple[GrantLine, ...]


@dataclass(frozen=True)
class OfferReady(Notice):
    """A picture for the rep's phone: `page` shows it until `valid_until`."""

    secret: ClassVar[bool] = True
    grant_id: int
    points: int
    customer: str
    page: str
    valid_until: datetime


@dataclass(frozen=True)
class OfferTaken(Notice):
    """To the rep: a customer has scanned the picture and has the points."""

    customer_id: int
    customer: str
    points: int
    balance: int


@dataclass(frozen=True)
class OfferRefused(Notice):
    """To a customer in LINE: the picture that they scanned gives nothing. `why` is a key under `offers.refused_`."""

    channel: ClassVar[str] = "line"
    company: str
    why: str
