"""Taking a handover back: whoever it moved goes back with what nobody has touched since; the rest is said openly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm import operations, post
from crm.handovers import approvers, boards, leavers
from crm.notices import HandoverFarewell, HandoverGreeting, HandoverUndone
from crm.refusals import AlreadyUndone, Gone, NotAllowed, Refusal, Refused
from crm.relay import conversations
from crm.roles import rule
from crm.work import Work
from storage import audit, outbox, reps
from storage.handovers import belongings, rows, undoing
from storage.handovers.undoing import Outcome
from storage.records import customers
from storage.tables import Customer, Handover, HandoverCustomer, Rep

# As many go back while somebody waits; a larger handover goes back a few at a time, as it has moved.
AT_ONCE = 50
MOST = 10_000
NAMED = 5
# They tell how the handover itself went; what they say of an undo is written here.
OWN_TABLES = frozenset({str(Handover.__tablename__), str(HandoverCustomer.__tablename__)})
FAREWELL, GREETING = HandoverFarewell.__name__, HandoverGreeting.__name__


@dataclass(frozen=True)
class NothingMoved(Refusal):
    """Nobody has changed hands yet: the handover can be withdrawn instead."""


@dataclass(frozen=True)
class TooLateToUndo(Refusal):
    """Customers can go back for so many days after they have moved."""

    days: int


@rule("handovers.undo")
async def undo(work: Work, handover_id: int) -> HandoverUndone | NotAllowed:
    """Take it back, at once or (a large one) in the minutes to come; who has not moved yet stays where they are.

    May: whoever proposed it, and whoever answers for the predecessor. Others are refused, which stands in the audit
    log: what is raised would be rolled back, and the line with it.

    Raises:
        Refused: Gone, NothingMoved, AlreadyUndone, TooLateToUndo.
    """
    known = await rows.by_id(work.session, handover_id)
    predecessor = await reps.by_id(work.session, known.from_id) if known else None
    if known is None or predecessor is None:
        raise Refused(Gone())
    if work.actor.id != known.made_by_id and not await approvers.decides(work, predecessor):
        await audit.note(work.session, work, "refusals", predecessor.id, {"refused": work.rule})
        return NotAllowed(work.rule)
    some = await undoing.moved(work.session, handover_id, AT_ONCE + 1)
    at_once = len(some) <= AT_ONCE
    if at_once:  # customers before handovers, as everybody locks them
        await customers.locked_many(work.session, [customer for _, customer in some])
    handover = await _begun(work, handover_id)
    # Who has moved while we waited for the handover goes back as those of a large one do: their locks are not ours.
    if not at_once or await undoing.moved(work.session, handover_id, AT_ONCE + 1) != some:
        await boards.show(work, handover)
        return await _told(work, handover, predecessor, Outcome(0, {}, (), 0))
    await _undo(work, [row for row, _ in some])
    return await _finished(work, handover, predecessor)


async def _begun(work: Work, handover_id: int) -> Handover:
    """Locked and marked; what has not moved does not move any more."""
    handover = await rows.locked(work.session, handover_id)
    if handover is None:
        raise Refused(Gone())
    if handover.state in {"undoing", "undone"}:
        raise Refused(AlreadyUndone())
    last = await undoing.last_move(work.session, handover_id)
    if last is None:
        raise Refused(NothingMoved())
    if _is_late(work.house.business.local(last).date(), work.today):
        raise Refused(TooLateToUndo(boards.UNDO_WITHIN.days))
    handover.state, handover.decided_by_id, handover.decided_at = "undoing", work.actor.id, work.now
    for row in await rows.pending_rows(work.session, handover_id):
        row.state, row.decided_at = "cancelled", work.now
    await work.session.flush()
    return handover


def _is_late(moved: date, asked: date) -> bool:
    return asked > moved + boards.UNDO_WITHIN


async def due(work: Work) -> list[int]:
    """Rows that somebody wants to go back. Only reads."""
    return await undoing.due(work.session, MOST)


async def over(work: Work) -> list[int]:
    """Handovers that are being taken back, with nothing left to do but to say so. Only reads."""
    return await undoing.over(work.session)


@rule("handovers.undo_some")
async def undo_some(work: Work, row_ids: Sequence[int]) -> list[int]:
    """Each of these customers goes back, or stays for a reason that their row keeps (`why`): owner, merged, late.

    Who is back, but not wholly, has `touched`. What another process was faster with is left alone. Returns the
    handovers concerned.
    """
    return await _undo(work, row_ids)


async def _undo(work: Work, row_ids: Sequence[int]) -> list[int]:
    ids = await belongings.customers_of(work.session, row_ids)
    known = await customers.locked_many(work.session, ids)
    moved = [row for row in await rows.locked_rows(work.session, row_ids) if row.state == "moved" and row.why is None]
    handovers = await belongings.handovers(work.session, {row.handover_id for row in moved})
    moved_as = await undoing.moved_as(work.session, moved)
    ready = []
    for row in (row for row in moved if handovers[row.handover_id].state == "undoing"):
        customer, merged = known[row.customer_id], moved_as.get(row.id) != row.customer_id
        row.why = _why_not(work, row, customer, handovers[row.handover_id], merged=merged)
        if row.why is None:
            ready.append((row, customer))
    await _give_back(work, ready)
    return list(handovers)


def _why_not(work: Work, row: HandoverCustomer, customer: Customer, handover: Handover, *, merged: bool) -> str | None:
    """What keeps the customer where they are."""
    local = work.house.business.local
    if merged or customer.merged_into_id is not None:
        return "merged"
    if customer.owner_id != row.to_id:
        return "owner"
    moved, asked = row.moved_at or work.now, handover.decided_at or work.now
    return "late" if _is_late(local(moved).date(), local(asked).date()) else None


async def _give_back(work: Work, ready: Sequence[tuple[HandoverCustomer, Customer]]) -> None:
    parts = {(row.operation or "", customer.id) for row, customer in ready}
    left = await operations.undo_parts(work, parts, but=OWN_TABLES)
    unsaid = await outbox.cancel_kinds(work.session, [customer.id for _, customer in ready], (FAREWELL, GREETING))
    for row, customer in ready:
        if customer.deputy_id == customer.owner_id:
            customer.deputy_id = None  # nobody stands in for themselves
        row.farewell_at = None if (customer.id, FAREWELL) in unsaid else row.farewell_at
        row.greeting_at = None if (customer.id, GREETING) in unsaid else row.greeting_at
        row.state, row.why = "undone", "touched" if (row.operation, customer.id) in left else None
    await conversations.follow(work, [customer.id for _, customer in ready])


@rule("handovers.undo_finish")
async def finish(work: Work, handover_ids: Sequence[int]) -> list[int]:
    """All who could have gone back: everybody concerned hears what came of it, once. Returns these handovers."""
    finished = []
    for number in sorted(handover_ids):
        handover = await rows.locked(work.session, number)
        predecessor = await reps.by_id(work.session, handover.from_id) if handover else None
        if handover is None or predecessor is None or handover.state != "undoing":
            continue
        if not await undoing.moved(work.session, number, 1):
            await _finished(work, handover, predecessor)
            finished.append(number)
    return finished


async def _finished(work: Work, handover: Handover, predecessor: Rep) -> HandoverUndone:
    await work.session.flush()
    came = await undoing.outcome(work.session, handover.id, NAMED)
    # Where nobody could go back it is what it was.
    handover.state, handover.finished_at = "undone" if came.back else "done", work.now
    await boards.show(work, handover, left=sum(came.left.values()))
    told = await _told(work, handover, predecessor, came)
    await _tell(work, handover, told)
    if came.back and not predecessor.active:
        await leavers.left(work, predecessor)
    return told


async def _told(work: Work, handover: Handover, predecessor: Rep, came: Outcome) -> HandoverUndone:
    by = await reps.by_id(work.session, handover.decided_by_id) if handover.decided_by_id else None
    return HandoverUndone(
        handover_id=handover.id,
        state="undoing" if handover.state == "undoing" else "undone",
        predecessor=predecessor.full_name,
        by=by.full_name if by else "",
        customers=came.back,
        left=tuple(came.left.items()),
        names=came.names,
        told=came.told,
    )


async def _tell(work: Work, handover: Handover, told: HandoverUndone) -> None:
    """The predecessor, who has them back; the successors, who have them no more; who proposed it, and who undid it.

    Whoever waits for the answer hears it there.
    """
    successors = await rows.counts(work.session, handover.id)
    concerned = {handover.from_id, handover.made_by_id, handover.decided_by_id, *successors} - {None, work.actor.id}
    people = await reps.by_ids(work.session, sorted(each for each in concerned if each is not None))
    for rep in people.values():
        if rep.active:
            await post.to_slack(work, rep.slack_id, told)
