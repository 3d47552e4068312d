"""The desk: what a card holds, days of the year, companies, custom fields, imports, and how far a follow-up climbed

New columns are added in place, with defaults that the program before this one can live with.

Revision ID: 0002
Revises: 0001
"""

from typing import Any

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BYTEWISE = sa.String().with_variant(sa.String(collation="C"), "postgresql")

NO = "NOT NULL DEFAULT false"
# The neighbouring characters of every key that is there, so that misspelt names are found from the first day on.
GRAMS = """
    INSERT INTO customer_grams (gram, customer_id)
    WITH RECURSIVE place(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM place WHERE n < 300)
    SELECT DISTINCT substr(key, n, 2), customer_id FROM customer_keys JOIN place ON n = 1 OR n < length(key)
"""


def _between(table: str, column: str, least: int, most: int) -> str:
    return f"CONSTRAINT ck_{table}_{column} CHECK ({column} BETWEEN {least} AND {most})"


def _points_at(column: str, other: str) -> str:
    return f"CONSTRAINT fk_customers_{column} REFERENCES {other} (id)"


NEW_COLUMNS: dict[str, dict[str, tuple[TypeEngine[Any], str]]] = {
    "companies": {
        "industry": (sa.String(100), ""),
        "size": (sa.String(100), ""),
        "purpose": (sa.Text(), ""),
        "issues": (sa.Text(), ""),
        "gifts_declined": (sa.Boolean(), NO),
    },
    "customers": {
        "title": (sa.String(100), ""),
        "deputy_id": (BIG, _points_at("deputy_id", "reps")),
        "key_person": (sa.Boolean(), NO),
        "email": (sa.String(254), ""),
        "phone": (sa.String(40), ""),
        "address": (sa.String(300), ""),
        "birth_year": (sa.Integer(), ""),
        "birth_month": (sa.Integer(), _between("customers", "birth_month", 1, 12)),
        "birth_day": (sa.Integer(), _between("customers", "birth_day", 1, 31)),
        "show_age": (sa.Boolean(), NO),
        "likes": (sa.Text(), ""),
        "taboos": (sa.Text(), ""),
        "note": (sa.Text(), ""),
        "mourning_from": (sa.Date(), ""),
        "mourning_until": (sa.Date(), ""),
        "gifts_declined": (sa.Boolean(), NO),
        "cadence_days": (sa.Integer(), _between("customers", "cadence_days", 1, 3650)),
        "source": (sa.String(200), ""),
        "external_id": (sa.String(200), ""),
        "tags": (DOCUMENT, "NOT NULL DEFAULT '[]'"),
        "custom": (DOCUMENT, "NOT NULL DEFAULT '{}'"),
        "merged_into_id": (BIG, _points_at("merged_into_id", "customers")),
    },
    "followups": {
        "kind": (
            sa.String(8),
            "NOT NULL DEFAULT 'task' CONSTRAINT ck_followups_kind CHECK (kind IN ('task', 'cadence'))",
        ),
        "escalated": (sa.Integer(), "NOT NULL DEFAULT 0"),
    },
    "reps": {
        "quiet_from": (sa.Time(), ""),
        "quiet_until": (sa.Time(), ""),
        "bundle_at": (sa.Time(), ""),
    },
}


def upgrade() -> None:
    op.create_table(
        "company_settings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("deputy_after", sa.Integer(), nullable=False),
        sa.Column("manager_after", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_settings")),
    )
    op.create_table(
        "custom_fields",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("choices", DOCUMENT, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('text', 'number', 'date', 'choice')", name=op.f("ck_custom_fields_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_fields")),
    )
    op.create_table(
        "import_runs",
        sa.Column("id", BIG, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("operation", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("next_row", sa.Integer(), nullable=False),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.Column("started_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("done_at", sqlmodel.UTCDateTime(), nullable=True),
        sa.CheckConstraint("state IN ('running', 'done')", name=op.f("ck_import_runs_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_runs")),
        sa.UniqueConstraint("digest", name=op.f("uq_import_runs_digest")),
    )
    op.create_table(
        "anniversaries",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('contract', 'first_purchase', 'founding', 'promotion', 'wedding', 'other')",
            name=op.f("ck_anniversaries_kind"),
        ),
        sa.CheckConstraint("day BETWEEN 1 AND 31", name=op.f("ck_anniversaries_day")),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_anniversaries_month")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_anniversaries_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anniversaries")),
    )
    op.create_index("ix_anniversaries_customer_id", "anniversaries", ["customer_id"])

    op.create_table(
        "customer_grams",
        sa.Column("gram", BYTEWISE, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_grams_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("gram", "customer_id", name=op.f("pk_customer_grams")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "employments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("company_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=100), nullable=True),
        sa.Column("ended_at", sqlmodel.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_employments_company_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_employments_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employments")),
    )
    op.create_index("ix_employments_company_id", "employments", ["company_id"])
    op.create_index("ix_employments_customer_id", "employments", ["customer_id"])

    for table, columns in NEW_COLUMNS.items():
        for column, (kind, more) in columns.items():
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind.compile(op.get_bind().dialect)} {more}")
    op.create_index("ix_messages_customer_at", "messages", ["customer_id", "at"])
    op.drop_index("ix_messages_customer_id", "messages")
    for column in ("deputy_id", "email", "external_id", "merged_into_id"):
        op.create_index(f"ix_customers_{column}", "customers", [column])
    op.execute(GRAMS)


def downgrade() -> None:
    op.create_index("ix_messages_customer_id", "messages", ["customer_id"])
    op.drop_index("ix_messages_customer_at", "messages")
    for column in ("deputy_id", "email", "external_id", "merged_into_id"):
        op.drop_index(f"ix_customers_{column}", "customers")
    for table, columns in NEW_COLUMNS.items():
        for column in reversed(columns):
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in ("employments", "customer_grams", "anniversaries", "import_runs", "custom_fields", "company_settings"):
        op.drop_table(table)
