"""Customers: companies, the people in them, what is known of both, and the keys they are found by."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint, Text
from sqlmodel import Field, Relationship, SQLModel

from storage.tables.base import BIG, BYTEWISE, DOCUMENT, Tracked, ref

FIELD_KINDS = ("text", "number", "date", "choice")
ANNIVERSARIES = ("contract", "first_purchase", "founding", "promotion", "wedding", "other")


class Company(Tracked, table=True):
    """A firm; consumers have none. `purpose`: what they buy for; `issues`: what they struggle with."""

    __tablename__ = "companies"

    name: str = Field(max_length=100)
    key: str = Field(sa_type=BYTEWISE, index=True)
    industry: str | None = Field(default=None, max_length=100)
    size: str | None = Field(default=None, max_length=100)
    purpose: str | None = Field(default=None, sa_type=Text)
    issues: str | None = Field(default=None, sa_type=Text)
    gifts_declined: bool = False


class Customer(Tracked, table=True):
    """One person we serve, always owned by somebody (`owner_id`); the name is stored as typed.

    A birthday may lack its year; `show_age` says that the customer agreed to be congratulated with it. `mourning_from`
    and `mourning_until` are 喪中 (both days included). `cadence_days`: keep in touch every so many days. `tags` and
    `custom` ({number of the custom field: value}) are small and read with the row. A customer with `merged_into_id` is
    a duplicate that lives on in the other: not found, not counted, kept so that the merge can be undone. One with
    `erased_at` has asked to be forgotten: only the number is left, by which sums stay sums.
    """

    __tablename__ = "customers"
    __table_args__ = (
        CheckConstraint("birth_month BETWEEN 1 AND 12", name="birth_month"),
        CheckConstraint("birth_day BETWEEN 1 AND 31", name="birth_day"),
        CheckConstraint("cadence_days BETWEEN 1 AND 3650", name="cadence_days"),
    )

    name: str = Field(max_length=100)
    reading: str | None = Field(default=None, max_length=100)
    company_id: int | None = ref("companies.id", optional=True)
    owner_id: int = ref("reps.id")
    language: str | None = Field(default=None, max_length=2)
    title: str | None = Field(default=None, max_length=100)
    deputy_id: int | None = ref("reps.id", optional=True)
    key_person: bool = False
    email: str | None = Field(default=None, max_length=254, index=True)
    phone: str | None = Field(default=None, max_length=40)
    address: str | None = Field(default=None, max_length=300)
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    show_age: bool = False
    likes: str | None = Field(default=None, sa_type=Text)
    taboos: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)
    mourning_from: date | None = None
    mourning_until: date | None = None
    gifts_declined: bool = False
    cadence_days: int | None = None
    source: str | None = Field(default=None, max_length=200)
    external_id: str | None = Field(default=None, max_length=200, index=True)
    tags: list[str] = Field(default_factory=list, sa_type=DOCUMENT)
    custom: dict[str, Any] = Field(default_factory=dict, sa_type=DOCUMENT)
    merged_into_id: int | None = ref("customers.id", optional=True)
    erased_at: datetime | None = None

    company: Company | None = Relationship(sa_relationship_kwargs={"lazy": "raise"})


class Anniversary(Tracked, table=True):
    """A day of the year that matters to a customer beside the birthday: 契約記念日, 昇進 …; the year may be unknown."""

    __tablename__ = "anniversaries"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('contract', 'first_purchase', 'founding', 'promotion', 'wedding', 'other')", name="kind"
        ),
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("day BETWEEN 1 AND 31", name="day"),
    )

    customer_id: int = ref("customers.id")
    kind: str = Field(max_length=16)
    label: str | None = Field(default=None, max_length=100)
    year: int | None = None
    month: int
    day: int


class Employment(Tracked, table=True):
    """Where a customer worked before: written when they change company, so that the old firm's card knows them."""

    __tablename__ = "employments"

    customer_id: int = ref("customers.id")
    company_id: int = ref("companies.id")
    title: str | None = Field(default=None, max_length=100)
    ended_at: datetime


class CustomField(Tracked, table=True):
    """A field of the company's own on every customer's card; `choices` belong to kind `choice`."""

    __tablename__ = "custom_fields"
    __table_args__ = (CheckConstraint("kind IN ('text', 'number', 'date', 'choice')", name="kind"),)

    name: str = Field(max_length=50)
    kind: str = Field(max_length=8)
    choices: list[str] = Field(default_factory=list, sa_type=DOCUMENT)
    active: bool = True


class CustomerKey(SQLModel, table=True):
    """A normalised name that finds a customer; derived from the names, so it is not audited."""

    __tablename__ = "customer_keys"
    __table_args__ = (PrimaryKeyConstraint("key", "customer_id"),)

    key: str = Field(sa_type=BYTEWISE)
    customer_id: int = Field(foreign_key="customers.id", sa_type=BIG, index=True, ondelete="CASCADE")


class CustomerGram(SQLModel, table=True):
    """Two neighbouring characters of a customer's keys: how a misspelt name is found. Derived as the keys are."""

    __tablename__ = "customer_grams"
    __table_args__ = (PrimaryKeyConstraint("gram", "customer_id"), {"sqlite_with_rowid": False})

    gram: str = Field(sa_type=BYTEWISE)
    customer_id: int = Field(foreign_key="customers.id", sa_type=BIG, ondelete="CASCADE")
