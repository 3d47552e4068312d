"""The card of a log: what was understood, where it stands in its author's direct message, and the doubts left on it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from crm import post
from crm.activities import followups, nudges
from crm.activities.loglines import Task
from crm.notices import Doubt, DueOption, LogSaved, unpack
from crm.work import Work
from storage import audit, outbox, reps
from storage.activities import followups as due_rows
from storage.activities import interactions
from storage.tables import Customer, Followup, Interaction, Outbox

UNDO_WITHIN = nudges.UNDO_WITHIN


async def describe(work: Work, made: Interaction, customer: Customer, operation: str) -> LogSaved:
    """The interaction with what hangs on it; what was dropped is not shown."""
    owed = await due_rows.of_interaction(work.session, made.id)
    return LogSaved(
        interaction_id=made.id,
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        kind=made.kind,
        text=made.text,
        day=made.day,
        followups=tuple(followups.due(each) for each in owed if each.state != "dropped"),
        operation=operation,
        undo_until=made.created_at + UNDO_WITHIN,
    )


def doubt(followup: Followup, task: Task) -> Doubt | None:
    """What the line leaves open about this follow-up's date, None when nothing."""
    if task.doubt is None:
        return None
    return Doubt(followup.id, task.doubt, task.span, tuple(DueOption(day, at) for day, at in task.options))


async def post_new(work: Work, made: Interaction, card: LogSaved) -> None:
    """Owe the card to whoever logged it."""
    rep = await reps.by_id(work.session, made.rep_id)
    if rep is not None:
        await post.to_rep(work, rep, card, customer_id=card.customer_id)


async def latest(work: Work, made: Interaction) -> tuple[Outbox, LogSaved] | None:
    """The row of the first card, which all later ones update, and the card as it stands now."""
    line = await audit.first_of(work.session, Interaction.__tablename__, made.id)
    rows = await outbox.of_operation(work.session, line.operation) if line is not None else []
    first = next((row for row in cards(rows) if row.fields.get("interaction_id") == made.id), None)
    if first is None:
        return None
    newest = await interactions.newest_card(work.session, made.customer_id, first.seq)
    return first, card_of(newest or first)


def cards(rows: Sequence[Outbox]) -> list[Outbox]:
    """The first cards among these rows, without what updates them and what has been forgotten."""
    return [row for row in rows if row.kind == LogSaved.__name__ and row.update_of is None and row.fields]


def card_of(row: Outbox) -> LogSaved:
    return cast(LogSaved, unpack(row.kind, row.fields))


async def redraw(
    work: Work, made: Interaction, customer: Customer, *, state: str | None = None, answered: Sequence[int] = ()
) -> LogSaved:
    """Show the log as it is now in the place of its card; the doubts about `answered` follow-ups are gone."""
    await work.session.flush()
    told = await latest(work, made)
    if told is None:
        return await describe(work, made, customer, work.operation)
    first, before = told
    now = await describe(work, made, customer, before.operation)
    left = tuple(each for each in before.doubts if each.followup_id not in answered)
    now = replace(now, state=state or before.state, doubts=left, others=before.others)
    await post.to_slack(work, first.recipient, now, customer_id=customer.id, update_of=first.seq)
    return now
