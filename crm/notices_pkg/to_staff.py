"""Everything the product can say, as data. Phrased only when it goes out, in the reader's language.

A notice is a frozen dataclass of plain values; `version` rises when its fields change, so that a row written by an
older program can still be read.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, ClassVar

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Notice:
    """Base of all notices; `channel` says who can phrase it. A `secret` one is forgotten once it is sent."""

    channel: ClassVar[str] = "slack"
    version: ClassVar[int] = 1
    secret: ClassVar[bool] = False


@dataclass(frozen=True)
class Due:
    """A follow-up in one line."""

    followup_id: int
    what: str
    day: date
    time: time | None
    promise: bool


@dataclass(frozen=True)
class Sentence(Notice):
    """One sentence of the catalogue: a refusal, a small confirmation. `parts` fill its placeholders."""

    key: str
    parts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """One of several customers that a name could mean."""

    customer_id: int
    name: str
    company: str | None
    owner: str


# --- to reps and managers, in Slack ----------------------------------------------------------------------------------


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


# --- to customers, in LINE -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Welcome(Notice):
    """A new friend (`back`: an old one has returned)."""

    channel: ClassVar[str] = "line"
    company: str
    back: bool = False


@dataclass(frozen=True)
class Linked(Notice):
    """Greeted by name, and asked for consent with the purpose stated; not asked again without a `token`."""

    channel: ClassVar[str] = "line"
    company: str
    name: str
    rep: str
    token: str


@dataclass(frozen=True)
class HowToLink(Notice):
    """To somebody we do not know yet, once a day: their words were passed on, and what a code is good for."""

    channel: ClassVar[str] = "line"
    company: str


@dataclass(frozen=True)
class AlreadyLinked(Notice):
    """The same account used another good code of the same customer."""

    channel: ClassVar[str] = "line"
    name: str


@dataclass(frozen=True)
class CodeRefused(Notice):
    """`why`: wrong, expired, used or locked."""

    channel: ClassVar[str] = "line"
    why: str
    company: str


@dataclass(frozen=True)
class ConsentNoted(Notice):
    """What stops or goes on, and how to change it."""

    channel: ClassVar[str] = "line"
    granted: bool
    company: str


@dataclass(frozen=True)
class NpsQuestion(Notice):
    """0 to 10 as eleven buttons; says what the answer is used for and that it may be declined."""

    channel: ClassVar[str] = "line"
    company: str
    name: str
    token: str


@dataclass(frozen=True)
class NpsThanks(Notice):
    """After a tap. `asks` is true when the next words are taken as the reason."""

    channel: ClassVar[str] = "line"
    score: int
    changed: bool
    asks: bool
    name: str


@dataclass(frozen=True)
class ReasonThanks(Notice):
    """After the words; `case` promises that somebody will be in touch."""

    channel: ClassVar[str] = "line"
    name: str
    case: bool
    rep: str


@dataclass(frozen=True)
class SurveyClosed(Notice):
    """A tap that came too late, or on a question that is not this account's."""

    channel: ClassVar[str] = "line"
    company: str


@dataclass(frozen=True)
class Apology(Notice):
    """Something went wrong on our side; the reference finds the log line."""

    channel: ClassVar[str] = "line"
    reference: str
    company: str


@dataclass(frozen=True)
class WantProfile(Notice):
    """Not said to anybody: delivery asks LINE for the profile and feeds it back into the inbox."""

    channel: ClassVar[str] = "line"
    line_user_id: int


def _all(kind: type[Notice]) -> list[type[Notice]]:
    return [sub for each in kind.__subclasses__() for sub in (each, *_all(each))]


KINDS: dict[str, type[Notice]] = {kind.__name__: kind for kind in _all(Notice)}


_ADAPTERS: dict[str, TypeAdapter[Notice]] = {}


def _adapter(name: str) -> TypeAdapter[Notice]:
    # Built at first use: building all of them at import would cost every start-up tens of milliseconds.
    if name not in _ADAPTERS:
        _ADAPTERS[name] = TypeAdapter(KINDS[name])
    return _ADAPTERS[name]


def pack(notice: Notice) -> dict[str, Any]:
    """The notice's fields as JSON values."""
    packed: dict[str, Any] = _adapter(type(notice).__name__).dump_python(notice, mode="json")
    return packed


def unpack(kind: str, fields: dict[str, Any]) -> Notice:
    """The notice that `pack` made.

    Raises:
        KeyError: a kind this program does not know.
        pydantic.ValidationError: fields of another schema.
    """
    return _adapter(kind).validate_python(fields)
