"""Keeping in touch: a customer who should hear from us every so many days is brought up when they have not."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta

from crm.activities import followups, nudges
from crm.roles import rule
from crm.work import Work
from storage.activities import cadences
from storage.activities.cadences import Since
from storage.tables import Customer, Followup

CADENCE = "cadence"


async def since(work: Work) -> Mapping[int, Since]:
    """For each rhythm that any customer has: from when on a touch is recent enough today. Only reads."""
    return {days: _since(work, days) for days in await cadences.rhythms(work.session)}


def _since(work: Work, days: int) -> Since:
    day = work.today - timedelta(days=days - 1)
    return Since(day, work.house.business.moment(day, time()))


@rule("cadences.remind")
async def remind(work: Work, customer_ids: Sequence[int], recent: Mapping[int, Since]) -> list[Followup]:
    """Owe a contact to those of these customers who are still due; for their owners, on this business day or the next.

    Whether a complaint or a mourning speaks against it is for the rep to judge: the customer is told nothing.
    """
    day = work.house.business.on_or_after(work.today)
    due = await cadences.locked(work.session, customer_ids, recent)
    made = [_contact(work, customer, day) for customer in due]
    await work.save(*made)
    return made


def _contact(work: Work, customer: Customer, day: date) -> Followup:
    return Followup(
        customer_id=customer.id,
        owner_id=customer.owner_id,
        what="",
        kind=CADENCE,
        due_day=day,
        zone=work.house.business.zone.key,
        due_at=followups.due_moment(work, day, None),
    )


async def touched(work: Work, *customer_ids: int, on: date | None = None) -> None:
    """For rules that record a touch (`on` that day, default today): who has been in touch need not be reminded of it.

    A touch so long ago that the customer is due all the same changes nothing.
    """
    if not customer_ids:
        return
    known = await cadences.rhythms_of(work.session, customer_ids)
    for owed in await cadences.open_of(work.session, customer_ids):
        days = known.get(owed.customer_id)
        if on is None or days is None or on >= _since(work, days).day:
            owed.state, owed.done_at = "done", work.now
            await nudges.retell(work, await nudges.describe(work, owed, "done"))
