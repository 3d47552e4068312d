"""Families: several customers who collect in one wallet, and each of whom may spend what is in it."""

from collections.abc import Sequence

from crm import post
from crm.notices import FamilyChanged, FamilyWallet
from crm.points.bank import expiries, ledger, telling, wallets
from crm.points.bank.ledger import Slip
from crm.points.programme import programmes, tiers
from crm.points.programme.programme import Programme
from crm.post import LineLetter
from crm.records import customers, finding
from crm.refusals import (
    FamiliesOff,
    FamilyAlready,
    FamilyElsewhere,
    FamilyFull,
    FamilyMissing,
    NameUnclear,
    Refused,
    SameCustomer,
)
from crm.roles import must_reach, rule
from crm.work import Work
from storage.points import wallets as rows
from storage.records import customers as people
from storage.tables import Customer, Wallet, WalletMember

OWN, FAMILY = "own", "family"
MOST = 10


@rule("families.join")
async def join(work: Work, who: str | int, other: str | int) -> FamilyWallet:
    """From now on both collect in one wallet, which holds what each had, every point with its last day.

    One of them may share a wallet with others already; then the other joins them. Everybody concerned is told.

    Raises:
        Refused: FamiliesOff, NameUnclear, SameCustomer, FamilyAlready, FamilyElsewhere, FamilyFull, NotAllowed, Gone,
            and those of finding.
    """
    programme = await programmes.current(work)
    if not programme.enabled or programme.wallet != "person":
        raise Refused(FamiliesOff())
    first, second = await _both(work, who, other)
    ours, theirs = [await wallets.opened(work, each.id) for each in (first, second)]
    if ours.id == theirs.id:
        raise Refused(FamilyAlready(second.name))
    comes, giver, taker = (first, ours, theirs) if theirs.kind == FAMILY else (second, theirs, ours)
    if giver.kind != OWN or taker.kind not in {OWN, FAMILY}:
        raise Refused(FamilyElsewhere(comes.name) if giver.kind == FAMILY else FamiliesOff())
    there = await _members(work, taker.id)
    if len(there) >= MOST:
        raise Refused(FamilyFull(MOST))
    await _unite(work, programme, comes, giver, taker)
    together = [*there, comes]
    await _tell_joined(work, comes, there, taker.balance)
    return _card(first, together, taker)


async def _both(work: Work, who: str | int, other: str | int) -> tuple[Customer, Customer]:
    """The two, locked in the order of their numbers, both within reach."""
    found = [await _meant(work, each) for each in (who, other)]
    if found[0].id == found[1].id:
        raise Refused(SameCustomer())
    locked = {}
    for number in sorted(each.id for each in found):
        customer, owner = await customers.reached(work, number)
        must_reach(work, owner)
        locked[number] = customer
    return locked[found[0].id], locked[found[1].id]


async def _meant(work: Work, who: str | int) -> Customer:
    if isinstance(who, int):
        return await customers.survivor(work, who)
    found = await finding.find(work, who)
    if found.sure is None:
        raise Refused(NameUnclear(who.strip()[: customers.NAME]))
    return found.sure


async def _unite(work: Work, programme: Programme, comes: Customer, giver: Wallet, taker: Wallet) -> None:
    for each in sorted((giver.id, taker.id)):
        await ledger.expire(work, each)  # what has gone by now must not come to life again
        await work.session.flush()
    await ledger.transfer(work, giver.id, taker.id, Slip(f"family:{giver.id}:{work.operation}", FAMILY))
    giver.joined_id, taker.kind = taker.id, FAMILY
    taker.expires_on = expiries.idle_until(programme.expiry, work.today)
    await _leave(work, comes)
    await work.save(WalletMember(wallet_id=taker.id, customer_id=comes.id))
    await tiers.joined(work, programme, giver.id, taker.id)


async def _leave(work: Work, customer: Customer) -> None:
    """The customer's membership ends; another one must begin in the same breath."""
    member = await rows.membership(work.session, customer.id)
    if member is not None:
        member.left_at = work.now
        await work.session.flush()


@rule("families.leave")
async def leave(work: Work, who: str | int) -> FamilyWallet:
    """From now on the customer collects alone, beginning with nothing: what is there belongs to those who stay.

    Everybody concerned is told.

    Raises:
        Refused: FamilyMissing, NameUnclear, NotAllowed, Gone, and those of finding.
    """
    customer, owner = await customers.reached(work, (await _meant(work, who)).id)
    must_reach(work, owner)
    known = await rows.of(work.session, customer.id, lock=True)
    members = await _members(work, known.id) if known is not None else []
    if known is None or known.kind != FAMILY or len(members) == 1:
        raise Refused(FamilyMissing(customer.name))
    await _leave(work, customer)
    alone = await rows.new(work.session, OWN, work.now)
    await work.save(WalletMember(wallet_id=alone.id, customer_id=customer.id))
    stay = [each for each in members if each.id != customer.id]
    await _tell(work, [customer], "parted", stay[0], 0)
    await _tell(work, stay, "left", customer, known.balance)
    return _card(customer, [], alone, left=True)


async def _members(work: Work, wallet_id: int) -> list[Customer]:
    ids = [each.customer_id for each in await rows.members(work.session, wallet_id)]
    known = await people.by_ids(work.session, ids)
    return [known[each] for each in ids]


async def _tell_joined(work: Work, comes: Customer, there: Sequence[Customer], balance: int) -> None:
    await _tell(work, [comes], "joined", there[0], balance)
    await _tell(work, there, "joined", comes, balance)


async def _tell(work: Work, readers: Sequence[Customer], what: str, who: Customer, balance: int) -> None:
    """It is their property: they are told whatever else they want to hear, but not by night."""
    letters, due = list[LineLetter](), work.house.business.next_loud(work.now)
    for each in readers:
        account = await telling.reachable(work, each.id)
        if account is not None:
            notice = FamilyChanged(work.house.company, each.name, what, who.name, balance)
            letters.append(LineLetter(account, notice, each.id, due))
    await post.to_lines(work, letters)


def _card(customer: Customer, members: Sequence[Customer], wallet: Wallet, *, left: bool = False) -> FamilyWallet:
    names = tuple(each.name for each in members)
    return FamilyWallet(customer.id, customer.name, names, wallet.balance, wallet.pending, left)
