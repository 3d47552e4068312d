"""Customers who have not heard from us for as long as they may: a contact is owed, and nudged like any other."""

from collections.abc import Mapping, Sequence
from functools import partial

from crm.activities import cadences
from crm.work import Work
from reminders.rounds import Round, Swept
from storage import ledger
from storage.activities import cadences as rows
from storage.activities.cadences import Since

JOB = "cadences"
HOUR = "%Y-%m-%dT%H"
PAGE = 500


async def sweep(round_: Round) -> list[Swept]:
    """Once an hour: to look through all customers costs more than a tick should. The slot is used up at the end, so an
    hour cut short goes on where it was: whoever has something open is not due any more.
    """
    slot, said, after = round_.now.strftime(HOUR), list[str](), 0
    async with round_.store.read() as session:
        if await ledger.used(session, JOB, slot):
            return []
        recent = await cadences.since(round_.work(session))
    while page := await _page(round_, after, recent):
        said += [line for lines in await round_.each(page, partial(_remind, recent=recent)) for line in lines]
        after = page[-1]
    async with round_.operation() as work:
        await ledger.take(work.session, JOB, slot, round_.now)
    return [Swept(JOB, slot, len(said), tuple(said))] if said else []


async def _page(round_: Round, after: int, recent: Mapping[int, Since]) -> list[int]:
    if not recent:
        return []
    async with round_.store.read() as session:
        return await rows.due(session, after, since=recent, limit=PAGE)


async def _remind(work: Work, customers: Sequence[int], *, recent: Mapping[int, Since]) -> list[str]:
    made = await cadences.remind(work, customers, recent)
    return [f"customer {each.customer_id}: due {each.due_day}" for each in made]
