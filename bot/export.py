"""`kizuna export`: everything the nouns hold, one CSV file each, all of one moment."""

import csv
import os
from pathlib import Path
from typing import TextIO

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cells import cell
from handlers.locales import Phrases, phrases
from storage import exports
from storage.store import Store

PART = ".part"
# The files name customers: nobody but their owner needs to read them.
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class ExportRefusedError(OSError):
    """Nothing was exported, what was there before is untouched; the message is a sentence for the operator."""


async def export(store: Store, folder: Path, language: str = "ja") -> dict[str, int]:
    """Write one file a noun into `folder`, which is made or holds an earlier export only; rows written by noun.

    A snapshot: rows of different files fit together while the bot goes on serving. The files are complete or are not
    there: they are written under other names and renamed together when all have succeeded.

    Raises:
        ExportRefusedError: the folder is a file, holds something else, or cannot be written to.
    """
    say = phrases(language)
    try:
        _prepare(folder, say)
        return await _export(store, folder)
    except ExportRefusedError:
        raise
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise ExportRefusedError(say("export.unwritable", path=folder, reason=reason)) from problem


def _prepare(folder: Path, say: Phrases) -> None:
    if folder.exists() and not folder.is_dir():
        raise ExportRefusedError(say("export.file", path=folder))
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    ours = {name + end for name in map(_name, exports.NOUNS) for end in ("", PART)}
    others = sorted(path.name for path in folder.iterdir() if path.name not in ours)
    if others:
        raise ExportRefusedError(say("export.others", path=folder, name=others[0]))


async def _export(store: Store, folder: Path) -> dict[str, int]:
    parts = {noun: folder / (_name(noun) + PART) for noun in exports.NOUNS}
    try:
        async with store.read() as session:
            written = {noun: await _write(session, noun, part) for noun, part in parts.items()}
        for noun, part in parts.items():
            part.replace(folder / _name(noun))
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    return written


async def _write(session: AsyncSession, noun: str, path: Path) -> int:
    """The header and all rows; a row at a time, so that a million of them need no more memory than a page."""
    number = 0
    with _opened(path) as file:
        lines = csv.writer(file)
        lines.writerow(exports.columns(noun))
        async for row in exports.rows(session, noun):
            lines.writerow(map(cell, row))
            number += 1
    return number


def _opened(path: Path) -> TextIO:
    return os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "w", encoding="utf-8", newline=""
    )


def _name(noun: str) -> str:
    return f"{noun}.csv"
