"""What stays overdue is told to others: the customer's deputy, then whoever answers for its owner."""

from collections.abc import Sequence

from crm.activities import escalations
from crm.activities.escalations import Climb
from crm.work import Work
from reminders.rounds import Round, Swept
from storage import ledger

JOB = "escalations"
HOUR = "%Y-%m-%dT%H"


async def sweep(round_: Round) -> list[Swept]:
    """Once an hour while the company works; what becomes overdue overnight comes together when business opens.

    The slot is used up at the end; what has climbed is marked in the transaction that tells of it, so neither another
    machine nor a crash makes it two messages.
    """
    slot = round_.now.strftime(HOUR)
    async with round_.store.read() as session:
        work = round_.work(session)
        if not escalations.in_hours(work) or await ledger.used(session, JOB, slot):
            return []
        due = await escalations.due(round_.work(session))
    said = [line for lines in await round_.each(due, _climb, batch=1) for line in lines]
    async with round_.operation() as work:
        await ledger.take(work.session, JOB, slot, round_.now)
    return [Swept(JOB, slot, len(said), tuple(said))] if said else []


async def _climb(work: Work, climbs: Sequence[Climb]) -> list[str]:
    rows = [row for each in climbs for row in await escalations.climb(work, each)]
    return [f"followup {_numbers(row.fields['lines'])}: {row.kind} {row.recipient}" for row in rows]


def _numbers(lines: Sequence[dict[str, int]]) -> str:
    return ", ".join(str(each["followup_id"]) for each in lines)
