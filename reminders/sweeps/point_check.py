"""Every night the wallets are compared with the entries of the ledger; only reads, and an alarm where they differ."""

from crm.points.bank import audits
from reminders.rounds import Round, Swept, told

JOB = audits.JOB


async def sweep(round_: Round) -> list[Swept]:
    """Long sums are read from one snapshot, in nobody's way; the day is used up afterwards."""
    async with round_.store.read() as session:
        if not await audits.due(round_.work(session)):
            return []
        wallets = await audits.drifted(round_.work(session))
    async with round_.operation() as work:
        slot = work.today.isoformat()
        if not await audits.report(work, wallets):
            return []
        said = await told(work, audits.DRIFT)
    return [Swept(JOB, slot, len(said), said)]
