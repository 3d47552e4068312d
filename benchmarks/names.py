"""What finding a customer costs among a hundred thousand: a mix of all kinds of questions, beside a scan of all keys.

`python -m benchmarks.names URL` measures an empty, migrated database of one's own, such as one on PostgreSQL.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import Any

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


async def asked(store: Store, words: str) -> float:
    """One question, in milliseconds."""
    async with store.read() as session:
        work = Work(session, datetime.now(UTC), Actor("rep", 1, "rep"))
        began = perf_counter()
        with suppress(Refused):  # nobody of this name: that takes its time too
            await finding.find(work, words)
        return (perf_counter() - began) * 1000


async def scanned(session: AsyncSession, words: str) -> float:
    """The same question as a scan of all keys would answer it."""
    holds = select(col(CustomerKey.customer_id)).where(
        col(CustomerKey.key).contains(names.query_key(words), autoescape=True)
    )
    began = perf_counter()
    (await session.scalars(holds.limit(finding.CHOICES))).all()
    return (perf_counter() - began) * 1000


async def measured(url: str) -> dict[str, list[float]]:
    """Milliseconds of each question, by its kind; `scan` is the baseline."""
    folk, dice = list(people(CUSTOMERS, Random(1))), Random(2)
    found: dict[str, list[float]] = {}
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
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/names.db"
        migrations.upgrade(url)
        return _table(asyncio.run(measured(url)))


def _table(found: dict[str, list[float]]) -> list[dict[str, Any]]:
    mix = [took for kind, all_took in found.items() if kind != "scan" for took in all_took]
    scan, middle, late = median(found["scan"]), median(mix), quantiles(mix, n=100)[98]
    name = f"names: finding among {CUSTOMERS:,}"
    return [
        _line(f"{name}, median ms", middle, None, f"<= {MEDIAN_GOAL_MS}", middle <= MEDIAN_GOAL_MS),
        _line(f"{name}, p99 ms", late, None, f"<= {LATE_GOAL_MS}", late <= LATE_GOAL_MS),
        _line(f"{name} / scanning all keys", middle, scan, f"<= {RATIO_GOAL}", middle <= RATIO_GOAL * scan),
    ]


def _line(name: str, value: float, baseline: float | None, goal: str, holds: bool) -> dict[str, Any]:
    ratio = None if baseline is None else round(value / baseline, 3)
    known = {"name": name, "value": round(value, 2), "baseline": baseline and round(baseline, 2), "ratio": ratio}
    return known | {"goal": goal, "holds": holds}


if __name__ == "__main__":
    by_kind = asyncio.run(measured(sys.argv[1]))
    for each, times in by_kind.items():
        Console().print(f"{each:10} median {median(times):7.2f} ms   most {max(times):7.2f} ms")
    for line in _table(by_kind):
        Console().print(line)
