"""A handover looked at: its card, and its customers one by one, for the people concerned."""

from dataclasses import dataclass

from crm.handovers import approvers, boards
from crm.notices import HandoverCard
from crm.refusals import Gone, NotAllowed, Refused
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.handovers import rows
from storage.records import customers
from storage.tables import Handover

PAGE = 15


@dataclass(frozen=True)
class Row:
    """One customer of it. `first_step`: what the predecessor would do first; `why`: the reason of a no."""

    row_id: int
    customer_id: int
    name: str
    company: str | None
    to: str
    state: str
    first_step: str
    why: str


@dataclass(frozen=True)
class Listing:
    """A page of it, from 0 (`to_id` 0: of all successors). `answers` and `advises`: what the reader may do."""

    handover_id: int
    to_id: int
    page: int
    pages: int
    rows: tuple[Row, ...]
    answers: bool
    advises: bool


@rule("handovers.show")
async def show(work: Work, handover_id: int) -> HandoverCard:
    """As the reader sees it.

    Raises:
        Refused: Gone, NotAllowed for whom it does not concern.
    """
    return await boards.card(work, await _seen(work, handover_id))


@rule("handovers.list")
async def customers_of(work: Work, handover_id: int, to_id: int, page: int) -> Listing:
    """A page of its customers.

    Raises:
        Refused: Gone, NotAllowed.
    """
    handover = await _seen(work, handover_id)
    counts = await rows.counts(work.session, handover_id)
    number = sum(n for to, states in counts.items() for n in states.values() if to_id in {0, to})
    pages = max(1, -(-number // PAGE))
    page = min(max(page, 0), pages - 1)
    some = await rows.page(work.session, handover_id, to_id=to_id or None, skip=page * PAGE, limit=PAGE)
    people = await reps.by_ids(work.session, sorted({row.to_id for row in some}))
    known = await customers.by_ids(work.session, [row.customer_id for row in some])
    lines = tuple(
        Row(
            row_id=row.id,
            customer_id=row.customer_id,
            name=known[row.customer_id].name,
            company=firm.name if (firm := known[row.customer_id].company) else None,
            to=people[row.to_id].full_name,
            state=row.state,
            first_step=row.first_step or "",
            why=row.why or "",
        )
        for row in some
    )
    successor = await reps.by_id(work.session, to_id) if to_id else None
    answers = successor is not None and handover.state == "agreeing" and await approvers.answers(work, successor)
    advises = work.actor.id == handover.from_id and handover.state in {"asked", "agreeing", "agreed"}
    return Listing(handover_id, to_id, page, pages, lines, answers, advises)


async def _seen(work: Work, handover_id: int) -> Handover:
    handover = await rows.by_id(work.session, handover_id)
    predecessor = await reps.by_id(work.session, handover.from_id) if handover else None
    if handover is None or predecessor is None:
        raise Refused(Gone())
    concerned = {handover.from_id, handover.made_by_id, handover.decided_by_id}
    people = await reps.by_ids(work.session, list(await rows.counts(work.session, handover_id)))
    concerned |= set(people) | {each.deputy_id for each in people.values()}
    if work.actor.id not in concerned and not await approvers.decides(work, predecessor):
        raise Refused(NotAllowed(work.rule))
    return handover
