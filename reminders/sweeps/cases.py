"""Cases: whoever waits too long is told of while the company works, and in the morning who deserves a call."""

from collections.abc import Sequence

from crm.activities import escalations
from crm.cases import mornings, overdue
from crm.cases import themes as rules
from crm.notices import MiddlingScore
from crm.work import Work
from reminders.rounds import Round, Swept
from storage import ledger
from storage.cases import cases, themes

JOB = "cases"
MORNING = "case_mornings"
MOST = 1000


async def sweep(round_: Round) -> list[Swept]:
    """A clock that has run out is marked in the transaction that tells of it; the morning has its slot."""
    async with round_.store.read() as session:
        if not escalations.in_hours(round_.work(session)):
            return []
        late = await cases.run_out(session, round_.now, MOST)
    told = [row for rows in await round_.each(late, overdue.escalate) for row in rows]
    said = [f"case {row.fields['case_id']}: {row.kind} {row.recipient}" for row in told]
    said += [*await _morning(round_), *await _themes(round_)]
    return [Swept(JOB, round_.now.isoformat(timespec="minutes"), len(said), tuple(said))] if said else []


async def _morning(round_: Round) -> list[str]:
    slot = round_.house.business.local(round_.now).date().isoformat()
    async with round_.store.read() as session:
        if await ledger.used(session, MORNING, slot):
            return []
        waiting = await mornings.waiting(round_.work(session))
    said = list[str]()
    async with round_.operation() as work:
        if await ledger.take(work.session, MORNING, slot, round_.now):
            for owner_id, scores in waiting.items():
                said += await _proposed(work, owner_id, scores)
    return said


async def _proposed(work: Work, owner_id: int, scores: Sequence[MiddlingScore]) -> list[str]:
    row = await mornings.propose(work, owner_id, scores)
    return [f"rep {owner_id}: {row.kind} {row.recipient}"] if row is not None else []


async def _themes(round_: Round) -> list[str]:
    """What was done is told to whoever had asked for it, and some time later they are asked once more."""
    async with round_.store.read() as session:
        to_tell = await themes.to_tell(session, MOST)
        to_ask = await themes.to_ask(session, round_.now - rules.AGAIN, MOST)
    told = await round_.each(to_tell, rules.tell)
    asked = await round_.each(to_ask, rules.ask)
    return [line for some in (*told, *asked) for line in some]
