"""What earns by itself: a visit that was logged, a survey that was answered, a birthday, an event."""

from datetime import date, timedelta

from crm.points.bank import giving, ledger, telling, wallets
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Posted, Slip
from crm.points.programme import programmes, tiers
from crm.points.programme.programme import ByEvent, Programme
from crm.refusals import EventHad, EventNotOn, Refused
from crm.work import Work
from storage.points import earning, entries
from storage.tables import Interaction

VISIT = "visit"
BACK = timedelta(days=31)
"""A visit that is written down later than that earns nothing any more."""
MOST_TRIES = 50


async def visited(work: Work, made: Interaction) -> None:
    """After a visit was logged, with its customer locked: points once a customer and day."""
    if made.kind == VISIT:
        await visits_of_day(work, made.customer_id, made.day)


async def visit_changed(work: Work, made: Interaction, kind: str, customer_id: int, day: date) -> None:
    """After something was put right, with its customers locked; it was of that `kind`, customer and `day` before."""
    after = (made.kind, made.customer_id, made.day)
    if after == (kind, customer_id, day) or VISIT not in {kind, made.kind}:
        return
    await work.session.flush()
    for each in sorted({(customer_id, day), (made.customer_id, made.day)}):
        await visits_of_day(work, *each)


async def visits_of_day(work: Work, customer_id: int, day: date) -> None:
    """After anything about that day's visits has changed: they have earned once if there is one, and else nothing.

    What was taken back may be earned again, so the day's postings are counted.
    """
    programme = await programmes.current(work)
    if programme.enabled and programme.earn.visit:
        # To undo the log must not stop because a tier has risen by it.
        async with wallets.apart(work):
            await _settle(work, programme, customer_id, day)


async def _settle(work: Work, programme: Programme, customer_id: int, day: date) -> None:
    number, standing = await _posting(work, customer_id, day)
    there = await earning.visits(work.session, customer_id, day)
    if there is None and standing:
        key = _visit(customer_id, day, number)
        posted = await ledger.reverse(work, key, Slip(f"{key}:undone", "undone"))
        await tiers.moved(work, programme, posted.wallet_id)
        if programme.tell:
            await telling.tell(work, programme, customer_id, posted, "undone")
    elif there is not None and not standing and work.today - day <= BACK and number <= MOST_TRIES:
        slip = Slip(_visit(customer_id, day, number), VISIT, f"interactions:{there}")
        given = await giving.give(work, programme, customer_id, Gift(programme.earn.visit, slip))
        await telling.tell(work, programme, customer_id, given, VISIT)


async def _posting(work: Work, customer_id: int, day: date) -> tuple[int, bool]:
    """The number of the day's posting that stands (True), or of the next one to be made."""
    number = 1
    while await entries.of_key(work.session, _visit(customer_id, day, number)):
        if not await entries.of_key(work.session, f"{_visit(customer_id, day, number)}:undone"):
            return number, True
        number += 1
    return number, False


def _visit(customer_id: int, day: date, number: int) -> str:
    return f"visit:{customer_id}:{day}:{number}"


async def surveyed(work: Work, customer_id: int, invite_id: int) -> int:
    """After an answer to a survey, with its customer locked: points once an asking, whatever the answer was.

    How many came, for the thanks that are said anyway.
    """
    programme = await programmes.current(work)
    slip = Slip(f"survey:{invite_id}", "survey", f"survey_invites:{invite_id}")
    posted = await giving.give(work, programme, customer_id, Gift(programme.earn.survey, slip))
    return posted.points if posted is not None and posted.fresh else 0


async def attended(work: Work, programme: Programme, customer_id: int, event: ByEvent) -> Posted | None:
    """For rules that hear of an event, with the customer locked: points once a customer, while it is on.

    Raises:
        Refused: EventNotOn, EventHad.
    """
    if (event.starts and work.today < event.starts) or (event.ends and work.today > event.ends):
        raise Refused(EventNotOn(event.name))
    slip = Slip(f"event:{event.code}:{customer_id}", "event", note=event.name)
    posted = await giving.give(work, programme, customer_id, Gift(event.points, slip))
    if posted is not None and not posted.fresh:
        raise Refused(EventHad(event.name))
    return posted
