"""Handovers: who takes over whose customers, what the company has settled about it, and the question after it

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
PENDING = sa.text("state IN ('waiting', 'accepted')")

SETTINGS = {
    "handover_approval": "VARCHAR(8) NOT NULL DEFAULT 'above' "
    "CONSTRAINT ck_company_settings_handover_approval CHECK (handover_approval IN ('never', 'above', 'always'))",
    "handover_above": "INTEGER NOT NULL DEFAULT 10",
    "handover_accept_days": "INTEGER NOT NULL DEFAULT 3",
    "handover_notice_days": "INTEGER NOT NULL DEFAULT 14",
    "handover_load": "INTEGER",
}


def upgrade() -> None:
    op.create_table(
        "handovers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("from_id", BIG, nullable=False),
        sa.Column("made_by_id", BIG, nullable=True),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("effective_day", sa.Date(), nullable=False),
        sa.Column("return_day", sa.Date(), nullable=True),
        sa.Column("overlap_until", sa.Date(), nullable=True),
        sa.Column("choices", DOCUMENT, nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("notice_day", sa.Date(), nullable=True),
        sa.Column("farewell", sa.Text(), nullable=True),
        sa.Column("greeting", sa.Text(), nullable=True),
        sa.Column("joint_visit", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("decided_by_id", BIG, nullable=True),
        sa.Column("decided_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("conflicts", DOCUMENT, nullable=False),
        sa.Column("cards", DOCUMENT, nullable=False),
        sa.Column("asked_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("chased_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("finished_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint("reason IN ('transfer', 'leaving', 'parental', 'cover')", name=op.f("ck_handovers_reason")),
        sa.CheckConstraint(
            "state IN ('draft', 'asked', 'agreeing', 'agreed', 'done', 'refused', 'cancelled', 'undoing', 'undone')",
            name=op.f("ck_handovers_state"),
        ),
        sa.ForeignKeyConstraint(["from_id"], ["reps.id"], name=op.f("fk_handovers_from_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["reps.id"], name=op.f("fk_handovers_made_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["reps.id"], name=op.f("fk_handovers_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index("ix_handovers_from_id", "handovers", ["from_id"])
    op.create_index("ix_handovers_state", "handovers", ["state"])
    op.create_table(
        "handover_customers",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("handover_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("from_id", BIG, nullable=False),
        sa.Column("to_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("first_step", sa.Text(), nullable=True),
        sa.Column("call_id", BIG, nullable=True),
        sa.Column("operation", sa.String(length=32), nullable=True),
        sa.Column("decided_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("moved_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("returned_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("farewell_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("greeting_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.Column("pulse_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'moved', 'declined', 'cancelled', 'undone', 'returned')",
            name=op.f("ck_handover_customers_state"),
        ),
        sa.ForeignKeyConstraint(["handover_id"], ["handovers.id"], name=op.f("fk_handover_customers_handover_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_handover_customers_customer_id")),
        sa.ForeignKeyConstraint(["from_id"], ["reps.id"], name=op.f("fk_handover_customers_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["reps.id"], name=op.f("fk_handover_customers_to_id")),
        sa.ForeignKeyConstraint(["call_id"], ["followups.id"], name=op.f("fk_handover_customers_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_customers")),
    )
    op.create_index(
        "uq_handover_customers_pending",
        "handover_customers",
        ["customer_id"],
        unique=True,
        sqlite_where=PENDING,
        postgresql_where=PENDING,
    )
    op.create_index("ix_handover_customers_customer_id", "handover_customers", ["customer_id"])
    op.create_index("ix_handover_customers_operation", "handover_customers", ["operation"])
    op.create_index("ix_handover_customers_handover", "handover_customers", ["handover_id", "state"])
    op.create_index("ix_handover_customers_to", "handover_customers", ["to_id", "state"])
    for column, kind in SETTINGS.items():
        op.execute(f"ALTER TABLE company_settings ADD COLUMN {column} {kind}")
    number = BIG.compile(op.get_bind().dialect)
    op.execute(f"ALTER TABLE reps ADD COLUMN deputy_id {number} CONSTRAINT fk_reps_deputy_id REFERENCES reps (id)")
    op.create_index("ix_reps_deputy_id", "reps", ["deputy_id"])
    _surveys("kind IN ('nps', 'handover')")


def downgrade() -> None:
    op.execute("DELETE FROM survey_answers WHERE survey_id IN (SELECT id FROM surveys WHERE kind = 'handover')")
    op.execute("DELETE FROM survey_invites WHERE survey_id IN (SELECT id FROM surveys WHERE kind = 'handover')")
    op.execute("DELETE FROM surveys WHERE kind = 'handover'")
    _surveys("kind IN ('nps')")
    op.drop_index("ix_reps_deputy_id", "reps")
    op.execute("ALTER TABLE reps DROP COLUMN deputy_id")
    for column in reversed(SETTINGS):
        op.execute(f"ALTER TABLE company_settings DROP COLUMN {column}")
    op.drop_table("handover_customers")
    op.drop_table("handovers")


def _surveys(kinds: str) -> None:
    """The kinds of surveys there are. SQLite makes the table anew for it; it has a handful of rows."""
    with op.batch_alter_table("surveys") as surveys:
        surveys.drop_constraint(op.f("ck_surveys_kind"), type_="check")
        surveys.create_check_constraint(op.f("ck_surveys_kind"), kinds)
