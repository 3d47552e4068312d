"""What to mind before a programme is put in force: what the law of Japan asks, with its basis, and likely slips.

No legal advice: figures come from the programme alone. Sources: 総付告示 (昭和52年公正取引委員会告示第5号) on gifts to
consumers, 景品類等の指定の告示の運用基準 on discounts at one's own shop, 資金決済法 (3条) on points that are sold,
療養担当規則 (2条の4の2) on clinics.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil

from crm.notices import ProgrammeCaution
from crm.points.programme.programme import Programme, Reward

# A gift to whoever buys: a fifth of the purchase at most, or 200 yen where that is under 1,000.
SHARE, SMALL, LEAST = Fraction(1, 5), 1000, 200
USUAL = 100


def cautions(programme: Programme) -> list[ProgrammeCaution]:
    """The law first, then slips; of a programme that is off only why a clinic's is."""
    if programme.preset == "clinic":
        return [ProgrammeCaution("clinic", law=True)]
    if not programme.enabled:
        return [ProgrammeCaution("off")]
    return [*_laws(programme), *_slips(programme)]


def cap(purchase: int) -> int:
    """What a gift may be worth for a purchase of so many yen."""
    return LEAST if purchase < SMALL else int(purchase * SHARE)


def purchase_for(programme: Programme, reward: Reward) -> int | None:
    """For how many yen somebody has to buy at least to earn the reward: at the best rate of those who may have it. None
    where purchases earn nothing.
    """
    earn = programme.earn.purchase
    if not earn.points:
        return None
    tiers = [each for each in programme.tiers.tier if not reward.tiers or each.code in reward.tiers]
    rate = max((each.rate for each in tiers), default=USUAL)
    return ceil(Fraction(reward.points * USUAL, rate * earn.points)) * earn.per


def _laws(programme: Programme) -> Iterator[ProgrammeCaution]:
    kinds = {each.kind for each in programme.reward}
    if kinds & {"discount", "coupon"}:
        yield ProgrammeCaution("discounts", law=True)
    if "gift" in kinds:
        yield from (each for reward in programme.reward for each in _gift(programme, reward))
        yield ProgrammeCaution("elsewhere", law=True)
    yield ProgrammeCaution("sold", law=True)


def _gift(programme: Programme, reward: Reward) -> Iterator[ProgrammeCaution]:
    if reward.kind != "gift":
        return
    purchase = purchase_for(programme, reward)
    known = {"name": reward.name, "cost": f"{reward.cost:,}"}
    if purchase is None and reward.cost > LEAST:
        yield ProgrammeCaution("gift_without_purchase", known | {"most": f"{LEAST:,}"}, law=True)
    elif purchase is not None and reward.cost > cap(purchase):
        sums = {"purchase": f"{purchase:,}", "most": f"{cap(purchase):,}"}
        yield ProgrammeCaution("gift_above", known | sums, law=True)
    elif not reward.cost:
        yield ProgrammeCaution("gift_without_cost", {"name": reward.name})


def _slips(programme: Programme) -> Iterator[ProgrammeCaution]:
    earn = programme.earn
    if not earn.purchase.points:
        yield ProgrammeCaution("no_purchase_points")
    if programme.referral and not (earn.referral.referrer or earn.referral.friend):
        yield ProgrammeCaution("referral_for_nothing")
    if not programme.referral and (earn.referral.referrer or earn.referral.friend):
        yield ProgrammeCaution("referral_off")
    if not programme.reward:
        yield ProgrammeCaution("no_rewards")
    if programme.expiry.kind != "never" and not programme.expiry.warn_days:
        yield ProgrammeCaution("no_warning")
