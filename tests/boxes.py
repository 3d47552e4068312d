"""Exports that something has happened to, and what a restore says of them."""

import csv
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.interchange.packing import NAME
from bot.interchange.restore import RestoreRefusedError, restore
from storage.store import Store
from storage.tables import METADATA


def sealed(folder: Path, **more) -> None:
    """The list rewritten to fit the files as they are, as if they had been exported so."""
    known = json.loads((folder / NAME).read_text())
    names = [name for name in known["files"] if (folder / name).exists()]
    known["files"] = {name: {"rows": 0, "sha256": digest(folder / name)} for name in names}
    (folder / NAME).write_text(json.dumps(known | more))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rewritten(path: Path, change: Callable[[list[list[str]]], list[list[str]]]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(change(lines))
    sealed(path.parent)


def forged(folder: Path, noun: str, row: int, column: str, value: str) -> None:
    """One cell of the file, header being row 1, with a list that fits."""

    def change(lines: list[list[str]]) -> list[list[str]]:
        lines[row - 1][lines[0].index(column)] = value
        return lines

    rewritten(folder / f"{noun}.csv", change)


def without(path: Path, columns: list[str]) -> None:
    rewritten(
        path,
        lambda lines: [
            [one for one, name in zip(line, lines[0], strict=True) if name not in columns] for line in lines
        ],
    )


async def nothing_is_in(store: Store) -> bool:
    async with store.read() as session:
        return not any([(await session.execute(select(table).limit(1))).first() for table in METADATA.sorted_tables])


async def refusal(store: Store, folder: Path) -> str:
    with pytest.raises(RestoreRefusedError) as no:
        await restore(store, folder, language="en")
    return str(no.value)
