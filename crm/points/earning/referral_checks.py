"""Whom nobody has brought: oneself and one's own, whoever was here before, and rings of friends."""

from datetime import date, timedelta

from crm.work import Work
from storage.points import referrals, wallets
from storage.tables import Customer, LineUser

OWN, CHAIN, KNOWN = "own", "chain", "known"
NEW_FOR = timedelta(days=30)
"""An account that has been with us for longer was not brought by anybody now."""
LONGEST = 100


async def of_account(work: Work, account: LineUser, people: list[Customer], bringer: Customer) -> str | None:
    """What the account itself tells: it speaks for the one who brings it, or has been here before."""
    if any(each.id == bringer.id for each in people):
        return OWN
    since = work.now - NEW_FOR
    if account.left_at is not None or account.created_at < since:
        return KNOWN
    return KNOWN if await referrals.linked_before(work.session, account.id, since) else None


async def of_friend(work: Work, account_id: int, friend: Customer, bringer: Customer, met: date) -> str | None:
    """What is known once we know who came: with the same wallet or company, here before that day, or in a ring."""
    if friend.id == bringer.id or await _share(work, friend, bringer):
        return OWN
    if await _ring(work, friend.id, bringer.id):
        return CHAIN
    if await referrals.other_accounts(work.session, friend.id, account_id):
        return KNOWN
    return KNOWN if await referrals.dealt_before(work.session, friend.id, met) else None


async def _share(work: Work, friend: Customer, bringer: Customer) -> bool:
    if friend.company_id is not None and friend.company_id == bringer.company_id:
        return True
    mine, theirs = [await wallets.membership(work.session, each.id) for each in (friend, bringer)]
    return mine is not None and theirs is not None and mine.wallet_id == theirs.wallet_id


async def _ring(work: Work, friend_id: int, bringer_id: int) -> bool:
    """Whether the friend was brought by somebody already, or has, over however many friends, brought the other."""
    if await referrals.bringer_of(work.session, friend_id) is not None:
        return True
    seen, above = set[int](), await referrals.bringer_of(work.session, bringer_id)
    while above is not None and above not in seen and len(seen) < LONGEST:
        if above == friend_id:
            return True
        seen.add(above)
        above = await referrals.bringer_of(work.session, above)
    return False
