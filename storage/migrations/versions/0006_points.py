"""Points: purchases, the ledger, wallets, rewards, what is given by hand, referrals, tiers and the programme

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sqlmodel.UTCDateTime()
HELD = sa.text("state = 'held'")
INSIDE = sa.text("left_at IS NULL")
TAKEN_BACK = sa.text("counts < 0")
SOME_REMAIN = sa.text("remaining > 0")
WAITS = sa.text("state = 'waiting'")
TO_REVIEW = sa.text("review_on IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "reward_stocks",
        sa.Column("reward", sa.String(length=32), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reward", name=op.f("pk_reward_stocks")),
    )
    op.create_table(
        "wallets",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("company_id", BIG, nullable=True),
        sa.Column("balance", BIG, nullable=False),
        sa.Column("pending", BIG, nullable=False),
        sa.Column("owed", BIG, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("joined_id", BIG, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('own', 'family', 'company')", name=op.f("ck_wallets_kind")),
        sa.CheckConstraint("balance >= 0", name=op.f("ck_wallets_balance")),
        sa.CheckConstraint("owed >= 0", name=op.f("ck_wallets_owed")),
        sa.CheckConstraint("pending >= 0", name=op.f("ck_wallets_pending")),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_wallets_company_id")),
        sa.ForeignKeyConstraint(["joined_id"], ["wallets.id"], name=op.f("fk_wallets_joined_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallets")),
        sa.UniqueConstraint("company_id", name=op.f("uq_wallets_company_id")),
    )
    op.create_index(op.f("ix_wallets_expires_on"), "wallets", ["expires_on"])
    op.create_index(op.f("ix_wallets_joined_id"), "wallets", ["joined_id"])
    op.create_table(
        "point_lots",
        sa.Column("wallet_id", BIG, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("remaining", BIG, nullable=False),
        sa.Column("warned", sa.Integer(), nullable=True),
        sa.CheckConstraint("remaining >= 0", name=op.f("ck_point_lots_remaining")),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallets.id"], name=op.f("fk_point_lots_wallet_id")),
        sa.PrimaryKeyConstraint("wallet_id", "expires_on", name=op.f("pk_point_lots")),
    )
    op.create_index(
        "ix_point_lots_expires", "point_lots", ["expires_on"], sqlite_where=SOME_REMAIN, postgresql_where=SOME_REMAIN
    )
    op.create_table(
        "programmes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("made_by_id", BIG, nullable=True),
        sa.CheckConstraint("source IN ('file', 'form', 'preset')", name=op.f("ck_programmes_source")),
        sa.ForeignKeyConstraint(["made_by_id"], ["reps.id"], name=op.f("fk_programmes_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
    )
    op.create_table(
        "tier_standings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("wallet_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("grace_until", sa.Date(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallets.id"], name=op.f("fk_tier_standings_wallet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tier_standings")),
        sa.UniqueConstraint("wallet_id", name=op.f("uq_tier_standings_wallet_id")),
    )
    op.create_index(
        "ix_tier_standings_review", "tier_standings", ["review_on"], sqlite_where=TO_REVIEW, postgresql_where=TO_REVIEW
    )
    op.create_table(
        "point_entries",
        sa.Column("id", BIG, nullable=False),
        sa.Column("wallet_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("points", BIG, nullable=False),
        sa.Column("pending", BIG, nullable=False),
        sa.Column("owed", BIG, nullable=False),
        sa.Column("counts", BIG, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("operation", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("of_key", sa.String(length=96), nullable=True),
        sa.CheckConstraint(
            "kind IN ('earn', 'pending', 'release', 'spend', 'expire', 'refund', 'reverse', 'adjust', 'transfer')",
            name=op.f("ck_point_entries_kind"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_point_entries_customer_id")),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallets.id"], name=op.f("fk_point_entries_wallet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_entries")),
        sa.UniqueConstraint("key", "part", name="uq_point_entries_key"),
    )
    op.create_index(
        "ix_point_entries_back",
        "point_entries",
        ["wallet_id", "day"],
        sqlite_where=TAKEN_BACK,
        postgresql_where=TAKEN_BACK,
    )
    op.create_index("ix_point_entries_counts", "point_entries", ["wallet_id", "day", "counts"])
    op.create_index(op.f("ix_point_entries_customer_id"), "point_entries", ["customer_id"])
    op.create_index("ix_point_entries_day", "point_entries", ["day", "kind"])
    op.create_index("ix_point_entries_of", "point_entries", ["of_key"])
    op.create_index("ix_point_entries_operation", "point_entries", ["operation"])
    op.create_index("ix_point_entries_wallet", "point_entries", ["wallet_id", "id"])
    op.create_table(
        "point_grants",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("rep_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=True),
        sa.Column("valid_until", MOMENT, nullable=True),
        sa.Column("decided_by_id", BIG, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'refused', 'offered', 'given', 'lapsed', 'cancelled')",
            name=op.f("ck_point_grants_state"),
        ),
        sa.CheckConstraint("points <> 0", name=op.f("ck_point_grants_points")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_point_grants_customer_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["reps.id"], name=op.f("fk_point_grants_decided_by_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_point_grants_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_grants")),
    )
    op.create_index(op.f("ix_point_grants_customer_id"), "point_grants", ["customer_id"])
    op.create_index("ix_point_grants_rep_day", "point_grants", ["rep_id", "day"])
    op.create_table(
        "point_pendings",
        sa.Column("id", BIG, nullable=False),
        sa.Column("wallet_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=True),
        sa.Column("key", sa.String(length=96), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("points", BIG, nullable=False),
        sa.Column("remaining", BIG, nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("ready_on", sa.Date(), nullable=True),
        sa.Column("lapses_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'released', 'dropped')", name=op.f("ck_point_pendings_state")),
        sa.CheckConstraint("remaining >= 0", name=op.f("ck_point_pendings_remaining")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_point_pendings_customer_id")),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallets.id"], name=op.f("fk_point_pendings_wallet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_pendings")),
        sa.UniqueConstraint("key", name=op.f("uq_point_pendings_key")),
    )
    op.create_index(op.f("ix_point_pendings_customer_id"), "point_pendings", ["customer_id"])
    op.create_index(
        "ix_point_pendings_lapses", "point_pendings", ["lapses_on"], sqlite_where=WAITS, postgresql_where=WAITS
    )
    op.create_index(
        "ix_point_pendings_ready", "point_pendings", ["ready_on"], sqlite_where=WAITS, postgresql_where=WAITS
    )
    op.create_index(op.f("ix_point_pendings_wallet_id"), "point_pendings", ["wallet_id"])
    op.create_table(
        "purchases",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("rep_id", BIG, nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("spent", BIG, nullable=False),
        sa.Column("refunded", BIG, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("terms", sa.String(length=40), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_purchases_amount")),
        sa.CheckConstraint("refunded BETWEEN 0 AND amount", name=op.f("ck_purchases_refunded")),
        sa.CheckConstraint("spent >= 0", name=op.f("ck_purchases_spent")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_purchases_customer_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_purchases_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchases")),
        sa.UniqueConstraint("external_id", name=op.f("uq_purchases_external_id")),
    )
    op.create_index("ix_purchases_customer_day", "purchases", ["customer_id", "day"])
    op.create_index(op.f("ix_purchases_day"), "purchases", ["day"])
    op.create_index(op.f("ix_purchases_rep_id"), "purchases", ["rep_id"])
    op.create_table(
        "redemptions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("wallet_id", BIG, nullable=False),
        sa.Column("line_user_id", BIG, nullable=True),
        sa.Column("reward", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("points", BIG, nullable=False),
        sa.Column("cost", BIG, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("page_digest", sa.String(length=64), nullable=False),
        sa.Column("valid_until", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("used_by_id", BIG, nullable=True),
        sa.CheckConstraint(
            "state IN ('held', 'used', 'lapsed', 'cancelled', 'sent')", name=op.f("ck_redemptions_state")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_redemptions_customer_id")),
        sa.ForeignKeyConstraint(["line_user_id"], ["line_users.id"], name=op.f("fk_redemptions_line_user_id")),
        sa.ForeignKeyConstraint(["used_by_id"], ["reps.id"], name=op.f("fk_redemptions_used_by_id")),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallets.id"], name=op.f("fk_redemptions_wallet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemptions")),
        sa.UniqueConstraint("page_digest", name=op.f("uq_redemptions_page_digest")),
    )
    op.create_index(op.f("ix_redemptions_customer_id"), "redemptions", ["customer_id"])
    op.create_index(op.f("ix_redemptions_reward"), "redemptions", ["reward"])
    op.create_index("ix_redemptions_valid", "redemptions", ["valid_until"], sqlite_where=HELD, postgresql_where=HELD)
    op.create_index(
        "uq_redemptions_code", "redemptions", ["code_digest"], unique=True, sqlite_where=HELD, postgresql_where=HELD
    )
    op.create_table(
        "referral_codes",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_referral_codes_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_referral_codes_code")),
    )
    op.create_index(op.f("ix_referral_codes_customer_id"), "referral_codes", ["customer_id"])
    op.create_table(
        "wallet_members",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("wallet_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_wallet_members_customer_id")),
        sa.ForeignKeyConstraint(["wallet_id"], ["wallets.id"], name=op.f("fk_wallet_members_wallet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet_members")),
    )
    op.create_index(op.f("ix_wallet_members_customer_id"), "wallet_members", ["customer_id"])
    op.create_index(op.f("ix_wallet_members_wallet_id"), "wallet_members", ["wallet_id"])
    op.create_index(
        "uq_wallet_members_open",
        "wallet_members",
        ["customer_id"],
        unique=True,
        sqlite_where=INSIDE,
        postgresql_where=INSIDE,
    )
    op.create_table(
        "purchase_refunds",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("purchase_id", BIG, nullable=False),
        sa.Column("rep_id", BIG, nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_purchase_refunds_amount")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_purchase_refunds_purchase_id")),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_purchase_refunds_rep_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_refunds")),
    )
    op.create_index(op.f("ix_purchase_refunds_purchase_id"), "purchase_refunds", ["purchase_id"])
    op.create_table(
        "referrals",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("line_user_id", BIG, nullable=False),
        sa.Column("friend_id", BIG, nullable=True),
        sa.Column("purchase_id", BIG, nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=24), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('met', 'pending', 'rewarded', 'refused', 'lapsed')", name=op.f("ck_referrals_state")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_referrals_customer_id")),
        sa.ForeignKeyConstraint(["friend_id"], ["customers.id"], name=op.f("fk_referrals_friend_id")),
        sa.ForeignKeyConstraint(["line_user_id"], ["line_users.id"], name=op.f("fk_referrals_line_user_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchases.id"], name=op.f("fk_referrals_purchase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("line_user_id", name="uq_referrals_line_user_id"),
    )
    op.create_index(op.f("ix_referrals_customer_id"), "referrals", ["customer_id"])
    op.create_index(op.f("ix_referrals_friend_id"), "referrals", ["friend_id"])


def downgrade() -> None:
    for table in (
        "referrals",
        "purchase_refunds",
        "wallet_members",
        "referral_codes",
        "redemptions",
        "purchases",
        "point_pendings",
        "point_grants",
        "point_entries",
        "tier_standings",
        "programmes",
        "point_lots",
        "wallets",
        "reward_stocks",
    ):
        op.drop_table(table)
