"""Who hears of a tier: all who share the points, in LINE, and the owners of these customers in Slack."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from crm import post
from crm.notices import Notice, TierEnding, TierLowered, TierNews, TierReached
from crm.points.programme.programme import Tier
from crm.post import LineLetter
from crm.privacy import hours
from crm.work import Work
from storage import reps
from storage.points import standings
from storage.tables import Customer

# Of a company's wallet so many hear of it; nobody shares points with more people than that in earnest.
MOST = 50


async def reached(work: Work, wallet_id: int, tier: Tier, before: Tier | None) -> None:
    """From today on it is theirs."""
    people = await standings.customers(work.session, wallet_id)
    company = work.house.company
    await _tell(work, people, lambda each: TierReached(company, each.name, tier.name, tier.perks, tier.rate))
    await _tell_owners(work, people, TierNews(0, "", "reached", tier.name, before.name if before else ""))


async def ending(work: Work, wallet_id: int, notice: TierEnding) -> None:
    """It will be lost; `notice` without anybody's name."""
    people = await standings.customers(work.session, wallet_id)
    await _tell(work, people, lambda each: replace(notice, customer=each.name))
    await _tell_owners(work, people, TierNews(0, "", "ending", notice.next, notice.tier, notice.until))


async def lowered(work: Work, wallet_id: int, before: Tier, tier: Tier | None) -> None:
    """It is lost."""
    people = await standings.customers(work.session, wallet_id)
    company, name = work.house.company, tier.name if tier else ""
    await _tell(work, people, lambda each: TierLowered(company, each.name, before.name, name))
    await _tell_owners(work, people, TierNews(0, "", "lowered", name, before.name))


async def _tell(work: Work, people: Sequence[Customer], notice_to: Callable[[Customer], Notice]) -> None:
    """An account that speaks for two of them hears it once."""
    accounts = await standings.listeners(work.session, [each.id for each in people[:MOST]])
    letters: dict[int, LineLetter] = {}
    for each in people:
        account = accounts.get(each.id)
        if account is not None and account.id not in letters:
            due = hours.due(work.house.business, account, work.now)
            letters[account.id] = LineLetter(account, notice_to(each), each.id, due)
    await post.to_lines(work, list(letters.values()))


async def _tell_owners(work: Work, people: Sequence[Customer], news: TierNews) -> None:
    """Each owner once, by the first of their customers."""
    owners = await reps.by_ids(work.session, sorted({each.owner_id for each in people}))
    for owner_id, owner in owners.items():
        theirs = [each for each in people if each.owner_id == owner_id]
        notice = replace(news, customer_id=theirs[0].id, customer=theirs[0].name, others=len(theirs) - 1)
        await post.to_rep(work, owner, notice, customer_id=theirs[0].id)
