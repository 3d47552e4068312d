"""`kizuna export`: everything the nouns hold, one CSV file each, all of one moment, and the list of what was packed."""

import csv
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.ext.asyncio import AsyncSession

from bot.interchange import packing
from bot.interchange.cells import cell
from bot.interchange.packing import Packed
from handlers.locales import Phrases, phrases
from storage import migrations
from storage.interchange import exports
from storage.interchange.nouns import NOUNS
from storage.interchange.sheets import Own
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
        ExportRefusedError: the folder is a file, holds something else, or cannot be written to; or the database is of
            another version.
    """
    say = phrases(language)
    try:
        _prepare(folder, say)
        return await _export(store, folder, say)
    except ExportRefusedError:
        raise
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise ExportRefusedError(say("export.unwritable", path=folder, reason=reason)) from problem


def _prepare(folder: Path, say: Phrases) -> None:
    if folder.exists() and not folder.is_dir():
        raise ExportRefusedError(say("export.file", path=folder))
    folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    ours = {name + end for name in (packing.NAME, *map(file_of, NOUNS)) for end in ("", PART)}
    others = sorted(path.name for path in folder.iterdir() if path.name not in ours)
    if others:
        raise ExportRefusedError(say("export.others", path=folder, name=others[0]))


async def _export(store: Store, folder: Path, say: Phrases) -> dict[str, int]:
    # The list goes last: until it is there again, the files of two exports would not be taken for one.
    names = [*map(file_of, NOUNS), packing.NAME]
    try:
        async with store.read() as session:
            schema = await _schema(session, say)
            files = {file_of(noun): await _write(session, noun, _part(folder, file_of(noun))) for noun in NOUNS}
        with _opened(_part(folder, packing.NAME)) as file:
            file.write(packing.packed(schema, files).written().encode())
        for name in names:
            _part(folder, name).replace(folder / name)
    finally:
        for name in names:
            _part(folder, name).unlink(missing_ok=True)
    return {noun: files[file_of(noun)].rows for noun in NOUNS}


async def _schema(session: AsyncSession, say: Phrases) -> str:
    """The revision of the database, which must be ours: of another one we would not know what to read."""
    has, needs = await exports.revision(session), migrations.head()
    if has is None or has != needs:
        raise ExportRefusedError(say("serve.not_migrated"))
    return has


async def _write(session: AsyncSession, noun: str, path: Path) -> Packed:
    """The header and all rows; a page at a time, so that a million of them need no more memory than a thousand."""
    optional = [isinstance(field, Own) and bool(field.column.nullable) for field in NOUNS[noun].fields]
    number = 0
    with _opened(path) as file:
        hashed = Hashed(file)
        lines = csv.writer(hashed)
        lines.writerow(exports.columns(noun))
        async for page in exports.pages(session, noun):
            lines.writerows(_cells(row, optional) for row in page)
            number += len(page)
    return Packed(number, hashed.digest.hexdigest())


def _cells(row: Sequence[object], optional: Sequence[bool]) -> list[str]:
    return [cell(value, optional=maybe) for value, maybe in zip(row, optional, strict=True)]


class Hashed:
    """A file that knows the SHA-256 of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def write(self, text: str) -> None:
        written = text.encode()
        self.digest.update(written)
        self._file.write(written)


def _opened(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "wb")


def _part(folder: Path, name: str) -> Path:
    return folder / (name + PART)


def file_of(noun: str) -> str:
    return f"{noun}.csv"
