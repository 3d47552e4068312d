"""Points in person: a rep's phone shows a picture, the customer scans it in LINE, and has them at once."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from crm import post
from crm.house import House
from crm.notices import HowToLink, OfferReady, OfferRefused, OfferTaken, PointsMoved, WhosePoints
from crm.points.bank import giving
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Slip
from crm.points.counter import flags, grants, limits, offer_codes, whom
from crm.points.counter.offer_codes import Read
from crm.points.counter.readings import Said
from crm.points.programme import programmes
from crm.points.programme.programme import Programme
from crm.post import Reply
from crm.records import customers
from crm.refusals import (
    HandLimitOfCustomer,
    OfferTooLarge,
    OfferUnavailable,
    PointsOff,
    PointsSignMissing,
    Refused,
)
from crm.roles import rule
from crm.work import Work
from storage import audit, ledger, reps
from storage.points import grants as rows
from storage.records import customers as people_rows
from storage.tables import Customer, LineUser, PointGrant

PICK = "offer.pick"
MOST_WRONG, WITHIN = 5, timedelta(hours=1)
_NUMBER = re.compile(r"([0-9]{1,18})-")


@dataclass(frozen=True)
class OfferPage:
    """What the rep's phone shows: `code` while it may be scanned (`state` offered), which changes at `changes`."""

    points: int
    customer: str
    state: str
    code: str
    changes: datetime
    until: datetime


@rule("offers.show")
async def show(work: Work, text: str, said: Said, chosen: int | None = None) -> OfferReady | WhosePoints:
    """A picture for whoever scans it first within ten minutes, or for the customer who is named. The day's limits count
    it from now on; what nobody takes counts no more.

    Raises:
        Refused: OfferUnavailable, PointsOff, PointsSignMissing, OfferTooLarge, HandLimit, HandLimitOfCustomer.
    """
    if not work.house.line_basic_id:
        raise Refused(OfferUnavailable())
    programme = await programmes.current(work)
    if not programme.enabled:
        raise Refused(PointsOff())
    if not said.points or said.points < 0:
        raise Refused(PointsSignMissing())
    if said.points > programme.earn.hand.approve_above:
        raise Refused(OfferTooLarge(programme.earn.hand.approve_above))
    if not any(each.name for each in said.whose) and chosen is None:
        return await _offer(work, programme, said.points, said.whose[0].words if said.whose else "", None)
    found = await whom.meant(work, text, said.whose, chosen, PICK)
    if isinstance(found, WhosePoints):
        return found
    customer, _ = await customers.reached(work, found[0].id)
    return await _offer(work, programme, said.points, found[1], customer)


async def _offer(work: Work, programme: Programme, points: int, words: str, customer: Customer | None) -> OfferReady:
    await limits.must_fit(work, programme, work.actor.id, customer.id if customer else None, points)
    grant = grants.made(work, customer.id if customer else None, points, words, "offered")
    grant.secret, grant.valid_until = offer_codes.new_secret(), work.now + offer_codes.LIFE
    await work.save(grant)
    page = f"{work.house.public_url}/offers/{offer_codes.page(work.house, grant)}"
    return OfferReady(grant.id, points, customer.name if customer else "", page, grant.valid_until)


async def page(session: AsyncSession, house: House, name: str, now: datetime) -> OfferPage | None:
    """What stands on the page of this name; None when it is no page of ours."""
    number = _NUMBER.match(name)
    grant = await rows.by_id(session, int(number[1])) if number else None
    if grant is None or grant.valid_until is None or not grant.secret or not offer_codes.is_page(house, grant, name):
        return None
    customer = await _named(session, grant)
    state = "lapsed" if grant.state == "offered" and now >= grant.valid_until else grant.state
    code = offer_codes.code(house, grant, now) if state == "offered" else ""
    return OfferPage(grant.points, customer, state, code, offer_codes.next_at(grant, now), grant.valid_until)


async def _named(session: AsyncSession, grant: PointGrant) -> str:
    """The name of the customer it is for, or who has it; "" while it is anybody's."""
    customer = await people_rows.by_id(session, grant.customer_id) if grant.customer_id is not None else None
    return customer.name if customer is not None else ""


@rule("offers.take")
async def take(
    work: Work, account: LineUser, people: list[Customer], text: str, at: datetime, reply: Reply | None
) -> bool:
    """Whether the text was such a code; then the customer has the points, or reads why not. `at` is the message's own
    time. Refusals are returned and not raised: wrong attempts must stay counted and stand in the audit log.
    """
    read = offer_codes.find(text)
    if read is None:
        return False
    if not people:
        await post.to_line(work, account, HowToLink(work.house.company, work.house.public), reply=reply)
        return True
    why = await _taken(work, account, people, read, at, reply)
    if why:
        said = {"refused": why, "window": read.window, "account": account.id}
        await audit.note(work.session, work, PointGrant.__tablename__, read.grant_id, said)
        notice = OfferRefused(work.house.company, why)
        await post.to_line(work, account, notice, customer_id=people[0].id, reply=reply)
    return True


async def _taken(
    work: Work, account: LineUser, people: list[Customer], read: Read, at: datetime, reply: Reply | None
) -> str:
    """Why the code gives nothing; "" when it gave."""
    tries = f"wrong-offer:{account.id}"
    if await ledger.counted(work.session, tries, work.now, WITHIN) >= MOST_WRONG:
        return "locked"
    known = await rows.by_id(work.session, read.grant_id) if read.grant_id else None
    if known is None or known.valid_until is None or not offer_codes.is_signed(work.house, known, read):
        await ledger.count(work.session, tries, work.now, WITHIN)
        return "forged"
    named = await customers.survivor(work, known.customer_id) if known.customer_id is not None else None
    if named is not None and named.id not in {each.id for each in people}:
        return "other"
    customer, _ = await customers.reached(work, (named or people[0]).id)
    grant = await rows.locked(work.session, known.id)
    if grant is None or grant.state == "given":
        return "used"
    if grant.state != "offered" or not offer_codes.is_fresh(grant, read, at) or at > known.valid_until:
        return "expired"
    return await _give(work, account, grant, customer, reply)


async def _give(work: Work, account: LineUser, grant: PointGrant, customer: Customer, reply: Reply | None) -> str:
    programme = await programmes.current(work)
    if not programme.enabled:
        return "off"
    if grant.customer_id is None:
        try:
            await limits.must_fit_customer(work, programme, customer.id, grant.points)
        except Refused as no:
            if not isinstance(no.refusal, HandLimitOfCustomer):
                raise
            return "limit"
    grant.customer_id, grant.state = customer.id, "given"
    slip = Slip(f"grant:{grant.id}", grant.reason, f"point_grants:{grant.id}", grant.note or None)
    posted = await giving.give(work, programme, customer.id, Gift(grant.points, slip))
    balance, owed = (posted.balance, posted.owed) if posted else (0, 0)
    told = PointsMoved(*(work.house.company, customer.name, grant.points, balance, grant.reason, grant.note), owed=owed)
    await post.to_line(work, account, told, customer_id=customer.id, reply=reply)
    await flags.look(work, grant, customer)
    rep = await reps.by_id(work.session, grant.rep_id)
    if rep is not None:
        heard = OfferTaken(customer.id, customer.name, grant.points, balance)
        await post.to_rep(work, rep, heard, customer_id=customer.id)
    return ""
