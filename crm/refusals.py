"""Expected "no"s. A refusal is an answer: it says what is the matter, and the catalogue says what to do next.

Raised (`raise Refused(...)`) it undoes everything the rule did; returned as a value it keeps it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    """Base of all; the catalogue key of a refusal is `refused.` + its class name in snake case."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Carries a refusal out of a rule; the unit of work is rolled back to where the rule began."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(type(refusal).__name__)
        self.refusal = refusal


@dataclass(frozen=True)
class NotAllowed(Refusal):
    """The actor's role or scope does not reach this."""

    rule: str


@dataclass(frozen=True)
class NotAMember(Refusal):
    """Guests, bots, strangers from Slack Connect and deactivated people."""


@dataclass(frozen=True)
class Gone(Refusal):
    """What was asked for is not there (any more)."""


@dataclass(frozen=True)
class NameMissing(Refusal):
    """A customer needs a name."""


@dataclass(frozen=True)
class NobodyFound(Refusal):
    """No customer goes by this name."""

    name: str


@dataclass(frozen=True)
class TextTooLong(Refusal):
    """More than `most` characters."""

    most: int


@dataclass(frozen=True)
class NothingToLog(Refusal):
    """An empty line."""


@dataclass(frozen=True)
class UndoTooLate(Refusal):
    """The time to undo has passed."""

    minutes: int


@dataclass(frozen=True)
class ChangedSince(Refusal):
    """Somebody has acted on it since; undoing would destroy their work."""


@dataclass(frozen=True)
class AlreadyUndone(Refusal):
    """It is undone already."""


@dataclass(frozen=True)
class NotLinked(Refusal):
    """The customer has no LINE account linked."""

    name: str


@dataclass(frozen=True)
class Unreachable(Refusal):
    """The customer has blocked or removed our LINE account."""

    name: str


@dataclass(frozen=True)
class NotConsented(Refusal):
    """The customer has said no to this purpose."""

    name: str


@dataclass(frozen=True)
class OpenCase(Refusal):
    """A customer with an open complaint is not asked how happy they are."""

    name: str


@dataclass(frozen=True)
class AskedRecently(Refusal):
    """Survey fatigue: the last invitation is only `days` days old."""

    name: str
    days: int


@dataclass(frozen=True)
class InviteUnavailable(Refusal):
    """No LINE_BASIC_ID: there is no account to invite to."""


@dataclass(frozen=True)
class CodeWrong(Refusal):
    """No such code."""


@dataclass(frozen=True)
class CodeExpired(Refusal):
    """The code was good for seven days."""


@dataclass(frozen=True)
class CodeUsed(Refusal):
    """The code has been used."""


@dataclass(frozen=True)
class CodeLocked(Refusal):
    """Too many wrong codes from this account within the hour."""


@dataclass(frozen=True)
class SurveyOver(Refusal):
    """The time to answer or to change the answer has passed."""


@dataclass(frozen=True)
class NotUnderstood(Refusal):
    """A date or time in a form that means nothing to us."""

    field: str
