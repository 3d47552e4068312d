"""A row in every table of points, as a restore or a merge finds them."""

from datetime import UTC, date, datetime

from storage.store import Store
from storage.tables import (
    Customer,
    LineUser,
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
    Rep,
    RewardStock,
    TierStanding,
    Wallet,
    WalletMember,
)
from tests.builders import saved

EXACT = datetime(2026, 11, 20, 9, 0, 0, 123457, tzinfo=UTC)
DAY, LAST = date(2026, 11, 20), date(2027, 11, 30)


async def hung(store: Store, rep: Rep, customer: Customer, account: LineUser) -> int:
    """What hangs on a customer, one of each kind; returns the number of the wallet."""
    async with store.write() as session:
        wallet = Wallet(kind="own", balance=120, created_at=EXACT)
        session.add(wallet)
        await session.flush()
        number = wallet.id
    who = {"customer_id": customer.id}
    await saved(store, WalletMember(wallet_id=number, **who))
    bought = {"rep_id": rep.id, "amount": 12800, "spent": 10, "refunded": 800, "what": "=定期点検\n", "day": DAY}
    purchase = await saved(store, Purchase(external_id="T-1", **who, **bought))
    await saved(store, PurchaseRefund(purchase_id=purchase.id, rep_id=rep.id, amount=800, day=DAY, why="'"))
    code = {"code_digest": "c" * 64, "page_digest": "p" * 64, "valid_until": EXACT}
    taken = {"wallet_id": number, "reward": "coffee", "name": "コーヒー券", "points": 300, "cost": 300}
    await saved(store, Redemption(line_user_id=account.id, used_by_id=rep.id, **who, **code, **taken))
    given = {"points": 100, "reason": "hand", "note": "=来店", "day": DAY, "secret": "s" * 43, "valid_until": EXACT}
    await saved(store, PointGrant(rep_id=rep.id, **who, **given))
    await saved(store, ReferralCode(code="KF-0000-0001", **who))
    await saved(store, Referral(line_user_id=account.id, purchase_id=purchase.id, **who))
    return number


async def more(store: Store, customer: Customer, wallet_id: int) -> None:
    """What hangs on a wallet, and what hangs on nobody."""
    line = {"at": EXACT, "day": DAY, "kind": "earn", "reason": "purchase", "actor": "rep:1", "operation": "o" * 32}
    async with store.write() as session:
        wallet = Wallet(kind="family", created_at=EXACT, joined_id=wallet_id, expires_on=LAST)
        session.add(wallet)
        lines = {"wallet_id": wallet_id, "customer_id": customer.id, "note": "=1", "source": "purchases:1", **line}
        session.add(PointEntry(points=120, counts=120, expires_on=LAST, key="purchase:1", **lines))
        session.add(PointEntry(pending=5, key="purchase:2", part=1, of_key="purchase:1", **lines))
        session.add(PointLot(wallet_id=wallet_id, expires_on=date.max, remaining=120, warned=7))
        promised = {"key": "purchase:2", "reason": "purchase", "points": 5, "remaining": 5, "expires_on": LAST}
        session.add(PointPending(wallet_id=wallet_id, customer_id=customer.id, ready_on=DAY, **promised))
        session.add(RewardStock(reward="coffee", taken=3))
    await saved(store, TierStanding(wallet_id=wallet_id, code="gold", since=DAY, review_on=LAST, told_on=DAY))
    await saved(store, ProgrammeText(text="enabled = true\n# 「店」\n", digest="d" * 64, source="file"))
