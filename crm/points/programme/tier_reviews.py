"""The look at tiers whose day has come: who no longer reaches theirs is told, keeps it for a while, and loses it."""

from collections.abc import Sequence
from datetime import date, timedelta

from crm.notices import TierEnding
from crm.points.programme import programmes, tier_news, tiers
from crm.points.programme.programme import Programme, Tier
from crm.roles import rule
from crm.work import Work
from storage.points import standings, wallets
from storage.records import customers
from storage.tables import TierStanding

MOST = 500
DAY = timedelta(days=1)


async def waiting(work: Work) -> list[int]:
    """Wallets whose tier is to be looked at; on business days only: nobody loses one on New Year's morning."""
    business = work.house.business
    if not business.is_business_day(work.today) or work.now < business.moment(work.today):
        return []
    programme = await programmes.current(work)
    if not programme.enabled or not programme.tiers.tier:
        return []
    return await standings.due(work.session, work.today, MOST)


@rule("tiers.review")
async def review(work: Work, wallet_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Look at these; (wallet, what came of it: kept, raised, ending, lowered) of each that was still due."""
    programme = await programmes.current(work)
    done = list[tuple[int, str]]()
    for wallet_id in wallet_ids:
        standing = await _locked(work, wallet_id)
        if standing is not None and standing.review_on is not None and standing.review_on <= work.today:
            done.append((wallet_id, await _review(work, programme, standing)))
    return done


async def _locked(work: Work, wallet_id: int) -> TierStanding | None:
    """Customers first, then their wallet, as everybody locks them."""
    members = await wallets.members(work.session, wallet_id)
    await customers.locked_many(work.session, [each.customer_id for each in members])
    if await wallets.locked(work.session, wallet_id) is None:
        return None
    return await standings.of(work.session, wallet_id)


async def _review(work: Work, programme: Programme, standing: TierStanding) -> str:
    counts = await tiers.counted(work.session, programme, standing.wallet_id, work.today)
    reached, now = tiers.fitting(programme.tiers, counts), programme.tier_of(standing.code)
    if now is None:  # the programme has changed, and nobody loses what is not there any more
        _settle(standing, programme, reached, work.today)
        return "kept"
    if reached is not None and reached.threshold > now.threshold:
        await tiers.raise_to(work, programme, standing.wallet_id, standing, reached)
        return "raised"
    if await tiers.still_reached(work, programme, standing, now):
        tiers.keep(standing, programme.tiers, work.today)
        return "kept"
    if standing.grace_until is None and programme.tiers.grace_days:
        await _announce(work, programme, standing, now, reached)
        return "ending"
    _settle(standing, programme, reached, work.today)
    await tier_news.lowered(work, standing.wallet_id, now, reached)
    return "lowered"


async def _announce(work: Work, programme: Programme, standing: TierStanding, now: Tier, reached: Tier | None) -> None:
    """Kept through the last day of grace, and looked at again on the day after it."""
    until = work.today + timedelta(days=programme.tiers.grace_days)
    standing.grace_until, standing.review_on, standing.told_on = until, until + DAY, work.today
    counts = await tiers.counted(work.session, programme, standing.wallet_id, work.today, ends=True)
    notice = TierEnding(
        company=work.house.company,
        customer="",
        tier=now.name,
        until=until,
        missing=now.threshold - counts,
        by=programme.tiers.by,
        next=reached.name if reached else "",
    )
    await tier_news.ending(work, standing.wallet_id, notice)


def _settle(standing: TierStanding, programme: Programme, tier: Tier | None, today: date) -> None:
    """Whoever has none is not looked at again before they reach one."""
    standing.code, standing.since, standing.grace_until = tier.code if tier else "", today, None
    standing.review_on = tiers.next_review(programme.tiers, today) if tier and tier.threshold else None
