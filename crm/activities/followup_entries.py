"""New follow-ups: typed in one line, or filled into a form; what was understood is shown, and can be taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import product
from typing import cast

from crm import names, operations, post
from crm.activities import drafts, followups, nudges
from crm.activities.loglines import CONTACT
from crm.activities.nudges import UNDO_WITHIN
from crm.notices import Choice, FollowupAdded, FollowupNudge, WhenFollowup, WhoseFollowup, unpack
from crm.records import choices, customers, finding
from crm.records.finding import Found
from crm.refusals import Gone, NameMissing, NobodyFound, Refused
from crm.roles import rule
from crm.work import Work
from storage import audit, outbox
from storage.activities.followups import Owed
from storage.records import customers as people
from storage.tables import Customer

# A name has at most so many words: 株式会社サクラ 東京支店 田中 一郎.
NAME_WORDS = 4


@dataclass(frozen=True)
class New:
    """A follow-up as a form gives it; `owner` is a Slack id (None: whoever fills the form in)."""

    customer_id: int
    what: str
    day: date
    time: time | None
    promise: bool = False
    owner: str | None = None


@dataclass(frozen=True)
class Blank:
    """A form before it is filled in: for whom (None: the form asks), and whose it will be unless they say otherwise."""

    customer: Choice | None
    owner: str


@dataclass(frozen=True)
class Task:
    """One thing to do; `day` None: none was said. One that is not `sure` is asked about."""

    what: str
    day: date | None = None
    at: time | None = None
    promise: bool = False
    sure: bool = True


@dataclass(frozen=True)
class Entry:
    """A line as it was read: whom it names, and what is to be done. No names: the first task begins with one."""

    text: str
    names: tuple[str, ...]
    tasks: tuple[Task, ...]


@dataclass(frozen=True)
class Answers:
    """What has been asked about the line: who a name is, and when."""

    people: Mapping[str, int]
    day: date | None = None
    at: time | None = None


Entered = FollowupAdded | WhoseFollowup | WhenFollowup


@rule("followups.begin")
async def begin(work: Work, customer_id: int | None) -> Blank:
    """What the form for a new follow-up begins with."""
    me = await followups.taker(work, None)
    if customer_id is None:
        return Blank(None, me.slack_id)
    customer = await people.by_id(work.session, customer_id)
    if customer is None:
        raise Refused(Gone())
    [chosen] = await choices.of(work, [customer])
    return Blank(chosen, me.slack_id)


@rule("followups.make")
async def make(work: Work, new: New) -> FollowupAdded:
    """Owe what a form says; a colleague who is to do it is told who gave it to them.

    Raises:
        Refused: Past, Gone, NotAMember, OnlyReads.
    """
    followups.must_come(work, new.day, new.time)
    customer, _ = await customers.reached(work, new.customer_id)
    owner = await followups.taker(work, new.owner)
    made = await followups.add(work, customer, new.what, new.day, new.time, promise=new.promise, owner_id=owner.id)
    if owner.id != work.actor.id:
        await followups.give(work, made, customer, owner)
    return _added(work, [Owed(made, customer, owner)])


@rule("followups.enter")
async def enter(work: Work, entry: Entry, answers: Answers) -> Entered:
    """Owe what the line says to everyone it names; or ask who is meant, or when, and keep the line.

    Raises:
        Refused: NameMissing, Past, Gone.
    """
    meant, settled, tasks = dict[int, Customer](), dict(answers.people), list(entry.tasks)
    for name in entry.names or (_first_word(tasks),):
        found, tasks[0] = await _meant(work, name, tasks[0], answers)
        if found.sure is None:
            draft = await drafts.keep(work, entry.text, name, settled)
            return WhoseFollowup(draft.id, name, tuple(await choices.of(work, found.customers)), found.close)
        meant[found.sure.id], settled[name] = found.sure, found.sure.id
    tasks = [_answered(work, each, answers) for each in tasks]
    unclear = next((each for each in tasks if _is_unclear(work, each)), None)
    if unclear is not None:
        draft = await drafts.keep(work, entry.text, "", settled)
        return _when(work, draft.id, list(meant.values()), unclear)
    return await _save(work, meant, tasks)


def _first_word(tasks: Sequence[Task]) -> str:
    said = tasks[0].what.split() if tasks and tasks[0].what != CONTACT else []
    if not said:
        raise Refused(NameMissing())
    return said[0]


async def _meant(work: Work, name: str, first: Task, answers: Answers) -> tuple[Found, Task]:
    """Whom the name means, and what is to be done without the words that belong to the name."""
    found = await _find(work, name, answers.people.get(name))
    words = first.what.split()
    words = words[1:] if words[:1] == [name] else words
    for _ in range(NAME_WORDS):
        fitting = tuple(each for each in found.customers if words and _is_called(each, words[0]))
        if not fitting:
            break
        found, words = Found(fitting, found.close), words[1:]
    return found, replace(first, what=" ".join(words))


async def _find(work: Work, name: str, chosen: int | None) -> Found:
    if chosen is not None:
        customer = await people.by_id(work.session, chosen)
        if customer is None:
            raise Refused(Gone())
        return Found((customer,))
    try:
        return await finding.find(work, name)
    except Refused as no:
        if isinstance(no.refusal, NobodyFound):
            return Found(())
        raise


def _is_called(customer: Customer, word: str) -> bool:
    """Whether the word is a part of the customer's name, of how it is read, or of the company's."""
    firm = customer.company.name if customer.company else None
    return names.query_key(word) in names.search_keys(customer.name, customer.reading, firm)


def _is_unclear(work: Work, task: Task) -> bool:
    return task.day is None or not task.sure or followups.is_past(work, task.day, task.at)


def _answered(work: Work, task: Task, answers: Answers) -> Task:
    """The answer to when, where the line left it open."""
    if answers.day is None or not _is_unclear(work, task):
        return task
    return replace(task, day=answers.day, at=answers.at, sure=True)


def _when(work: Work, draft_id: int, meant: Sequence[Customer], task: Task) -> WhenFollowup:
    guess = task.day if task.day is not None and not followups.is_past(work, task.day, task.at) else None
    return WhenFollowup(
        draft_id,
        tuple(each.name for each in meant),
        task.what,
        tomorrow=work.today + timedelta(days=1),
        business_day=work.house.business.next_business_day(work.today),
        guess=guess,
        guess_time=task.at if guess else None,
    )


async def _save(work: Work, meant: Mapping[int, Customer], tasks: Sequence[Task]) -> FollowupAdded:
    # Always in this order: two lines with the same names would wait for each other.
    living = {number: (await customers.reached(work, number))[0] for number in sorted(meant)}
    me, owed = await followups.taker(work, None), list[Owed]()
    for customer, task in product({living[one].id: living[one] for one in meant}.values(), tasks):
        day = task.day or work.today
        followups.must_come(work, day, task.at)
        made = await followups.add(work, customer, task.what, day, task.at, promise=task.promise, owner_id=me.id)
        owed.append(Owed(made, customer, me))
    return _added(work, owed)


def _added(work: Work, owed: Sequence[Owed]) -> FollowupAdded:
    """What was understood, and how it is taken back."""
    others = next((each.owner.full_name for each in owed if each.owner.id != work.actor.id), "")
    lines = tuple(nudges.line(work, each) for each in owed)
    return FollowupAdded(lines, work.operation, work.now + UNDO_WITHIN, others)


@rule("followups.take_back")
async def take_back(work: Work, operation: str) -> None:
    """What has just been added was a slip: it is gone as if it had never been, within ten minutes."""
    lines = await audit.of_operation(work.session, operation)
    if not any(line.rule in {"followups.make", "followups.enter"} for line in lines):
        raise Refused(Gone())
    await operations.undo(work, operation, UNDO_WITHIN)
    for row in await outbox.of_operation(work.session, operation):
        if row.kind == FollowupNudge.__name__ and row.fields:
            gone = replace(cast(FollowupNudge, unpack(row.kind, row.fields)), state="dropped")
            await post.to_slack(work, row.recipient, gone, customer_id=row.customer_id, update_of=row.seq)
