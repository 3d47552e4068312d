"""A handover that has moved, and what becomes of it when it is taken back."""

from datetime import datetime, timedelta

from crm.handovers import undoing
from crm.handovers.plans import Words
from crm.notices import HandoverUndone
from storage.history import values
from storage.store import Store
from storage.tables import Case, Customer, Followup, Handover, Rep
from tests.builders import NOW
from tests.deeds import by
from tests.handovers.scene import Scene, a_scene, rows_of
from tests.line_events import rows

DAY = timedelta(days=1)


async def handed_over(store: Store, number: int = 2, words: Words | None = None, **wish) -> tuple[Scene, Handover]:
    """Everybody of 佐藤's is 鈴木's by now."""
    scene = await a_scene(store, number)
    # So many that a manager would have to agree are proposed by the manager.
    handover = await scene.proposed(scene.wish(**wish), words, by_=scene.manager if number > 10 else scene.sato)
    await scene.accepted(handover)
    await scene.swept()
    return scene, handover


async def undone(store: Store, rep: Rep, handover: Handover, now: datetime = NOW + DAY) -> HandoverUndone:
    async with by(store, rep, now) as work:
        told = await undoing.undo(work, handover.id)
    assert isinstance(told, HandoverUndone)
    return told


def columns(found: list) -> list[dict]:
    """What stands in the rows, but for how often they were changed."""
    return [{name: value for name, value in values(row).items() if name != "version"} for row in found]


async def affairs(store: Store) -> dict:
    return {kind: columns(await rows(store, kind)) for kind in (Customer, Followup, Case)}


async def states(store: Store, handover: Handover) -> list[tuple[str, str | None]]:
    return [(row.state, row.why) for row in await rows_of(store, handover)]
