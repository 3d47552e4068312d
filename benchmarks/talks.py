"""What finding words costs among a hundred thousand messages, for somebody with few of them and for everybody's.

`python -m benchmarks.talks` measures both databases and shows each kind of question by itself, and what of it is this
process's own work (on SQLite the database's too) when other programs use the same processors.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import median
from time import perf_counter, process_time
from typing import Any, NamedTuple

from rich.console import Console
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.databases import databases
from crm.relay import search
from crm.work import Actor, Work
from storage import migrations
from storage.store import Store
from storage.tables import Customer, LineUser, Message, MessageKey, Rep, Team

MESSAGES, CUSTOMERS, REPS, TEAMS = 100_000, 5_000, 50, 5
AT_ONCE = 2_000
ASKED = 15
GOAL_MS = 50
NOW = datetime(2026, 11, 20, tzinfo=UTC)
PARTS = (
    *("お世話になっております", "納期", "見積", "確認", "お願いいたします", "明日", "訪問"),
    *("ありがとうございます", "請求書", "届きました", "在庫", "色", "変更", "可能でしょうか", "至急"),
    *("写真", "を", "送ります", "返品", "交換", "週末", "予約", "電話", "ください", "ポイント"),
    "使えますか",
)
RARE = "特別なご相談"
QUESTIONS = {"common": "ます", "rare": RARE, "two words": "納期 返品", "nothing": "どこにもない言葉"}
# The searcher is number 1, of team 1.
ROLES = {"own": "rep", "team": "manager", "all": "admin"}


class Took(NamedTuple):
    """Milliseconds: until the answer was there, and of this process."""

    waited: float
    worked: float


def _sentences(dice: Random) -> Iterator[str]:
    for number in range(MESSAGES):
        said = "、".join(dice.choice(PARTS) for _ in range(dice.randrange(3, 14)))
        yield f"{said}{RARE}" if number % (MESSAGES // 20) == 7 else said


async def _fill(session: AsyncSession, dice: Random) -> None:
    """People, and a hundred thousand messages of about forty characters."""
    plain: dict[str, Any] = {"version": 1, "created_at": NOW}
    person = {"display_name": "佐藤", "full_name": "佐藤 花子", "role": "rep", "language": "ja", "active": True}
    connection = await session.connection()
    await connection.execute(insert(Team), [{**plain, "id": each, "name": str(each)} for each in range(1, TEAMS + 1)])
    reps = [
        {**plain, **person, "id": each, "slack_id": f"U{each}", "seen_at": NOW, "team_id": 1 + (each - 1) % TEAMS}
        for each in range(1, REPS + 1)
    ]
    await connection.execute(insert(Rep), reps)
    numbers = range(1, CUSTOMERS + 1)
    named: dict[str, Any] = {"name": "田中 一郎", "tags": [], "custom": {}}
    people = [{**plain, **named, "id": each, "owner_id": 1 + each % REPS} for each in numbers]
    await connection.execute(insert(Customer), people)
    accounts = [{**plain, "id": each, "user_id": f"U{each}", "state": "friend"} for each in numbers]
    await connection.execute(insert(LineUser), accounts)
    said = list(enumerate(_sentences(dice), start=1))
    for at in range(0, MESSAGES, AT_ONCE):
        some = said[at : at + AT_ONCE]
        await connection.execute(insert(Message), [plain | _message(*each, dice) for each in some])
        keys = [{"message_id": number, "key": search.level(words)} for number, words in some]
        await connection.execute(insert(MessageKey), keys)
    await session.execute(text("ANALYZE"))


def _message(number: int, words: str, dice: Random) -> dict[str, Any]:
    who = dice.randrange(1, CUSTOMERS + 1)
    return {
        "id": number,
        "line_user_id": who,
        "customer_id": who,
        "direction": "in" if number % 2 else "out",
        "platform_id": str(number),
        "kind": "text",
        "text": words,
        "details": {"event": str(number), "told": str(number)},
        "at": NOW + timedelta(minutes=number),
    }


async def _asked(store: Store, role: str, words: str) -> Took:
    async with store.read() as session:
        work = Work(session, NOW, Actor("rep", 1, role, frozenset({1})))
        worked, began = process_time(), perf_counter()
        await search.find(work, words)
        return Took((perf_counter() - began) * 1000, (process_time() - worked) * 1000)


async def measured(url: str) -> dict[str, list[Took]]:
    """What each question took, by "whose, which"."""
    migrations.upgrade(url)
    store = Store.open(url)
    async with store.write() as session:
        await _fill(session, Random(1))
    found = {}
    for whose, role in ROLES.items():
        for kind, words in QUESTIONS.items():
            took = [await _asked(store, role, words) for _ in range(ASKED + 1)]
            found[f"{whose}, {kind}"] = took[1:]  # the first opens files and makes plans
    await store.close()
    return found


def measure() -> list[dict[str, Any]]:
    """The line of the table: the slowest kind of question on SQLite, by its median."""
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measured(f"sqlite:///{folder}/talks.db"))
    slowest = max(median(took.waited for took in each) for each in found.values())
    name = f"talks: words among {MESSAGES:,} messages, slowest kind, median ms"
    line = {"name": name, "value": round(slowest, 2), "baseline": None, "ratio": None}
    return [line | {"goal": f"<= {GOAL_MS}", "holds": slowest <= GOAL_MS}]


def main() -> None:
    console = Console()
    with databases() as urls:
        for kind, url in urls.items():
            for question, took in asyncio.run(measured(url)).items():
                waited, worked = (median(each[at] for each in took) for at in (0, 1))
                console.print(f"{kind:10} {question:16} waited {waited:6.1f}  worked {worked:6.1f} ms")


if __name__ == "__main__":
    main()
