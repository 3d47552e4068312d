"""The relay: a customer writes in LINE, it is read in a Slack thread, and what is sent on purpose goes back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Text, text
from sqlmodel import Field, SQLModel

from storage.tables.base import BIG, Tracked, ref

STILL_OPEN = text("closed_at IS NULL")
WAITING = text("answered_at IS NULL")
REPLY_STATES = ("asked", "refused", "fetching", "owed", "sent", "failed", "cancelled")
MEDIA_STATES = ("wanted", "kept", "refused", "gone")


class Conversation(Tracked, table=True):
    """The Slack thread of one customer: in `place` (a channel C… or a person U…), begun by outbox row `root`.

    Closed when it goes on elsewhere (handover); at most one is open for a customer. `holder_id` is answering until
    `held_until`: nobody else does meanwhile, unless they say so. `head` is the outbox row of the newest change
    of its first message.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index(
            "uq_conversations_open", "customer_id", unique=True, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN
        ),
        Index("ix_conversations_place", "place", sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN),
    )

    customer_id: int = ref("customers.id")
    place: str = Field(max_length=32)
    root: int = Field(sa_type=BIG)
    head: int | None = Field(default=None, sa_type=BIG)
    holder_id: int | None = ref("reps.id", optional=True, index=False)
    held_until: datetime | None = None
    closed_at: datetime | None = None


class Wait(Tracked, table=True):
    """A customer waits for an answer since `began_at`; the first answer ends it. At most one is open for a customer.

    `rep_id` owned the customer then, `case_id` was open. `minutes` are the business minutes until `answered_at`;
    `ended`: by a reply, by a logged contact, or because no answer was needed (none). `escalated` counts who has been
    told (0 nobody, 1 the deputy or team, 2 the manager).
    """

    __tablename__ = "waits"
    __table_args__ = (
        CheckConstraint("ended IN ('reply', 'log', 'none')", name="ended"),
        Index("uq_waits_open", "customer_id", unique=True, sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_waits_began", "began_at"),
    )

    customer_id: int = ref("customers.id")
    line_user_id: int = ref("line_users.id", index=False)
    message_id: int = ref("messages.id", index=False)
    rep_id: int = ref("reps.id")
    case_id: int | None = ref("cases.id", optional=True, index=False)
    began_at: datetime
    answered_at: datetime | None = None
    answered_by_id: int | None = ref("reps.id", optional=True, index=False)
    minutes: int | None = None
    ended: str | None = Field(default=None, max_length=8)
    escalated: int = 0


class Reply(Tracked, table=True):
    """What a rep sends to a LINE account on purpose: words, `media` that point here, perhaps a `card` (a survey).

    `state`: asked (a manager must agree), refused, fetching (its files are on their way to us), owed, sent, failed,
    cancelled. `carrier` is the outbox row that takes it to LINE (several may share one), `post` the one that shows it
    in Slack. `fingerprint` keeps the same words from being sent twice from two forms.
    """

    __tablename__ = "replies"
    __table_args__ = (
        CheckConstraint(
            "state IN ('asked', 'refused', 'fetching', 'owed', 'sent', 'failed', 'cancelled')", name="state"
        ),
        Index("ix_replies_carrier", "carrier"),
        Index("ix_replies_post", "post"),
    )

    line_user_id: int = ref("line_users.id")
    customer_id: int | None = ref("customers.id", optional=True)
    conversation_id: int | None = ref("conversations.id", optional=True)
    message_id: int | None = ref("messages.id", optional=True)
    rep_id: int = ref("reps.id")
    text: str = Field(sa_type=Text)
    card: str | None = Field(default=None, max_length=32)
    state: str = Field(default="owed", max_length=10)
    carrier: int | None = Field(default=None, sa_type=BIG)
    post: int | None = Field(default=None, sa_type=BIG)
    fingerprint: str = Field(unique=True, max_length=64)
    decided_by_id: int | None = ref("reps.id", optional=True, index=False)
    why: str | None = Field(default=None, sa_type=Text)
    settled_at: datetime | None = None


class Media(Tracked, table=True):
    """A picture, film, sound or file, in (`message_id`) or out (`reply_id`).

    `name` is what its file is called in our folder (we make it, nobody else); `file_name` what its sender calls it.
    `state`: wanted (on its way to us), kept, refused (`why`), gone. Out: LINE fetches it at `public` until
    `public_until`; `preview` is the name of its small picture. `slack_file`: Slack's number of it.
    """

    __tablename__ = "media"
    __table_args__ = (CheckConstraint("state IN ('wanted', 'kept', 'refused', 'gone')", name="state"),)

    customer_id: int | None = ref("customers.id", optional=True)
    message_id: int | None = ref("messages.id", optional=True)
    reply_id: int | None = ref("replies.id", optional=True)
    kind: str = Field(max_length=16)
    name: str = Field(unique=True, max_length=64)
    file_name: str = Field(default="", max_length=255)
    mimetype: str = Field(default="", max_length=100)
    size: int = 0
    digest: str | None = Field(default=None, max_length=64)
    state: str = Field(default="wanted", max_length=8)
    why: str | None = Field(default=None, max_length=40)
    public: str | None = Field(default=None, unique=True, max_length=64)
    preview: str | None = Field(default=None, max_length=64)
    public_until: datetime | None = None
    slack_file: str | None = Field(default=None, max_length=32)


class ReplyTemplate(Tracked, table=True):
    """Words that are written often, of everybody or of one team; fields stand in braces (「{お客様}」)."""

    __tablename__ = "reply_templates"
    __table_args__ = (CheckConstraint("language IN ('ja', 'en')", name="language"),)

    name: str = Field(max_length=50)
    text: str = Field(sa_type=Text)
    language: str = Field(default="ja", max_length=2)
    team_id: int | None = ref("teams.id", optional=True)
    active: bool = True
    made_by_id: int | None = ref("reps.id", optional=True, index=False)


class MessageKey(SQLModel, table=True):
    """A message's words as they are searched: width and case are levelled. Derived, so it is not audited."""

    __tablename__ = "message_keys"

    message_id: int = Field(primary_key=True, foreign_key="messages.id", sa_type=BIG, ondelete="CASCADE")
    key: str = Field(sa_type=Text)
