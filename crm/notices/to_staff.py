"""To reps, managers and admins, in Slack."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar

from crm.notices.base import Choice, Due, Notice


@dataclass(frozen=True)
class DueOption:
    """A day, perhaps with a time, that a doubtful date could be."""

    day: date
    time: time | None


@dataclass(frozen=True)
class Doubt:
    """What a log line leaves open about a follow-up's date, in the words it `said`. The first option was taken.

    `why`: weekday (it is not the date's), several (a choice), period (only a week or month), year (a date that has just
    passed), undated (a promise without a date). Without options there is nothing to press; the form mends it.
    """

    followup_id: int
    why: str
    said: str
    options: tuple[DueOption, ...] = ()


@dataclass(frozen=True)
class LogSaved(Notice):
    """What was understood of a log line; stands in the rep's DM and is updated in place.

    `state`: saved, edited or undone. `others` are the customers of the same line, who are undone with it.
    """

    version: ClassVar[int] = 2
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
    doubts: tuple[Doubt, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class LogShort(Notice):
    """The same in a few lines, for wherever the command was typed; the card itself stands in the rep's DM."""

    version: ClassVar[int] = 2
    customers: tuple[str, ...]
    kind: str
    followups: tuple[Due, ...]
    dm: str
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True)
class WhoIsMeant(Notice):
    """A log line's name could mean several customers, or (no choices) nobody we know.

    `close`: nobody goes by the name, the choices only have names like it.
    """

    version: ClassVar[int] = 2
    draft_id: int
    name: str
    choices: tuple[Choice, ...]
    close: bool = False


@dataclass(frozen=True)
class WhichCustomer(Notice):
    """Several customers go by this name. `then` is what pressing one does; its value is the customer's number.

    `close`: nobody goes by it, these only come close. No choices: nobody comes close either.
    """

    name: str
    choices: tuple[Choice, ...]
    then: str = "customer.card"
    close: bool = False


@dataclass(frozen=True)
class Help(Notice):
    """What the bot can do for this role, with examples that run as they stand.

    `topic` is one command's usage (customer, log, followup, survey, handover, kizuna), or "" for everything. `who` and
    `ask` are customers of the reader's, `ask` one who may be asked how happy they are; None: there is nobody yet.
    `who.company` stands only where the name alone means somebody else too. `invites`: there is a LINE account to invite
    to.
    """

    version: ClassVar[int] = 2
    role: str
    name: str
    topic: str = ""
    who: Choice | None = None
    ask: Choice | None = None
    invites: bool = False


@dataclass(frozen=True)
class FollowupNudge(Notice):
    """A follow-up has come due, or what became of it (`state`: due, given, done, snoozed, handed, dropped).

    `kind` is task or cadence. `by` is who gave it to the reader, `word` why; `owner` whose it is now that it was handed
    on. A done one can be reopened until `undo_until`; `revision` is the row's version where the message is shown anew.
    """

    version: ClassVar[int] = 2
    followup_id: int
    customer_id: int
    customer: str
    company: str | None
    what: str
    day: date
    time: time | None
    promise: bool
    state: str = "due"
    kind: str = "task"
    by: str = ""
    word: str = ""
    owner: str = ""
    undo_until: datetime | None = None
    revision: int = 0


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
    survey: str = "nps"


@dataclass(frozen=True)
class LowScoreWords(Notice):
    """The words came after the score; said in the alert's thread so that a phone rings."""

    customer: str
    score: int
    reason: str
    survey: str = "nps"


@dataclass(frozen=True)
class ScoreWords(Notice):
    """A customer has explained a score that opened no case; somebody should read it all the same."""

    customer_id: int
    customer: str
    score: int
    reason: str
    answer_id: int = 0
    survey: str = "nps"


@dataclass(frozen=True)
class ScoreChanged(Notice):
    """The customer thought better (or worse) of it within a day; the case stays as it is."""

    customer_id: int
    customer: str
    before: int
    after: int
    survey: str = "nps"


@dataclass(frozen=True)
class CustomerLinked(Notice):
    """The customer has arrived in LINE."""

    customer_id: int
    customer: str


@dataclass(frozen=True)
class ConsentDecided(Notice):
    """The customer has said yes or no to these purposes (of crm.privacy.consents.PURPOSES)."""

    customer_id: int
    customer: str
    granted: bool
    purposes: tuple[str, ...] = ("surveys",)


@dataclass(frozen=True)
class CustomerLeft(Notice):
    """The customer has blocked or removed the account; messages cannot reach them."""

    customer_id: int
    customer: str


@dataclass(frozen=True)
class CustomerWrote(Notice):
    """Words from LINE that belong to no dialogue: a person should read them, at once if they are `urgent`."""

    customer_id: int | None
    customer: str
    text: str
    kind: str
    urgent: bool = False
    message_id: int = 0


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
