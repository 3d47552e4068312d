"""Rewards taken: points become a code that is good for some minutes and works once; unused, they come back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from crm import post
from crm.notices import Notice, RewardCode, RewardCoupon, RewardRefused, RewardReturned
from crm.points.bank import giving, ledger, statements
from crm.points.bank.ledger import Slip
from crm.points.programme import programmes
from crm.points.programme.programme import Programme, Reward
from crm.points.rewards import cards, rewards, seals
from crm.post import LineLetter, Reply
from crm.records import customers
from crm.refusals import Gone, PointsShort, Refused
from crm.roles import rule
from crm.work import Work
from storage.points import redemptions, stocks, wallets
from storage.tables import Customer, LineUser, Redemption
from storage.voice import line_users, links

# Another number is made where somebody holds the same just now; with a hundred million of them that is rare.
ATTEMPTS = 20
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


@dataclass(frozen=True)
class Wish:
    """What the button of the question said: a reward for so many points. All taps on one button have its `nonce`."""

    customer_id: int
    code: str
    points: int
    nonce: str


@rule("rewards.redeem")
async def redeem(work: Work, user_id: str, wish: Wish, at: datetime, reply: Reply | None) -> None:
    """Spend the points and show the code; a second tap on the same button shows the same code again."""
    account, known = await cards.whose(work, user_id, wish.customer_id, at)
    if known is None:
        return
    customer, _ = await customers.reached(work, known.id)
    page = seals.page(work.house, account.id, wish.code, wish.nonce)
    programme = await programmes.current(work)
    made = await redemptions.by_page(work.session, seals.page_digest(page))
    said = (
        await _again(work, programme, customer, made, page)
        if made is not None
        else await _redeemed(work, programme, customer, account, wish, page)
    )
    await post.to_line(work, account, said, customer_id=customer.id, reply=reply)


@rule("rewards.cancel")
async def cancel(work: Work, user_id: str, redemption_id: int, at: datetime, reply: Reply | None) -> None:
    """「使わない」: the points come back at once. Somebody else's code is left alone."""
    found = await redemptions.by_id(work.session, redemption_id)
    if found is None:
        return
    account, known = await cards.whose(work, user_id, found.customer_id, at)
    if known is None:
        return
    await customers.reached(work, known.id)
    held = await redemptions.locked(work.session, redemption_id)
    said: Notice = RewardRefused("gone")
    if held is not None:
        open_ = held.state == "held"
        said = await give_back(work, held, "cancelled") if open_ else RewardRefused(held.state, held.name)
    await post.to_line(work, account, said, customer_id=known.id, reply=reply)


@rule("rewards.lapse")
async def lapse(work: Work, ids: Sequence[int]) -> int:
    """Codes whose time is over: points and stock go back, and the customer is told. How many there were."""
    return sum([await _lapsed(work, each) for each in ids])


async def due(session: AsyncSession, now: datetime, limit: int) -> list[int]:
    """Codes whose time is over. Only reads."""
    return await redemptions.lapsed(session, now, limit)


async def give_back(work: Work, redemption: Redemption, why: str) -> RewardReturned:
    """For rules that hold the customer's lock and the redemption's: nothing was had, so the points come back with the
    last days they had. `why`: lapsed, cancelled or undone.
    """
    redemption.state = "lapsed" if why == "lapsed" else "cancelled"
    # Before the wallet, as when it is taken: two who lock them the other way round would wait for each other.
    await stocks.give_back(work.session, redemption.reward)
    name, source = _key(redemption), f"redemptions:{redemption.id}"
    slip = Slip(f"{name}:back", "undone" if why == "undone" else "returned", source, redemption.name)
    posted = await ledger.refund(work, name, slip)
    return RewardReturned(why, redemption.name, posted.points, posted.balance, redemption.points - posted.points)


async def tell(work: Work, redemption: Redemption, customer_id: int, notice: Notice, *, here: bool = False) -> None:
    """Tell the account that took the reward, if it still speaks for the customer; at night only in the morning, unless
    the customer is `here`.
    """
    account = await line_users.by_id(work.session, redemption.line_user_id) if redemption.line_user_id else None
    if account is None or account.state == "gone":
        return
    if await links.between(work.session, account.id, customer_id) is not None:
        due_at = None if here else work.house.business.next_loud(work.now)
        await post.to_lines(work, [LineLetter(account, notice, customer_id, due_at)])


async def _lapsed(work: Work, redemption_id: int) -> int:
    found = await redemptions.by_id(work.session, redemption_id)
    if found is None:
        return 0
    try:
        customer, _ = await customers.reached(work, found.customer_id)
    except Refused:
        customer = None  # forgotten meanwhile, with the points
    held = await redemptions.locked(work.session, redemption_id)
    if held is None or held.state != "held" or held.valid_until >= work.now:
        return 0
    if customer is None:
        held.state = "lapsed"
        return 1
    await tell(work, held, customer.id, await give_back(work, held, "lapsed"))
    return 1


async def _redeemed(
    work: Work, programme: Programme, customer: Customer, account: LineUser, wish: Wish, page: str
) -> Notice:
    reward = programme.reward_of(wish.code)
    balance = await _balance(work, programme, customer)
    no = await rewards.why_not(work, programme, reward, customer.id, balance)
    if no is not None or reward is None:
        return no or RewardRefused("gone")
    if reward.points != wish.points:
        return RewardRefused("changed", reward.name)
    if not await stocks.take(work.session, reward.code, reward.stock):
        return RewardRefused("empty", reward.name)
    try:
        async with work.savepoint():
            taken = await _taken(work, programme, customer, account, reward, page)
    except Refused as no_points:
        await stocks.give_back(work.session, reward.code)
        left = no_points.refusal.balance if isinstance(no_points.refusal, PointsShort) else 0
        return RewardRefused("short", reward.name, reward.points - left)
    return await _shown(work, programme, customer, taken, page)


async def _taken(
    work: Work, programme: Programme, customer: Customer, account: LineUser, reward: Reward, page: str
) -> Redemption:
    wallet = await wallets.of(work.session, customer.id)
    if wallet is None:
        raise Refused(PointsShort(0))
    coupon = reward.kind == "coupon"
    taken = Redemption(
        customer_id=customer.id,
        wallet_id=wallet.id,
        line_user_id=account.id,
        reward=reward.code,
        name=reward.name,
        points=reward.points,
        cost=reward.cost,
        state="sent" if coupon else "held",
        code_digest=secrets.token_hex(32) if coupon else await _fresh(work, page),
        page_digest=seals.page_digest(page),
        valid_until=work.now + timedelta(minutes=0 if coupon else reward.minutes),
    )
    await work.save(taken)
    slip = Slip(_key(taken), "redemption", f"redemptions:{taken.id}", reward.name)
    await giving.take(work, programme, customer.id, reward.points, slip)
    return taken


def _key(redemption: Redemption) -> str:
    return f"redeem:{redemption.id}"


async def _fresh(work: Work, page: str) -> str:
    """The digest of a number that nobody else holds now."""
    for attempt in range(ATTEMPTS):
        digest = seals.digest(work.house, seals.number(work.house, page, attempt))
        if not await redemptions.taken(work.session, digest):
            return digest
    raise Refused(Gone())


async def _again(
    work: Work, programme: Programme, customer: Customer, made: Redemption, page: str
) -> RewardCode | RewardCoupon | RewardRefused:
    """The button was pressed before: the same code, or what has become of it."""
    if made.state == "sent" or (made.state == "held" and work.now <= made.valid_until):
        return await _shown(work, programme, customer, made, page)
    return RewardRefused("lapsed" if made.state == "held" else made.state, made.name)


async def _shown(
    work: Work, programme: Programme, customer: Customer, taken: Redemption, page: str
) -> RewardCode | RewardCoupon | RewardRefused:
    balance = await _balance(work, programme, customer)
    if taken.state == "sent":
        reward = programme.reward_of(taken.reward)
        known = RewardCoupon(taken.name, taken.points, balance, reward.coupon) if reward and reward.coupon else None
        return known or RewardRefused("gone", taken.name)
    return RewardCode(
        redemption_id=taken.id,
        customer=customer.name,
        name=taken.name,
        points=taken.points,
        balance=balance,
        number=_number(work, taken, page),
        until=work.house.business.local(taken.valid_until).time(),
        picture=_picture(work, page),
    )


async def _balance(work: Work, programme: Programme, customer: Customer) -> int:
    return (await statements.of(work.session, programme, customer.id, work.today, 0)).balance


def _number(work: Work, taken: Redemption, page: str) -> str:
    """Made again, for only its digest is kept."""
    numbers = (seals.number(work.house, page, attempt) for attempt in range(ATTEMPTS))
    return next(each for each in numbers if seals.digest(work.house, each) == taken.code_digest)


def _picture(work: Work, page: str) -> str:
    """LINE fetches pictures from public addresses only; the number says the same."""
    address = urlsplit(work.house.public_url)
    shown = work.house.public and (address.scheme == "https" or address.hostname in LOOPBACK)
    return f"{work.house.public_url}/qr/{page}.png" if shown else ""
