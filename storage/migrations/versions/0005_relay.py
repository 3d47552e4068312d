"""The relay: threads in Slack of what is said in LINE, replies, pictures and files, and who waits for how long

Revision ID: 0005
Revises: 0004
"""

import unicodedata
from typing import Any

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sqlmodel.UTCDateTime()
STILL_OPEN = sa.text("closed_at IS NULL")
WAITING = sa.text("answered_at IS NULL")


def _check(table: str, column: str, rule: str) -> str:
    return f"CONSTRAINT ck_{table}_{column} CHECK ({rule})"


APPROVALS = "relay_approval IN ('never', 'new', 'case', 'always')"
# Added in place, with defaults that the program before this one can live with.
NEW_COLUMNS: dict[str, dict[str, tuple[TypeEngine[Any], str]]] = {
    "company_settings": {
        "relay_place": (
            sa.String(8),
            "NOT NULL DEFAULT 'dm' " + _check("company_settings", "relay_place", "relay_place IN ('dm', 'channel')"),
        ),
        "relay_wait": (sa.Integer(), "NOT NULL DEFAULT 60"),
        "relay_approval": (
            sa.String(8),
            "NOT NULL DEFAULT 'never' " + _check("company_settings", "relay_approval", APPROVALS),
        ),
        "relay_new_days": (sa.Integer(), "NOT NULL DEFAULT 30"),
    },
    "messages": {"rep_id": (BIG, "CONSTRAINT fk_messages_rep_id REFERENCES reps (id)")},
    "reps": {"away_from": (sa.Date(), ""), "away_until": (sa.Date(), "")},
    "teams": {"channel": (sa.String(32), "")},
}


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("root", BIG, nullable=False),
        sa.Column("head", BIG, nullable=True),
        sa.Column("holder_id", BIG, nullable=True),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_conversations_customer_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["reps.id"], name=op.f("fk_conversations_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_customer_id"), "conversations", ["customer_id"])
    op.create_index(
        "ix_conversations_place",
        "conversations",
        ["place"],
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )
    op.create_index(
        "uq_conversations_open",
        "conversations",
        ["customer_id"],
        unique=True,
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )
    op.create_table(
        "waits",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("line_user_id", BIG, nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("rep_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by_id", BIG, nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("ended", sa.String(length=8), nullable=True),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.CheckConstraint("ended IN ('reply', 'log', 'none')", name=op.f("ck_waits_ended")),
        sa.ForeignKeyConstraint(["answered_by_id"], ["reps.id"], name=op.f("fk_waits_answered_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_waits_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_waits_customer_id")),
        sa.ForeignKeyConstraint(["line_user_id"], ["line_users.id"], name=op.f("fk_waits_line_user_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_waits_message_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_waits_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waits")),
    )
    op.create_index("ix_waits_began", "waits", ["began_at"])
    op.create_index(op.f("ix_waits_customer_id"), "waits", ["customer_id"])
    op.create_index(op.f("ix_waits_rep_id"), "waits", ["rep_id"])
    op.create_index(
        "uq_waits_open", "waits", ["customer_id"], unique=True, sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_table(
        "replies",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("line_user_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("conversation_id", BIG, nullable=True),
        sa.Column("message_id", BIG, nullable=True),
        sa.Column("rep_id", BIG, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("card", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("carrier", BIG, nullable=True),
        sa.Column("post", BIG, nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("decided_by_id", BIG, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'refused', 'fetching', 'owed', 'sent', 'failed', 'cancelled')",
            name=op.f("ck_replies_state"),
        ),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f("fk_replies_conversation_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_replies_customer_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["reps.id"], name=op.f("fk_replies_decided_by_id")),
        sa.ForeignKeyConstraint(["line_user_id"], ["line_users.id"], name=op.f("fk_replies_line_user_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_replies_message_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_replies_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_replies_fingerprint")),
    )
    op.create_index("ix_replies_carrier", "replies", ["carrier"])
    op.create_index(op.f("ix_replies_conversation_id"), "replies", ["conversation_id"])
    op.create_index(op.f("ix_replies_customer_id"), "replies", ["customer_id"])
    op.create_index(op.f("ix_replies_line_user_id"), "replies", ["line_user_id"])
    op.create_index(op.f("ix_replies_message_id"), "replies", ["message_id"])
    op.create_index("ix_replies_post", "replies", ["post"])
    op.create_index(op.f("ix_replies_rep_id"), "replies", ["rep_id"])
    op.create_table(
        "media",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("message_id", BIG, nullable=True),
        sa.Column("reply_id", BIG, nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("mimetype", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.Column("public", sa.String(length=64), nullable=True),
        sa.Column("preview", sa.String(length=64), nullable=True),
        sa.Column("public_until", MOMENT, nullable=True),
        sa.Column("slack_file", sa.String(length=32), nullable=True),
        sa.CheckConstraint("state IN ('wanted', 'kept', 'refused', 'gone')", name=op.f("ck_media_state")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_media_customer_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_media_message_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["replies.id"], name=op.f("fk_media_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("name", name=op.f("uq_media_name")),
        sa.UniqueConstraint("public", name=op.f("uq_media_public")),
    )
    op.create_index(op.f("ix_media_customer_id"), "media", ["customer_id"])
    op.create_index(op.f("ix_media_message_id"), "media", ["message_id"])
    op.create_index(op.f("ix_media_reply_id"), "media", ["reply_id"])
    op.create_table(
        "reply_templates",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("team_id", BIG, nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_by_id", BIG, nullable=True),
        sa.CheckConstraint("language IN ('ja', 'en')", name=op.f("ck_reply_templates_language")),
        sa.ForeignKeyConstraint(["made_by_id"], ["reps.id"], name=op.f("fk_reply_templates_made_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_reply_templates_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_templates")),
    )
    op.create_index(op.f("ix_reply_templates_team_id"), "reply_templates", ["team_id"])
    op.create_table(
        "message_keys",
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_keys_message_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_keys")),
    )
    dialect = op.get_bind().dialect
    for table, columns in NEW_COLUMNS.items():
        for name, (kind, rest) in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind.compile(dialect)} {rest}")
    _make_findable()


def _make_findable() -> None:
    """What was said before can be searched too: the keys of all messages, a page at a time."""
    bind, last = op.get_bind(), 0
    page = sa.text("SELECT id, text FROM messages WHERE id > :last AND text <> '' ORDER BY id LIMIT 1000")
    while found := bind.execute(page, {"last": last}).all():
        keys = [{"id": number, "key": _level(text)} for number, text in found]
        bind.execute(sa.text("INSERT INTO message_keys (message_id, key) VALUES (:id, :key)"), keys)
        last = found[-1][0]


def _level(text: str) -> str:
    """As crm/relay/search.py had it when this migration was written."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def downgrade() -> None:
    for table in ("message_keys", "reply_templates", "media", "replies", "waits", "conversations"):
        op.drop_table(table)
    for table, columns in NEW_COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
