"""Customers who have confirmed that they want to be forgotten are forgotten, a page of rows at a time."""

from crm.privacy import forgetting
from crm.privacy.erasures import CONFIRMED
from reminders.rounds import Round, Swept
from storage.privacy import erasures
from storage.privacy import forgetting as rows
from storage.privacy.forgetting import Facts

JOB = "erasures"
MOST = 100
# A line of the audit log takes longest; on SQLite whoever writes keeps the doors waiting.
PAGE = 50


async def sweep(round_: Round) -> list[Swept]:
    """What was cut short goes on where it was: what is blank already is not found again."""
    async with round_.store.read() as session:
        waiting = await erasures.confirmed(session, MOST)
    done = [number for number in waiting if round_.dry_run or await forget(round_, number)]
    said = tuple(f"erasure {number}" for number in done)
    return [Swept(JOB, round_.now.isoformat(timespec="seconds"), len(done), said)] if done else []


async def forget(round_: Round, erasure_id: int) -> bool:
    """Forget whoever the erasure is about. False when it has to go on later, or is done by another machine."""
    async with round_.operation() as work:
        erasure = await erasures.by_id(work.session, erasure_id)
        if erasure is None or erasure.state != CONFIRMED:
            return False
        receipt, who = erasure.receipt, await forgetting.facts(work, erasure_id)
    for step in forgetting.STEPS:
        await _step(round_, step, who)
    async with round_.store.read() as session:
        if await rows.being_said(session, who):
            return False
    async with round_.operation() as work:
        return await forgetting.finish(work, who, receipt)


async def _step(round_: Round, step: forgetting.Step, who: Facts) -> None:
    """Looking through a table needs no transaction; a turn is only as long as a page."""
    place = 0
    while True:
        async with round_.store.read() as session:
            page = await step.find(session, who, place, PAGE)
        if not page:
            return
        async with round_.operation() as work:
            await forgetting.forget(work, who, step.name, page)
        place = page[-1]
