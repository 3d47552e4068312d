"""What a handover of very many customers costs, and what the others notice of it while it moves."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from statistics import quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.databases import databases
from crm import reps as rules
from crm.activities import interactions, loglines
from crm.handovers import agreement, proposing
from crm.handovers.plans import Wish, Words
from crm.house import House
from crm.work import SYSTEM, Work
from reminders import when
from reminders.rounds import Round
from reminders.sweeps import handovers
from storage import migrations
from storage.store import Store
from storage.tables import Customer, Followup, Handover, Rep

MANY = 5_000
PREVIEW_GOAL_S, MOVE_GOAL_S, GOAL_RATIO = 3.0, 30.0, 2.0
NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HOUSE = House(admins=("U1",))
SATO, SUZUKI, TAKAHASHI, OTHER = 1, 2, 3, 4
# Somebody who works on meanwhile: a line logged, again and again.
IDLE = 200
BREATH = 0.02


async def fill(session: AsyncSession) -> None:
    """A rep who leaves very many customers, each with a task and a promise, to two others; and somebody unconcerned."""
    row = {"version": 1, "created_at": NOW}
    await session.execute(insert(Rep), [row | _rep(number) for number in (SATO, SUZUKI, TAKAHASHI, OTHER)])
    await session.execute(insert(Customer), [row | _customer(number, SATO) for number in range(1, MANY + 1)])
    await session.execute(insert(Customer), [row | _customer(MANY + 1, OTHER)])
    dice = random.Random(1)
    owed = [row | _followup(dice, number, promise) for number in range(1, MANY + 1) for promise in (False, True)]
    await session.execute(insert(Followup), owed)


def _rep(number: int) -> dict[str, Any]:
    return {"id": number, "slack_id": f"U{number}", "display_name": "佐藤", "full_name": "佐藤 健太", "seen_at": NOW}


def _customer(number: int, owner: int) -> dict[str, Any]:
    return {"id": number, "name": f"田中 {number}", "owner_id": owner}


def _followup(dice: random.Random, customer: int, promise: bool) -> dict[str, Any]:
    due = NOW + timedelta(days=dice.randint(1, 20))
    when_ = {"due_day": due.date(), "due_at": due, "zone": "Asia/Tokyo", "state": "open"}
    return {"customer_id": customer, "owner_id": SATO, "what": "電話", "promise": promise, **when_}


@asynccontextmanager
async def by(store: Store, number: int) -> AsyncIterator[Work]:
    """A unit of work of this person."""
    async with store.write() as session:
        work = Work(session, NOW, SYSTEM, house=HOUSE)
        work.actor = await rules.actor_of(work, await session.get_one(Rep, number))
        async with work.savepoint():
            yield work


async def logged(store: Store) -> float:
    """Milliseconds that somebody else waits for their line to be logged."""
    began = perf_counter()
    async with by(store, OTHER) as work:
        text = "田中様 訪問 見積の件で打合せ"
        local = HOUSE.business.local(NOW)
        line = loglines.read(text, when.find(text, local, HOUSE.business), local.date(), local.time())
        await interactions.log(work, text, line, {line.who[0]: MANY + 1})
    return (perf_counter() - began) * 1000


async def while_(store: Store, doing: asyncio.Task[Any]) -> list[float]:
    taken = []
    while not doing.done():
        taken.append(await logged(store))
        await asyncio.sleep(BREATH)
    return taken


async def measured(url: str) -> dict[str, float]:
    """Seconds, and milliseconds of the others at p99."""
    await asyncio.to_thread(migrations.upgrade, url)
    store = Store.open(url)
    async with store.write() as session:
        await fill(session)
    wish = Wish("U1", (), ("U2", "U3"), "fewest", "leaving", date(2026, 11, 20))
    found = {}
    began = perf_counter()
    async with by(store, SATO) as work:
        await proposing.preview(work, wish)
    found["preview"], began = perf_counter() - began, perf_counter()
    async with by(store, SATO) as work:
        made = await proposing.propose(work, wish, Words())
        assert isinstance(made, Handover)
    found["propose"], began = perf_counter() - began, perf_counter()
    for successor in (SUZUKI, TAKAHASHI):
        async with by(store, successor) as work:
            await agreement.accept(work, made.id, successor)
    found["accept"] = perf_counter() - began
    idle = [await logged(store) for _ in range(IDLE)]
    began = perf_counter()
    moving = asyncio.create_task(handovers.sweep(Round(store, HOUSE, NOW)))
    busy = await while_(store, moving)
    found["move"] = perf_counter() - began
    found["idle"], found["busy"] = (quantiles(each, n=100)[98] for each in (idle, busy))
    await store.close()
    return found


def measure() -> list[dict[str, Any]]:
    """The lines of the table; the others' p99 while it moves has their idle p99 as its baseline."""
    with databases() as urls:
        found = {kind: asyncio.run(measured(url)) for kind, url in urls.items()}
    return [line for kind, seconds in found.items() for line in _lines(kind, seconds)]


def _lines(kind: str, found: dict[str, float]) -> list[dict[str, Any]]:
    ratio = found["busy"] / found["idle"]
    return [
        _line(f"handover: {MANY} previewed, s, {kind}", found["preview"], PREVIEW_GOAL_S),
        _line(f"handover: {MANY} proposed, s, {kind}", found["propose"], PREVIEW_GOAL_S),
        _line(f"handover: {MANY} accepted, s, {kind}", found["accept"], PREVIEW_GOAL_S),
        _line(f"handover: {MANY} moved, s, {kind}", found["move"], MOVE_GOAL_S),
        _line(f"handover: others' p99 meanwhile, ms, {kind}", found["busy"], found["idle"] * GOAL_RATIO, found["idle"])
        | {"ratio": round(ratio, 2), "goal": f"{GOAL_RATIO} × idle", "holds": ratio <= GOAL_RATIO},
    ]


def _line(name: str, value: float, goal: float, baseline: float | None = None) -> dict[str, Any]:
    rounded = None if baseline is None else round(baseline, 2)
    shape = {"baseline": rounded, "ratio": None, "goal": goal, "holds": value <= goal}
    return {"name": name, "value": round(value, 2), **shape}


if __name__ == "__main__":
    for each in measure():
        print(each)
