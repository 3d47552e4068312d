"""Who waits for an answer: from their first words on, until somebody has answered."""

from datetime import date

from crm.records import customers
from crm.relay import absences, conversations
from crm.roles import must_reach, rule
from crm.work import Work
from storage import reps
from storage.cases import cases
from storage.relay import waits
from storage.tables import Customer, Message, Rep, Wait

REPLY, LOG, NONE = "reply", "log", "none"
# Contacts in which an answer was given, of those that can be logged.
ANSWERS = frozenset({"call", "visit", "meal", "online"})


async def begin(work: Work, customer: Customer, owner: Rep, message: Message) -> Wait | None:
    """For rules that hear a customer, who is locked: somebody should read this. None while an earlier message waits."""
    if await waits.open_of(work.session, customer.id) is not None:
        return None
    case = await cases.open_of(work.session, customer.id)
    made = Wait(
        customer_id=customer.id,
        line_user_id=message.line_user_id,
        message_id=message.id,
        rep_id=owner.id,
        case_id=case.id if case is not None else None,
        began_at=message.at,
    )
    await work.save(made)
    return made


async def end(work: Work, customer_id: int, how: str, by: Rep | None) -> Wait | None:
    """For rules that answer a customer, who is locked: REPLY, LOG, or NONE was needed. None where nobody waited."""
    wait = await waits.open_of(work.session, customer_id)
    if wait is None:
        return None
    wait.answered_at, wait.ended = work.now, how
    wait.answered_by_id = by.id if by is not None else None
    wait.minutes = work.house.business.business_minutes_between(wait.began_at, work.now)
    return wait


async def met(work: Work, customer: Customer, kind: str, day: date) -> Wait | None:
    """For rules that log a contact with a customer, who is locked: since they wrote, it is an answer to their words."""
    wait = await waits.open_of(work.session, customer.id) if kind in ANSWERS else None
    if wait is None or day < work.house.business.local(wait.began_at).date():
        return None
    return await _ended(work, customer, LOG)


async def _ended(work: Work, customer: Customer, how: str) -> Wait | None:
    """By the actor; the customer's thread says so."""
    wait = await end(work, customer.id, how, await reps.by_id(work.session, work.actor.id))
    if wait is not None:
        await conversations.waits_no_more(work, customer)
    return wait


async def make_room(work: Work, operation: str) -> None:
    """For rules that undo an operation: where it has ended a wait, that one is open again, and with it all that was
    written since; a later wait of the same customer goes.
    """
    for wait in await waits.ended_by(work.session, operation):
        await customers.reached(work, wait.customer_id)
        later = await waits.open_of(work.session, wait.customer_id)
        if later is not None:
            await work.session.delete(later)
    await work.session.flush()


@rule("waits.settle")
async def settle(work: Work, customer_id: int) -> Wait | None:
    """The customer needs no answer; None where somebody has answered meanwhile.

    Raises:
        Refused: Gone; NotAllowed for whoever neither reaches the owner nor stands in for them.
    """
    customer, owner = await customers.reached(work, customer_id)
    if not absences.may_stand_in(work, customer, owner):
        must_reach(work, owner)
    return await _ended(work, customer, NONE)
