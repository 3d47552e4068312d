"""Moving: on the day, customers go to their successors with what hangs on them, each as a whole.

Whatever happens in between, a customer has one owner: the old one until the commit, the new one after it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from crm.handovers import aftercare, agreement
from crm.handovers.plans import CLOSE, MOVE
from crm.relay import conversations
from crm.roles import rule
from crm.work import Work
from storage import many
from storage.handovers import belongings, rows
from storage.records import customers
from storage.tables import Case, Customer, Followup, Handover, HandoverCustomer, Tracked


@rule("handovers.move")
async def move(work: Work, row_ids: Sequence[int]) -> list[int]:
    """Move these rows; what another process was faster with, or was called off meanwhile, is left alone.

    All of them are one operation. Returns the handovers concerned.
    """
    ready = await _locked(work, row_ids, "accepted")
    ids = [customer.id for _, customer in ready]
    owed = await belongings.followups(work.session, ids)
    cases = await belongings.cases(work.session, ids)
    handovers = await belongings.handovers(work.session, {row.handover_id for row, _ in ready})
    moved = defaultdict[int, list[tuple[HandoverCustomer, Customer]]](list)
    touched = list[Tracked]()
    for row, customer in ready:
        touched += (row, customer, *owed.get(customer.id, ()), *cases.get(customer.id, ()))
        if not _still(row, customer):
            row.state, row.decided_at = "cancelled", work.now
            continue
        _move(work, row, customer, handovers[row.handover_id])
        _hand_on(work, row, owed.get(customer.id, ()), cases.get(customer.id, ()), handovers[row.handover_id].choices)
        moved[row.handover_id].append((row, customer))
    await many.change(work.session, work, touched)
    await conversations.follow(work, ids)
    for number, some in moved.items():
        await aftercare.arrange(work, handovers[number], some)
    return list(handovers)


def _still(row: HandoverCustomer, customer: Customer) -> bool:
    """Nobody else has given the customer another owner since."""
    return customer.owner_id == row.from_id and customer.merged_into_id is None


def _move(work: Work, row: HandoverCustomer, customer: Customer, handover: Handover) -> None:
    row.state, row.moved_at, row.operation = "moved", work.now, work.operation
    customer.owner_id = row.to_id
    if handover.overlap_until is not None and handover.overlap_until >= work.today:
        customer.deputy_id = row.from_id
    elif customer.deputy_id == row.to_id:
        customer.deputy_id = None  # nobody stands in for themselves


def _hand_on(
    work: Work, row: HandoverCustomer, owed: Sequence[Followup], cases: Sequence[Case], choices: Mapping[str, str]
) -> None:
    """What the predecessor owes this customer; what others owe stays theirs."""
    for each in (each for each in owed if each.owner_id == row.from_id):
        choice = choices.get("promises" if each.promise else "followups", MOVE)
        if choice == MOVE:
            each.owner_id, each.escalated = row.to_id, 0
        elif choice == CLOSE:
            each.state, each.done_at = "dropped", work.now
    for case in (case for case in cases if case.owner_id == row.from_id):
        if choices.get("cases", MOVE) == MOVE:
            case.owner_id = row.to_id


@rule("handovers.give_back")
async def give_back(work: Work, row_ids: Sequence[int]) -> list[int]:
    """A cover has ended: its customers go back, with everything that the stand-in still owes them.

    Who has got another owner meanwhile stays there. Returns the handovers concerned.
    """
    covered = await _locked(work, row_ids, "moved")
    ids = [customer.id for _, customer in covered]
    owed = await belongings.followups(work.session, ids)
    cases = await belongings.cases(work.session, ids)
    touched = list[Tracked]()
    for row, customer in covered:
        row.state, row.returned_at = "returned", work.now
        hanging = (*owed.get(customer.id, ()), *cases.get(customer.id, ()))
        touched += (row, customer, *hanging)
        if customer.owner_id != row.to_id:
            continue
        customer.owner_id = row.from_id
        if customer.deputy_id == row.from_id:
            customer.deputy_id = None
        for each in hanging:
            if each.owner_id == row.to_id:
                each.owner_id = row.from_id
    await many.change(work.session, work, touched)
    await conversations.follow(work, ids)
    return list(dict.fromkeys(row.handover_id for row, _ in covered))


async def _locked(work: Work, row_ids: Sequence[int], state: str) -> list[tuple[HandoverCustomer, Customer]]:
    """The rows that are in the state, with their customers: the customers locked first, as everybody does."""
    ids = await belongings.customers_of(work.session, row_ids)
    known: Mapping[int, Customer] = await customers.locked_many(work.session, ids)
    found = await rows.locked_rows(work.session, row_ids)
    return [(row, known[row.customer_id]) for row in found if row.state == state and row.customer_id in known]


@rule("handovers.settle")
async def settle(work: Work, handover_ids: Sequence[int]) -> None:
    """After some have moved: the cards are brought up to date, and what is through is done."""
    for number in sorted(handover_ids):
        handover = await rows.locked(work.session, number)
        if handover is not None:
            await agreement.settle(work, handover)
