"""What a successor reads of a customer before they take over: as a message, and on paper."""

from dataclasses import dataclass
from datetime import date, time
from typing import ClassVar

from crm.notices.base import Notice
from crm.notices.timelines import News, Occasion, Touch


@dataclass(frozen=True)
class OwedThing:
    """Something open that is owed to the customer. `late`: past its time; `slipped`: put off when its time had come."""

    what: str
    day: date
    time: time | None
    late: bool = False
    slipped: bool = False


@dataclass(frozen=True)
class BrokenPromise:
    """A promise that was not kept by its `day`: done only on the day `done`, or (None) dropped."""

    what: str
    day: date
    done: date | None


@dataclass(frozen=True)
class Complaint:
    """A case: the score that opened it, the customer's own words, and how it ended.

    `closed` is None while it is open. `task` is what was owed because of it ("" for nothing), `task_state` what became
    of that: open, done or dropped.
    """

    opened: date
    score: int | None
    words: str
    closed: date | None
    task: str = ""
    task_state: str = ""


@dataclass(frozen=True)
class HandoverBrief(Notice):
    """A customer as their next rep should know them, from the store alone: what is not known is empty.

    `row_id` is the HandoverCustomer that it is made for, 0 before there is one; `day`: the successor's first; `today`:
    when it was made.
    `first_step`: what the predecessor would do first. Of `promises` and `followups` the late ones come first; `more_…`
    count those that are not shown. `touches`, `scores` and `complaints` begin with the latest; `words` is the
    customer's last message in LINE. `stage`, `line`, `consent`, `gifts` and `mourning_until` as in CustomerCard.
    """

    row_id: int
    customer_id: int
    today: date
    name: str
    reading: str | None
    company: str | None
    title: str | None
    key_person: bool
    predecessor: str = ""
    successor: str = ""
    day: date | None = None
    first_step: str = ""
    stage: int | None = None
    evidence: tuple[tuple[str, dict[str, int]], ...] = ()
    taboos: str = ""
    likes: str = ""
    note: str = ""
    mourning_until: date | None = None
    gifts: str = ""
    promises: tuple[OwedThing, ...] = ()
    more_promises: int = 0
    broken: tuple[BrokenPromise, ...] = ()
    followups: tuple[OwedThing, ...] = ()
    more_followups: int = 0
    complaints: tuple[Complaint, ...] = ()
    scores: tuple[News, ...] = ()
    words: News | None = None
    touches: tuple[Touch, ...] = ()
    occasions: tuple[Occasion, ...] = ()
    phone: str = ""
    email: str = ""
    address: str = ""
    language: str | None = None
    line: str = "none"
    consent: str = "unasked"


@dataclass(frozen=True)
class BriefPaper(Notice):
    """Briefs to print, one customer after the other; `more` did not find a place. Drawing them takes a while, and what
    is known of so many people is not kept once it has arrived.
    """

    secret: ClassVar[bool] = True
    drawn: ClassVar[bool] = True
    briefs: tuple[HandoverBrief, ...]
    house: str
    day: date
    more: int = 0
