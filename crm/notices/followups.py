"""What is owed to customers, as lists of it, bundles of it, and the questions around a new one."""

from dataclasses import dataclass
from datetime import date, datetime, time

from crm.notices.base import Choice, Notice
from crm.notices.to_staff import FollowupNudge


@dataclass(frozen=True)
class OwedLine:
    """A follow-up among others. `kind` is task or cadence, `what` the rep's own words (none: to be in touch).

    `late`: None while there is time, else how many business days it is past its date (0: for hours only). `state` is
    open, done, dropped, snoozed or handed, `undo_until` how long a done one can be reopened. `revision` changes with
    every change of the row: a button of the line as it was counts apart from one of the line as it is.
    """

    followup_id: int
    customer_id: int
    customer: str
    company: str | None
    what: str
    day: date
    time: time | None
    promise: bool
    kind: str = "task"
    late: int | None = None
    owner: str = ""
    owner_id: int = 0
    state: str = "open"
    undo_until: datetime | None = None
    revision: int = 1


@dataclass(frozen=True)
class MorningBundle(Notice):
    """What is due on a day at no certain hour, in one message. `more` are not shown; `owner` is who has left it behind
    (empty: the reader).
    """

    day: date
    lines: tuple[OwedLine, ...]
    more: int = 0
    owner: str = ""


@dataclass(frozen=True)
class OverdueBundle(Notice):
    """What others have let pass, for whoever stands in for them or answers for them; the longest overdue first."""

    lines: tuple[OwedLine, ...]
    more: int = 0


@dataclass(frozen=True)
class FollowupList(Notice):
    """A page of what is owed: `scope` mine, or team (only what is overdue). `page` counts from 0.

    `total` and `overdue` count all pages; `just` is what has been done to one of the lines by the press before.
    """

    scope: str
    lines: tuple[OwedLine, ...]
    page: int
    pages: int
    total: int
    overdue: int
    just: FollowupNudge | None = None


@dataclass(frozen=True)
class FollowupAdded(Notice):
    """What was understood of a line or a form; `operation` takes it back until then. `owner`: somebody else's now."""

    lines: tuple[OwedLine, ...]
    operation: str
    undo_until: datetime
    owner: str = ""


@dataclass(frozen=True)
class WhoseFollowup(Notice):
    """The line's name could mean several customers, or (no choices) nobody we know; the line is kept.

    `close`: nobody goes by the name, the choices only have names like it.
    """

    draft_id: int
    name: str
    choices: tuple[Choice, ...]
    close: bool = False


@dataclass(frozen=True)
class WhenFollowup(Notice):
    """The line says no day, or none to be sure of (`guess`); the line is kept."""

    draft_id: int
    customers: tuple[str, ...]
    what: str
    tomorrow: date
    business_day: date
    guess: date | None = None
    guess_time: time | None = None
