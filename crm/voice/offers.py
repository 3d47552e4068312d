"""One of ours thinks to know who an account is; it is linked when its owner says so too."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm import post
from crm.notices import AlreadyLinked, CustomerLinked, LinkDeclined, LinkQuestion, OfferDeclined
from crm.post import Reply
from crm.records import customers
from crm.refusals import Gone, Refusal, Refused, Unreachable
from crm.roles import rule
from crm.voice import friends, links
from crm.work import Work
from storage import reps
from storage.tables import Customer, LineUser, LinkOffer, Rep
from storage.voice import line_users, offers
from storage.voice import links as link_rows

ONCE_IN = timedelta(hours=24)
GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True)
class LinkedAlready(Refusal):
    """The account speaks for this customer already."""

    name: str


@dataclass(frozen=True)
class OfferedToday(Refusal):
    """The account has been asked within the last day; nobody is asked twice who they are."""


@rule("offers.make")
async def make(work: Work, account_id: int, customer_id: int) -> Customer:
    """Ask the account in LINE whether it is this customer.

    Raises:
        Refused: Gone, Unreachable, LinkedAlready, OfferedToday.
    """
    customer, owner = await customers.reached(work, customer_id)
    account = await line_users.locked(work.session, account_id)
    if account is None:
        raise Refused(Gone())
    if account.state == "gone":
        raise Refused(Unreachable(customer.name))
    if await link_rows.between(work.session, account.id, customer.id) is not None:
        raise Refused(LinkedAlready(customer.name))
    if await offers.made_since(work.session, account.id, work.now - ONCE_IN) is not None:
        raise Refused(OfferedToday())
    offer = LinkOffer(line_user_id=account.id, customer_id=customer.id, rep_id=work.actor.id)
    await work.save(offer)
    question = LinkQuestion(work.house.company, customer.name, owner.full_name, offer.id)
    await post.to_line(work, account, question, customer_id=customer.id)
    return customer


@rule("offers.decide")
async def decide(
    work: Work, user_id: str, offer_id: int, at: datetime, reply: Reply | None, *, agreed: bool
) -> bool | None:
    """The account's own answer; None for a question that was not put to it. A second tap changes nothing."""
    account = await friends.adopt(work, user_id, at)
    known = await offers.by_id(work.session, offer_id)
    if known is None or known.line_user_id != account.id:
        return None
    customer, owner = await customers.reached(work, known.customer_id)
    offer = await offers.locked(work.session, offer_id)
    if offer is None or offer.state != offers.ASKED or at - offer.created_at > GOOD_FOR:
        await _say_over(work, account, customer, reply)
        return None
    offer.state, offer.decided_at = (offers.AGREED if agreed else offers.DECLINED), at
    asker = await reps.by_id(work.session, offer.rep_id) or owner
    if not agreed:
        await post.to_rep(work, asker, OfferDeclined(customer.id, customer.name), customer_id=customer.id)
        await post.to_line(work, account, LinkDeclined(), reply=reply)
    elif await link_rows.between(work.session, account.id, customer.id) is not None:
        await _say_over(work, account, customer, reply)
    else:
        await _link(work, account, customer, owner, asker, reply)
    return agreed


async def _link(work: Work, account: LineUser, customer: Customer, owner: Rep, asker: Rep, reply: Reply | None) -> None:
    await links.link(work, account, customer, owner, reply)
    if asker.id != owner.id:
        await post.to_rep(work, asker, CustomerLinked(customer.id, customer.name), customer_id=customer.id)


async def _say_over(work: Work, account: LineUser, customer: Customer, reply: Reply | None) -> None:
    """The question is settled, one way or the other."""
    if await link_rows.between(work.session, account.id, customer.id) is not None:
        await post.to_line(work, account, AlreadyLinked(customer.name), customer_id=customer.id, reply=reply)
    else:
        await post.to_line(work, account, LinkDeclined(over=True), reply=reply)
