"""The four tables that make every promise keepable (inbox, outbox, ledger, audit) and the shared counters."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, Text, text
from sqlmodel import Field, SQLModel

from storage.tables.base import BIG, DOCUMENT, key

OPEN = text("state = 'open'")
DEAD = text("state = 'dead'")
READY = text("state = 'ready'")
IN_LANE = text("state IN ('ready', 'leased', 'waiting')")
LATER = text("state IN ('scheduled', 'waiting', 'leased', 'paused')")
OUTBOX_STATES = ("ready", "leased", "waiting", "scheduled", "paused", "sent", "unknown", "dead", "cancelled")


class Inbox(SQLModel, table=True):
    """What the platforms told us, committed before we said thank you.

    `ready_at` is when the row may be taken: a lease and a retry both move it into the future, and a row that is not
    ready yet blocks the later rows of its lane. `dedupe` is the platform's own name for the event.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'dead')", name="state"),
        Index("ix_inbox_open", "seq", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_inbox_dead", "seq", sqlite_where=DEAD, postgresql_where=DEAD),
        Index("ix_inbox_lane", "lane", "seq", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_inbox_source_received", "source", "received_at"),
    )

    seq: int = key()
    dedupe: str = Field(unique=True, max_length=255)
    source: str = Field(max_length=8)
    kind: str = Field(max_length=64)
    lane: str = Field(max_length=128)
    payload: str = Field(sa_type=Text)
    occurred_at: datetime
    received_at: datetime
    state: str = Field(default="open", max_length=8)
    ready_at: datetime
    lease: str | None = Field(default=None, max_length=32)
    attempts: int = 0
    reference: str | None = Field(default=None, max_length=32)


class Outbox(SQLModel, table=True):
    """What we owe the world: one notice for one recipient, phrased only when it goes out.

    `uuid` is LINE's retry key and the mark in Slack's metadata from the first attempt on. `thread_of` and `update_of`
    name earlier rows whose platform ids are resolved at delivery.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        CheckConstraint("state IN (" + ", ".join(f"'{s}'" for s in OUTBOX_STATES) + ")", name="state"),
        Index("ix_outbox_ready", "seq", sqlite_where=READY, postgresql_where=READY),
        Index("ix_outbox_lane", "lane", "seq", sqlite_where=IN_LANE, postgresql_where=IN_LANE),
        Index("ix_outbox_later", "ready_at", sqlite_where=LATER, postgresql_where=LATER),
        Index("ix_outbox_operation", "operation"),
    )

    seq: int = key()
    uuid: str = Field(unique=True, max_length=36)
    channel: str = Field(max_length=8)
    recipient: str = Field(max_length=64)
    lane: str = Field(max_length=80)
    kind: str = Field(max_length=64)
    schema_version: int = 1
    fields: dict[str, Any] = Field(sa_type=DOCUMENT)
    operation: str = Field(max_length=32)
    customer_id: int | None = Field(default=None, index=True, sa_type=BIG)
    reply_token: str | None = Field(default=None, max_length=64)
    reply_until: datetime | None = None
    thread_of: int | None = Field(default=None, sa_type=BIG)
    update_of: int | None = Field(default=None, sa_type=BIG)
    state: str = Field(default="ready", max_length=10)
    ready_at: datetime
    lease: str | None = Field(default=None, max_length=32)
    attempts: int = 0
    first_tried_at: datetime | None = None
    platform: dict[str, Any] = Field(default_factory=dict, sa_type=DOCUMENT)
    error: str | None = Field(default=None, max_length=200)
    created_at: datetime
    sent_at: datetime | None = None


class Ledger(SQLModel, table=True):
    """A calendar slot that has been used up: `(job, slot)` exists once on any number of machines."""

    __tablename__ = "ledger"
    __table_args__ = (PrimaryKeyConstraint("job", "slot"),)

    job: str = Field(max_length=32)
    slot: str = Field(max_length=128)
    at: datetime


class Audit(SQLModel, table=True):
    """Every change, append-only: which operation, who, which row at which version, before and after."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_row", "table_name", "row_id"),)

    id: int = key()
    operation: str = Field(max_length=32, index=True)
    rule: str = Field(max_length=64)
    actor: str = Field(max_length=64)
    at: datetime
    table_name: str = Field(max_length=32)
    row_id: int = Field(sa_type=BIG)
    row_version: int
    customer_id: int | None = Field(default=None, index=True, sa_type=BIG)
    before: dict[str, Any] | None = Field(default=None, sa_type=DOCUMENT)
    after: dict[str, Any] | None = Field(default=None, sa_type=DOCUMENT)


class RateBucket(SQLModel, table=True):
    """How often something happened in a window of time, shared by all machines (wrong codes, alarms)."""

    __tablename__ = "rate_buckets"
    __table_args__ = (PrimaryKeyConstraint("name", "window_start"),)

    name: str = Field(max_length=128)
    window_start: datetime
    hits: int = 0
