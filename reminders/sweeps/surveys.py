"""Surveys by themselves: waves are dripped, occasions asked about, and who has not answered is reminded once."""

from collections.abc import Sequence

from crm.surveys import drips, occasions, quotas, reminders
from crm.surveys.drips import PAGE
from crm.work import Work
from reminders.rounds import Round, Swept
from storage.surveys import waves
from storage.tables import SurveyWave

JOB = "surveys"
# So many in one transaction: what their questions share is read once, and a turn on SQLite stays short.
BATCH = 25


async def sweep(round_: Round) -> list[Swept]:
    """No slot: whoever is due is a row, marked in the transaction that owes the question."""
    async with round_.store.read() as session:
        running = await waves.running(session)
    said = [line for wave in running for line in await _wave(round_, wave)]
    said += await _occasions(round_)
    said += await _remind(round_)
    return [Swept(JOB, "", len(said), tuple(said))] if said else []


async def _wave(round_: Round, wave: SurveyWave) -> list[str]:
    planned = await _plan(round_, wave.id) if wave.chosen.get("after") is not None else []
    async with round_.store.read() as session:
        due = await waves.due(session, wave.id, round_.now, PAGE)
        over = not due and not await waves.anybody_left(session, wave.id)
    if not due:
        return planned + (await _finish(round_, wave.id) if over else [])
    async with round_.operation() as work:
        left = await quotas.refresh(work)
    if left is None:
        return planned
    return planned + await _ask(round_, due, left)


async def _plan(round_: Round, wave_id: int) -> list[str]:
    planned = 0
    while True:
        async with round_.operation() as work:
            step = await drips.plan(work, wave_id)
        if step is None or round_.dry_run:
            break
        planned += step.planned
    return [f"wave {wave_id}: planned {planned}"] if planned else []


async def _ask(round_: Round, due: list[int], left: int) -> list[str]:
    """`left` falls with every question, so that the last of a round stops in time too."""
    room = [left]

    async def ask(work: Work, some: Sequence[int]) -> list[str]:
        step = await drips.ask(work, some, room[0])
        if step is None:
            return []
        room[0] -= step.asked
        return [f"wave {step.wave_id}: asked {step.asked}, skipped {step.skipped}"]

    return [line for lines in await round_.each(due, ask, batch=BATCH) for line in lines]


async def _finish(round_: Round, wave_id: int) -> list[str]:
    async with round_.operation() as work:
        done = await drips.finish(work, wave_id)
    return [f"wave {wave_id}: done"] if done else []


async def _occasions(round_: Round) -> list[str]:
    async with round_.store.read() as session:
        waiting = await occasions.waiting(round_.work(session))
    owed = await round_.each(waiting, occasions.ask, batch=BATCH)
    return [f"customer {row.customer_id}: {row.kind}" for rows in owed for row in rows]


async def _remind(round_: Round) -> list[str]:
    async with round_.store.read() as session:
        waiting = await reminders.waiting(round_.work(session))
    owed = await round_.each(waiting, reminders.remind, batch=BATCH)
    return [f"customer {row.customer_id}: {row.kind}" for rows in owed for row in rows]
