"""Reading an export back: whether the folder is one, whole and ours, and its rows as the database has them."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.interchange import packing
from bot.interchange.cells import value_of
from bot.interchange.export import file_of
from bot.interchange.packing import PackingList
from handlers.locales import Phrases
from storage import migrations
from storage.interchange import restores
from storage.interchange.nouns import NOUNS

# A cell may hold what a whole form held; the csv module's own limit is 128 KiB.
LONGEST_CELL = 64 * 1024 * 1024
Row = tuple[int, dict[str, Any]]


class RestoreRefusedError(ValueError):
    """Nothing was restored, the store is as it was; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Box:
    """An export that has been looked through: its files are the ones that were written, and we know all of them."""

    folder: Path
    contents: PackingList
    say: Phrases

    def rows(self, noun: str) -> Iterator[Row]:
        """`(row of the file, the header being row 1; values by column of the table)`; none for a file not yet known.

        Raises:
            RestoreRefusedError: a cell that no export writes.
        """
        name = file_of(noun)
        if name not in self.contents.files:
            return
        with _legible(name, self.say), (self.folder / name).open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file, strict=True)
            yield from Reading(noun, next(lines, []), self.say).rows(lines)


class Reading:
    """One file, from its header on."""

    def __init__(self, noun: str, header: Sequence[str], say: Phrases) -> None:
        self._name = file_of(noun)
        self._say = say
        own = NOUNS[noun].own
        self._columns = [
            (place, own[label].column.name, own[label].kind, bool(own[label].column.nullable))
            for place, label in enumerate(header)
            if label in own
        ]
        self._header = header
        self._rest = restores.defaults(noun, header)

    def rows(self, lines: Iterator[list[str]]) -> Iterator[Row]:
        for number, line in enumerate(lines, start=2):
            if len(line) != len(self._header):
                where = {"name": self._name, "row": number, "cells": len(line), "columns": len(self._header)}
                raise RestoreRefusedError(self._say("restore.ragged", **where))
            yield number, self._values(number, line)

    def _values(self, number: int, line: list[str]) -> dict[str, Any]:
        made = dict(self._rest)
        for place, column, kind, optional in self._columns:
            try:
                made[column] = value_of(line[place], kind, optional=optional)
            except ValueError as no:
                sentence = self._say("restore.cell", name=self._name, row=number, column=self._header[place])
                raise RestoreRefusedError(sentence) from no
        return made


def opened(folder: Path, say: Phrases) -> Box:
    """The export in the folder.

    Raises:
        RestoreRefusedError: it is none, not whole, or of another version.
    """
    csv.field_size_limit(LONGEST_CELL)
    try:
        contents = packing.read(folder)
        if contents is None:
            raise RestoreRefusedError(say("restore.no_list", path=folder, name=packing.NAME))
        _check(folder, contents, say)
    except packing.BadListError as no:
        raise RestoreRefusedError(say("restore.bad_list", path=folder / packing.NAME)) from no
    except OSError as no:
        raise RestoreRefusedError(say("restore.unreadable", path=no.filename or folder, reason=no.strerror)) from no
    return Box(folder, contents, say)


def _check(folder: Path, contents: PackingList, say: Phrases) -> None:
    """The version first: what a newer one has written may look broken to us."""
    ours = {file_of(noun): noun for noun in NOUNS}
    newest, *older = migrations.known()
    if contents.format > packing.FORMAT or contents.schema not in {newest, *older} or contents.files.keys() - ours:
        raise RestoreRefusedError(say("restore.newer", program=contents.program))
    # An older program did not know all of our nouns: those files are empty tables, not lost ones.
    needed = ours if contents.schema == newest else contents.files
    missing = [name for name in needed if name not in contents.files or not (folder / name).is_file()]
    if missing:
        raise RestoreRefusedError(say("restore.missing", path=folder, names=say.list(tuple(missing))))
    strange = sorted(path.name for path in folder.glob("*.csv") if path.name not in contents.files)
    if strange:
        raise RestoreRefusedError(say("restore.strange", path=folder, names=say.list(tuple(strange))))
    for name, packed in contents.files.items():
        if not packing.whole(folder / name, packed):
            raise RestoreRefusedError(say("restore.changed", name=name))
        _check_header(folder / name, ours[name], say, older=contents.schema != newest)


def _check_header(path: Path, noun: str, say: Phrases, *, older: bool) -> None:
    with _legible(path.name, say), path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file), [])
    # A column that an older program did not have gets its default where there is one; nothing else may be missing.
    lost = restores.lost(noun, header) if older else set(NOUNS[noun].labels) - {*header}
    if lost:
        raise RestoreRefusedError(say("restore.columns", name=path.name, names=say.list(tuple(sorted(lost)))))


@contextmanager
def _legible(name: str, say: Phrases) -> Iterator[None]:
    try:
        yield
    except (csv.Error, UnicodeDecodeError) as no:
        raise RestoreRefusedError(say("restore.changed", name=name)) from no
