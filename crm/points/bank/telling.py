"""Telling customers in LINE what came and what went."""

from crm import post
from crm.notices import PointsMoved
from crm.points.bank.ledger import Posted
from crm.points.programme.programme import Programme
from crm.post import LineLetter
from crm.privacy import consents
from crm.work import Work
from storage.points import lots
from storage.records import customers
from storage.tables import Customer, LineUser, Outbox
from storage.voice import links


async def tell(
    work: Work, programme: Programme, customer_id: int, posted: Posted | None, reason: str, note: str = ""
) -> list[Outbox]:
    """Owe the customer a word on a posting: always on what was taken, and on what came where the programme says so and
    the customer takes such messages. Not a second time on the same; what came not by night, what was taken at once: its
    owner must be able to say that it was somebody else.
    """
    if posted is None or not posted.fresh:
        return []
    customer = await customers.by_id(work.session, customer_id)
    account = await reachable(work, customer_id)
    if customer is None or account is None or not await _wanted(work, programme, customer, posted):
        return []
    promised = await lots.pending_of(work.session, posted.key)
    waits = promised is not None and promised.state == "waiting"
    notice = PointsMoved(
        company=work.house.company,
        customer=customer.name,
        points=promised.remaining if promised is not None and waits else posted.points,
        balance=posted.balance,
        reason=reason,
        note=note,
        pending=waits,
        ready_on=promised.ready_on if promised is not None and waits else None,
        owed=posted.owed,
    )
    due = work.house.business.next_loud(work.now) if posted.points > 0 or waits else None
    return await post.to_lines(work, [LineLetter(account, notice, customer_id, due)])


async def reachable(work: Work, customer_id: int) -> LineUser | None:
    """The account to write to: the first that has not left us."""
    accounts = await links.accounts_of(work.session, customer_id)
    return next((each for each in accounts if each.state == "friend"), None)


async def _wanted(work: Work, programme: Programme, customer: Customer, posted: Posted) -> bool:
    if posted.points < 0:
        return True
    return programme.tell and (await consents.standing(work, [customer]))[consents.SERVICE]
