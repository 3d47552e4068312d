"""Waits: whoever has not been answered for too long is told of while the company works."""

from crm.activities import escalations
from crm.relay import unanswered
from reminders.rounds import Round, Swept

JOB = "waits"


async def sweep(round_: Round) -> list[Swept]:
    """No slot: what was told is counted on the wait itself, in the transaction that tells of it."""
    async with round_.store.read() as session:
        in_hours = escalations.in_hours(round_.work(session))
        late = await unanswered.due(round_.work(session)) if in_hours else []
    # One at a time: each locks its customer, and two machines with several would wait for each other.
    told = [row for rows in await round_.each(late, unanswered.escalate, batch=1) for row in rows]
    said = [f"customer {row.customer_id}: {row.kind} {row.recipient}" for row in told]
    return [Swept(JOB, round_.now.isoformat(timespec="minutes"), len(said), tuple(said))] if said else []
