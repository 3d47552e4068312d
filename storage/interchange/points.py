"""What the files about points hold; `points.csv` and `rewards.csv` are names that others rely on."""

from sqlalchemy.orm import aliased
from sqlmodel import col

from storage.interchange.sheets import Noun, Shown, noun, of
from storage.interchange.shown import TRACKED, customer_of, rep_of
from storage.tables import (
    Company,
    Customer,
    PointEntry,
    PointGrant,
    PointLot,
    PointPending,
    ProgrammeText,
    Purchase,
    PurchaseRefund,
    Redemption,
    Referral,
    ReferralCode,
    RewardStock,
    TierStanding,
    Wallet,
    WalletMember,
)


def _friend() -> Shown:
    friend = aliased(Customer)
    return of("friend", friend.name, col(friend.id) == col(Referral.friend_id))


NOUNS: dict[str, Noun] = {
    "points": noun(
        PointEntry,
        *("id", "wallet_id", "customer_id"),
        customer_of(PointEntry),
        *("at", "day", "kind", "points", "pending", "owed", "counts", "expires_on", "reason", "note", "actor"),
        *("operation", "source", "key", "part", "of_key"),
    ),
    "wallets": noun(
        Wallet,
        *("id", "kind", "company_id"),
        of("company", Company.name, col(Company.id) == col(Wallet.company_id)),
        *("balance", "pending", "owed", "expires_on", "joined_id", "created_at"),
    ),
    "wallet_members": noun(
        WalletMember, *("id", "wallet_id", "customer_id"), customer_of(WalletMember), *("left_at", *TRACKED)
    ),
    "point_lots": noun(PointLot, "wallet_id", "expires_on", "remaining", "warned"),
    "point_pendings": noun(
        PointPending,
        *("id", "wallet_id", "customer_id"),
        customer_of(PointPending),
        *("key", "reason", "source", "points", "remaining", "counts", "ready_on", "lapses_on", "expires_on", "state"),
    ),
    "purchases": noun(
        Purchase,
        *("id", "customer_id"),
        customer_of(Purchase),
        rep_of("rep", Purchase.rep_id),
        *("day", "amount", "spent", "refunded", "what", "external_id", "terms", "rep_id", *TRACKED),
    ),
    "purchase_refunds": noun(
        PurchaseRefund,
        *("id", "purchase_id"),
        rep_of("rep", PurchaseRefund.rep_id),
        *("day", "amount", "why", "rep_id", *TRACKED),
    ),
    "rewards": noun(
        Redemption,
        *("id", "customer_id"),
        customer_of(Redemption),
        *("reward", "name", "points", "cost", "state", "valid_until", "used_at"),
        rep_of("used_by", Redemption.used_by_id),
        *("wallet_id", "line_user_id", "code_digest", "page_digest", "used_by_id", *TRACKED),
    ),
    "reward_stocks": noun(RewardStock, "reward", "taken"),
    "point_grants": noun(
        PointGrant,
        *("id", "customer_id"),
        customer_of(PointGrant),
        rep_of("rep", PointGrant.rep_id),
        *("day", "points", "reason", "note", "state", "valid_until"),
        rep_of("decided_by", PointGrant.decided_by_id),
        *("decided_at", "why", "secret", "rep_id", "decided_by_id", *TRACKED),
    ),
    "referral_codes": noun(ReferralCode, *("id", "customer_id"), customer_of(ReferralCode), *("code", *TRACKED)),
    "referrals": noun(
        Referral,
        *("id", "customer_id"),
        customer_of(Referral),
        *("line_user_id", "friend_id"),
        _friend(),
        *("purchase_id", "state", "why", "decided_at", *TRACKED),
    ),
    "tier_standings": noun(
        TierStanding, *("id", "wallet_id", "code", "since", "review_on", "grace_until", "told_on", *TRACKED)
    ),
    "programmes": noun(
        ProgrammeText,
        *("id", "text", "digest", "source"),
        rep_of("made_by", ProgrammeText.made_by_id),
        *("made_by_id", *TRACKED),
    ),
}
