"""Logging a touch: one line or one form in, saved at once, shown exactly as it was understood, undone as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

from crm import operations, post
from crm.activities import drafts, followups, log_cards, mentions, nudges, touches
from crm.activities.log_cards import UNDO_WITHIN
from crm.activities.loglines import CONTACT, LogLine
from crm.activities.loglines import Task as Due
from crm.activities.touches import Touch
from crm.notices import Choice, LogSaved, WhoIsMeant
from crm.points.bank import joining
from crm.points.earning import earning
from crm.records import choices, customers
from crm.refusals import (
    ChangedSince,
    FollowupDoneSince,
    FollowupMovedSince,
    Gone,
    LogEditedSince,
    NothingToLog,
    PastIn,
    Refused,
)
from crm.relay import waits
from crm.roles import must_reach, rule
from crm.work import Work
from storage import outbox, reps
from storage.activities import followups as due_rows
from storage.activities import interactions
from storage.records import customers as customer_rows
from storage.tables import Customer, Followup, Interaction


@dataclass(frozen=True)
class Step:
    """What is to be done next, as a form says it."""

    what: str
    day: date
    at: time | None = None
    promise: bool = False


@dataclass(frozen=True)
class Entry:
    """A touch as a form gives it. `day` None: the one that the text tells, else today. `line` is what the text says.

    With a `step` the dates of the text are only told.
    """

    customer_id: int
    kind: str
    text: str
    line: LogLine
    day: date | None = None
    step: Step | None = None


@dataclass(frozen=True)
class Task:
    """A follow-up as the form of a saved log gives it. `promise` None: as it was. `gone`: it was none."""

    followup_id: int
    what: str
    day: date
    time: time | None
    promise: bool | None = None
    gone: bool = False


@dataclass(frozen=True)
class More:
    """What else the form of a saved log may change: the day, whose it is, and one more thing to do."""

    day: date | None = None
    customer_id: int | None = None
    steps: Sequence[Step] = field(default=())


@rule("interactions.log")
async def log(
    work: Work, text: str, line: LogLine, chosen: Mapping[str, int] | None = None
) -> tuple[LogSaved, ...] | WhoIsMeant:
    """Save the line for everyone it names, or ask which customer is meant and keep the line.

    `chosen` says who a typed name is, where a rep has already been asked. The cards are owed to the rep's own DM.

    Raises:
        Refused: NothingToLog, TextTooLong.
    """
    touches.must_be_text(text)
    settled = await mentions.settle(work, line, chosen or {})
    if isinstance(settled, mentions.Unsettled):
        draft = await drafts.keep(work, text, settled.name, chosen or {})
        found = tuple(await choices.of(work, settled.found))
        return WhoIsMeant(draft.id, settled.name, found, close=settled.close)
    if not settled:
        raise Refused(NothingToLog())
    touch = Touch(line.kind, line.text, line.when or work.today)
    return await touches.save(work, settled, touch, touches.tasks_of(work, line))


@rule("interactions.record")
async def record(work: Work, entry: Entry) -> LogSaved:
    """Save what a form holds.

    Raises:
        Refused: NothingToLog, TextTooLong, NotYet, Past, Gone.
    """
    touch = Touch(entry.kind, entry.text.strip(), entry.day or entry.line.when or work.today)
    touches.must_stand(work, touch)
    if entry.step is not None:
        followups.must_come(work, entry.step.day, entry.step.at)
    customer, _ = await customers.reached(work, entry.customer_id)
    tasks = touches.tasks_of(work, entry.line) if entry.step is None else [_due(entry.step)]
    [card] = await touches.save(work, [customer], touch, tasks)
    return card


def _due(step: Step) -> Due:
    return Due(step.what, step.day, step.at, step.promise, "", None)


@rule("interactions.begin")
async def begin(work: Work, customer_id: int | None, line: LogLine | None = None) -> Choice | None:
    """Whom a form is about: the customer of that number, else whom the line means beyond doubt, else nobody."""
    settled: Sequence[Customer] | mentions.Unsettled = ()
    if customer_id is not None:
        customer = await customer_rows.by_id(work.session, customer_id)
        if customer is None:
            raise Refused(Gone())
        settled = [customer]
    elif line is not None:
        settled = await mentions.settle(work, line, {})
    if isinstance(settled, mentions.Unsettled) or len(settled) != 1:
        return None
    return (await choices.of(work, settled))[0]


@rule("interactions.show")
async def show(work: Work, interaction_id: int) -> LogSaved:
    """What was saved and is still to be done, for the form that changes it."""
    made = await interactions.by_id(work.session, interaction_id)
    if made is None:
        raise Refused(Gone())
    customer, _ = await customers.reached(work, made.customer_id)
    card = await log_cards.describe(work, made, customer, work.operation)
    still_open = {each.id for each in await due_rows.of_interaction(work.session, made.id) if each.state == "open"}
    return replace(card, followups=tuple(due for due in card.followups if due.followup_id in still_open))


@rule("interactions.undo")
async def undo(work: Work, operation: str) -> str:
    """Take back a log within ten minutes, with everything it created; return the names of its customers.

    Raises:
        Refused: FollowupDoneSince, FollowupMovedSince, LogEditedSince, and those of operations.undo.
    """
    rows = log_cards.cards(await outbox.of_operation(work.session, operation))
    if not rows:
        raise Refused(Gone())
    try:
        await waits.make_room(work, operation)
        await joining.never_were(work, operation)
        await operations.undo(work, operation, UNDO_WITHIN)
    except Refused as no:
        if isinstance(no.refusal, ChangedSince):
            await _say_what_changed(work, operation, [row.fields["interaction_id"] for row in rows])
        raise
    for row in rows:
        notice = replace(log_cards.card_of(row), state="undone", doubts=())
        await earning.visits_of_day(work, notice.customer_id, notice.day)
        await post.to_slack(work, row.recipient, notice, customer_id=row.customer_id, update_of=row.seq)
    return "、".join(str(row.fields["customer"]) for row in rows)


async def _say_what_changed(work: Work, operation: str, ids: Sequence[int]) -> None:
    made, owed = await interactions.acted_on(work.session, ids, operation, but="followups.nudge")
    if made:
        raise Refused(LogEditedSince())
    for followup in owed:
        called = followup.what if followup.what != CONTACT else str(followup.due_day)
        done = followup.state != "open"
        raise Refused(FollowupDoneSince(called) if done else FollowupMovedSince(called))


@rule("interactions.choose")
async def choose(work: Work, followup_id: int, day: date, at: time | None) -> LogSaved:
    """Settle a doubtful date: the follow-up is due then, and its card does not ask any more.

    It belongs to the log's own operation: an undo takes it back as well.

    Raises:
        Refused: Gone, ChangedSince, Past, NotAllowed.
    """
    known = await due_rows.by_id(work.session, followup_id)
    if known is None or known.interaction_id is None:
        raise Refused(Gone())
    made, customer = await _reached(work, known.interaction_id)
    followup = await due_rows.locked(work.session, followup_id)
    if followup is None or followup.state != "open":
        raise Refused(ChangedSince())
    followups.must_come(work, day, at)
    told = await log_cards.latest(work, made)
    work.operation = told[1].operation if told is not None else work.operation
    if (followup.due_day, followup.due_time) != (day, at):
        followups.move(work, followup, day, at)
    return await log_cards.redraw(work, made, customer, answered=[followup_id])


@rule("interactions.edit")
async def edit(
    work: Work, interaction_id: int, kind: str, text: str, tasks: Sequence[Task], more: More | None = None
) -> LogSaved:
    """Change what was saved; the card in the DM changes with it.

    Raises:
        Refused: NothingToLog, TextTooLong, NotYet, PastIn (which follow-up), Past (the new one), Gone, NotAllowed.
    """
    more = more or More()
    made, customer = await _reached(work, interaction_id, more.customer_id)
    touch = Touch(kind, text.strip(), more.day or made.day)
    touches.must_stand(work, touch)
    before = (made.kind, made.customer_id, made.day)
    made.kind, made.text, made.day = touch.kind, touch.text, touch.day
    for task in tasks:
        await _change(work, made, task)
    for step in more.steps:
        followups.must_come(work, step.day, step.at)
        await touches.owe(work, made, customer, _due(step))
    await _move(work, made, customer)
    await earning.visit_changed(work, made, *before)
    return await log_cards.redraw(work, made, customer, state="edited", answered=[task.followup_id for task in tasks])


async def _reached(work: Work, interaction_id: int, customer_id: int | None = None) -> tuple[Interaction, Customer]:
    """The interaction and its customer, or the one it is to belong to; locked, for whoever reaches its author."""
    made = await interactions.by_id(work.session, interaction_id)
    if made is None:
        raise Refused(Gone())
    wanted = customer_id or made.customer_id
    reached = {number: (await customers.reached(work, number))[0] for number in sorted({made.customer_id, wanted})}
    author = await reps.by_id(work.session, made.rep_id)
    if author is not None:
        must_reach(work, author)
    return made, reached[wanted]


async def _change(work: Work, made: Interaction, task: Task) -> None:
    followup = await due_rows.locked(work.session, task.followup_id)
    if followup is None or followup.interaction_id != made.id:
        raise Refused(Gone())
    if task.gone:
        await followups.settle(work, followup.id, "dropped")
        return
    followup.what = task.what[: followups.WHAT]
    followup.promise = followup.promise if task.promise is None else task.promise
    if (followup.due_day, followup.due_time) != (task.day, task.time):
        await _reschedule(work, followup, task)


async def _reschedule(work: Work, followup: Followup, task: Task) -> None:
    if followups.is_past(work, task.day, task.time):
        raise Refused(PastIn(f"day_{followup.id}"))
    followups.move(work, followup, task.day, task.time)
    await work.session.flush()
    told = replace(await nudges.describe(work, followup, "snoozed"), revision=followup.version)
    await nudges.retell(work, told)


async def _move(work: Work, made: Interaction, customer: Customer) -> None:
    """To another customer, with what hangs on it."""
    if made.customer_id == customer.id:
        return
    made.customer_id = customer.id
    for followup in await due_rows.of_interaction(work.session, made.id):
        followup.customer_id = customer.id
