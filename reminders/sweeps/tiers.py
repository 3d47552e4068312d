"""Tiers whose day has come are looked at again: kept, told that they will end, or lowered."""

from crm.points.programme import tier_reviews
from reminders.rounds import Round, Swept

JOB = "tiers"


async def sweep(round_: Round) -> list[Swept]:
    """No slot: what is due stands in the row, and is moved on in the transaction that looks at it."""
    async with round_.store.read() as session:
        waiting = await tier_reviews.waiting(round_.work(session))
    done = [each for some in await round_.each(waiting, tier_reviews.review) for each in some]
    said = tuple(f"wallet {wallet_id}: {what}" for wallet_id, what in done)
    return [Swept(JOB, "", len(said), said)] if said else []
