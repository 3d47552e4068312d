"""What an import costs: 100,000 customers by `kizuna import`, beside the bare insertion of the same cells."""

import asyncio
import csv
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from storage import migrations
from storage.store import Store
from storage.tables import Rep
from storage.work import Work

ROWS = 100_000
FIRMS = 20_000
GOAL_SECONDS = 60.0
GOAL_MEGABYTES = 300
OWNER = "U0BENCH"
HEADER = (
    *("顧客番号", "氏名", "フリガナ", "会社名", "部署名", "役職"),
    *("メールアドレス", "電話番号", "住所", "生年月日", "タグ", "備考"),
)
FAMILY = (
    *("佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村", "小林", "加藤"),
    *("吉田", "山田", "佐々木", "山口", "松本", "井上", "木村", "林", "斎藤", "清水"),
)
GIVEN = (
    *("一郎", "花子", "太郎", "恵子", "健太", "美咲", "翔", "大輔", "裕子", "真由美"),
    *("直樹", "陽子", "誠", "愛", "拓也", "久美子", "浩", "由美", "学", "さくら"),
)
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"


def rows() -> Iterator[list[str]]:
    """Invented people: half of them in firms, names as often the same as they are."""
    chance = random.Random(1)
    firms = [f"株式会社{_kana(chance, 5)}" for _ in range(FIRMS)]
    for number in range(ROWS):
        firm = chance.choice(firms) if number % 2 else ""
        day = f"{chance.randrange(1940, 2006)}/{chance.randrange(1, 13)}/{chance.randrange(1, 29)}"
        yield [
            f"C{number:06}",
            f"{chance.choice(FAMILY)} {chance.choice(GIVEN)}{chance.choice('子美恵男夫雄彦之')}",
            f"{_kana(chance, 3)} {_kana(chance, 3)}",
            firm,
            chance.choice(("営業部", "総務部", "")) if firm else "",
            chance.choice(("部長", "課長", "主任")) if firm else "",
            f"user{number}@example.com",
            f"090-{number // 10_000:04}-{number % 10_000:04}",
            f"東京都千代田区千代田{chance.randrange(1, 99)}-{chance.randrange(1, 20)}",
            day,
            chance.choice(("VIP", "紹介", "VIP、紹介", "")),
            "ご紹介のお客様",
        ]


def _kana(chance: random.Random, length: int) -> str:
    return "".join(chance.choice(KANA) for _ in range(length))


def _write(path: Path) -> None:
    with path.open("w", encoding="cp932", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADER)
        lines.writerows(rows())


async def _with_owner(url: str) -> None:
    store, now = Store.open(url), datetime.now(UTC)
    async with store.write() as session:
        work = Work(session, now)
        async with work.savepoint():
            await work.save(Rep(slack_id=OWNER, display_name="Bench", full_name="Bench", seen_at=now))
    await store.close()


def _bare(folder: Path) -> float:
    """Seconds to put the same cells into one table, 200 rows a commit, as durable as the store."""
    base = sqlite3.connect(folder / "bare.db", isolation_level=None)
    base.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE bare (a,b,c,d,e,f,g,h,i,j,k,l)"
    )
    given, began = list(rows()), perf_counter()
    for at in range(0, ROWS, 200):
        base.execute("BEGIN IMMEDIATE")
        base.executemany("INSERT INTO bare VALUES (?,?,?,?,?,?,?,?,?,?,?,?)", given[at : at + 200])
        base.execute("COMMIT")
    seconds = perf_counter() - began
    base.close()
    return seconds


def _imported(url: str, path: Path) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and megabytes of the command itself."""
    command = [sys.executable, "-m", "bot", "import", str(path), "--owner", OWNER, "--yes"]
    began = perf_counter()
    process = subprocess.Popen(command, env=os.environ | {"DATABASE_URL": url}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure() -> list[dict[str, Any]]:
    """Seconds and megabytes on SQLite, the start of the program included."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url, path = f"sqlite:///{folder}/import.db", folder / "customers.csv"
        migrations.upgrade(url)
        asyncio.run(_with_owner(url))
        _write(path)
        baseline = _bare(folder)
        seconds, cpu, megabytes = _imported(url, path)
    ratio = round(seconds / baseline, 1)
    return [
        _line("import: 100,000 rows, s / bare insertion", round(seconds, 1), GOAL_SECONDS, round(baseline, 2), ratio),
        _line("import: 100,000 rows, CPU s", round(cpu, 1), GOAL_SECONDS),
        _line("import: 100,000 rows, MB", round(megabytes), GOAL_MEGABYTES),
    ]


def _line(
    name: str, value: float, goal: float, baseline: float | None = None, ratio: float | None = None
) -> dict[str, Any]:
    holds = value <= goal
    return {"name": name, "value": value, "baseline": baseline, "ratio": ratio, "goal": goal, "holds": holds}


if __name__ == "__main__":
    print(measure())
