"""What became of a reply, told where it was written: sent, waiting, failed and why. Never that it was read: LINE does
not tell that to anybody.
"""

from dataclasses import replace

from crm import post
from crm.notices import ReplyShown, pack
from crm.records import customers
from crm.refusals import Refused
from crm.relay import conversations, waits
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.cases import cases
from storage.relay import conversations as rows_of_threads
from storage.relay import replies as rows
from storage.tables import Customer, Rep, Reply

RECEIPT = "receipt"
"""The event by which delivery tells."""
QUOTA = "quota"
ANSWERED = 300


def end(work: Work, reply: Reply, state: str, why: str = "") -> None:
    """It is settled; what did not go out may be sent anew in the same words."""
    reply.state, reply.why, reply.settled_at = state, why or None, work.now
    if state != "sent":
        reply.fingerprint = f"{reply.fingerprint[:40]}:{reply.id}"


async def shown(work: Work, reply: Reply) -> ReplyShown:
    """The reply as it stands."""
    staff = await reps.by_ids(work.session, [reply.rep_id, reply.decided_by_id or 0])
    customer = await customers.survivor(work, reply.customer_id) if reply.customer_id is not None else None
    files = tuple(each.file_name for each in await rows.media_of(work.session, reply.id))
    answered = await rows.message(work.session, reply.message_id) if reply.message_id is not None else None
    return ReplyShown(
        reply_id=reply.id,
        customer_id=customer.id if customer else None,
        customer=customer.name if customer else "",
        rep=_slack_id(staff.get(reply.rep_id)),
        text=reply.text,
        files=files,
        state=reply.state,
        at=reply.settled_at or reply.created_at,
        why=reply.why or "",
        decided_by=_slack_id(staff.get(reply.decided_by_id or 0)),
        answers=answered.text[:ANSWERED] if answered is not None and reply.state == "asked" else "",
    )


def _slack_id(rep: Rep | None) -> str:
    return rep.slack_id if rep is not None else ""


async def show(work: Work, reply: Reply) -> None:
    """Tell it anew wherever it is shown; first in the customer's thread, or to whoever wrote to a stranger."""
    notice = await shown(work, reply)
    if reply.post is None:
        reply.post = await _first(work, notice)
        return
    for row in await rows.shown(work.session, reply.id, notice.customer_id, ReplyShown.__name__):
        said = replace(notice, deciding=bool(row.fields.get("deciding")))
        unsaid = await rows.unsaid(work.session, row.seq)
        if unsaid is not None:
            unsaid.fields = pack(said)
            continue
        await post.to_slack(
            work, row.recipient, said, customer_id=row.customer_id, thread_of=row.thread_of, update_of=row.seq
        )


async def unsend(work: Work, message_id: int) -> None:
    """For a rule that has blanked a customer's message: whoever reads an answer to it reads it no more."""
    for reply in await rows.asked_about(work.session, message_id):
        await show(work, reply)


async def _first(work: Work, notice: ReplyShown) -> int:
    thread = await rows_of_threads.seen(work.session, notice.customer_id) if notice.customer_id is not None else None
    place, root = (thread.place, thread.root) if thread is not None else (notice.rep, None)
    row = await post.to_slack(work, place, notice, customer_id=notice.customer_id, thread_of=root)
    if place.startswith("U") and place != notice.rep:
        # A thread in somebody else's messages: whoever wrote sees in their own what becomes of it.
        await post.to_slack(work, notice.rep, notice, customer_id=notice.customer_id)
    return row.seq


@rule("receipts.note")
async def note(work: Work, carrier: int, state: str, why: str) -> None:
    """What came of an attempt to say the outbox row `carrier`: sent, owed (it still waits, `why`) or failed.

    A row may carry several replies to one account; the customer has been answered when it is sent.
    """
    found = await rows.carried_by(work.session, carrier)
    known = next((each.customer_id for each in found if each.customer_id is not None), None)
    customer = await _alive(work, known)
    for each in await rows.carried_by(work.session, carrier, lock=True):
        if each.state == "owed" and not (state == "owed" and (each.why or "") == why):
            await _settle(work, each, state, why)
    if state == "sent" and customer is not None:
        await _answered(work, customer, found[0])


async def _alive(work: Work, customer_id: int | None) -> Customer | None:
    """Locked; None of a stranger, and of somebody who has been forgotten meanwhile."""
    if customer_id is None:
        return None
    try:
        return (await customers.reached(work, customer_id))[0]
    except Refused:
        return None


async def _answered(work: Work, customer: Customer, reply: Reply) -> None:
    waited = await waits.end(work, customer.id, waits.REPLY, await reps.by_id(work.session, reply.rep_id))
    case = await cases.open_of(work.session, customer.id)
    if case is not None and case.replied_at is None:
        case.replied_at = work.now  # whoever complained has heard from us
    if waited is not None:
        await conversations.waits_no_more(work, customer)


async def _settle(work: Work, reply: Reply, state: str, why: str) -> None:
    if state == "owed":
        reply.why = why or None
    else:
        end(work, reply, state, why)
    await show(work, reply)
