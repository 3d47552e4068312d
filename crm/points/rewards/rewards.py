"""What may be had for points: by whom, until when, and how many of it there are."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from crm import post
from crm.notices import RewardLine, RewardList, RewardQuestion, RewardRefused, TierPerks
from crm.points.bank import statements
from crm.points.programme import programmes, tiers
from crm.points.programme.programme import Programme, Reward
from crm.points.rewards import cards
from crm.post import Reply
from crm.roles import rule
from crm.work import Work
from storage.points import redemptions, stocks, wallets
from storage.tables import Wallet

PAGE = 10
_NONCE_BYTES = 12


@rule("rewards.show")
async def show(work: Work, user_id: str, customer_id: int, page: int, at: datetime, reply: Reply | None) -> None:
    """All that the customer may have now, also what is still too dear. Somebody else's is left alone."""
    account, customer = await cards.whose(work, user_id, customer_id, at)
    programme = await programmes.current(work)
    if customer is None or not programme.enabled:
        return
    wallet = await wallets.of(work.session, customer.id)
    balance = (await statements.of(work.session, programme, customer.id, work.today, 0)).balance
    found = await _offered(work, programme, customer.id, wallet, balance)
    first = page * PAGE
    shown = RewardList(
        customer.id,
        customer.name,
        balance,
        tuple(found[first : first + PAGE]),
        await _perks(work, programme, wallet) if first + PAGE >= len(found) else (),
        page,
        more=first + PAGE < len(found),
    )
    await post.to_line(work, account, shown, customer_id=customer.id, reply=reply)


@rule("rewards.ask")
async def ask(work: Work, user_id: str, customer_id: int, code: str, at: datetime, reply: Reply | None) -> None:
    """A reward was chosen: shall the points really be spent?"""
    account, customer = await cards.whose(work, user_id, customer_id, at)
    if customer is None:
        return
    programme = await programmes.current(work)
    balance = (await statements.of(work.session, programme, customer.id, work.today, 0)).balance
    reward = programme.reward_of(code)
    no = await why_not(work, programme, reward, customer.id, balance)
    if no is not None or reward is None:
        await post.to_line(work, account, no or RewardRefused("gone"), customer_id=customer.id, reply=reply)
        return
    minutes = 0 if reward.kind == "coupon" else reward.minutes
    nonce = secrets.token_urlsafe(_NONCE_BYTES)
    question = RewardQuestion(
        customer.id, customer.name, reward.code, reward.name, reward.points, balance, minutes, nonce
    )
    await post.to_line(work, account, question, customer_id=customer.id, reply=reply)


async def why_not(
    work: Work, programme: Programme, reward: Reward | None, customer_id: int, balance: int
) -> RewardRefused | None:
    """Why the customer may not have the reward now; None when they may."""
    if reward is None or not _on_offer(programme, reward, work.today):
        return RewardRefused("gone", reward.name if reward else "")
    wallet = await wallets.of(work.session, customer_id)
    if reward.tiers and not await _in_tier(work, programme, wallet, reward):
        return RewardRefused("tier", reward.name)
    had = await redemptions.had(work.session, customer_id, [reward.code])
    if reward.each is not None and had.get(reward.code, 0) >= reward.each:
        return RewardRefused("enough", reward.name)
    taken = await stocks.taken(work.session, [reward.code])
    if reward.stock is not None and taken.get(reward.code, 0) >= reward.stock:
        return RewardRefused("empty", reward.name)
    if balance < reward.points:
        return RewardRefused("short", reward.name, reward.points - balance)
    return None


async def _offered(
    work: Work, programme: Programme, customer_id: int, wallet: Wallet | None, balance: int
) -> list[RewardLine]:
    """The cheapest first."""
    tier = await tiers.held(work, programme, wallet.id) if wallet else None
    own = tier.code if tier else ""
    open_ = [each for each in programme.reward if _on_offer(programme, each, work.today)]
    open_ = [each for each in open_ if not each.tiers or own in each.tiers]
    codes = [each.code for each in open_]
    had = await redemptions.had(work.session, customer_id, codes)
    taken = await stocks.taken(work.session, codes)
    lines = [_line(each, balance, taken.get(each.code, 0)) for each in open_ if _not_enough(each, had)]
    return sorted((each for each in lines if each.left != 0), key=lambda each: each.points)


def _not_enough(reward: Reward, had: dict[str, int]) -> bool:
    return reward.each is None or had.get(reward.code, 0) < reward.each


def _line(reward: Reward, balance: int, taken: int) -> RewardLine:
    left = max(reward.stock - taken, 0) if reward.stock is not None else None
    short = max(reward.points - balance, 0)
    return RewardLine(reward.code, reward.name, reward.points, reward.description, short, left, reward.ends)


def _on_offer(programme: Programme, reward: Reward, today: date) -> bool:
    begun = reward.starts is None or reward.starts <= today
    return programme.enabled and begun and (reward.ends is None or today <= reward.ends)


async def _in_tier(work: Work, programme: Programme, wallet: Wallet | None, reward: Reward) -> bool:
    tier = await tiers.held(work, programme, wallet.id) if wallet else None
    return tier is not None and tier.code in reward.tiers


async def _perks(work: Work, programme: Programme, wallet: Wallet | None) -> tuple[TierPerks, ...]:
    """What tiers bring besides points: points alone are no reason to come back."""
    own = await tiers.held(work, programme, wallet.id) if wallet else None
    with_perks: Sequence[TierPerks] = [
        TierPerks(each.name, each.perks, own=own is not None and own.code == each.code)
        for each in programme.tiers.tier
        if each.perks
    ]
    return tuple(with_perks)
