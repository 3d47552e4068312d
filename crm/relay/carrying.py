"""A reply on its way: to the outbox when all of it is there, and what ends it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from crm import post
from crm.activities import cadences
from crm.notices import Part, RepReply, pack, unpack
from crm.points.rewards import cards as points_cards
from crm.records import customers
from crm.refusals import AlreadySent, Gone, Refused
from crm.relay import approvals, media, receipts
from crm.relay.departures import take_out
from crm.roles import rule
from crm.surveys import answers, surveys
from crm.work import Work
from storage import reps
from storage.relay import replies as rows
from storage.tables import LineUser, Rep, Reply
from storage.voice import line_users

GATHERED_FOR = timedelta(seconds=2)
MOST_PARTS = 5
"""LINE's limit for one call."""
POINTS = "points"
"""What may go with a reply beside the surveys of askings.SCORED: the card of the customer's points."""


async def go_on(work: Work, reply: Reply) -> None:
    """For a rule that has given the reply its state: owe what can be said now, and show how it stands."""
    if reply.state == "owed" and reply.carrier is None:
        await _owe(work, reply)
    await receipts.show(work, reply)


async def _owe(work: Work, reply: Reply) -> None:
    """By push with its retry key, for it must arrive exactly once; what the same person writes within seconds goes
    together. Whatever a question of ours still awaited from this account is not awaited any more.
    """
    account = await line_users.by_id(work.session, reply.line_user_id)
    me = await reps.by_id(work.session, reply.rep_id)
    assert account is not None  # noqa: S101 - a foreign key
    assert me is not None  # noqa: S101 - a foreign key
    parts = await _parts(work, reply)
    carrier = await rows.unsaid(work.session, await rows.last_carrier(work.session, account.id))
    before = cast(RepReply, unpack(carrier.kind, carrier.fields)) if carrier is not None and carrier.fields else None
    if carrier is not None and before is not None and not reply.card and _goes_with(before, me, parts):
        carrier.fields = pack(RepReply(before.rep_id, before.rep, before.icon, (*before.parts, *parts)))
    else:
        notice = RepReply(me.id, me.full_name, me.photo_url or "", parts)
        carrier = await post.to_line(work, account, notice, customer_id=reply.customer_id)
        if not reply.card:  # what comes with it must come after it
            carrier.state, carrier.ready_at = "scheduled", carrier.ready_at + GATHERED_FOR
    reply.carrier = carrier.seq
    if reply.card and reply.customer_id is not None:
        await _with_it(work, account, reply.card, reply.customer_id)
    await answers.leave(work, account, work.now)
    if reply.customer_id is not None:
        await cadences.touched(work, reply.customer_id)


async def _with_it(work: Work, account: LineUser, card: str, customer_id: int) -> None:
    """What comes behind the words: the points' card, or a survey."""
    if card == POINTS:
        customer, _ = await customers.reached(work, customer_id)
        await points_cards.answer(work, account, [customer], None)
    else:
        await surveys.ask(work, card, customer_id)


def _goes_with(before: RepReply, me: Rep, parts: Sequence[Part]) -> bool:
    return before.rep_id == me.id and len(before.parts) + len(parts) <= MOST_PARTS


async def _parts(work: Work, reply: Reply) -> tuple[Part, ...]:
    words = [Part(reply.id, reply.text, await _quote(work, reply))] if reply.text else []
    kept = [each for each in await rows.media_of(work.session, reply.id) if each.state == "kept"]
    files = [Part(reply.id, file=await media.published(work, each)) for each in kept]
    return (*words, *files)


async def _quote(work: Work, reply: Reply) -> str:
    """LINE's name for the message that is answered, where the talk has gone on since: else nobody needs to be told."""
    answered = await rows.message(work.session, reply.message_id) if reply.message_id else None
    if answered is None or await rows.newest_of(work.session, reply.line_user_id) == answered.id:
        return ""
    return answered.details.get("quoteToken", "")


async def files_settled(work: Work, reply: Reply) -> None:
    """For the rule that has brought the last of a reply's files: it goes out, or fails for the one that cannot come."""
    if reply.state != "fetching":
        return
    missing = [each for each in await rows.media_of(work.session, reply.id) if each.state != "kept"]
    if missing:
        receipts.end(work, reply, "failed", f"file_{missing[0].why or 'gone'}")
    else:
        reply.state = "owed"
    await go_on(work, reply)


@rule("replies.cancel")
async def cancel(work: Work, reply_id: int) -> Reply:
    """Take back what nobody has said yet.

    Raises:
        Refused: Gone, NotAllowed, AlreadySent (it is on its way, or there).
    """
    reply = await _mine(work, reply_id)
    carrier = await rows.unsaid(work.session, reply.carrier)
    if reply.state not in {"asked", "fetching", "owed"} or (reply.state == "owed" and carrier is None):
        raise Refused(AlreadySent())
    take_out(carrier, reply)
    receipts.end(work, reply, "cancelled")
    await receipts.show(work, reply)
    return reply


async def _mine(work: Work, reply_id: int) -> Reply:
    """The reply, locked behind its customer, for its writer or whoever answers for them."""
    known = await rows.by_id(work.session, reply_id)
    if known is not None and known.customer_id is not None:
        await customers.reached(work, known.customer_id)
    reply = await rows.locked(work.session, reply_id)
    writer = await reps.by_id(work.session, reply.rep_id) if reply else None
    if reply is None or writer is None:
        raise Refused(Gone())
    if writer.id != work.actor.id:
        await approvals.must_decide(work, writer)
    return reply


@rule("replies.approve")
async def approve(work: Work, reply_id: int) -> Reply:
    """A manager agrees: it goes out in the name of whoever wrote it.

    Raises:
        Refused: Gone, NotAllowed, ReplyDecided.
    """
    reply = await approvals.asked(work, reply_id)
    reply.decided_by_id = work.actor.id
    reply.state = "fetching"
    if any(each.state == "wanted" for each in await rows.media_of(work.session, reply.id)):
        await receipts.show(work, reply)
    else:
        await files_settled(work, reply)
    return reply


@rule("replies.refuse")
async def refuse(work: Work, reply_id: int, why: str) -> Reply:
    """A manager sends it back, with a reason that its writer reads.

    Raises:
        Refused: Gone, NotAllowed, ReplyDecided.
    """
    reply = await approvals.asked(work, reply_id)
    reply.decided_by_id = work.actor.id
    receipts.end(work, reply, "refused", why.strip()[:1000])
    await receipts.show(work, reply)
    return reply
