"""After customers have moved: when the successor asks how it goes, and a visit together where it was wished.

What is to be done is kept as a word of ours (TASKS) and phrased by whoever shows it, in the reader's language.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from crm.activities import followups
from crm.work import Work
from storage import many, reps
from storage.handovers import due, rows
from storage.many import Row
from storage.tables import Customer, Followup, Handover, HandoverCustomer

CHECK_INS = {7: "handover_task.check_in_7", 30: "handover_task.check_in_30", 90: "handover_task.check_in_90"}
VISIT = "handover_task.visit"
VISIT_WITH_MANAGER = "handover_task.visit_with_manager"
TASKS = frozenset({*CHECK_INS.values(), VISIT, VISIT_WITH_MANAGER})
"""What a follow-up of ours holds instead of words; keys of the catalogue."""

MOST_FOR_ALL = 30
VISIT_WITHIN = timedelta(days=14)
_DAY = timedelta(days=1)

Moved = tuple[HandoverCustomer, Customer]


class Step(NamedTuple):
    """What somebody owes a customer after the move."""

    owner_id: int
    what: str
    day: date


async def arrange(work: Work, handover: Handover, moved: Sequence[Moved]) -> None:
    """Owe what follows a move, for these customers of one handover: a few statements, however many they are."""
    cared_for = await _cared_for(work, handover, moved)
    with_predecessor = handover.joint_visit and await _is_with_us(work, handover.from_id)
    owed = list[Row]()
    for row, customer in cared_for:
        steps = [*_check_ins(work, handover, row), *_visits(work, handover, row, customer, both=with_predecessor)]
        owed += [_followup(work, customer, step) for step in steps]
    # Past the session: through it SQLite would insert them one by one, three for each of thousands of customers.
    await many.add(work.session, work, Followup, owed)


async def _cared_for(work: Work, handover: Handover, moved: Sequence[Moved]) -> list[Moved]:
    """All of them, but of a successor who takes over more than MOST_FOR_ALL in this handover only the key people and
    those with something open. Ninety check-ins and more beside one's own work would be ticked off unread, and the few
    that matter with them.
    """
    loaded = await _loaded(work, handover, {row.to_id for row, _ in moved})
    crowd = [customer.id for row, customer in moved if row.to_id in loaded]
    busy = await due.busy(work.session, crowd) if crowd else set[int]()
    return [each for each in moved if each[0].to_id not in loaded or each[1].key_person or each[1].id in busy]


async def _loaded(work: Work, handover: Handover, successors: Collection[int]) -> set[int]:
    return {
        number
        for number in successors
        if await rows.has_more_than(work.session, handover.id, number, due.TAKEN, MOST_FOR_ALL)
    }


async def _is_with_us(work: Work, rep_id: int) -> bool:
    rep = await reps.by_id(work.session, rep_id)
    return rep is not None and rep.active


def _check_ins(work: Work, handover: Handover, row: HandoverCustomer) -> Iterator[Step]:
    """None for a cover, and none after the customer has gone back to the predecessor."""
    if handover.reason == "cover":
        return
    for days, what in CHECK_INS.items():
        day = work.house.business.on_or_after(work.today + timedelta(days=days))
        if handover.return_day is None or day < handover.return_day:
            yield Step(row.to_id, what, day)


def _visits(work: Work, handover: Handover, row: HandoverCustomer, customer: Customer, *, both: bool) -> Iterator[Step]:
    """One for each of the two, so that each has it among their own; a key person is visited with the manager."""
    if not handover.joint_visit:
        return
    what = VISIT_WITH_MANAGER if customer.key_person else VISIT
    day = _visit_day(work, handover)
    yield Step(row.to_id, what, day)
    if both:
        yield Step(row.from_id, what, day)


def _visit_day(work: Work, handover: Handover) -> date:
    """The last business day of the overlap, without one of the first two weeks; never a day that is over."""
    last = work.today + VISIT_WITHIN
    if handover.overlap_until is not None and handover.overlap_until > work.today:
        last = handover.overlap_until
    business = work.house.business
    return max(business.add_business_days(last + _DAY, -1), business.on_or_after(work.today))


def _followup(work: Work, customer: Customer, step: Step) -> Row:
    return {
        "customer_id": customer.id,
        "owner_id": step.owner_id,
        "what": step.what,
        "due_day": step.day,
        "zone": work.house.business.zone.key,
        "due_at": followups.due_moment(work, step.day, None),
    }
