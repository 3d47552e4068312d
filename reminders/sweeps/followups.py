"""Follow-ups whose time has come: their owner is told, once."""

from collections.abc import Sequence

from crm import nudges
from crm.work import Work
from reminders.rounds import Round, Swept
from storage import followups

JOB = "followups"
# What is due beyond these waits for the next round, a minute later.
MOST = 10_000


async def sweep(round_: Round) -> list[Swept]:
    """Nudge for everything that is due. The mark is made in the transaction that owes the message, so that neither
    another machine nor a crash makes it two; what nobody could be told while we were down is told now.
    """
    async with round_.store.read() as session:
        due = await followups.due_unnudged(session, round_.now, MOST)
    said = [line for lines in await round_.each(due, _nudge) for line in lines]
    return [Swept(JOB, "", len(said), tuple(said))] if said else []


async def _nudge(work: Work, ids: Sequence[int]) -> list[str]:
    rows = await nudges.nudge(work, ids)
    return [f"followup {row.fields['followup_id']}: {row.kind} {row.recipient}" for row in rows]
