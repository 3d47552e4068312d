"""The house: people, customers, touches, LINE, surveys, and the tables that keep every promise

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("operation", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("table_name", sa.String(length=32), nullable=False),
        sa.Column("row_id", BIG, nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("before", DOCUMENT, nullable=True),
        sa.Column("after", DOCUMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_customer_id"), "audit", ["customer_id"], unique=False)
    op.create_index(op.f("ix_audit_operation"), "audit", ["operation"], unique=False)
    op.create_index("ix_audit_row", "audit", ["table_name", "row_id"], unique=False)
    op.create_table(
        "companies",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key", BYTEWISE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companies")),
    )
    op.create_index(op.f("ix_companies_key"), "companies", ["key"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("dedupe", sa.String(length=255), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("lane", sa.String(length=128), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("occurred_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("received_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("ready_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'dead')", name=op.f("ck_inbox_state")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_inbox_dedupe")),
    )
    op.create_index(
        "ix_inbox_dead",
        "inbox",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index(
        "ix_inbox_lane",
        "inbox",
        ["lane", "seq"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_inbox_open",
        "inbox",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_inbox_source_received", "inbox", ["source", "received_at"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("job", sa.String(length=32), nullable=False),
        sa.Column("slot", sa.String(length=128), nullable=False),
        sa.Column("at", sqlmodel.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("job", "slot", name=op.f("pk_ledger")),
    )
    op.create_table(
        "line_users",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("display_name", sa.String(length=100), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("followed_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("left_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('friend', 'gone')", name=op.f("ck_line_users_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_users")),
        sa.UniqueConstraint("user_id", name=op.f("uq_line_users_user_id")),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", BIG, nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("recipient", sa.String(length=64), nullable=False),
        sa.Column("lane", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("fields", DOCUMENT, nullable=False),
        sa.Column("operation", sa.String(length=32), nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("reply_token", sa.String(length=64), nullable=True),
        sa.Column("reply_until", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("thread_of", BIG, nullable=True),
        sa.Column("update_of", BIG, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ready_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("platform", DOCUMENT, nullable=False),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("sent_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('ready', 'leased', 'waiting', 'scheduled', 'paused', 'sent', 'unknown', 'dead', 'cancelled')",
            name=op.f("ck_outbox_state"),
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_outbox")),
        sa.UniqueConstraint("uuid", name=op.f("uq_outbox_uuid")),
    )
    op.create_index(op.f("ix_outbox_customer_id"), "outbox", ["customer_id"], unique=False)
    op.create_index(
        "ix_outbox_lane",
        "outbox",
        ["lane", "seq"],
        unique=False,
        sqlite_where=sa.text("state IN ('ready', 'leased', 'waiting')"),
        postgresql_where=sa.text("state IN ('ready', 'leased', 'waiting')"),
    )
    op.create_index(
        "ix_outbox_later",
        "outbox",
        ["ready_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('scheduled', 'waiting', 'leased', 'paused')"),
        postgresql_where=sa.text("state IN ('scheduled', 'waiting', 'leased', 'paused')"),
    )
    op.create_index("ix_outbox_operation", "outbox", ["operation"], unique=False)
    op.create_index(
        "ix_outbox_ready",
        "outbox",
        ["seq"],
        unique=False,
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.create_table(
        "rate_buckets",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("window_start", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "window_start", name=op.f("pk_rate_buckets")),
    )
    op.create_table(
        "surveys",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.CheckConstraint("kind IN ('nps')", name=op.f("ck_surveys_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
    )
    op.create_table(
        "teams",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["teams.id"], name=op.f("fk_teams_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
    )
    op.create_index(op.f("ix_teams_parent_id"), "teams", ["parent_id"], unique=False)
    op.create_table(
        "reps",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("slack_id", sa.String(length=32), nullable=False),
        sa.Column("display_name", sa.String(length=100), nullable=False),
        sa.Column("full_name", sa.String(length=100), nullable=False),
        sa.Column("reading", sa.String(length=100), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("team_id", BIG, nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.CheckConstraint("language IN ('ja', 'en')", name=op.f("ck_reps_language")),
        sa.CheckConstraint("role IN ('admin', 'manager', 'rep', 'read_only')", name=op.f("ck_reps_role")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_reps_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reps")),
        sa.UniqueConstraint("slack_id", name=op.f("uq_reps_slack_id")),
    )
    op.create_index(op.f("ix_reps_team_id"), "reps", ["team_id"], unique=False)
    op.create_table(
        "customers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("reading", sa.String(length=100), nullable=True),
        sa.Column("company_id", BIG, nullable=True),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_customers_company_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["reps.id"], name=op.f("fk_customers_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
    )
    op.create_index(op.f("ix_customers_company_id"), "customers", ["company_id"], unique=False)
    op.create_index(op.f("ix_customers_owner_id"), "customers", ["owner_id"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("rep_id", BIG, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("card", DOCUMENT, nullable=False),
        sa.Column("used_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_drafts_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_rep_id"), "drafts", ["rep_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("decided_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_consents_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_customer_purpose", "consents", ["customer_id", "purpose", "decided_at"], unique=False)
    op.create_table(
        "customer_keys",
        sa.Column("key", BYTEWISE, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_keys_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "customer_id", name=op.f("pk_customer_keys")),
    )
    op.create_index(op.f("ix_customer_keys_customer_id"), "customer_keys", ["customer_id"], unique=False)
    op.create_table(
        "interactions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("rep_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('visit', 'call', 'mail', 'online', 'meal', 'exhibition', 'other')",
            name=op.f("ck_interactions_kind"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_interactions_customer_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_interactions_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interactions")),
    )
    op.create_index("ix_interactions_customer_day", "interactions", ["customer_id", "day"], unique=False)
    op.create_index("ix_interactions_rep_day", "interactions", ["rep_id", "day"], unique=False)
    op.create_table(
        "invites",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("rep_id", BIG, nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("used_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_invites_customer_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_invites_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_invites_code_digest")),
    )
    op.create_index(op.f("ix_invites_customer_id"), "invites", ["customer_id"], unique=False)
    op.create_table(
        "line_links",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("line_user_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("ended_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_line_links_customer_id")),
        sa.ForeignKeyConstraint(["line_user_id"], ["line_users.id"], name=op.f("fk_line_links_line_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_links")),
    )
    op.create_index(op.f("ix_line_links_customer_id"), "line_links", ["customer_id"], unique=False)
    op.create_index(op.f("ix_line_links_line_user_id"), "line_links", ["line_user_id"], unique=False)
    op.create_index(
        "uq_line_links_open",
        "line_links",
        ["line_user_id", "customer_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "messages",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("line_user_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("platform_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("details", DOCUMENT, nullable=False),
        sa.Column("at", sqlmodel.UTCDateTime(), nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_messages_direction")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_messages_customer_id")),
        sa.ForeignKeyConstraint(["line_user_id"], ["line_users.id"], name=op.f("fk_messages_line_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("direction", "platform_id", name="uq_messages_platform_id"),
    )
    op.create_index(op.f("ix_messages_customer_id"), "messages", ["customer_id"], unique=False)
    op.create_index(op.f("ix_messages_line_user_id"), "messages", ["line_user_id"], unique=False)
    op.create_table(
        "survey_invites",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("survey_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("line_user_id", BIG, nullable=False),
        sa.Column("rep_id", BIG, nullable=True),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_survey_invites_customer_id")),
        sa.ForeignKeyConstraint(["line_user_id"], ["line_users.id"], name=op.f("fk_survey_invites_line_user_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_survey_invites_rep_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_invites_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_invites")),
        sa.UniqueConstraint("token", name=op.f("uq_survey_invites_token")),
    )
    op.create_index("ix_survey_invites_customer", "survey_invites", ["customer_id", "asked_at"], unique=False)
    op.create_index(op.f("ix_survey_invites_line_user_id"), "survey_invites", ["line_user_id"], unique=False)
    op.create_index(op.f("ix_survey_invites_survey_id"), "survey_invites", ["survey_id"], unique=False)
    op.create_table(
        "survey_answers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("invite_id", BIG, nullable=False),
        sa.Column("survey_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("answered_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("reason_asked_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint("score BETWEEN 0 AND 10", name=op.f("ck_survey_answers_score")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_survey_answers_customer_id")),
        sa.ForeignKeyConstraint(["invite_id"], ["survey_invites.id"], name=op.f("fk_survey_answers_invite_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_answers_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
        sa.UniqueConstraint("invite_id", name=op.f("uq_survey_answers_invite_id")),
    )
    op.create_index("ix_survey_answers_answered", "survey_answers", ["survey_id", "answered_at"], unique=False)
    op.create_index(op.f("ix_survey_answers_customer_id"), "survey_answers", ["customer_id"], unique=False)
    op.create_table(
        "cases",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("answer_id", BIG, nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opened_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("closed_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_cases_state")),
        sa.ForeignKeyConstraint(["answer_id"], ["survey_answers.id"], name=op.f("fk_cases_answer_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_cases_customer_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["reps.id"], name=op.f("fk_cases_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_cases_answer_id")),
    )
    op.create_index(op.f("ix_cases_customer_id"), "cases", ["customer_id"], unique=False)
    op.create_index(op.f("ix_cases_owner_id"), "cases", ["owner_id"], unique=False)
    op.create_index("ix_cases_state", "cases", ["state", "opened_at"], unique=False)
    op.create_table(
        "followups",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("owner_id", BIG, nullable=False),
        sa.Column("interaction_id", BIG, nullable=True),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("what", sa.String(length=500), nullable=False),
        sa.Column("promise", sa.Boolean(), nullable=False),
        sa.Column("due_day", sa.Date(), nullable=False),
        sa.Column("due_time", sa.Time(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("due_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("nudged_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("done_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'dropped')", name=op.f("ck_followups_state")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_followups_case_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_followups_customer_id")),
        sa.ForeignKeyConstraint(["interaction_id"], ["interactions.id"], name=op.f("fk_followups_interaction_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["reps.id"], name=op.f("fk_followups_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followups")),
    )
    op.create_index(op.f("ix_followups_case_id"), "followups", ["case_id"], unique=False)
    op.create_index("ix_followups_customer", "followups", ["customer_id", "state"], unique=False)
    op.create_index(
        "ix_followups_due",
        "followups",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open' AND nudged_at IS NULL"),
        postgresql_where=sa.text("state = 'open' AND nudged_at IS NULL"),
    )
    op.create_index(op.f("ix_followups_interaction_id"), "followups", ["interaction_id"], unique=False)
    op.create_index("ix_followups_owner_state", "followups", ["owner_id", "state", "due_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_followups_owner_state", table_name="followups")
    op.drop_index(op.f("ix_followups_interaction_id"), table_name="followups")
    op.drop_index(
        "ix_followups_due",
        table_name="followups",
        sqlite_where=sa.text("state = 'open' AND nudged_at IS NULL"),
        postgresql_where=sa.text("state = 'open' AND nudged_at IS NULL"),
    )
    op.drop_index("ix_followups_customer", table_name="followups")
    op.drop_index(op.f("ix_followups_case_id"), table_name="followups")
    op.drop_table("followups")
    op.drop_index("ix_cases_state", table_name="cases")
    op.drop_index(op.f("ix_cases_owner_id"), table_name="cases")
    op.drop_index(op.f("ix_cases_customer_id"), table_name="cases")
    op.drop_table("cases")
    op.drop_index(op.f("ix_survey_answers_customer_id"), table_name="survey_answers")
    op.drop_index("ix_survey_answers_answered", table_name="survey_answers")
    op.drop_table("survey_answers")
    op.drop_index(op.f("ix_survey_invites_survey_id"), table_name="survey_invites")
    op.drop_index(op.f("ix_survey_invites_line_user_id"), table_name="survey_invites")
    op.drop_index("ix_survey_invites_customer", table_name="survey_invites")
    op.drop_table("survey_invites")
    op.drop_index(op.f("ix_messages_line_user_id"), table_name="messages")
    op.drop_index(op.f("ix_messages_customer_id"), table_name="messages")
    op.drop_table("messages")
    op.drop_index(
        "uq_line_links_open",
        table_name="line_links",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("ix_line_links_line_user_id"), table_name="line_links")
    op.drop_index(op.f("ix_line_links_customer_id"), table_name="line_links")
    op.drop_table("line_links")
    op.drop_index(op.f("ix_invites_customer_id"), table_name="invites")
    op.drop_table("invites")
    op.drop_index("ix_interactions_rep_day", table_name="interactions")
    op.drop_index("ix_interactions_customer_day", table_name="interactions")
    op.drop_table("interactions")
    op.drop_index(op.f("ix_customer_keys_customer_id"), table_name="customer_keys")
    op.drop_table("customer_keys")
    op.drop_index("ix_consents_customer_purpose", table_name="consents")
    op.drop_table("consents")
    op.drop_index(op.f("ix_drafts_rep_id"), table_name="drafts")
    op.drop_table("drafts")
    op.drop_index(op.f("ix_customers_owner_id"), table_name="customers")
    op.drop_index(op.f("ix_customers_company_id"), table_name="customers")
    op.drop_table("customers")
    op.drop_index(op.f("ix_reps_team_id"), table_name="reps")
    op.drop_table("reps")
    op.drop_index(op.f("ix_teams_parent_id"), table_name="teams")
    op.drop_table("teams")
    op.drop_table("surveys")
    op.drop_table("rate_buckets")
    op.drop_index(
        "ix_outbox_ready",
        table_name="outbox",
        sqlite_where=sa.text("state = 'ready'"),
        postgresql_where=sa.text("state = 'ready'"),
    )
    op.drop_index("ix_outbox_operation", table_name="outbox")
    op.drop_index(
        "ix_outbox_later",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('scheduled', 'waiting', 'leased', 'paused')"),
        postgresql_where=sa.text("state IN ('scheduled', 'waiting', 'leased', 'paused')"),
    )
    op.drop_index(
        "ix_outbox_lane",
        table_name="outbox",
        sqlite_where=sa.text("state IN ('ready', 'leased', 'waiting')"),
        postgresql_where=sa.text("state IN ('ready', 'leased', 'waiting')"),
    )
    op.drop_index(op.f("ix_outbox_customer_id"), table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("line_users")
    op.drop_table("ledger")
    op.drop_index("ix_inbox_source_received", table_name="inbox")
    op.drop_index(
        "ix_inbox_open",
        table_name="inbox",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(
        "ix_inbox_lane",
        table_name="inbox",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(
        "ix_inbox_dead",
        table_name="inbox",
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.drop_table("inbox")
    op.drop_index(op.f("ix_companies_key"), table_name="companies")
    op.drop_table("companies")
    op.drop_index("ix_audit_row", table_name="audit")
    op.drop_index(op.f("ix_audit_operation"), table_name="audit")
    op.drop_index(op.f("ix_audit_customer_id"), table_name="audit")
    op.drop_table("audit")
