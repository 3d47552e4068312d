"""Points for birthdays: given and told in the hours in which customers may be written to."""

from collections.abc import Sequence

from crm.points import birthday_points
from crm.points.birthday_points import Wish
from crm.surveys import quotas
from crm.work import Work
from reminders.rounds import Round, Swept
from storage import ledger

JOB = "birthday_points"
HOUR = "%Y-%m-%dT%H"
PAGE = 200


async def sweep(round_: Round) -> list[Swept]:
    """Once an hour; the slot is used up at the end, so an hour cut short goes on where it was: whoever was given
    something is not found again this year.
    """
    slot, after, sent = round_.now.strftime(HOUR), 0, 0
    async with round_.store.read() as session:
        if await ledger.used(session, JOB, slot):
            return []
        page = await birthday_points.waiting(round_.work(session), after, PAGE)
    if page:
        async with round_.operation() as work:
            left = await quotas.refresh(work)
        if left is None and round_.really is None:
            return []  # in a minute LINE has told; a moment that is only pretended does not come again
        room = [quotas.NO_LIMIT if left is None else left]

        async def give(work: Work, some: Sequence[Wish]) -> int:
            told = await birthday_points.give(work, some, room[0])
            room[0] -= told
            return told

        while page:
            sent += sum(await round_.each(page, give))
            after = page[-1][0]
            async with round_.store.read() as session:
                page = await birthday_points.waiting(round_.work(session), after, PAGE)
    async with round_.operation() as work:
        await ledger.take(work.session, JOB, slot, round_.now)
    return [Swept(JOB, slot, sent, (f"congratulated: {sent}",))] if sent else []
