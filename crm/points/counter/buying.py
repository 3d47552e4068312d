"""What a purchase earns, what it costs in points, and what becomes of both when it comes back."""

from dataclasses import dataclass
from datetime import date

from crm import post
from crm.activities import cadences
from crm.notices import PointsMoved
from crm.points.bank import giving, ledger, telling, wallets
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Posted, Slip
from crm.points.earning import referrals
from crm.points.programme import tiers
from crm.points.programme.programme import Programme
from crm.post import LineLetter
from crm.refusals import AmountMissing, NotYet, Refused, SpentTooMuch, TextTooLong
from crm.work import Work
from storage.points import wallets as wallet_rows
from storage.tables import Customer, Purchase, PurchaseRefund

WHAT = 500
MOST = 1_000_000_000
"""Yen."""


@dataclass(frozen=True)
class Sale:
    """What was bought: `amount` in yen, of which `spent` points pay a part. `day` None: today; `rep_id` None: by the
    actor.
    """

    amount: int | None
    what: str = ""
    spent: int = 0
    day: date | None = None
    external_id: str | None = None
    rep_id: int | None = None


@dataclass(frozen=True)
class Terms:
    """`points` for every full `per` yen, times `rate` percent, rounded down; a point that was spent is worth `value`
    yen.
    """

    per: int
    points: int
    rate: int
    value: int

    @classmethod
    def read(cls, text: str) -> "Terms | None":
        return cls(*(int(part) for part in text.split(":"))) if text else None

    def __str__(self) -> str:
        return f"{self.per}:{self.points}:{self.rate}:{self.value}"

    def earned(self, amount: int, spent: int, of: int = 1, part: int = 1) -> int:
        """What a purchase earns of which `spent` points paid for a part; or `part` of `of` equal parts of it."""
        paid = max(amount - spent * self.value, 0) * part // of
        return paid // self.per * self.points * self.rate // 100


@dataclass(frozen=True)
class Bought:
    """A purchase that was written down, and what was posted for it."""

    purchase: Purchase
    earned: Posted | None
    spent: Posted | None
    ready_on: date | None = None


@dataclass(frozen=True)
class Returned:
    """What a refund took back of what was earned, and gave back of what was spent."""

    taken: int = 0
    given: int = 0


async def buy(work: Work, programme: Programme, customer: Customer, sale: Sale) -> Bought:
    """Write the purchase down for a customer who is locked: points pay first, then the rest earns. Tells nobody.

    Raises:
        Refused: AmountMissing, TextTooLong, NotYet, SpentTooMuch, PointsShort.
    """
    amount = _must_stand(work, programme, sale)
    terms = await _terms(work, programme, customer.id)
    purchase = Purchase(
        customer_id=customer.id,
        rep_id=sale.rep_id or work.actor.id,
        amount=amount,
        spent=sale.spent,
        what=sale.what,
        day=sale.day or work.today,
        external_id=sale.external_id,
        terms=str(terms) if terms else "",
    )
    await work.save(purchase)
    spent = await _spend(work, programme, purchase)
    ready_on = giving.in_days(work, programme.earn.purchase.pending_days)
    earned = await _earn(work, programme, purchase, terms, ready_on)
    await cadences.touched(work, customer.id, on=purchase.day)
    await referrals.bought(work, programme, purchase)
    return Bought(purchase, earned, spent, ready_on if earned is not None else None)


def _must_stand(work: Work, programme: Programme, sale: Sale) -> int:
    if sale.amount is None or not 0 < sale.amount <= MOST:
        raise Refused(AmountMissing())
    if len(sale.what) > WHAT:
        raise Refused(TextTooLong(WHAT))
    if sale.day is not None and sale.day > work.today:
        raise Refused(NotYet())
    if sale.spent * programme.value_yen > sale.amount:
        raise Refused(SpentTooMuch(sale.amount // max(programme.value_yen, 1)))
    return sale.amount


async def _terms(work: Work, programme: Programme, customer_id: int) -> Terms | None:
    """What the programme and the customer's tier of today promise; None when it promises nothing."""
    by = programme.earn.purchase
    if not programme.enabled or not by.points:
        return None
    wallet = await wallet_rows.of(work.session, customer_id)
    tier = await tiers.held(work, programme, wallet.id) if wallet else tiers.of(programme, None)
    return Terms(by.per, by.points, tier.rate if tier else 100, programme.value_yen)


async def _spend(work: Work, programme: Programme, purchase: Purchase) -> Posted | None:
    if not purchase.spent:
        return None
    slip = Slip(f"{key(purchase)}:spent", "checkout", _source(purchase), purchase.what or None)
    return await giving.take(work, programme, purchase.customer_id, purchase.spent, slip)


async def _earn(
    work: Work, programme: Programme, purchase: Purchase, terms: Terms | None, ready_on: date | None
) -> Posted | None:
    points = terms.earned(purchase.amount, purchase.spent) if terms else 0
    slip = Slip(key(purchase), "purchase", _source(purchase), purchase.what or None)
    posted = await giving.give(work, programme, purchase.customer_id, Gift(points, slip, ready_on))
    if posted is None and programme.enabled and programme.tiers.by == "money":
        wallet = await wallets.opened(work, purchase.customer_id)
        await tiers.moved(work, programme, wallet.id)
    return posted


def key(purchase: Purchase) -> str:
    return f"purchase:{purchase.id}"


def _source(purchase: Purchase) -> str:
    return f"purchases:{purchase.id}"


async def tell(work: Work, programme: Programme, bought: Bought) -> None:
    """The customer hears what was spent, and what came where the programme says so."""
    purchase = bought.purchase
    await telling.tell(work, programme, purchase.customer_id, bought.spent, "checkout", purchase.what)
    await telling.tell(work, programme, purchase.customer_id, bought.earned, "purchase", purchase.what)


async def give_back(work: Work, customer: Customer, purchase: Purchase, refund: PurchaseRefund) -> Returned:
    """Take back of what was earned so much that what remains is what the rest of the purchase earns, and give back of
    the points that were spent in proportion, each with its old last day. The purchase counts the refund already.

    The customer hears of it, whatever the programme tells otherwise: their points were touched.
    """
    before, after = purchase.refunded - refund.amount, purchase.refunded
    given = _came_back(purchase, after) - _came_back(purchase, before)
    taken = kept(purchase, before) - kept(purchase, after)
    end, note = f"{key(purchase)}:back:{refund.id}", refund.why or None
    posted = list[Posted]()
    if given:
        slip = Slip(f"{end}:spent", "returned", _source(purchase), note)
        posted.append(await ledger.refund(work, f"{key(purchase)}:spent", slip, given))
    if taken:
        slip = Slip(end, "returned", _source(purchase), note)
        posted.append(await ledger.reverse(work, key(purchase), slip, taken))
    await tell_return(work, customer, posted, "returned", purchase.what)
    return Returned(taken, given)


def _came_back(purchase: Purchase, refunded: int) -> int:
    """How many of the points that were spent are the customer's again, after so much has come back."""
    return purchase.spent * refunded // purchase.amount


def kept(purchase: Purchase, refunded: int) -> int:
    """What the rest of the purchase earns, after so much has come back: its part of what was paid in money."""
    terms = Terms.read(purchase.terms)
    left = purchase.amount - refunded
    return terms.earned(purchase.amount, purchase.spent, purchase.amount, left) if terms else 0


async def tell_return(work: Work, customer: Customer, posted: list[Posted], reason: str, note: str) -> None:
    """One word on all that was posted."""
    account = await telling.reachable(work, customer.id)
    if not posted or account is None:
        return
    last = posted[-1]
    notice = PointsMoved(
        company=work.house.company,
        customer=customer.name,
        points=sum(each.points for each in posted),
        balance=last.balance,
        reason=reason,
        note=note,
        owed=last.owed,
    )
    due = work.house.business.next_loud(work.now)
    await post.to_lines(work, [LineLetter(account, notice, customer.id, due)])
