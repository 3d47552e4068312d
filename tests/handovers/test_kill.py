"""A thousand customers change hands while the process is killed: each has one owner at every moment, and reads once."""

import asyncio
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import col

from storage import many
from storage.store import Store
from storage.tables import Customer, Handover, HandoverCustomer, LineLink, LineUser, Outbox
from tests.builders import NOW, written
from tests.handovers.scene import Scene, a_scene
from tests.stage import environment_for, until

ROOT = Path(__file__).parents[2]
CUSTOMERS, IN_LINE = 1_000, 40
# A Friday in business hours, and the next business day.
FIRST, SECOND = NOW + timedelta(hours=1), NOW + timedelta(days=4, hours=1)
PATIENCE = 180.0


async def agreed(store: Store) -> Scene:
    """A handover of very many customers, some of them in LINE, that everybody has agreed to, from today on."""
    scene = await a_scene(store, 0)
    async with written(store) as work:
        handover = Handover(
            from_id=scene.sato.id,
            made_by_id=scene.sato.id,
            reason="leaving",
            state="agreed",
            effective_day=NOW.date(),
            notice_day=NOW.date(),
            told=True,
            asked_at=NOW,
            farewell="{customer} {from}",
            greeting="{customer} {to}",
        )
        await work.save(handover)
        people = [{"name": f"客{number}", "owner_id": scene.sato.id} for number in range(CUSTOMERS)]
        customers = await many.add(work.session, work, Customer, people)
        accounts = [{"user_id": f"U{number:032x}", "followed_at": NOW} for number in range(IN_LINE)]
        users = await many.add(work.session, work, LineUser, accounts)
        links = [{"line_user_id": user, "customer_id": one} for user, one in zip(users, customers, strict=False)]
        await many.add(work.session, work, LineLink, links)
        place = {"handover_id": handover.id, "from_id": scene.sato.id, "to_id": scene.suzuki.id, "state": "accepted"}
        await many.add(work.session, work, HandoverCustomer, [place | {"customer_id": each} for each in customers])
    return scene


async def swept(url: str, at: str) -> asyncio.subprocess.Process:
    """`kizuna sweep` as a process of its own."""
    environment = environment_for("http://127.0.0.1:9", url, 9)
    command = (sys.executable, "-m", "bot", "sweep", "--at", at)
    quiet = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(*command, env=environment, cwd=ROOT, stdout=quiet)


async def owners(store: Store) -> Counter[int]:
    async with store.read() as session:
        return Counter(await session.scalars(select(col(Customer.owner_id))))


async def moved(store: Store) -> int:
    async with store.read() as session:
        rows = select(func.count()).where(col(HandoverCustomer.state) == "moved")
        return (await session.execute(rows)).scalar_one()


async def letters(store: Store) -> Counter[tuple[str, int | None]]:
    """How often each customer was written to, by the kind of letter."""
    kinds = ("HandoverFarewell", "HandoverGreeting")
    async with store.read() as session:
        rows = select(col(Outbox.kind), col(Outbox.customer_id)).where(col(Outbox.kind).in_(kinds))
        return Counter((kind, customer) for kind, customer in await session.execute(rows))


async def test_a_kill_in_the_middle_leaves_nobody_without_an_owner_and_nobody_is_told_twice(database_url):
    store = Store.open(database_url)
    scene = await agreed(store)

    victim = await swept(database_url, FIRST.isoformat())
    await until(lambda: _some(store), "some to have moved", PATIENCE)
    victim.kill()
    await victim.wait()
    halfway, then = await moved(store), await owners(store)
    again = await (await swept(database_url, FIRST.isoformat())).wait()
    for at in (FIRST, SECOND, SECOND):
        await scene.swept(at)

    assert again == 0
    assert 0 < halfway < CUSTOMERS
    assert then == {scene.sato.id: CUSTOMERS - halfway, scene.suzuki.id: halfway}
    assert await owners(store) == {scene.suzuki.id: CUSTOMERS}
    told = await letters(store)
    assert set(told.values()) == {1}
    assert Counter(kind for kind, _ in told) == {"HandoverFarewell": IN_LINE, "HandoverGreeting": IN_LINE}
    await store.close()


async def _some(store: Store) -> bool:
    return await moved(store) >= CUSTOMERS // 10
