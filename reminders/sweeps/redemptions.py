"""Codes of rewards whose time is over: the points go back, within a minute."""

from crm.points.rewards import redeeming
from reminders.rounds import MOST, Round, Swept

JOB = "redemptions"


async def sweep(round_: Round) -> list[Swept]:
    """No slot: the code is settled in the transaction that gives the points back."""
    async with round_.store.read() as session:
        late = await redeeming.due(session, round_.now, MOST)
    # One at a time: each locks its customer, and two machines with several would wait for each other.
    done = sum(await round_.each(late, redeeming.lapse, batch=1))
    return [Swept(JOB, round_.now.isoformat(timespec="minutes"), done)] if done else []
