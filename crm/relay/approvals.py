"""A second pair of eyes before something is sent, where the company wants that."""

from dataclasses import replace
from datetime import timedelta

from crm import post
from crm.handovers import approvers
from crm.notices import ReplyShown
from crm.records import customers
from crm.refusals import Gone, NotAllowed, Refused, ReplyDecided
from crm.work import Work
from storage import company_settings, reps
from storage.cases import cases
from storage.relay import replies as rows
from storage.tables import Customer, Rep, Reply

ABOVE = frozenset({"manager", "admin"})
"""Whoever agrees to others' words needs nobody's agreement."""


async def needed(work: Work, writer: Rep, customer: Customer) -> bool:
    """Whether somebody above must read it first; not where nobody is above."""
    settings = await company_settings.current(work.session)
    if settings.relay_approval == "never" or writer.role in ABOVE:
        return False
    fresh = work.now - writer.created_at < timedelta(days=settings.relay_new_days)
    asks = {
        "always": True,
        "new": fresh,
        "case": await cases.open_of(work.session, customer.id) is not None,
    }[settings.relay_approval]
    return asks and bool(await approvers.above(work, writer))


async def ask(work: Work, writer: Rep, notice: ReplyShown) -> None:
    """Put it before whoever is above the writer."""
    for slack_id in await approvers.above(work, writer):
        await post.to_slack(work, slack_id, replace(notice, deciding=True), customer_id=notice.customer_id)


async def must_decide(work: Work, writer: Rep) -> None:
    """Raises:
    Refused: NotAllowed, to whoever is not above the writer.
    """
    if writer.id == work.actor.id or not await approvers.decides(work, writer):
        raise Refused(NotAllowed(work.rule))


async def asked(work: Work, reply_id: int) -> Reply:
    """A reply that waits for the actor's word, locked behind its customer.

    Raises:
        Refused: Gone, NotAllowed, ReplyDecided.
    """
    known = await rows.by_id(work.session, reply_id)
    if known is not None and known.customer_id is not None:
        await customers.reached(work, known.customer_id)
    reply = await rows.locked(work.session, reply_id)
    writer = await reps.by_id(work.session, reply.rep_id) if reply is not None else None
    if reply is None or writer is None:
        raise Refused(Gone())
    await must_decide(work, writer)
    if reply.state != "asked":
        raise Refused(ReplyDecided())
    return reply
