"""Follow-ups whose time has come: their owner is told, once."""

from collections.abc import Sequence

from crm import nudges
from crm.work import Work
from reminders.rounds import Round, Swept
from storage import followups as rows
from storage.tables import Outbox

JOB = "followups"
# What is due beyond these waits for the next round, a minute later.
MOST = 10_000
# As many as fit into a turn together.
BATCH = 25


async def sweep(round_: Round) -> list[Swept]:
    """Nudge for everything that is due. The mark is made in the transaction that owes the message, so that neither
    another machine nor a crash makes it two; what nobody could be told while we were down is told now.
    """
    async with round_.store.read() as session:
        due = await rows.due_unnudged(session, round_.now, MOST)
    said: list[str] = []
    try:
        await _nudge(round_, [due[at : at + BATCH] for at in range(0, len(due), BATCH)], said)
    return [Swept(JOB, "", len(said), tuple(said))] if said else []
