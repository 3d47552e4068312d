"""Writing a touch down: the same for a line and for a form, for one customer and for several at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from crm.activities import cadences, followups, log_cards
from crm.activities.loglines import LogLine, Task
from crm.notices import LogSaved
from crm.points.earning import earning
from crm.records import customers
from crm.refusals import Gone, NothingToLog, NotYet, Refused, TextTooLong
from crm.relay import waits
from crm.work import Work
from storage.tables import Customer, Followup, Interaction
from storage.tables.touches import KINDS

TEXT = 3000


@dataclass(frozen=True)
class Touch:
    """What is the same for everyone of one line."""

    kind: str
    text: str
    day: date


def must_be_text(text: str) -> None:
    """Refuse an empty note, and one that is longer than `TEXT`."""
    if not text.strip():
        raise Refused(NothingToLog())
    if len(text) > TEXT:
        raise Refused(TextTooLong(TEXT))


def must_stand(work: Work, touch: Touch) -> None:
    """Refuse what no touch can be: a kind that is none, a day that is yet to come, no words or too many."""
    must_be_text(touch.text)
    if touch.kind not in KINDS:
        raise Refused(Gone())
    if touch.day > work.today:
        raise Refused(NotYet())


def tasks_of(work: Work, line: LogLine) -> list[Task]:
    """What the line says is to be done; a promise without a date is due on the next business day, in doubt.

    A line may be older than today (a message that is logged a day later): what has passed since falls due no more.
    """
    soon = work.house.business.next_business_day(work.today)
    undated = [Task(what, soon, None, promise=True, span=what, doubt="undated") for what in line.undated]
    return [task for task in (*line.tasks, *undated) if not followups.is_past(work, task.day, task.time)]


async def save(work: Work, people: Sequence[Customer], touch: Touch, tasks: Sequence[Task]) -> tuple[LogSaved, ...]:
    """Write it down for each of them, once; the cards are owed to whoever logged it."""
    once = {each.id: each for each in people}
    # Always in this order: two lines with the same names would wait for each other.
    living = {number: (await customers.reached(work, number))[0] for number in sorted(once)}
    saved = [await _saved(work, each, touch, tasks) for each in {living[one].id: living[one] for one in once}.values()]
    cards = []
    for made, card in saved:
        others = tuple(other.customer for _, other in saved if other.customer_id != card.customer_id)
        cards.append(replace(card, others=others))
        await log_cards.post_new(work, made, cards[-1])
    return tuple(cards)


async def _saved(work: Work, customer: Customer, touch: Touch, tasks: Sequence[Task]) -> tuple[Interaction, LogSaved]:
    made = Interaction(customer_id=customer.id, rep_id=work.actor.id, kind=touch.kind, text=touch.text, day=touch.day)
    await work.save(made)
    await cadences.touched(work, customer.id, on=made.day)
    await earning.visited(work, made)
    await waits.met(work, customer, made.kind, made.day)
    doubts = [log_cards.doubt(await owe(work, made, customer, task), task) for task in tasks]
    card = await log_cards.describe(work, made, customer, work.operation)
    return made, replace(card, doubts=tuple(each for each in doubts if each is not None))


async def owe(work: Work, made: Interaction, customer: Customer, task: Task) -> Followup:
    """One thing to do because of this touch; whoever logged it does it."""
    return await followups.add(
        work,
        customer,
        task.what,
        task.day,
        task.time,
        promise=task.promise,
        interaction_id=made.id,
        owner_id=made.rep_id,
    )
