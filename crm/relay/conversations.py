"""A customer's thread in Slack: where it stands, what its first message says, and how it moves to another place."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from crm import post
from crm.notices import Notice, Sentence, ThreadHead, ThreadSoFar, pack, unpack
from crm.notices.relay import SaidLine
from crm.records import customers, stages
from crm.relay import absences
from crm.roles import rule
from crm.work import Work
from storage import company_settings, ledger, outbox, reps
from storage.cases import cases
from storage.records import cards
from storage.relay import conversations as rows
from storage.relay import waits
from storage.tables import Conversation, Customer, Outbox, Rep

# What changes within so many seconds changes the first message once: Slack lets us change fifty a minute.
SETTLED_AFTER = timedelta(seconds=3)
SO_FAR = 10
SO_FAR_WORDS = 300


async def of(work: Work, customer: Customer, owner: Rep) -> Conversation:
    """The customer's thread where it belongs today, for a rule that has locked the customer: the open one, or a new one
    where there is none or the open one stands elsewhere (another owner, a deputy who stands in, another setting).
    """
    place = await _place(work, customer, owner)
    known = await rows.open_of(work.session, customer.id)
    if known is not None and (known.place == place or not place):
        return known
    return await _begin(work, customer, owner, place or owner.slack_id, known)


async def _place(work: Work, customer: Customer, owner: Rep) -> str:
    """The team's channel where the company wants that; else the direct message of whoever answers for the owner."""
    settings = await company_settings.current(work.session)
    if settings.relay_place == "channel":
        channel = await reps.channel_of(work.session, owner.team_id) or work.house.team_channel
        if channel:
            return channel
    whose = await absences.stand_in(work, customer, owner)
    return whose.slack_id if whose.active else (work.house.team_channel or whose.slack_id)


async def _begin(work: Work, customer: Customer, owner: Rep, place: str, before: Conversation | None) -> Conversation:
    head = await _head(work, customer, owner, None)
    root = await post.to_slack(work, place, head, customer_id=customer.id)
    if before is not None:
        before.closed_at = work.now
        moved = replace(head, moved_to=place, waiting_since=None, holder="")
        await post.to_slack(work, before.place, moved, customer_id=customer.id, update_of=before.root)
        await work.session.flush()
    made = Conversation(
        customer_id=customer.id,
        place=place,
        root=root.seq,
        holder_id=before.holder_id if before else None,
        held_until=before.held_until if before else None,
    )
    await work.save(made)
    if before is not None:
        await _so_far(work, customer, made)
    return made


async def _so_far(work: Work, customer: Customer, made: Conversation) -> None:
    """The last messages both ways, so that whoever takes over reads on where the other stopped."""
    said = await rows.last_said(work.session, customer.id, SO_FAR)
    names = await reps.by_ids(work.session, [each.rep_id for each in said if each.rep_id is not None])
    lines = tuple(
        SaidLine(each.direction, _writer(names.get(each.rep_id or 0)), each.text[:SO_FAR_WORDS], each.at)
        for each in said
        if each.text
    )
    if lines:
        await say(work, made, ThreadSoFar(customer.id, customer.name, lines), customer.id)


def _writer(rep: Rep | None) -> str:
    return rep.full_name if rep is not None else ""


async def say(work: Work, conversation: Conversation, notice: Notice, customer_id: int | None) -> Outbox:
    """Owe a post in the thread."""
    return await post.to_slack(work, conversation.place, notice, customer_id=customer_id, thread_of=conversation.root)


@rule("conversations.remind")
async def remind(work: Work, slack_id: str, channel: str, ts: str) -> bool:
    """Somebody has typed into a thread of ours: once a day they are reminded that it stays among us.

    `ts` is Slack's time of the thread's first message.
    """
    if not await ledger.take(work.session, "internal", f"{slack_id}:{work.today}", work.now):
        return False
    known = await rows.begun_at(work.session, [slack_id, channel], ts)
    if known is not None:
        await say(work, known, Sentence("relay.internal"), known.customer_id)
    return known is not None


async def follow(work: Work, customer_ids: Collection[int]) -> None:
    """For a rule that has given these customers, whom it has locked, other owners: their threads go on with them."""
    for known in await rows.open_among(work.session, customer_ids):
        customer, owner = await customers.reached(work, known.customer_id)
        await of(work, customer, owner)


async def refresh(work: Work, customer: Customer, owner: Rep, conversation: Conversation) -> None:
    """The thread's first message as things stand now; changes that come soon after each other are one."""
    head = await _head(work, customer, owner, conversation)
    first = await rows.unsaid(work.session, conversation.root, ThreadHead.__name__)
    row = first or await rows.unsaid(work.session, conversation.head, ThreadHead.__name__)
    if row is not None:
        row.fields = pack(head)
        return
    row = await post.to_slack(work, conversation.place, head, customer_id=customer.id, update_of=conversation.root)
    row.state, row.ready_at = "scheduled", row.ready_at + SETTLED_AFTER
    conversation.head = row.seq


async def waits_no_more(work: Work, customer: Customer) -> None:
    """For a rule that has ended a wait of a customer, who is locked: their thread says so."""
    thread = await rows.open_of(work.session, customer.id)
    owner = await reps.by_id(work.session, customer.owner_id) if thread is not None else None
    if thread is not None and owner is not None:
        await refresh(work, customer, owner, thread)


async def _head(work: Work, customer: Customer, owner: Rep, conversation: Conversation | None) -> ThreadHead:
    case = await cases.open_of(work.session, customer.id)
    answers = await cards.answers(work.session, customer.id, 1)
    stage = await stages.of(work, customer, answers[0] if answers else None, open_case=case is not None)
    waiting = await waits.open_of(work.session, customer.id)
    holder = await held_by(work, conversation)
    return ThreadHead(
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        owner=owner.slack_id,
        stage=stage.number,
        case_id=case.id if case else None,
        waiting_since=waiting.began_at if waiting else None,
        holder=holder.slack_id if holder else "",
        held_until=conversation.held_until if conversation and holder else None,
    )


async def held_by(work: Work, conversation: Conversation | None) -> Rep | None:
    """Who is answering just now."""
    if conversation is None or conversation.holder_id is None or not _held(conversation.held_until, work.now):
        return None
    return await reps.by_id(work.session, conversation.holder_id)


def _held(until: datetime | None, now: datetime) -> bool:
    return until is not None and now < until


async def forget(work: Work, seq: int, message_id: int) -> bool:
    """Whether the row was one of a thread's posts; then it says no more what this message said, on the screen too."""
    row = await outbox.by_seq(work.session, seq)
    if row is None or row.kind != "RelayedWords" or not row.fields:
        return False
    lines = [
        line | {"kind": "unsent", "text": "", "quoted": ""} if line["message_id"] == message_id else line
        for line in row.fields["lines"]
    ]
    row.fields = row.fields | {"lines": lines}
    if row.state in {"sent", "leased", "unknown"}:
        await post.to_slack(
            work,
            row.recipient,
            unpack(row.kind, row.fields),
            customer_id=row.customer_id,
            thread_of=row.thread_of,
            update_of=row.update_of or row.seq,
        )
    return True
