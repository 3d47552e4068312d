"""Customers in LINE: accounts, whose they are, invitations, consent, and what was said."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import DOCUMENT, Tracked, ref

OPEN_LINK = text("ended_at IS NULL")


class LineUser(Tracked, table=True):
    """A LINE account that has met ours. `state`: friend, or gone (blocked or unfollowed).

    `chosen_language` and `delivery_hour` (0 to 23, local) are what its owner asked for in the chat; `language` is what
    LINE says. `rep_id`: whose personal QR code brought it here. `menu`: the rich menu that it was given last.
    """

    __tablename__ = "line_users"
    __table_args__ = (
        CheckConstraint("state IN ('friend', 'gone')", name="state"),
        CheckConstraint("chosen_language IN ('ja', 'en')", name="chosen_language"),
        CheckConstraint("delivery_hour BETWEEN 0 AND 23", name="delivery_hour"),
    )

    user_id: str = Field(unique=True, max_length=64)
    display_name: str | None = Field(default=None, max_length=100)
    language: str | None = Field(default=None, max_length=8)
    state: str = Field(default="friend", max_length=8)
    followed_at: datetime | None = None
    left_at: datetime | None = None
    chosen_language: str | None = Field(default=None, max_length=2)
    delivery_hour: int | None = None
    rep_id: int | None = ref("reps.id", optional=True)
    menu: str | None = Field(default=None, max_length=64)


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


class LinkOffer(Tracked, table=True):
    """One of ours thinks to know who an account is; it is linked when its owner says so too.

    `state`: asked, agreed, declined, or void (overtaken by another link).
    """

    __tablename__ = "link_offers"
    __table_args__ = (CheckConstraint("state IN ('asked', 'agreed', 'declined', 'void')", name="state"),)

    line_user_id: int = ref("line_users.id")
    customer_id: int = ref("customers.id")
    rep_id: int = ref("reps.id", index=False)
    state: str = Field(default="asked", max_length=8)
    decided_at: datetime | None = None


class Invite(Tracked, table=True):
    """A single-use code that links a LINE account to a customer; only its SHA-256 is kept.

    `nonce_digest` until `nonce_until`: the code was typed on our page, and LINE is asked whose account that is.
    """

    __tablename__ = "invites"
    __table_args__ = (Index("uq_invites_nonce_digest", "nonce_digest", unique=True),)

    customer_id: int = ref("customers.id")
    rep_id: int = ref("reps.id", index=False)
    code_digest: str = Field(unique=True, max_length=64)
    expires_at: datetime
    used_at: datetime | None = None
    nonce_digest: str | None = Field(default=None, max_length=64)
    nonce_until: datetime | None = None


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
    """One LINE message, `direction` in or out; what the bot sent is kept as the words the customer read.

    `rep_id` wrote it (out; None: the bot by itself).
    """

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
    rep_id: int | None = ref("reps.id", optional=True, index=False)


class LineQuota(SQLModel, table=True):
    """What LINE said of a month's paid messages: `total` (None: no limit) and how many are `used`."""

    __tablename__ = "line_quotas"

    month: str = Field(primary_key=True, max_length=7)
    total: int | None = None
    used: int = 0
    read_at: datetime
