"""What reps see of a company, and of who changed what."""

from dataclasses import dataclass
from datetime import date, datetime

from crm.notices.base import Due, Notice


@dataclass(frozen=True)
class Contact:
    """Somebody at the company, in one line."""

    customer_id: int
    name: str
    title: str | None
    owner: str
    last_touch: date | None
    key_person: bool


@dataclass(frozen=True)
class FormerContact:
    """Somebody who was there; `now` is the company they went to, if we know of one."""

    customer_id: int
    name: str
    title: str | None
    left: date
    now: str | None


@dataclass(frozen=True)
class CompanyDue:
    """What is owed to one of the contacts."""

    customer: str
    due: Due


@dataclass(frozen=True)
class CompanyCase:
    """An open case of one of the contacts."""

    customer: str
    opened: date


@dataclass(frozen=True)
class CompanyCard(Notice):
    """A company at a glance. `people`, `owed` and `open_cases` count all of them, also those that are not listed."""

    company_id: int
    name: str
    industry: str | None
    size: str | None
    purpose: str | None
    issues: str | None
    gifts_declined: bool
    contacts: tuple[Contact, ...]
    people: int
    former: tuple[FormerContact, ...]
    followups: tuple[CompanyDue, ...]
    owed: int
    cases: tuple[CompanyCase, ...]
    open_cases: int


@dataclass(frozen=True)
class CompanyChoice:
    """One of several companies; `people` is how many contacts it has."""

    company_id: int
    name: str
    people: int


@dataclass(frozen=True)
class WhichCompany(Notice):
    """Several companies go by this name; none at all: nobody is found."""

    name: str
    choices: tuple[CompanyChoice, ...]


@dataclass(frozen=True)
class Change:
    """One field of a customer, changed. Empty `before` or `after` means that nothing was known.

    `field` is a form's field, "created", "merged", "custom" (`label` is then its name) or "anniversary." and a kind.
    `by`: rep, system or customer; `who` is the rep's name.
    """

    field: str
    label: str
    before: str
    after: str
    by: str
    who: str
    at: datetime


@dataclass(frozen=True)
class CustomerChanges(Notice):
    """Who changed what of a customer, the latest first."""

    customer_id: int
    customer: str
    company: str | None
    changes: tuple[Change, ...]
