"""What reading a date costs: the expressions and sentences of the open set, one call each."""

import csv
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from reminders import when

OPEN_SET = Path(__file__).parent.parent / "tests" / "data" / "dates_open.tsv"
GOAL_MS = 0.2
ROUNDS = 3


def measure() -> list[dict[str, Any]]:
    """The median of all calls in milliseconds, after one round that compiles the grammar."""
    texts = _texts()
    _round(texts)
    taken = median(duration for _ in range(ROUNDS) for duration in _round(texts))
    return [
        {
            "name": "when: one call, median ms",
            "value": round(taken * 1000, 4),
            "baseline": None,
            "ratio": None,
            "goal": GOAL_MS,
            "holds": taken * 1000 <= GOAL_MS,
        },
    ]


def _texts() -> list[tuple[str, datetime]]:
    with OPEN_SET.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], datetime.fromisoformat(row["reference"])) for row in rows]


def _round(texts: list[tuple[str, datetime]]) -> list[float]:
    return [_timed(text, now) for text, now in texts]


def _timed(text: str, now: datetime) -> float:
    start = perf_counter()
    when.first(text, now)
    return perf_counter() - start


if __name__ == "__main__":
    print(measure())
