"""What should not go unnoticed: LINE has fallen silent, or events have died."""

from datetime import timedelta

from crm import alarms
from crm.notices import Alarm
from reminders.rounds import Round, Swept, told
from storage import alarms as rows
from storage import ledger

SILENT, DEAD = "line_silent", "dead_event"
SHORTEST = timedelta(hours=24)
LOOK_BACK = timedelta(days=28)
FACTOR = 1.5
FEWEST_EVENTS = 20
MOST_DEAD = 100


async def sweep(round_: Round) -> list[Swept]:
    return [*await _silence(round_), *await _dead_events(round_)]


async def _silence(round_: Round) -> list[Swept]:
    """Once a day while LINE is silent for unusually long: a webhook that was switched off makes no other noise."""
    slot = round_.house.business.local(round_.now).date().isoformat()
    silent = await _silent_for(round_, slot)
    return [] if silent is None else await _raise(round_, Alarm(SILENT, hours=int(silent / timedelta(hours=1))), slot)


async def _silent_for(round_: Round, slot: str) -> timedelta | None:
    """How long LINE has been silent, if that is unusual for this account and nobody has been told today.

    Unusual is longer than a day and half as long again as the longest silence of the last four weeks. An account with
    fewer than twenty events in that time has no rhythm to speak of.
    """
    async with round_.store.read() as session:
        last = await rows.last_heard(session, "line", round_.now)
        if last is None or (silent := round_.now - last) <= SHORTEST:
            return None
        if await ledger.used(session, alarms.job(SILENT), slot):
            return None
        rhythm = await rows.rhythm(session, "line", round_.now - LOOK_BACK, round_.now)
    return silent if rhythm.events >= FEWEST_EVENTS and silent > FACTOR * rhythm.longest else None


async def _dead_events(round_: Round) -> list[Swept]:
    """At most once an hour, and once for each event: a dead row that nobody mends must not ring every hour."""
    hour = round_.now.strftime("%Y-%m-%dT%H")
    async with round_.store.read() as session:
        if await ledger.used(session, alarms.job(DEAD), hour):
            return []
        dead = await rows.dead_events(session, alarms.job(DEAD), MOST_DEAD)
    if not dead:
        return []
    return await _raise(
        round_, Alarm(DEAD, reference=dead[-1].reference, count=len(dead)), hour, *(str(each.seq) for each in dead)
    )


async def _raise(round_: Round, alarm: Alarm, slot: str, *more: str) -> list[Swept]:
    """Raise it unless the slot is used; `more` slots are used up with it."""
    async with round_.operation() as work:
        if not await alarms.raise_(work, alarm, slot=slot):
            return []
        for each in more:
            await ledger.take(work.session, alarms.job(alarm.what), each, round_.now)
        said = await told(work, alarm.what)
    return [Swept("alarms", f"{alarm.what}:{slot}", len(said), said)]
