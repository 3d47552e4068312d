"""Logging a touch: one line in, saved at once, and shown exactly as it was understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import cast

from crm import choices, customers, drafts, finding, followups, operations, post
from crm.loglines import LogLine
from crm.notices import LogSaved, WhoIsMeant, unpack
from crm.refusals import Gone, NobodyFound, NothingToLog, Refused, TextTooLong
from crm.roles import must_reach, rule
from crm.work import Work
from storage import customers as customer_rows
from storage import followups as due_rows
from storage import interactions, outbox, reps
from storage.tables import Customer, Followup, Interaction
from storage.tables.touches import KINDS

UNDO_WITHIN = timedelta(minutes=10)
TEXT = 3000


@dataclass(frozen=True)
class Task:
    """A follow-up as a form gives it."""

    followup_id: int
    what: str
    day: date
    time: time | None


@rule("interactions.log")
async def log(
    work: Work, text: str, line: LogLine, chosen: Mapping[str, int] | None = None
) -> tuple[LogSaved, ...] | WhoIsMeant:
    """Save the line for everyone it names, or ask which customer is meant and keep the line.

    `chosen` says who a typed name is, where a rep has already been asked. The cards are owed to the rep's own DM.

    Raises:
        Refused: NothingToLog, TextTooLong.
    """
    if not text.strip() or not line.who:
        raise Refused(NothingToLog())
    if len(text) > TEXT:
        raise Refused(TextTooLong(TEXT))
    people: list[Customer] = []
    for name in line.who:
        found = await _meant(work, name, (chosen or {}).get(name))
        if len(found) != 1:
            return await _ask(work, text, name, found, chosen or {})
        people += found
    once = {each.id: each for each in people}
    for customer_id in sorted(once):  # always in this order: two lines with the same names would wait for each other
        await customers.reached(work, customer_id)
    return tuple([await _save(work, customer, line) for customer in once.values()])


async def _meant(work: Work, name: str, customer_id: int | None) -> list[Customer]:
    if customer_id is not None:
        chosen = await customer_rows.by_id(work.session, customer_id)
        if chosen is None:
            raise Refused(Gone())
        return [chosen]
    try:
        return await finding.find(work, name)
    except Refused as no:
        if isinstance(no.refusal, NobodyFound):
            return []
        raise


async def _ask(work: Work, text: str, name: str, found: Sequence[Customer], chosen: Mapping[str, int]) -> WhoIsMeant:
    draft = await drafts.keep(work, text, name, chosen)
    return WhoIsMeant(draft.id, name, tuple(await choices.of(work, found)))


async def _save(work: Work, customer: Customer, line: LogLine) -> LogSaved:
    made = Interaction(
        customer_id=customer.id,
        rep_id=work.actor.id,
        kind=line.kind,
        text=line.text,
        day=line.when or work.today,
    )
    await work.save(made)
    for task in line.tasks:
        await followups.add(
            work,
            customer,
            task.what,
            task.day,
            task.time,
            promise=task.promise,
            interaction_id=made.id,
            owner_id=work.actor.id,
        )
    notice = await describe(work, made, customer)
    rep = await reps.by_id(work.session, work.actor.id)
    if rep is not None:
        await post.to_rep(work, rep, notice, customer_id=customer.id)
    return notice


async def describe(work: Work, made: Interaction, customer: Customer, **more: str) -> LogSaved:
    """The interaction with what hangs on it, as its card shows it."""
    owed = await due_rows.of_interaction(work.session, made.id)
    return LogSaved(
        interaction_id=made.id,
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        kind=made.kind,
        text=made.text,
        day=made.day,
        followups=tuple(followups.due(each) for each in owed),
        operation=more.get("operation", work.operation),
        undo_until=made.created_at + UNDO_WITHIN,
        state=more.get("state", "saved"),
    )


@rule("interactions.undo")
async def undo(work: Work, operation: str) -> str:
    """Take back a log within ten minutes, with everything it created; return the customer's name."""
    cards = [row for row in await outbox.of_operation(work.session, operation) if row.kind == LogSaved.__name__]
    if not cards:
        raise Refused(Gone())
    await operations.undo(work, operation, UNDO_WITHIN)
    for row in cards:
        notice = replace(cast(LogSaved, unpack(row.kind, row.fields)), state="undone")
        await post.to_slack(work, row.recipient, notice, customer_id=row.customer_id, update_of=row.seq)
    return str(cards[0].fields["customer"])


@rule("interactions.edit")
async def edit(work: Work, interaction_id: int, kind: str, text: str, tasks: Sequence[Task]) -> LogSaved:
    """Change what was saved; the card in the DM changes with it."""
    made = await interactions.by_id(work.session, interaction_id)
    if made is None or kind not in KINDS:
        raise Refused(Gone())
    customer, _ = await customers.reached(work, made.customer_id)
    author = await reps.by_id(work.session, made.rep_id)
    if author is not None:
        must_reach(work, author)
    if not text.strip():
        raise Refused(NothingToLog())
    if len(text.strip()) > TEXT:
        raise Refused(TextTooLong(TEXT))
    made.kind, made.text = kind, text.strip()
    for task in tasks:
        await _change(work, made, task)
    await work.session.flush()
    return await _show_change(work, made, customer)


async def _change(work: Work, made: Interaction, task: Task) -> None:
    followup = await due_rows.locked(work.session, task.followup_id)
    if followup is None or followup.interaction_id != made.id:
        raise Refused(Gone())
    followup.what = task.what[:500]
    if (followup.due_day, followup.due_time) != (task.day, task.time):
        _reschedule(work, followup, task)


def _reschedule(work: Work, followup: Followup, task: Task) -> None:
    followup.due_day, followup.due_time = task.day, task.time
    followup.due_at = followups.due_moment(work, task.day, task.time)
    followup.nudged_at = None


async def _show_change(work: Work, made: Interaction, customer: Customer) -> LogSaved:
    card = await outbox.told(work.session, LogSaved.__name__, customer.id, interaction_id=made.id)
    rep = await reps.by_id(work.session, made.rep_id)
    first = await outbox.by_seq(work.session, card) if card is not None else None
    operation = str(first.fields["operation"]) if first is not None else work.operation
    notice = await describe(work, made, customer, operation=operation, state="edited")
    if rep is not None and card is not None:
        await post.to_slack(work, rep.slack_id, notice, customer_id=customer.id, update_of=card)
    return notice


@rule("interactions.show")
async def show(work: Work, interaction_id: int) -> LogSaved:
    """What was saved, for the form that changes it."""
    made = await interactions.by_id(work.session, interaction_id)
    if made is None:
        raise Refused(Gone())
    customer, _ = await customers.reached(work, made.customer_id)
    return await describe(work, made, customer)
