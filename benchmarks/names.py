"""What finding a customer costs among a hundred thousand: a mix of all kinds of questions, beside a scan of all keys.

`python -m benchmarks.names` shows each kind by itself, and what of it is this process's own work (on SQLite the
database's too) when other programs use the same processors. With a URL it measures an empty, migrated database of one's
own, such as one on PostgreSQL.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any, NamedTuple

from rich.console import Console
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from crm import names
from crm.records import finding
from crm.refusals import Refused
from crm.work import Actor, Work
from storage import migrations
from storage.store import Store
from storage.tables import CustomerKey
from tests.namebook import Person, people, settle

CUSTOMERS = 100_000
QUESTIONS = 1_000
SCANS = 20
MEDIAN_GOAL_MS, LATE_GOAL_MS = 5, 30
RATIO_GOAL = 0.2

Question = Callable[[str, Person, Random], str]


def exact(name: str, _person: Person, dice: Random) -> str:
    return dice.choice((f"{name}様", names.family_name(name)))


def prefix(name: str, _person: Person, _dice: Random) -> str:
    return name[:-1]


def part(name: str, _person: Person, _dice: Random) -> str:
    return name[1:]


def misspelt(name: str, person: Person, dice: Random) -> str:
    """A wrong character in the name, in its reading, or in the name behind the firm's."""
    reading = (person[1] or name).replace(" ", "")
    firm = f"{person[2]}の" if person[2] else ""
    before, word = dice.choice((("", name), ("", reading), (firm, name)))
    at = dice.randrange(len(word))
    return f"{before}{word[:at]}{dice.choice('朗朋瑛x')}{word[at + 1 :]}"


def nobody(_name: str, _person: Person, dice: Random) -> str:
    return dice.choice(("勅使河原権兵衛", "Zaphod Beeblebrox", "丁字屋吉右衛門")) + str(dice.randrange(100))


MIX: tuple[Question, ...] = (exact, prefix, part, misspelt, nobody)


class Took(NamedTuple):
    """Milliseconds: until the answer was there, and of all processors together."""

    waited: float
    worked: float


async def asked(store: Store, words: str) -> Took:
    """What one question took."""
    async with store.read() as session:
        work = Work(session, datetime.now(UTC), Actor("rep", 1, "rep"))
        worked, began = process_time(), perf_counter()
        with suppress(Refused):  # nobody of this name: that takes its time too
            await finding.find(work, words)
        waited = perf_counter() - began
        return Took(waited * 1000, (process_time() - worked) * 1000)


async def scanned(session: AsyncSession, words: str) -> Took:
    """The same question as a scan of all keys would answer it."""
    holds = select(col(CustomerKey.customer_id)).where(
        col(CustomerKey.key).contains(names.query_key(words), autoescape=True)
    )
    worked, began = process_time(), perf_counter()
    (await session.scalars(holds.limit(finding.CHOICES))).all()
    waited = perf_counter() - began
    return Took(waited * 1000, (process_time() - worked) * 1000)


async def measured(url: str) -> dict[str, list[Took]]:
    """What each question took, by its kind; `scan` is the baseline."""
    folk, dice = list(people(CUSTOMERS, Random(1))), Random(2)
    found: dict[str, list[Took]] = {}
    async with _opened(url) as store:
        await settle(store, folk)
        for number in range(QUESTIONS + len(MIX)):
            kind, person = MIX[number % len(MIX)], dice.choice(folk)
            took = await asked(store, kind(person[0].replace(" ", ""), person, dice))
            if number >= len(MIX):  # the first of each kind opens files and makes plans
                found.setdefault(kind.__name__, []).append(took)
        async with store.read() as session:
            words = [dice.choice(folk)[0].replace(" ", "")[1:] + "郎" for _ in range(SCANS)]
            found["scan"] = [await scanned(session, each) for each in words]
    return found


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Store]:
    store = Store.open(url)
    yield store
    await store.close()


def measure() -> list[dict[str, Any]]:
    """The lines of the table, in milliseconds, on SQLite."""
    return _table(_on_sqlite())


def _on_sqlite() -> dict[str, list[Took]]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/names.db"
        migrations.upgrade(url)
        return asyncio.run(measured(url))


def _table(found: dict[str, list[Took]]) -> list[dict[str, Any]]:
    mix = [took.waited for took in _mix(found)]
    scan, middle, late = median(took.waited for took in found["scan"]), median(mix), quantiles(mix, n=100)[98]
    name = f"names: finding among {CUSTOMERS:,}"
    return [
        _line(f"{name}, median ms", middle, None, f"<= {MEDIAN_GOAL_MS}", middle <= MEDIAN_GOAL_MS),
        _line(f"{name}, p99 ms", late, None, f"<= {LATE_GOAL_MS}", late <= LATE_GOAL_MS),
        _line(f"{name} / scanning all keys", middle, scan, f"<= {RATIO_GOAL}", middle <= RATIO_GOAL * scan),
    ]


def _mix(found: dict[str, list[Took]]) -> list[Took]:
    return [took for kind, all_took in found.items() if kind != "scan" for took in all_took]


def _line(name: str, value: float, baseline: float | None, goal: str, holds: bool) -> dict[str, Any]:
    ratio = None if baseline is None else round(value / baseline, 3)
    known = {"name": name, "value": round(value, 2), "baseline": baseline and round(baseline, 2), "ratio": ratio}
    return known | {"goal": goal, "holds": holds}


def _show(found: dict[str, list[Took]]) -> None:
    console = Console()
    for kind, all_took in {**found, "mix": _mix(found)}.items():
        waited, worked = ([took[at] for took in all_took] for at in (0, 1))
        console.print(f"{kind:10} waited {_spread(waited)}   worked {_spread(worked)}")
    for line in _table(found):
        console.print(line)


def _spread(times: list[float]) -> str:
    return f"median {median(times):6.2f} p99 {quantiles(times, n=100)[98]:6.2f} ms"


if __name__ == "__main__":
    _show(asyncio.run(measured(sys.argv[1])) if len(sys.argv) > 1 else _on_sqlite())
