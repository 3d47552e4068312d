"""A link ends: by the customer's own word and a second tap, or by one of ours; the history stays with the customer."""

from collections.abc import Sequence
from datetime import datetime

from crm import post
from crm.notices import CustomerUnlinked, Unlinked, UnlinkQuestion, WhichCustomer
from crm.post import Reply
from crm.records import choices, customers
from crm.refusals import Gone, NotLinked, Refused
from crm.roles import must_reach, rule
from crm.voice import friends, menus
from crm.voice.plain import plain
from crm.work import Work
from storage import reps
from storage.tables import Customer, LineLink, LineUser
from storage.voice import line_users, links

MOST = 10
_WORDS = frozenset({"連携解除", "連携を解除", "連携を解除する", "登録解除", "unlink", "disconnect"})


def asked(text: str) -> bool:
    """Only as the whole message; 「解除」 alone is a word that stops what we send."""
    return plain(text) in _WORDS


async def offer(work: Work, account: LineUser, people: Sequence[Customer], reply: Reply | None) -> None:
    """Ask which link shall end, and whether it really shall."""
    if not people:
        await post.to_line(work, account, Unlinked(work.house.company), reply=reply)
        return
    found = [await links.between(work.session, account.id, each.id) for each in people[:MOST]]
    named = [(link.id, each.name) for link, each in zip(found, people, strict=False) if link is not None]
    question = UnlinkQuestion(work.house.company, tuple(named))
    await post.to_line(work, account, question, customer_id=people[0].id, reply=reply)


@rule("links.begin_to_end")
async def begin(work: Work, user_id: str, at: datetime, reply: Reply | None) -> None:
    """A button of ours that leads here."""
    account = await friends.adopt(work, user_id, at)
    await offer(work, account, await links.customers_of(work.session, account.id), reply)


@rule("links.end_own")
async def end_own(work: Work, user_id: str, link_id: int, at: datetime, reply: Reply | None) -> None:
    """The second tap: the account's own link ends, and the owner is told. Somebody else's is left alone."""
    account = await friends.adopt(work, user_id, at)
    link = await links.by_id(work.session, link_id)
    if link is None or link.line_user_id != account.id:
        return
    customer, owner = await customers.reached(work, link.customer_id)
    if link.ended_at is None:
        link.ended_at = work.now
        await menus.settle(work, account)
        told = CustomerUnlinked(customer.id, customer.name)
        await post.to_rep(work, owner, told, customer_id=customer.id)
    await post.to_line(work, account, Unlinked(work.house.company, customer.name), reply=reply)


@rule("links.accounts")
async def accounts(work: Work, who: str | int) -> tuple[Customer, list[LineUser]] | WhichCustomer:
    """The customer and their accounts, for whoever may end a link.

    Raises:
        Refused: NotLinked, NotAllowed, and those of finding.
    """
    found = await choices.one(work, who, "link.ending")
    if isinstance(found, WhichCustomer):
        return found
    customer, owner = await customers.reached(work, found.id)
    must_reach(work, owner)
    linked = await links.accounts_of(work.session, customer.id)
    if not linked:
        raise Refused(NotLinked(customer.name))
    return customer, linked


@rule("links.end")
async def end(work: Work, customer_id: int, account_id: int) -> Customer:
    """One of ours ends a link, because the account turned out to be somebody else's.

    Raises:
        Refused: Gone, NotAllowed.
    """
    customer, owner = await customers.reached(work, customer_id)
    must_reach(work, owner)
    account = await line_users.locked(work.session, account_id)
    link: LineLink | None = await links.between(work.session, account_id, customer.id) if account else None
    if link is None or account is None:
        raise Refused(Gone())
    link.ended_at = work.now
    await menus.settle(work, account)
    actor = await reps.by_id(work.session, work.actor.id)
    if actor is not None and actor.id != owner.id:
        told = CustomerUnlinked(customer.id, customer.name, actor.full_name)
        await post.to_rep(work, owner, told, customer_id=customer.id)
    return customer
