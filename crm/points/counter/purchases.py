"""Purchases: one line or one form in, points for it at once, and the way back within ten minutes or by a return."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from crm import operations
from crm.notices import Choice, PointsMoved, PurchaseCard, PurchaseLine, PurchaseList, WhosePoints
from crm.points.bank import ledger, statements
from crm.points.bank.ledger import Posted
from crm.points.counter import buying, whom
from crm.points.counter.buying import Sale
from crm.points.counter.readings import Said
from crm.points.earning import referrals
from crm.points.programme import programmes
from crm.points.programme.programme import Programme
from crm.records import choices, customers
from crm.refusals import (
    AlreadyUndone,
    AmountMissing,
    Gone,
    NothingToReturn,
    PurchaseReturned,
    Refused,
    ReturnInstead,
    ReturnTooMuch,
    TextTooLong,
    UndoTooLate,
)
from crm.roles import must_reach, rule
from crm.work import Work
from storage import audit, outbox, reps
from storage.points import entries, lots, wallets
from storage.points import purchases as rows
from storage.tables import Customer, Purchase, PurchaseRefund

UNDO_WITHIN = timedelta(minutes=10)
SHOWN = 5
PICK, RETURN = "purchase.pick", "purchase.pick_return"
# The wallet that a purchase opened goes on without it: other points have come there since. The purchase itself stays,
# as one that came back: SQLite would give its number to the next one, and with it the keys of its postings.
_STAYS = ("wallet_members", "tier_standings", "purchases")


@dataclass(frozen=True)
class ReturnForm:
    """What the form of a return shows. `amount`: what it begins with."""

    customer: str
    company: str | None
    purchase: PurchaseLine
    amount: int


@rule("purchases.note")
async def note(work: Work, text: str, said: Said, chosen: int | None = None) -> PurchaseCard | WhosePoints:
    """Save what a line tells of one customer, or ask who is meant and keep the line.

    Raises:
        Refused: NameMissing, AmountMissing, NotYet, TextTooLong, SpentTooMuch, PointsShort.
    """
    if said.amount is None:
        raise Refused(AmountMissing())
    found = await whom.meant(work, text, said.whose, chosen, PICK)
    if isinstance(found, WhosePoints):
        return found
    customer, what = found
    return await record(work, customer.id, Sale(said.amount, what, said.spent, said.day))


@rule("purchases.record")
async def record(work: Work, customer_id: int, sale: Sale) -> PurchaseCard:
    """Save what a form holds.

    Raises:
        Refused: Gone, and those of `note`.
    """
    customer, _ = await customers.reached(work, customer_id)
    programme = await programmes.current(work)
    bought = await buying.buy(work, programme, customer, sale)
    await buying.tell(work, programme, bought)
    await work.session.flush()
    return await _card(work, programme, customer, bought.purchase, "saved")


@rule("purchases.begin")
async def begin(work: Work, said: Said) -> Choice | None:
    """Whom a form is about: whom the line means beyond doubt, else nobody."""
    found = await whom.likely(work, said.whose)
    return (await choices.of(work, [found]))[0] if found is not None else None


@rule("purchases.undo")
async def undo(work: Work, purchase_id: int) -> PurchaseCard:
    """Within ten minutes a purchase counts for nothing: what it gave is taken back, what it cost is given back.

    Raises:
        Refused: Gone, NotAllowed, UndoTooLate, AlreadyUndone, PurchaseReturned, ReturnInstead (somebody was rewarded
        for it).
    """
    customer, purchase = await _reached(work, purchase_id)
    rep = await reps.by_id(work.session, purchase.rep_id)
    if rep is not None:
        must_reach(work, rep)
    operation = await _may_undo(work, purchase)
    programme = await programmes.current(work)
    card = await _card(work, programme, customer, purchase, "undone")
    await _tell_undone(work, customer, purchase, operation)
    await ledger.undo(work, operation, "undone")
    await operations.undo_parts(work, [(operation, customer.id)], but=_STAYS)
    purchase.refunded = purchase.amount
    await audit.mark_undone(work.session, operation, work.now)
    return await _as_now(work, programme, card)


async def _may_undo(work: Work, purchase: Purchase) -> str:
    """The operation that made it, when it may be undone."""
    line = await audit.first_of(work.session, Purchase.__tablename__, purchase.id)
    if line is None:
        raise Refused(Gone())
    if await audit.undone(work.session, line.operation):
        raise Refused(AlreadyUndone())
    if work.now - line.at > UNDO_WITHIN:
        raise Refused(UndoTooLate(int(UNDO_WITHIN.total_seconds() // 60)))
    if purchase.refunded:
        raise Refused(PurchaseReturned())
    if any(kind == "release" for _, kind in await entries.keys_of_operation(work.session, line.operation)):
        raise Refused(ReturnInstead())
    return line.operation


@rule("purchases.find")
async def find(work: Work, text: str, said: Said, chosen: int | None = None) -> PurchaseList | WhosePoints:
    """The customer's last purchases, of which something could come back.

    Raises:
        Refused: NameMissing, NothingToReturn.
    """
    found = await whom.meant(work, text, said.whose, chosen, RETURN)
    if isinstance(found, WhosePoints):
        return found
    customer, _ = found
    bought = await rows.returnable(work.session, customer.id, said.amount or 1, SHOWN)
    if not bought:
        raise Refused(NothingToReturn())
    company = customer.company.name if customer.company else None
    return PurchaseList(customer.id, customer.name, company, _lines(bought), said.amount or 0)


@rule("purchases.look")
async def look(work: Work, purchase_id: int, amount: int = 0) -> ReturnForm:
    """What the form of a return begins with.

    Raises:
        Refused: Gone, NothingToReturn.
    """
    customer, purchase = await _reached(work, purchase_id)
    left = purchase.amount - purchase.refunded
    if not left:
        raise Refused(NothingToReturn())
    company = customer.company.name if customer.company else None
    return ReturnForm(customer.name, company, _lines([purchase])[0], min(amount, left) or left)


@rule("purchases.refund")
async def refund(work: Work, purchase_id: int, amount: int | None, why: str = "") -> PurchaseCard:
    """So much of a purchase came back: its points go as they came, exactly, and the customer hears of it.

    Raises:
        Refused: Gone, AmountMissing, ReturnTooMuch, TextTooLong.
    """
    customer, purchase = await _reached(work, purchase_id)
    left = purchase.amount - purchase.refunded
    if amount is None or amount <= 0:
        raise Refused(AmountMissing())
    if amount > left:
        raise Refused(ReturnTooMuch(left))
    if len(why) > buying.WHAT:
        raise Refused(TextTooLong(buying.WHAT))
    programme = await programmes.current(work)
    made = PurchaseRefund(purchase_id=purchase.id, rep_id=work.actor.id, amount=amount, day=work.today, why=why)
    purchase.refunded += amount
    await work.save(made)
    back = await buying.give_back(work, customer, purchase, made)
    await referrals.returned(work, programme, purchase)
    card = await _card(work, programme, customer, purchase, "returned")
    return replace(card, returned=amount, taken=back.taken, given=back.given)


async def _reached(work: Work, purchase_id: int) -> tuple[Customer, Purchase]:
    """The purchase, locked behind its customer."""
    known = await rows.by_id(work.session, purchase_id)
    if known is None:
        raise Refused(Gone())
    customer, _ = await customers.reached(work, known.customer_id)
    purchase = await rows.locked(work.session, purchase_id)
    if purchase is None:
        raise Refused(Gone())
    return customer, purchase


async def _card(work: Work, programme: Programme, customer: Customer, purchase: Purchase, state: str) -> PurchaseCard:
    promised = await lots.pending_of(work.session, buying.key(purchase))
    waits = promised is not None and promised.state == "waiting"
    card = PurchaseCard(
        purchase_id=purchase.id,
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        amount=purchase.amount,
        what=purchase.what,
        day=purchase.day,
        undo_until=purchase.created_at + UNDO_WITHIN,
        state=state,
        refunded=purchase.refunded,
        points=buying.kept(purchase, purchase.refunded),
        ready_on=promised.ready_on if promised is not None and waits else None,
        spent=purchase.spent,
        off=not programme.enabled,
    )
    return await _as_now(work, programme, card)


async def _as_now(work: Work, programme: Programme, card: PurchaseCard) -> PurchaseCard:
    """With what the customer has by now."""
    await work.session.flush()
    has = await statements.of(work.session, programme, card.customer_id, work.today, 0)
    return replace(card, balance=has.balance, tier=has.tier.name if has.tier else "")


async def _tell_undone(work: Work, customer: Customer, purchase: Purchase, operation: str) -> None:
    """Who has read that points were spent must read that they are back; what is not said yet will not be."""
    owed = await outbox.of_operation(work.session, operation)
    unsaid = {"ready", "scheduled", "waiting", "paused", "cancelled"}
    if purchase.spent and any(each.kind == PointsMoved.__name__ and each.state not in unsaid for each in owed):
        wallet = await wallets.of(work.session, customer.id, lock=True)
        balance = (wallet.balance if wallet else 0) + purchase.spent - buying.kept(purchase, 0)
        back = Posted(buying.key(purchase), wallet.id if wallet else 0, purchase.spent, max(balance, 0), 0, 0)
        await buying.tell_return(work, customer, [back], "undone", purchase.what)


def _lines(bought: Sequence[Purchase]) -> tuple[PurchaseLine, ...]:
    return tuple(PurchaseLine(each.id, each.amount, each.refunded, each.what, each.day) for each in bought)
