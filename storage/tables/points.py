"""Points: purchases, the ledger of what was earned and spent, and what it buys.

The ledger (`PointEntry`) is append-only and is its own audit log: it names operation, actor and reason. What is derived
from it for speed (wallets' sums, lots, pendings) is not audited; every night it is compared with the entries.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import BIG, Tracked, key, ref

ENTRIES = ("earn", "pending", "release", "spend", "expire", "refund", "reverse", "adjust", "transfer")
HELD = text("state = 'held'")
INSIDE = text("left_at IS NULL")
TAKEN_BACK = text("counts < 0")
SOME_REMAIN = text("remaining > 0")
WAITS = text("state = 'waiting'")
TO_REVIEW = text("review_on IS NOT NULL")


class ProgrammeText(Tracked, table=True):
    """A version of the points programme as TOML (crm/points/programme/programme.py reads it); the newest is in force.

    `source`: the operator's file, the form in Slack, or a preset. `digest` is the SHA-256 of the text.
    """

    __tablename__ = "programmes"
    __table_args__ = (CheckConstraint("source IN ('file', 'form', 'preset')", name="source"),)

    text: str = Field(sa_type=Text)
    digest: str = Field(max_length=64)
    source: str = Field(max_length=8)
    made_by_id: int | None = ref("reps.id", optional=True, index=False)


class Wallet(SQLModel, table=True):
    """What a customer, a family or a company has to spend; the sums of its entries, kept beside them.

    `balance` may be spent, `pending` not yet; `owed` is what a refund took back that had been spent already: it is
    taken from what is earned next. `expires_on`: all of it goes after this day unless something moves (programmes that
    count inactivity). `joined_id`: a duplicate's wallet whose points live on in another.
    """

    __tablename__ = "wallets"
    __table_args__ = (
        CheckConstraint("kind IN ('own', 'family', 'company')", name="kind"),
        CheckConstraint("balance >= 0", name="balance"),
        CheckConstraint("pending >= 0", name="pending"),
        CheckConstraint("owed >= 0", name="owed"),
    )

    id: int = key()
    kind: str = Field(default="own", max_length=8)
    company_id: int | None = ref("companies.id", optional=True, unique=True, index=False)
    balance: int = Field(default=0, sa_type=BIG)
    pending: int = Field(default=0, sa_type=BIG)
    owed: int = Field(default=0, sa_type=BIG)
    expires_on: date | None = Field(default=None, index=True)
    joined_id: int | None = ref("wallets.id", optional=True)
    created_at: datetime


class WalletMember(Tracked, table=True):
    """Whose wallet it is: a customer has one at a time, a family or a company shares one."""

    __tablename__ = "wallet_members"
    __table_args__ = (
        Index("uq_wallet_members_open", "customer_id", unique=True, sqlite_where=INSIDE, postgresql_where=INSIDE),
    )

    wallet_id: int = ref("wallets.id")
    customer_id: int = ref("customers.id")
    left_at: datetime | None = None


class PointEntry(SQLModel, table=True):
    """One line of the ledger, never changed: `points` (signed) is what it did to the balance, `pending` to what is not
    yet to be spent, `owed` to what is still to be taken back, `counts` to the way towards a tier.

    A posting is one `key` (the same key is never posted twice) of one or more `part`s: one for each day `expires_on` on
    which the points that it moves go. `of_key`: the posting that this one returns (refund) or takes back (reverse).
    `day` is the company's date. `source` is the row that caused it ("purchases:12").
    """

    __tablename__ = "point_entries"
    __table_args__ = (
        CheckConstraint("kind IN (" + ", ".join(f"'{each}'" for each in ENTRIES) + ")", name="kind"),
        UniqueConstraint("key", "part", name="uq_point_entries_key"),
        Index("ix_point_entries_wallet", "wallet_id", "id"),
        Index("ix_point_entries_day", "day", "kind"),
        Index("ix_point_entries_counts", "wallet_id", "day", "counts"),
        Index("ix_point_entries_back", "wallet_id", "day", sqlite_where=TAKEN_BACK, postgresql_where=TAKEN_BACK),
        Index("ix_point_entries_operation", "operation"),
        Index("ix_point_entries_of", "of_key"),
    )

    id: int = key()
    wallet_id: int = ref("wallets.id", index=False)
    customer_id: int | None = ref("customers.id", optional=True)
    at: datetime
    day: date
    kind: str = Field(max_length=8)
    points: int = Field(default=0, sa_type=BIG)
    pending: int = Field(default=0, sa_type=BIG)
    owed: int = Field(default=0, sa_type=BIG)
    counts: int = Field(default=0, sa_type=BIG)
    expires_on: date | None = None
    reason: str = Field(max_length=24)
    note: str | None = Field(default=None, sa_type=Text)
    actor: str = Field(max_length=64)
    operation: str = Field(max_length=32)
    source: str = Field(default="", max_length=64)
    key: str = Field(max_length=96)
    part: int = 0
    of_key: str | None = Field(default=None, max_length=96)


class PointLot(SQLModel, table=True):
    """What remains in a wallet of the points that go after one day (9999-12-31: never); the sum of their entries.

    `warned`: how many days before that the customer was told last.
    """

    __tablename__ = "point_lots"
    __table_args__ = (
        PrimaryKeyConstraint("wallet_id", "expires_on"),
        CheckConstraint("remaining >= 0", name="remaining"),
        Index("ix_point_lots_expires", "expires_on", sqlite_where=SOME_REMAIN, postgresql_where=SOME_REMAIN),
    )

    wallet_id: int = Field(foreign_key="wallets.id", sa_type=BIG)
    expires_on: date
    remaining: int = Field(default=0, sa_type=BIG)
    warned: int | None = None


class PointPending(SQLModel, table=True):
    """Points promised by the posting `key`: they may be spent from `ready_on` (None: when something happens) and go
    after `expires_on`. What has not happened by `lapses_on` never will.
    """

    __tablename__ = "point_pendings"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'released', 'dropped')", name="state"),
        CheckConstraint("remaining >= 0", name="remaining"),
        Index("ix_point_pendings_ready", "ready_on", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_point_pendings_lapses", "lapses_on", sqlite_where=WAITS, postgresql_where=WAITS),
    )

    id: int = key()
    wallet_id: int = ref("wallets.id")
    customer_id: int | None = ref("customers.id", optional=True)
    key: str = Field(unique=True, max_length=96)
    reason: str = Field(max_length=24)
    source: str = Field(default="", max_length=64)
    points: int = Field(sa_type=BIG)
    remaining: int = Field(sa_type=BIG)
    counts: bool = True
    ready_on: date | None = None
    lapses_on: date | None = None
    expires_on: date
    state: str = Field(default="waiting", max_length=8)


class Purchase(Tracked, table=True):
    """A customer bought something on `day` for `amount` (whole yen, tax included); `refunded` of it came back.

    `spent` points paid for a part of it. `external_id` is its number in the till or the file it came from. `terms` are
    those it earned by ("100:1:150:1": for every 100 yen 1 point, times 150 percent, a point that was spent worth 1 yen;
    "": nothing): what remains after a part of it came back is reckoned by them.
    """

    __tablename__ = "purchases"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint("refunded BETWEEN 0 AND amount", name="refunded"),
        CheckConstraint("spent >= 0", name="spent"),
        Index("ix_purchases_customer_day", "customer_id", "day"),
    )

    customer_id: int = ref("customers.id", index=False)
    rep_id: int = ref("reps.id")
    amount: int = Field(sa_type=BIG)
    spent: int = Field(default=0, sa_type=BIG)
    refunded: int = Field(default=0, sa_type=BIG)
    what: str = Field(default="", sa_type=Text)
    day: date = Field(index=True)
    external_id: str | None = Field(default=None, unique=True, max_length=200)
    terms: str = Field(default="", max_length=40)


class PurchaseRefund(Tracked, table=True):
    """A purchase came back, whole or in part."""

    __tablename__ = "purchase_refunds"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"),)

    purchase_id: int = ref("purchases.id")
    rep_id: int = ref("reps.id", index=False)
    amount: int = Field(sa_type=BIG)
    day: date
    why: str = Field(default="", sa_type=Text)


class Redemption(Tracked, table=True):
    """A reward for points: `held` while its code may be shown, then used, lapsed (the points went back) or cancelled.

    `sent`: it was a coupon of LINE's, which LINE keeps from now on. Of the code a keyed digest is kept, of the name
    of its page a SHA-256 (crm/points/rewards/seals.py). `reward` and `name` are the programme's of that day.
    """

    __tablename__ = "redemptions"
    __table_args__ = (
        CheckConstraint("state IN ('held', 'used', 'lapsed', 'cancelled', 'sent')", name="state"),
        Index("uq_redemptions_code", "code_digest", unique=True, sqlite_where=HELD, postgresql_where=HELD),
        Index("ix_redemptions_valid", "valid_until", sqlite_where=HELD, postgresql_where=HELD),
    )

    customer_id: int = ref("customers.id")
    wallet_id: int = ref("wallets.id", index=False)
    line_user_id: int | None = ref("line_users.id", optional=True, index=False)
    reward: str = Field(max_length=32, index=True)
    name: str = Field(max_length=100)
    points: int = Field(sa_type=BIG)
    cost: int = Field(default=0, sa_type=BIG)
    state: str = Field(default="held", max_length=10)
    code_digest: str = Field(max_length=64)
    page_digest: str = Field(unique=True, max_length=64)
    valid_until: datetime
    used_at: datetime | None = None
    used_by_id: int | None = ref("reps.id", optional=True, index=False)


class RewardStock(SQLModel, table=True):
    """How many of a reward have been taken; its row is the lock."""

    __tablename__ = "reward_stocks"

    reward: str = Field(primary_key=True, max_length=32)
    taken: int = 0


class PointGrant(Tracked, table=True):
    """Points that a rep gives by hand: at once (`given`), after a manager has agreed (`asked`, `refused`), or to
    whoever scans the code on the rep's phone (`offered` until `valid_until`; `customer_id` None: whoever comes first).

    `secret` signs the codes of an offer, each good for a minute.
    """

    __tablename__ = "point_grants"
    __table_args__ = (
        CheckConstraint("state IN ('asked', 'refused', 'offered', 'given', 'lapsed', 'cancelled')", name="state"),
        CheckConstraint("points <> 0", name="points"),
        Index("ix_point_grants_rep_day", "rep_id", "day"),
    )

    rep_id: int = ref("reps.id", index=False)
    customer_id: int | None = ref("customers.id", optional=True)
    points: int
    reason: str = Field(max_length=24)
    note: str = Field(default="", sa_type=Text)
    day: date
    state: str = Field(default="given", max_length=10)
    secret: str | None = Field(default=None, max_length=64)
    valid_until: datetime | None = None
    decided_by_id: int | None = ref("reps.id", optional=True, index=False)
    decided_at: datetime | None = None
    why: str | None = Field(default=None, sa_type=Text)


class ReferralCode(Tracked, table=True):
    """What a customer gives to friends: told apart from all others, not kept from anybody."""

    __tablename__ = "referral_codes"

    customer_id: int = ref("customers.id")
    code: str = Field(unique=True, max_length=24)


class Referral(Tracked, table=True):
    """A friend (`line_user_id`, and `friend_id` once we know who it is) whom the customer brought.

    `state`: met (came with the code), pending (known; both are promised points), rewarded (the friend has bought),
    refused (`why`), or lapsed.
    """

    __tablename__ = "referrals"
    __table_args__ = (
        CheckConstraint("state IN ('met', 'pending', 'rewarded', 'refused', 'lapsed')", name="state"),
        UniqueConstraint("line_user_id", name="uq_referrals_line_user_id"),
    )

    customer_id: int = ref("customers.id")
    line_user_id: int = ref("line_users.id", index=False)
    friend_id: int | None = ref("customers.id", optional=True)
    purchase_id: int | None = ref("purchases.id", optional=True, index=False)
    state: str = Field(default="met", max_length=8)
    why: str | None = Field(default=None, max_length=24)
    decided_at: datetime | None = None


class TierStanding(Tracked, table=True):
    """A wallet's tier (`code` of the programme) since a day; looked at again on `review_on`.

    `grace_until`: it would be lost, and is kept until then; `told_on`: the day on which the customer was told.
    """

    __tablename__ = "tier_standings"
    __table_args__ = (
        Index("ix_tier_standings_review", "review_on", sqlite_where=TO_REVIEW, postgresql_where=TO_REVIEW),
    )

    wallet_id: int = ref("wallets.id", unique=True, index=False)
    code: str = Field(max_length=32)
    since: date
    review_on: date | None = None
    grace_until: date | None = None
    told_on: date | None = None
