"""Tiers: reached by what is earned or bought in a period, never lost by spending."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from crm.notices import TierSeen
from crm.points.programme import tier_news
from crm.points.programme.programme import Programme, Tier, Tiers
from crm.work import Work
from storage.points import standings
from storage.tables import TierStanding


async def held(work: Work, programme: Programme, wallet_id: int) -> Tier | None:
    """The wallet's tier; None where there is none, or the programme has no tiers."""
    if not programme.tiers.tier:
        return None
    standing = await standings.of(work.session, wallet_id)
    return of(programme, standing)


def of(programme: Programme, standing: TierStanding | None) -> Tier | None:
    """The tier that was reached, or the one that everybody has."""
    reached = programme.tier_of(standing.code) if standing is not None else None
    return reached or fitting(programme.tiers, 0)


async def moved(work: Work, programme: Programme, wallet_id: int) -> None:
    """What counts towards a tier has changed: one that is reached by now is given at once, and one that was about to
    be lost is kept. Nothing is lost here. The wallet is locked.
    """
    if not programme.tiers.tier:
        return
    standing = await standings.of(work.session, wallet_id)
    now = programme.tier_of(standing.code) if standing is not None else None
    ends = standing is not None and standing.grace_until is not None
    if now is not None and now == top(programme.tiers) and not ends:
        return
    reached = fitting(programme.tiers, await counted(work.session, programme, wallet_id, work.today))
    if reached is not None and (now is None or reached.threshold > now.threshold):
        await raise_to(work, programme, wallet_id, standing, reached)
    elif standing is not None and now is not None and ends and await still_reached(work, programme, standing, now):
        keep(standing, programme.tiers, work.today)


async def still_reached(work: Work, programme: Programme, standing: TierStanding, tier: Tier) -> bool:
    """Whether the wallet may keep the tier that it has."""
    return await counted(work.session, programme, standing.wallet_id, work.today, ends=True) >= tier.threshold


async def joined(work: Work, programme: Programme, giver: int, taker: int) -> None:
    """A wallet's points live on in another, of whose family it is by now: the higher tier is kept, as it stands, and
    nobody is told what they have had before. Both are locked.
    """
    theirs, ours = await standings.of(work.session, giver), await standings.of(work.session, taker)
    tier = programme.tier_of(theirs.code) if theirs is not None else None
    own = programme.tier_of(ours.code) if ours is not None else None
    if theirs is not None and tier is not None:
        if own is None or tier.threshold > own.threshold:
            kept = ours or TierStanding(wallet_id=taker, code="", since=work.today)
            kept.code, kept.since, kept.told_on = theirs.code, theirs.since, theirs.told_on
            kept.review_on, kept.grace_until = theirs.review_on, theirs.grace_until
            await work.save(kept)
        theirs.code, theirs.review_on, theirs.grace_until = "", None, None
        await work.session.flush()
    await moved(work, programme, taker)


async def raise_to(
    work: Work, programme: Programme, wallet_id: int, standing: TierStanding | None, tier: Tier
) -> TierStanding:
    """Give a wallet a higher tier, and say so where it had to be reached."""
    before = of(programme, standing)
    if standing is None:
        standing = TierStanding(wallet_id=wallet_id, code=tier.code, since=work.today)
        work.add(standing)
    standing.code, standing.since = tier.code, work.today
    keep(standing, programme.tiers, work.today)
    await work.session.flush()
    if tier.threshold and tier != before:
        await tier_news.reached(work, wallet_id, tier, before)
    return standing


def keep(standing: TierStanding, tiers: Tiers, today: date) -> None:
    """It is kept until the next review at least."""
    standing.grace_until = None
    standing.review_on = next_review(tiers, today)


async def seen(session: AsyncSession, programme: Programme, wallet_id: int, today: date) -> TierSeen | None:
    """Where the wallet stands, as cards show it; None in a programme without tiers. Who has none yet has the name "",
    and sees what is missing for the first.
    """
    tiers = programme.tiers
    if not tiers.tier:
        return None
    standing = await standings.of(session, wallet_id)
    tier = of(programme, standing)
    ends = standing.grace_until if standing is not None else None
    following = after(tiers, tier)
    counts = await _in_period(session, programme, wallet_id, *period(tiers, today)) if following else 0
    kept = await counted(session, programme, wallet_id, today, ends=True) if ends else 0
    return TierSeen(
        name=tier.name if tier else "",
        next=following.name if following else "",
        missing=max(following.threshold - counts, 0) if following else 0,
        by=tiers.by,
        perks=tier.perks if tier else (),
        until=ends,
        to_keep=max(tier.threshold - kept, 0) if tier and ends else 0,
    )


async def counted(
    session: AsyncSession, programme: Programme, wallet_id: int, today: date, *, ends: bool = False
) -> int:
    """What counts today. By the year it is what was reached in this one or in the last; while a tier `ends`, both years
    together: what comes in January still saves last year's.
    """
    first, last = period(programme.tiers, today)
    if programme.tiers.period == "rolling":
        return await _in_period(session, programme, wallet_id, first, last)
    before = date(first.year - 1, 1, 1)
    if ends:
        return await _in_period(session, programme, wallet_id, before, last)
    this = await _in_period(session, programme, wallet_id, first, last)
    return max(this, await _in_period(session, programme, wallet_id, before, date(before.year, 12, 31)))


async def _in_period(session: AsyncSession, programme: Programme, wallet_id: int, first: date, last: date) -> int:
    if programme.tiers.by == "money":
        return await standings.bought(session, wallet_id, first, last)
    return max(await standings.counted(session, wallet_id, first, last), 0)


def period(tiers: Tiers, today: date) -> tuple[date, date]:
    """The days that count towards a tier, today the last of them: a year before 31 March begins on 1 April."""
    if tiers.period == "year":
        return date(today.year, 1, 1), today
    year, month = divmod(today.year * 12 + today.month - 1 - tiers.months, 12)
    last = monthrange(year, month + 1)[1]
    if today.day >= last:
        year, month = divmod(year * 12 + month + 1, 12)
        return date(year, month + 1, 1), today
    return date(year, month + 1, today.day + 1), today


def next_review(tiers: Tiers, today: date) -> date:
    """On the first of a month; by the year on 1 January."""
    if tiers.period == "year" or today.month == 12:
        return date(today.year + 1, 1, 1)
    return date(today.year, today.month + 1, 1)


def fitting(tiers: Tiers, counts: int) -> Tier | None:
    """The highest tier that so much reaches."""
    return max(_reached(tiers.tier, counts), key=lambda each: each.threshold, default=None)


def _reached(every: Sequence[Tier], counts: int) -> list[Tier]:
    return [each for each in every if each.threshold <= counts]


def after(tiers: Tiers, tier: Tier | None) -> Tier | None:
    """The one above, if there is any."""
    least = tier.threshold if tier else -1
    above = [each for each in tiers.tier if each.threshold > least]
    return min(above, key=lambda each: each.threshold, default=None)


def top(tiers: Tiers) -> Tier:
    return max(tiers.tier, key=lambda each: each.threshold)
