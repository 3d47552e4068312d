"""Customers in LINE: accounts, whose they are, invitations, consent, and what was said."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import DOCUMENT, Tracked, ref

OPEN_LINK = text("ended_at IS NULL")


class LineUser(Tracked, table=True):
    """A LINE account that has met ours. `state`: friend, or gone (blocked or unfollowed)."""

    __tablename__ = "line_users"
    __table_args__ = (CheckConstraint("state IN ('friend', 'gone')", name="state"),)

    user_id: str = Field(unique=True, max_length=64)
    display_name: str | None = Field(default=None, max_length=100)
    language: str | None = Field(default=None, max_length=8)
    state: str = Field(default="friend", max_length=8)
    followed_at: datetime | None = None
    left_at: datetime | None = None


class LineLink(Tracked, table=True):
    """An account that speaks for a customer. Many to many: a couple shares a phone, a person changes accounts."""

    __tablename__ = "line_links"
    __table_args__ = (
        Index(
            "uq_line_links_open",
            "line_user_id",
            "customer_id",
            unique=True,
            sqlite_where=OPEN_LINK,
            postgresql_where=OPEN_LINK,
        ),
    )

    line_user_id: int = ref("line_users.id")
    customer_id: int = ref("customers.id")
    ended_at: datetime | None = None


class Invite(Tracked, table=True):
    """A single-use code that links a LINE account to a customer; only its SHA-256 is kept."""

    __tablename__ = "invites"

    customer_id: int = ref("customers.id")
    rep_id: int = ref("reps.id", index=False)
    code_digest: str = Field(unique=True, max_length=64)
    expires_at: datetime
    used_at: datetime | None = None


class Consent(Tracked, table=True):
    """One decision of a customer: purpose, the version of the text they read, channel, and when. Append-only."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_customer_purpose", "customer_id", "purpose", "decided_at"),)

    customer_id: int = ref("customers.id", index=False)
    purpose: str = Field(max_length=32)
    granted: bool
    text_version: str = Field(max_length=32)
    channel: str = Field(max_length=16)
    decided_at: datetime


class Message(Tracked, table=True):
    """One LINE message, `direction` in or out; what the bot sent is kept as the words the customer read."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        UniqueConstraint("direction", "platform_id", name="uq_messages_platform_id"),
        Index("ix_messages_customer_at", "customer_id", "at"),
    )

    line_user_id: int = ref("line_users.id")
    customer_id: int | None = ref("customers.id", index=False, optional=True)
    direction: str = Field(max_length=3)
    platform_id: str = Field(max_length=64)
    kind: str = Field(max_length=32)
    text: str = Field(sa_type=Text)
    details: dict[str, str] = Field(default_factory=dict, sa_type=DOCUMENT)
    at: datetime
