"""Agreement: a manager says yes, then each successor; a no has its reason, and silence is told to the manager."""

from collections.abc import Sequence

from crm import post
from crm.handovers import approvers, boards
from crm.handovers.faults import AlreadyDecided, WhyMissing
from crm.notices import HandoverCalledOff
from crm.refusals import Gone, NotAllowed, Refused
from crm.roles import rule
from crm.work import Work
from storage import company_settings, reps
from storage.handovers import rows
from storage.records import customers
from storage.tables import Handover, HandoverCustomer, Rep

TEXT = 500
NAMED = 10


@rule("handovers.approve")
async def approve(work: Work, handover_id: int) -> Handover:
    """The successors are asked now.

    Raises:
        Refused: Gone, NotAllowed, AlreadyDecided.
    """
    handover = await _asked(work, handover_id)
    handover.state = "agreeing"
    handover.decided_by_id, handover.decided_at = work.actor.id, work.now
    handover.asked_at = work.now
    await boards.show(work, handover)
    return handover


@rule("handovers.refuse")
async def refuse(work: Work, handover_id: int, why: str) -> Handover:
    """It does not come to this; the customers stay where they are.

    Raises:
        Refused: Gone, NotAllowed, AlreadyDecided, WhyMissing.
    """
    if not why.strip():
        raise Refused(WhyMissing())
    handover = await _asked(work, handover_id)
    handover.state, handover.why = "refused", why.strip()[:TEXT]
    handover.decided_by_id, handover.decided_at = work.actor.id, work.now
    await _call_off(work, handover)
    await boards.show(work, handover)
    return handover


async def _asked(work: Work, handover_id: int) -> Handover:
    handover = await _locked(work, handover_id)
    if not await approvers.decides(work, await _rep(work, handover.from_id)):
        raise Refused(NotAllowed(work.rule))
    if handover.state != "asked":
        raise Refused(await _decided(work, handover))
    return handover


@rule("handovers.cancel")
async def cancel(work: Work, handover_id: int) -> Handover:
    """Whoever proposed it, or answers for the predecessor, takes it back; who has moved already stays moved.

    Raises:
        Refused: Gone, NotAllowed, AlreadyDecided.
    """
    handover = await _locked(work, handover_id)
    predecessor = await _rep(work, handover.from_id)
    if work.actor.id != handover.made_by_id and not await approvers.decides(work, predecessor):
        raise Refused(NotAllowed(work.rule))
    if handover.state not in {"draft", "asked", "agreeing", "agreed"}:
        raise Refused(await _decided(work, handover))
    handover.state, handover.decided_by_id, handover.decided_at = "cancelled", work.actor.id, work.now
    called_off = await _call_off(work, handover)
    await _tell_who_has_read(work, handover, predecessor, called_off)
    await boards.show(work, handover)
    return handover


async def _call_off(work: Work, handover: Handover) -> list[HandoverCustomer]:
    called_off = await rows.pending_rows(work.session, handover.id)
    for row in called_off:
        row.state, row.decided_at = "cancelled", work.now
    return called_off


async def _tell_who_has_read(
    work: Work, handover: Handover, predecessor: Rep, called_off: Sequence[HandoverCustomer]
) -> None:
    """Customers who have read of the change already must hear from the predecessor that there is none."""
    read = [row.customer_id for row in called_off if row.farewell_at is not None]
    if read:
        known = await customers.by_ids(work.session, read[:NAMED])
        names = tuple(known[number].name for number in read[:NAMED] if number in known)
        await post.to_rep(work, predecessor, HandoverCalledOff(handover.id, names, len(read)))


@rule("handovers.accept")
async def accept(work: Work, handover_id: int, to_id: int, row_ids: Sequence[int] | None = None) -> Handover:
    """The successor `to_id` takes these customers, or (None) all who wait for them. What another has answered
    meanwhile stays as they answered it.

    Raises:
        Refused: Gone, NotAllowed, AlreadyDecided when nothing of it waits any more.
    """
    handover, waiting = await _waiting(work, handover_id, to_id, row_ids)
    for row in waiting:
        row.state, row.decided_at = "accepted", work.now
    await settle(work, handover)
    return handover


@rule("handovers.decline")
async def decline(work: Work, handover_id: int, to_id: int, why: str, row_ids: Sequence[int] | None = None) -> Handover:
    """The successor does not take these customers, or (None) none; they stay where they are, and the reason is told.

    Raises:
        Refused: Gone, NotAllowed, AlreadyDecided, WhyMissing.
    """
    if not why.strip():
        raise Refused(WhyMissing())
    handover, waiting = await _waiting(work, handover_id, to_id, row_ids)
    for row in waiting:
        row.state, row.decided_at, row.why = "declined", work.now, why.strip()[:TEXT]
    await settle(work, handover)
    await boards.tell_declined(work, handover, waiting, why.strip()[:TEXT])
    return handover


async def _waiting(
    work: Work, handover_id: int, to_id: int, row_ids: Sequence[int] | None
) -> tuple[Handover, list[HandoverCustomer]]:
    handover = await _locked(work, handover_id)
    if not await approvers.answers(work, await _rep(work, to_id)):
        raise Refused(NotAllowed(work.rule))
    waiting = await rows.waiting_for(work.session, handover_id, to_id)
    if row_ids is not None:
        wanted = set(row_ids)
        waiting = [row for row in waiting if row.id in wanted]
    if handover.state != "agreeing" or not waiting:
        raise Refused(await _decided(work, handover))
    return handover, waiting


async def settle(work: Work, handover: Handover) -> None:
    """Once nobody is waited for: agreed, or done, or called off when nobody has accepted."""
    await work.session.flush()
    states = {state for each in (await rows.counts(work.session, handover.id)).values() for state in each}
    if handover.state in {"agreeing", "agreed"} and "waiting" not in states:
        if "accepted" in states:
            handover.state = "agreed"
        else:
            moved = states & {"moved", "returned", "undone"}
            handover.state, handover.finished_at = "done" if moved else "cancelled", work.now
    await boards.show(work, handover)


@rule("handovers.chase")
async def chase(work: Work, handover_ids: Sequence[int]) -> list[int]:
    """Nobody has answered for so many business days: whoever answers for the predecessor is told, once.

    Returns the handovers that they were told of.
    """
    told = list[int]()
    for number in handover_ids:
        handover = await rows.locked(work.session, number)
        if handover is None or handover.chased_at is not None or handover.state not in {"asked", "agreeing"}:
            continue
        handover.chased_at = work.now
        await boards.tell_unanswered(work, handover)
        told.append(number)
    return told


async def unanswered(work: Work) -> list[int]:
    """Handovers that have waited for as many business days as the company allows. Only reads."""
    settings = await company_settings.current(work.session)
    business = work.house.business
    last = business.add_business_days(work.today, -settings.handover_accept_days)
    return await rows.unanswered(work.session, business.moment(business.next_business_day(last)))


async def _decided(work: Work, handover: Handover) -> AlreadyDecided:
    by = await reps.by_id(work.session, handover.decided_by_id) if handover.decided_by_id else None
    return AlreadyDecided(handover.state, by.full_name if by else "")


async def _locked(work: Work, handover_id: int) -> Handover:
    handover = await rows.locked(work.session, handover_id)
    if handover is None:
        raise Refused(Gone())
    return handover


async def _rep(work: Work, rep_id: int) -> Rep:
    rep = await reps.by_id(work.session, rep_id)
    if rep is None:
        raise Refused(Gone())
    return rep
