"""「ポイント」: a customer's card and its history, in LINE."""

from collections.abc import Sequence
from datetime import datetime

from crm import post
from crm.notices import HowToLink, PointsAfter, PointsCard, PointsCards, PointsHistory, TierSeen
from crm.points.bank import statements
from crm.points.programme import programmes
from crm.points.programme.programme import Programme
from crm.post import Reply
from crm.records import customers
from crm.refusals import Refused
from crm.roles import rule
from crm.voice import friends
from crm.work import Work
from storage.points import histories, wallets
from storage.tables import Customer, LineUser
from storage.voice import links

# Bubbles of a carousel; lines of the card, and of a page of the history.
MOST, LINES, PAGE = 12, 5, 10


@rule("points.card")
async def show(work: Work, user_id: str, at: datetime, reply: Reply | None) -> None:
    """The menu's button; where there are no points, nothing."""
    account = await friends.adopt(work, user_id, at)
    await answer(work, account, await links.customers_of(work.session, account.id), reply)


async def answer(work: Work, account: LineUser, people: Sequence[Customer], reply: Reply | None) -> bool:
    """For rules that have found out who asks: a card for each; False, and nothing said, where there are no points."""
    programme = await programmes.current(work)
    if not programme.enabled:
        return False
    if not people:
        await post.to_line(work, account, HowToLink(work.house.company, work.house.public), reply=reply)
        return True
    cards = [await _card(work, programme, each) for each in people[:MOST]]
    shown = PointsCards(work.house.company, tuple(cards), referral=programme.referral)
    await post.to_line(work, account, shown, customer_id=people[0].id, reply=reply)
    return True


async def _card(work: Work, programme: Programme, customer: Customer) -> PointsCard:
    found = await statements.of(work.session, programme, customer.id, work.today, LINES)
    return PointsCard(customer.name, found, _progress(programme, found.tier), rewards=bool(programme.reward))


def _progress(programme: Programme, tier: TierSeen | None) -> int:
    """Percent of what the next tier takes."""
    following = tier.next if tier else ""
    takes = next((each.threshold for each in programme.tiers.tier if each.name == following), 0)
    return (takes - min(tier.missing, takes)) * 100 // takes if tier and takes else 0


@rule("points.history")
async def history(
    work: Work, user_id: str, customer_id: int, trail: Sequence[int], at: datetime, reply: Reply | None
) -> None:
    """A page of the history: older than the last line of `trail`, or the newest. Somebody else's is left alone."""
    account, customer = await whose(work, user_id, customer_id, at)
    if customer is None:
        return
    shown = await _page(work, customer, tuple(trail))
    await post.to_line(work, account, shown, customer_id=customer.id, reply=reply)


async def whose(work: Work, user_id: str, customer_id: int, at: datetime) -> tuple[LineUser, Customer | None]:
    """The account, and the customer of a button, if the account speaks for them."""
    account = await friends.adopt(work, user_id, at)
    try:
        living = await customers.survivor(work, customer_id)
    except Refused:
        return account, None
    people = await links.customers_of(work.session, account.id)
    return account, next((each for each in people if each.id == living.id), None)


async def _page(work: Work, customer: Customer, trail: tuple[int, ...]) -> PointsHistory:
    wallet = await wallets.of(work.session, customer.id)
    if wallet is None:
        return PointsHistory(customer.id, customer.name, ())
    before = trail[-1] if trail else None
    steps = await statements.steps(work.session, wallet.id, PAGE + 1, before)
    balance = await histories.balance_before(work.session, wallet.id, before) if before else wallet.balance
    lines = list[PointsAfter]()
    for each in steps[:PAGE]:
        lines.append(PointsAfter(each, balance))
        balance -= each.points
    return PointsHistory(customer.id, customer.name, tuple(lines), trail, more=len(steps) > PAGE)
