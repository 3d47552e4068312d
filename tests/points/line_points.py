"""Notices on points as customers read them, the plain ones and the largest, for the tests of all phrases."""

from datetime import date, time

from crm import notices
from crm.notices import Notice

LONG, MUCH = "長" * 100, 9_999_999
NAME, COMPANY = "田中 一郎", "サクラ商事"
DAY, NEVER = date(2026, 11, 20), date.max
QR = f"https://crm.example.com/qr/{'p' * 43}.png"

STEPS = (
    notices.PointsStep(DAY, -300, "redemption", "spend", "コーヒー券", entry_id=12),
    notices.PointsStep(DAY, 128, "purchase", "earn", "社内メモ", entry_id=11),
    notices.PointsStep(DAY, 0, "referral", "pending", pending=500, entry_id=10),
)
SILVER = notices.TierSeen("シルバー", "ゴールド", 1200, perks=("優先予約",))
LAST = notices.TierSeen("金" * 40, "", until=date(2026, 12, 31), to_keep=800, by="money", perks=("特" * 60,) * 10)
NONE_YET = notices.TierSeen("", "シルバー", 1000)
LEAVES = (notices.PointsLeave(date(2026, 11, 30), 80), notices.PointsLeave(NEVER, 400))
PLAIN = notices.PointsStatement(1, 480, 500, 20, SILVER, LEAVES, STEPS)
LARGE = notices.PointsStatement(
    10**18,
    MUCH,
    MUCH,
    MUCH,
    LAST,
    (notices.PointsLeave(DAY, MUCH),) * 20,
    (notices.PointsStep(DAY, MUCH, "redemption", "spend", LONG),) * 5,
    1000,
    shared=True,
)
EMPTY = notices.PointsStatement(1, 0, tier=NONE_YET, value_yen=0)
AFTER = tuple(notices.PointsAfter(each, 480) for each in STEPS)
REWARD = notices.RewardLine("coffee", "コーヒー券", 300)
DEAR = notices.RewardLine("c" * 32, "賞" * 40, MUCH, "説" * 200, 80, 3, date(2026, 12, 31))

SAID: list[Notice] = [
    notices.PointsMoved(COMPANY, NAME, 128, 608, "purchase"),
    notices.PointsMoved(COMPANY, NAME, -300, 180, "redemption", "コーヒー券"),
    notices.PointsMoved("", LONG, 500, 0, "referral", LONG * 9, pending=True, ready_on=DAY, owed=20),
    notices.PointsCards(COMPANY, (notices.PointsCard(NAME, PLAIN, 60),), referral=True),
    notices.PointsCards("", (notices.PointsCard(NAME, EMPTY, rewards=False),)),
    notices.PointsCards("", (notices.PointsCard(LONG, LARGE, 100),) * 12, referral=True),
    notices.PointsHistory(1, NAME, AFTER),
    notices.PointsHistory(1, NAME, ()),
    notices.PointsHistory(
        10**18, LONG, (notices.PointsAfter(LARGE.history[0], MUCH),) * 10, tuple(range(10**18, 10**18 + 12)), more=True
    ),
    notices.RewardList(1, NAME, 480, (REWARD, DEAR), (notices.TierPerks("シルバー", ("優先予約",), own=True),)),
    notices.RewardList(1, NAME, 0, ()),
    notices.RewardList(10**18, LONG, MUCH, (DEAR,) * 10, (notices.TierPerks("金" * 40, ("特" * 60,) * 10),), more=True),
    notices.RewardQuestion(1, NAME, "coffee", "コーヒー券", 300, 480, 15, "n" * 16),
    notices.RewardQuestion(10**18, LONG, "c" * 32, "賞" * 40, MUCH, MUCH, 0, "n" * 16),
    notices.RewardCode(1, NAME, "コーヒー券", 300, 180, "12345678", time(15, 4), QR),
    notices.RewardCode(10**18, LONG, "賞" * 40, MUCH, MUCH, "00000000", time(15, 4)),
    notices.RewardCoupon("コーヒー券", 300, 180, "01JYNW8JMQVFBNWF1APF8Z3FS7"),
    *(
        notices.RewardRefused(why, "コーヒー券", 80)
        for why in ("gone", "empty", "enough", "tier", "short", "changed", "used", "lapsed", "cancelled", "sent")
    ),
    notices.RewardRefused("gone"),
    notices.RewardUsed(NAME, "コーヒー券"),
    *(notices.RewardReturned(why, "コーヒー券", 300, 480) for why in ("lapsed", "cancelled", "undone")),
    notices.RewardReturned("lapsed", "賞" * 40, 0, 0, MUCH),
]
