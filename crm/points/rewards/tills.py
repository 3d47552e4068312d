"""The till: staff confirm a reward's code, typed in Slack or scanned with a telephone that was let in (passes)."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from crm import post
from crm.house import House
from crm.notices import CodesGuessed, RewardConfirmed, RewardTakenBack, RewardUsed, WhichCustomer
from crm.points.programme import programmes, tiers
from crm.points.rewards import redeeming, seals
from crm.records import choices, customers
from crm.refusals import (
    Gone,
    Refusal,
    Refused,
    RewardCodeCancelled,
    RewardCodeLapsed,
    RewardCodeLocked,
    RewardCodeMissing,
    RewardCodeOfOther,
    RewardCodeUnknown,
    RewardCodeUsed,
    RewardSettled,
)
from crm.roles import must_reach, rule
from crm.work import Work
from storage import audit, ledger, reps
from storage.points import redemptions
from storage.tables import Customer, Redemption

MOST_WRONG = 5
WITHIN = timedelta(minutes=15)
TAKEN_BACK_WITHIN = timedelta(days=1)
# Digits in whatever groups, then whose code it is said to be; shorter and longer numbers are told apart by counting.
_TYPED = re.compile(r"(?P<code>[0-9](?:[\s\-‐-―−ー.・]{0,2}[0-9])*)(?![0-9])[\s,、:]*(?P<who>.*)", re.DOTALL)


@dataclass(frozen=True)
class Scanned:
    """A code as the staff's telephone shows it before it is confirmed; `until` is the company's own time."""

    customer: str
    company: str | None
    name: str
    points: int
    tier: str
    until: time


@rule("rewards.confirm")
async def confirm(work: Work, typed: str) -> RewardConfirmed | Refusal:
    """`/redeem 1234-5678 田中様`: the reward is handed over, once. The name may be left out.

    Refusals are returned: what was tried must stay counted, and stands in the audit log.

    Raises:
        Refused: NobodyFound for a name that nobody has.
    """
    if await _guesses(work) >= MOST_WRONG:
        return await _no(work, RewardCodeLocked(_minutes(WITHIN)))
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    code = re.sub(r"[^0-9]", "", found["code"]) if found else ""
    if found is None or len(code) != seals.DIGITS:
        return RewardCodeMissing()
    redemption = await redemptions.by_code(work.session, seals.digest(work.house, code))
    if redemption is None:
        return await _guessed(work, None)
    if found["who"] and not await _is_meant(work, redemption, found["who"]):
        return await _guessed(work, redemption)
    return await _handed_over(work, redemption)


@rule("rewards.scan")
async def scan(work: Work, page: str) -> Scanned | Refusal:
    """What stands behind a scanned code, for the staff to look at before they confirm it."""
    redemption = await redemptions.by_page(work.session, seals.page_digest(page))
    if redemption is None:
        return Gone()
    no = await _no_more(work, redemption)
    if no is not None:
        return no
    customer = await customers.survivor(work, redemption.customer_id)
    shown = await _confirmed(work, redemption, customer)
    until = work.house.business.local(redemption.valid_until).time()
    return Scanned(shown.customer, shown.company, shown.name, shown.points, shown.tier, until)


@rule("rewards.confirm_scanned")
async def confirm_scanned(work: Work, page: str) -> RewardConfirmed | Refusal:
    """As `confirm`, by the name of the page in the QR code."""
    redemption = await redemptions.by_page(work.session, seals.page_digest(page))
    return await _handed_over(work, redemption) if redemption is not None else await _no(work, Gone())


@rule("rewards.take_back")
async def take_back(work: Work, redemption_id: int) -> RewardTakenBack:
    """A confirmation was a mistake: whoever made it, or who answers for them, gives the points back within a day.

    Raises:
        Refused: Gone, NotAllowed, RewardSettled.
    """
    found = await redemptions.by_id(work.session, redemption_id)
    confirmer = await reps.by_id(work.session, found.used_by_id) if found and found.used_by_id else None
    if found is None or confirmer is None:
        raise Refused(Gone())
    must_reach(work, confirmer)
    customer, _ = await customers.reached(work, found.customer_id)
    used = await redemptions.locked(work.session, redemption_id)
    if used is None or used.state != "used" or used.used_at is None or work.now - used.used_at > TAKEN_BACK_WITHIN:
        raise Refused(RewardSettled())
    told = await redeeming.give_back(work, used, "undone")
    await redeeming.tell(work, used, customer.id, told)
    return RewardTakenBack(customer.name, used.name, used.points)


async def shown(session: AsyncSession, page: str, now: datetime) -> str | None:
    """The name of the reward behind a QR code, for whoever scans it; None when it is good no more. Only reads."""
    redemption = await redemptions.by_page(session, seals.page_digest(page))
    good = redemption is not None and redemption.state == "held" and now <= redemption.valid_until
    return redemption.name if redemption is not None and good else None


def stamp(house: House, cookie: str, page: str) -> str:
    """What the button of a scanned page carries: nobody else's page can press it."""
    return seals.stamp(house, cookie, page)


async def _handed_over(work: Work, found: Redemption) -> RewardConfirmed | Refusal:
    """Used exactly once: whoever has the customer's lock and the redemption's decides."""
    customer, _ = await customers.reached(work, found.customer_id)
    redemption = await redemptions.locked(work.session, found.id)
    no = await _no_more(work, redemption) if redemption is not None else Gone()
    if no is not None or redemption is None:
        return await _no(work, no or Gone(), found.id)
    redemption.state, redemption.used_at, redemption.used_by_id = "used", work.now, work.actor.id
    told = RewardUsed(customer.name, redemption.name)
    await redeeming.tell(work, redemption, customer.id, told, here=True)
    return await _confirmed(work, redemption, customer)


async def _confirmed(work: Work, redemption: Redemption, customer: Customer) -> RewardConfirmed:
    tier = await tiers.held(work, await programmes.current(work), redemption.wallet_id)
    return RewardConfirmed(
        redemption_id=redemption.id,
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        name=redemption.name,
        points=redemption.points,
        tier=tier.name if tier else "",
    )


async def _no_more(work: Work, redemption: Redemption) -> Refusal | None:
    """Why the code is good no more."""
    if redemption.state == "used":
        rep = await reps.by_id(work.session, redemption.used_by_id) if redemption.used_by_id else None
        when = _when(work, redemption.used_at or work.now)
        return RewardCodeUsed(redemption.name, when, rep.full_name if rep else "")
    if redemption.state == "lapsed" or (redemption.state == "held" and work.now > redemption.valid_until):
        return RewardCodeLapsed(redemption.name, _when(work, redemption.valid_until))
    return RewardCodeCancelled(redemption.name) if redemption.state != "held" else None


def _when(work: Work, moment: datetime) -> str:
    local = work.house.business.local(moment)
    return f"{local.month}/{local.day} {local:%H:%M}"


async def _is_meant(work: Work, redemption: Redemption, who: str) -> bool:
    """Whether the words can mean the customer whose code it is."""
    owner = await customers.survivor(work, redemption.customer_id)
    found = await choices.one(work, who, "customer.card")
    ids = {each.customer_id for each in found.choices} if isinstance(found, WhichCustomer) else {found.id}
    return owner.id in ids


async def _guesses(work: Work) -> int:
    return await ledger.counted(work.session, _tries(work), work.now, WITHIN)


def _tries(work: Work) -> str:
    return f"reward-code:{work.actor.id}"


async def _guessed(work: Work, other: Redemption | None) -> Refusal:
    """Count it; with the last attempt the admins hear of it."""
    await ledger.count(work.session, _tries(work), work.now, WITHIN)
    left = max(MOST_WRONG - await _guesses(work), 0)
    if not left:
        await _alarm(work)
    return await _no(work, RewardCodeOfOther() if other else RewardCodeUnknown(left), other.id if other else 0)


async def _alarm(work: Work) -> None:
    slot = f"{work.actor.id}:{int(work.now.timestamp() // WITHIN.total_seconds())}"
    rep = await reps.by_id(work.session, work.actor.id)
    if rep is not None and await ledger.take(work.session, "reward-codes", slot, work.now):
        await post.to_admins(work, CodesGuessed(rep.slack_id, MOST_WRONG, _minutes(WITHIN)))


async def _no(work: Work, refusal: Refusal, redemption_id: int = 0) -> Refusal:
    said = {"refused": work.rule, "why": type(refusal).__name__}
    await audit.note(work.session, work, "refusals", redemption_id, said)
    return refusal


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
