"""Customers: companies, the people in them, and the keys they are found by."""

from sqlalchemy import PrimaryKeyConstraint
from sqlmodel import Field, Relationship, SQLModel

from storage.tables.base import BIG, BYTEWISE, Tracked, ref


class Company(Tracked, table=True):
    """A firm; consumers have none."""

    __tablename__ = "companies"

    name: str = Field(max_length=100)
    key: str = Field(sa_type=BYTEWISE, index=True)


class Customer(Tracked, table=True):
    """One person we serve, always owned by somebody (`owner_id`); the name is stored as typed."""

    __tablename__ = "customers"

    name: str = Field(max_length=100)
    reading: str | None = Field(default=None, max_length=100)
    company_id: int | None = ref("companies.id", optional=True)
    owner_id: int = ref("reps.id")
    language: str | None = Field(default=None, max_length=2)

    company: Company | None = Relationship(sa_relationship_kwargs={"lazy": "raise"})


class CustomerKey(SQLModel, table=True):
    """A normalised name that finds a customer; derived from the names, so it is not audited."""

    __tablename__ = "customer_keys"
    __table_args__ = (PrimaryKeyConstraint("key", "customer_id"),)

    key: str = Field(sa_type=BYTEWISE)
    customer_id: int = Field(foreign_key="customers.id", sa_type=BIG, index=True, ondelete="CASCADE")
