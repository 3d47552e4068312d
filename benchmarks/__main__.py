"""`python -m benchmarks`: every measurement, each with its baseline of the same run; exit 1 when a goal is missed."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import delivery, doors, handovers, home, imports, names, points, talks, waves, when

MEASUREMENTS: tuple[Callable[[], list[dict[str, Any]]], ...] = (
    doors.measure,
    delivery.measure,
    when.measure,
    names.measure,
    talks.measure,
    home.measure,
    imports.measure,
    handovers.measure,
    waves.measure,
    points.measure,  # last: its million rows would count as memory of whatever came after
)
OUT = Path("build/bench.json")
COLUMNS = ("name", "value", "baseline", "ratio", "goal", "holds")


def main() -> int:
    rows = [row for measure in MEASUREMENTS for row in measure()]
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(rows, indent=1, ensure_ascii=False), encoding="utf-8")
    table = Table(*COLUMNS, title="Kizuna, measured")
    for row in rows:
        table.add_row(*(_cell(row[column]) for column in COLUMNS))
    Console(width=140).print(table)
    return 0 if all(row["holds"] for row in rows) else 1


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return "–" if value is None else str(value)


sys.exit(main())
