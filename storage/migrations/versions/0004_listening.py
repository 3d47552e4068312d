"""Listening: surveys of every kind and waves of them, cases with their clocks, what customers may ask about themselves

Revision ID: 0004
Revises: 0003
"""

from typing import Any

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
PLANNED = sa.text("state = 'planned'")
KINDS = "kind IN ('nps', 'csat', 'ces', 'own', 'handover')"
STEPS = "step IN ('new', 'apologised', 'cause_found', 'fixed', 'told', 'closed', 'reopened')"
MOMENT = sqlmodel.UTCDateTime()


def _points_at(table: str, column: str, other: str) -> str:
    return f"CONSTRAINT fk_{table}_{column} REFERENCES {other} (id)"


def _check(table: str, column: str, rule: str) -> str:
    return f"CONSTRAINT ck_{table}_{column} CHECK ({rule})"


# Added in place, with defaults that the program before this one can live with.
NEW_COLUMNS: dict[str, dict[str, tuple[TypeEngine[Any], str]]] = {
    "cases": {
        "step": (sa.String(16), f"NOT NULL DEFAULT 'new' {_check('cases', 'step', STEPS)}"),
        "source": (sa.String(8), "NOT NULL DEFAULT 'score'"),
        "words": (sa.Text(), ""),
        "reply_due": (MOMENT, ""),
        "replied_at": (MOMENT, ""),
        "solve_due": (MOMENT, ""),
        "solved_at": (MOMENT, ""),
        "cause": (sa.Text(), ""),
        "prevention": (sa.Text(), ""),
        "given": (sa.Text(), ""),
        "escalated": (sa.Integer(), "NOT NULL DEFAULT 0"),
        "helper_id": (BIG, _points_at("cases", "helper_id", "reps")),
        "routed_at": (MOMENT, ""),
        "acknowledged_at": (MOMENT, ""),
        "helped_at": (MOMENT, ""),
    },
    "company_settings": {
        "case_low": (sa.Integer(), "NOT NULL DEFAULT 4"),
        "case_morning": (sa.Integer(), "NOT NULL DEFAULT 6"),
        "csat_low": (sa.Integer(), "NOT NULL DEFAULT 2"),
        "reply_hours": (sa.Integer(), "NOT NULL DEFAULT 4"),
        "solve_days": (sa.Integer(), "NOT NULL DEFAULT 5"),
        "angry_words": (DOCUMENT, ""),
        "urgent_words": (DOCUMENT, ""),
        "telephone": (sa.String(40), ""),
        "review_url": (sa.String(500), ""),
    },
    "customers": {"erased_at": (MOMENT, "")},
    "invites": {"nonce_digest": (sa.String(64), ""), "nonce_until": (MOMENT, "")},
    "line_users": {
        "chosen_language": (
            sa.String(2),
            _check("line_users", "chosen_language", "chosen_language IN ('ja', 'en')"),
        ),
        "delivery_hour": (sa.Integer(), _check("line_users", "delivery_hour", "delivery_hour BETWEEN 0 AND 23")),
        "rep_id": (BIG, _points_at("line_users", "rep_id", "reps")),
        "menu": (sa.String(64), ""),
    },
    "reps": {
        "friend_code": (sa.String(24), ""),
        "photo_url": (sa.String(500), ""),
        "hours": (sa.String(100), ""),
    },
    "survey_invites": {
        "wave_id": (BIG, _points_at("survey_invites", "wave_id", "survey_waves")),
        "occasion_id": (BIG, ""),
        "reminded_at": (MOMENT, ""),
    },
    "surveys": {
        "state": (
            sa.String(8),
            "NOT NULL DEFAULT 'open' " + _check("surveys", "state", "state IN ('draft', 'open', 'closed')"),
        ),
        "questions": (DOCUMENT, "NOT NULL DEFAULT '[]'"),
        "anonymous": (sa.Boolean(), "NOT NULL DEFAULT false"),
        "closes_on": (sa.Date(), ""),
        "remind_after": (sa.Integer(), ""),
        "occasion": (sa.String(16), ""),
        "occasion_hours": (sa.Integer(), "NOT NULL DEFAULT 0"),
        "made_by_id": (BIG, _points_at("surveys", "made_by_id", "reps")),
    },
}
# Each: its name, the table, the column, and whether no two may be alike.
NEW_INDEXES = (
    ("ix_cases_helper_id", "cases", "helper_id", False),
    ("ix_line_users_rep_id", "line_users", "rep_id", False),
    ("ix_survey_invites_wave_id", "survey_invites", "wave_id", False),
    ("uq_invites_nonce_digest", "invites", "nonce_digest", True),
    ("uq_reps_friend_code", "reps", "friend_code", True),
)


def upgrade() -> None:
    op.create_table(
        "line_quotas",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("read_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_line_quotas")),
    )
    op.create_table(
        "themes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("done", sa.Text(), nullable=True),
        sa.Column("done_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("made_by_id", BIG, nullable=True),
        sa.CheckConstraint("state IN ('open', 'done')", name=op.f("ck_themes_state")),
        sa.ForeignKeyConstraint(["made_by_id"], ["reps.id"], name=op.f("fk_themes_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
    )
    op.create_table(
        "ballots",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("survey_id", BIG, nullable=False),
        sa.Column("replies", DOCUMENT, nullable=True),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_ballots_survey_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_ballots")),
    )
    op.create_index(op.f("ix_ballots_survey_id"), "ballots", ["survey_id"])
    op.create_table(
        "disclosures",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("expires_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("fetched_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_disclosures_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
        sa.UniqueConstraint("digest", name=op.f("uq_disclosures_digest")),
    )
    op.create_index(op.f("ix_disclosures_customer_id"), "disclosures", ["customer_id"])
    op.create_table(
        "erasures",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("line_user_id", BIG, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("receipt", sa.String(length=16), nullable=False),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("confirmed_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("done_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'confirmed', 'done', 'left')", name=op.f("ck_erasures_state")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_erasures_customer_id")),
        sa.ForeignKeyConstraint(["line_user_id"], ["line_users.id"], name=op.f("fk_erasures_line_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        sa.UniqueConstraint("receipt", name=op.f("uq_erasures_receipt")),
    )
    op.create_index(op.f("ix_erasures_customer_id"), "erasures", ["customer_id"])
    op.create_table(
        "link_offers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("line_user_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("rep_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("decided_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'agreed', 'declined', 'void')", name=op.f("ck_link_offers_state")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_link_offers_customer_id")),
        sa.ForeignKeyConstraint(["line_user_id"], ["line_users.id"], name=op.f("fk_link_offers_line_user_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_link_offers_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_offers")),
    )
    op.create_index(op.f("ix_link_offers_customer_id"), "link_offers", ["customer_id"])
    op.create_index(op.f("ix_link_offers_line_user_id"), "link_offers", ["line_user_id"])
    op.create_table(
        "survey_waves",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("survey_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("chosen", DOCUMENT, nullable=False),
        sa.Column("made_by_id", BIG, nullable=True),
        sa.CheckConstraint("state IN ('running', 'paused', 'done', 'stopped')", name=op.f("ck_survey_waves_state")),
        sa.ForeignKeyConstraint(["made_by_id"], ["reps.id"], name=op.f("fk_survey_waves_made_by_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_waves_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_waves")),
    )
    op.create_index(op.f("ix_survey_waves_state"), "survey_waves", ["state"])
    op.create_index(op.f("ix_survey_waves_survey_id"), "survey_waves", ["survey_id"])
    op.create_table(
        "voices",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("theme_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("rep_id", BIG, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("source_id", BIG, nullable=True),
        sa.Column("told_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("asked_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_voices_customer_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_voices_rep_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_voices_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voices")),
    )
    op.create_index(op.f("ix_voices_customer_id"), "voices", ["customer_id"])
    op.create_index("ix_voices_theme", "voices", ["theme_id", "customer_id"])
    op.create_table(
        "wave_customers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("wave_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("due_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.CheckConstraint("state IN ('planned', 'asked', 'skipped')", name=op.f("ck_wave_customers_state")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_wave_customers_customer_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["survey_waves.id"], name=op.f("fk_wave_customers_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave_customers")),
    )
    op.create_index("ix_wave_customers_wave", "wave_customers", ["wave_id", "state"])
    op.create_index(op.f("ix_wave_customers_customer_id"), "wave_customers", ["customer_id"])
    op.create_index(
        "ix_wave_customers_due", "wave_customers", ["due_at"], sqlite_where=PLANNED, postgresql_where=PLANNED
    )
    op.create_table(
        "survey_replies",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("invite_id", BIG, nullable=False),
        sa.Column("survey_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("question", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("choices", DOCUMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("answered_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_survey_replies_customer_id")),
        sa.ForeignKeyConstraint(["invite_id"], ["survey_invites.id"], name=op.f("fk_survey_replies_invite_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_replies_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_replies")),
        sa.UniqueConstraint("invite_id", "question", name="uq_survey_replies_question"),
    )
    op.create_index(op.f("ix_survey_replies_customer_id"), "survey_replies", ["customer_id"])
    op.create_index(op.f("ix_survey_replies_survey_id"), "survey_replies", ["survey_id"])
    dialect = op.get_bind().dialect
    for table, columns in NEW_COLUMNS.items():
        for name, (kind, rest) in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind.compile(dialect)} {rest}")
    for name, table, column, unique in NEW_INDEXES:
        op.create_index(name, table, [column], unique=unique)
    op.execute("UPDATE cases SET step = 'closed' WHERE state = 'closed'")
    _surveys(KINDS)


def downgrade() -> None:
    ours = "(SELECT id FROM surveys WHERE kind IN ('csat', 'ces', 'own'))"
    for table in ("survey_replies", "ballots", "survey_answers", "survey_invites"):
        op.execute(f"DELETE FROM {table} WHERE survey_id IN {ours}")  # noqa: S608 - our own names
    op.execute("UPDATE survey_invites SET wave_id = NULL")
    for table in (
        "survey_replies",
        "wave_customers",
        "voices",
        "survey_waves",
        "link_offers",
        "erasures",
        "disclosures",
        "ballots",
        "themes",
        "line_quotas",
    ):
        op.drop_table(table)
    op.execute("DELETE FROM surveys WHERE kind IN ('csat', 'ces', 'own')")
    _surveys("kind IN ('nps', 'handover')")
    for name, table, _column, _unique in NEW_INDEXES:
        op.drop_index(name, table)
    for table, columns in NEW_COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _surveys(kinds: str) -> None:
    """The kinds of surveys there are. SQLite makes the table anew for it; it has a handful of rows."""
    with op.batch_alter_table("surveys") as surveys:
        surveys.drop_constraint(op.f("ck_surveys_kind"), type_="check")
        surveys.create_check_constraint(op.f("ck_surveys_kind"), kinds)
