"""To reps, managers and admins, in Slack."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar

from crm.notices.base import Choice, Due, Notice


@dataclass(frozen=True)
class LogSaved(Notice):
    """What was understood of a log line; stands in the rep's DM and is updated in place."""

    interaction_id: int
    customer_id: int
    customer: str
    company: str | None
    kind: str
    text: str
    day: date
    followups: tuple[Due, ...]
    operation: str
    undo_until: datetime
    state: str = "saved"


@dataclass(frozen=True)
class LogShort(Notice):
    """The same in two lines, for wherever the command was typed; the card itself stands in the rep's DM."""

    customers: tuple[str, ...]
    kind: str
    followups: tuple[Due, ...]
    dm: str


@dataclass(frozen=True)
class WhoIsMeant(Notice):
    """A log line's name could mean several customers, or (no choices) nobody we know."""

    draft_id: int
    name: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class WhichCustomer(Notice):
    """Several customers go by this name. `then` is what pressing one does; its value is the customer's number."""

    name: str
    choices: tuple[Choice, ...]
    then: str = "customer.card"


@dataclass(frozen=True)
class Touch:
    """The last contact, in one line."""

    day: date
    kind: str
    text: str


@dataclass(frozen=True)
class CustomerCard(Notice):
    """What a rep wants to know of a customer at a glance. `stage` None: not known yet; `line`: linked, gone or none."""

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


@dataclass(frozen=True)
class Help(Notice):
    """What the bot can do for this role, with examples that run as they stand."""

    role: str
    name: str


@dataclass(frozen=True)
class FollowupNudge(Notice):
    """A follow-up has come due, or what became of it (`state`: due, done, snoozed, dropped)."""

    followup_id: int
    customer_id: int
    customer: str
    company: str | None
    what: str
    day: date
    time: time | None
    promise: bool
    state: str = "due"


@dataclass(frozen=True)
class LowScoreAlert(Notice):
    """A customer scored low: who, how low, in whose words, and what is due (`state`: open, closed)."""

    case_id: int
    customer_id: int
    customer: str
    company: str | None
    score: int
    reason: str | None
    followup: Due | None
    state: str = "open"


@dataclass(frozen=True)
class LowScoreWords(Notice):
    """The words came after the score; said in the alert's thread so that a phone rings."""

    customer: str
    score: int
    reason: str


@dataclass(frozen=True)
class ScoreWords(Notice):
    """A customer has explained a score that opened no case; somebody should read it all the same."""

    customer_id: int
    customer: str
    score: int
    reason: str


@dataclass(frozen=True)
class ScoreChanged(Notice):
    """The customer thought better (or worse) of it within a day; the case stays as it is."""

    customer_id: int
    customer: str
    before: int
    after: int


@dataclass(frozen=True)
class CustomerLinked(Notice):
    """The customer has arrived in LINE."""

    customer_id: int
    customer: str


@dataclass(frozen=True)
class ConsentDecided(Notice):
    """The customer has said yes or no to being asked."""

    customer_id: int
    customer: str
    granted: bool


@dataclass(frozen=True)
class CustomerLeft(Notice):
    """The customer has blocked or removed the account; messages cannot reach them."""

    customer_id: int
    customer: str


@dataclass(frozen=True)
class CustomerWrote(Notice):
    """Words from LINE that belong to no dialogue: a person should read them."""

    customer_id: int | None
    customer: str
    text: str
    kind: str


@dataclass(frozen=True)
class InviteReady(Notice):
    """A single-use code, its LINE link, a QR picture, and the page to print."""

    secret: ClassVar[bool] = True
    customer_id: int
    customer: str
    code: str
    link: str
    page: str
    expires_at: datetime


@dataclass(frozen=True)
class RepWeek:
    """One rep's line in the digest."""

    name: str
    interactions: int
    done: int
    overdue: int


@dataclass(frozen=True)
class OpenCaseLine:
    """An open case that a manager should know by name."""

    case_id: int
    customer: str
    owner: str
    opened: date
    score: int | None


@dataclass(frozen=True)
class WeeklyDigest(Notice):
    """Last week for a manager; NPS counts are given, so that every reader computes the same figure."""

    first_day: date
    last_day: date
    as_of: datetime
    reps: tuple[RepWeek, ...]
    promoters: int
    passives: int
    detractors: int
    asked: int
    answered: int
    cases: tuple[OpenCaseLine, ...]
    open_cases: int


@dataclass(frozen=True)
class Alarm(Notice):
    """To admins: something needs a human. `what` is a catalogue key under `alarm.`."""

    what: str
    reference: str = ""
    count: int = 0
    hours: int = 0
