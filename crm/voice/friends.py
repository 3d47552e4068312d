"""Accounts in LINE: they arrive, leave, come back, and have a profile. Event times decide, because order may change."""

from dataclasses import replace
from datetime import datetime

from crm import post
from crm.notices import CustomerLeft, CustomerLinked, WantProfile, Welcome
from crm.post import Reply
from crm.records import customers
from crm.relay import conversations, departures
from crm.roles import rule
from crm.voice import menus, strangers
from crm.work import Work
from storage import ledger
from storage.relay import conversations as threads
from storage.tables import LineUser
from storage.voice import line_users, links

# Our columns' widths; LINE promises none.
NAME = 100
LANGUAGE = 8
_HINTED = "how-to-link"


@rule("friends.arrive")
async def arrive(work: Work, user_id: str, at: datetime, reply: Reply | None) -> LineUser:
    """A follow: a new friend is welcomed, an old one welcomed back; a repeated or overtaken event changes nothing."""
    account = await line_users.by_user_id(work.session, user_id)
    if account is None:
        account = await _meet(work, LineUser(user_id=user_id, followed_at=at))
        await _welcome(work, account, reply, back=False)
    elif not _overtaken(account, at):
        back = account.followed_at is not None or account.left_at is not None
        returned = account.state == "gone"
        account.state, account.followed_at = "friend", at
        await _welcome(work, account, reply, back=back)
        if returned:
            await _tell_owners_back(work, account)
    return account


@rule("friends.leave")
async def leave(work: Work, user_id: str, at: datetime) -> None:
    """An unfollow or block: the owner of each customer whom nothing reaches any more is told once."""
    account = await line_users.by_user_id(work.session, user_id)
    if account is None or account.state == "gone" or (account.followed_at and at < account.followed_at):
        return
    account.state, account.left_at = "gone", at
    for each in await links.customers_of(work.session, account.id):
        customer, owner = await customers.reached(work, each.id)
        accounts = await links.accounts_of(work.session, customer.id)
        if all(other.state == "gone" for other in accounts):
            gone = CustomerLeft(customer.id, customer.name)
            await post.to_rep(work, owner, gone, customer_id=customer.id)
            thread = await threads.seen(work.session, customer.id)
            if thread is not None:
                await conversations.say(work, thread, gone, customer.id)
    await departures.left(work, account)


@rule("friends.profile")
async def profile(work: Work, user_id: str, display_name: str | None, language: str | None) -> None:
    """What LINE says of the account, brought by delivery. LINE gives no language to those who have not agreed."""
    account = await line_users.by_user_id(work.session, user_id)
    if account is None:
        return
    unnamed = not account.display_name
    account.display_name = display_name[:NAME] if display_name else account.display_name
    account.language = language[:LANGUAGE] if language else account.language
    people = await links.customers_of(work.session, account.id)
    if unnamed and account.display_name and not people:
        await strangers.named(work, account)
    await menus.settle(work, account, people)


async def adopt(work: Work, user_id: str, at: datetime) -> LineUser:
    """For rules that hear an account: who acts must be here. One we never saw follow is taken in without a welcome."""
    account = await line_users.by_user_id(work.session, user_id)
    if account is None:
        account = await _meet(work, LineUser(user_id=user_id))
        await post.to_line(work, account, WantProfile(account.id))
    elif account.state == "gone" and account.left_at is not None and at > account.left_at:
        # Whoever has blocked us cannot write or tap: the follow event was lost or comes later.
        account.state = "friend"
        await _tell_owners_back(work, account)
    return account


async def hint_due(work: Work, account: LineUser) -> bool:
    """Whether to say today how linking works; asking uses the day's hint up."""
    return await ledger.take(work.session, _HINTED, f"{account.id}:{work.today}", work.now)


async def _meet(work: Work, account: LineUser) -> LineUser:
    await work.save(account)
    if work.actor.kind == "customer" and not work.actor.id:
        work.actor = replace(work.actor, id=account.id)
    return account


async def _welcome(work: Work, account: LineUser, reply: Reply | None, *, back: bool) -> None:
    await hint_due(work, account)  # The welcome says it: no hint on the same day.
    await post.to_line(work, account, Welcome(work.house.company, back), reply=reply)
    await post.to_line(work, account, WantProfile(account.id))


async def _tell_owners_back(work: Work, account: LineUser) -> None:
    for each in await links.customers_of(work.session, account.id):
        customer, owner = await customers.reached(work, each.id)
        await post.to_rep(work, owner, CustomerLinked(customer.id, customer.name), customer_id=customer.id)


def _overtaken(account: LineUser, at: datetime) -> bool:
    """A follow that we have had, or that is older than what we know."""
    if account.state == "friend":
        return account.followed_at is not None and at <= account.followed_at
    return account.left_at is not None and at < account.left_at
