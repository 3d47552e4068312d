"""The folder in which media are kept: every file under a name that we have made, whole or not at all."""

import asyncio
import hashlib
import os
import re
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot.media.signatures import mimetype_of

MOST_BYTES = 25 << 20
NAME = re.compile(r"[0-9a-f]{32}")
HALF = ".half"


class BadNameError(ValueError):
    """A name that is none of ours: it could lead out of the folder."""


class UnwantedError(Exception):
    """The file is not kept; `why` is "large", "type" or "empty"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Kept:
    """A file that stands in the folder; `digest` is its SHA-256 in hex."""

    size: int
    digest: str
    mimetype: str


class MediaFolder:
    """Made at the first file; `path` need not exist before."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def place(self, name: str) -> Path:
        """Where the file of this name stands, if it does.

        Raises:
            BadNameError
        """
        if NAME.fullmatch(name) is None:
            raise BadNameError
        return self.path / name

    async def keep(self, name: str, chunks: AsyncIterator[bytes], kind: str, ending: str) -> Kept:
        """Write the file and flush it to the disk; once it has its name it is whole, and a repeat replaces it.

        Raises:
            BadNameError
            UnwantedError: it is too large, empty, or of a type that is not allowed; nothing is left of it.
        """
        target = self.place(name)
        half = await asyncio.to_thread(self._begin)
        try:
            size, digest = await _write(half, chunks)
            mimetype = await asyncio.to_thread(mimetype_of, half, kind, ending)
            if mimetype is None:
                raise UnwantedError("type")
            await asyncio.to_thread(_put, half, target)
        finally:
            half.unlink(missing_ok=True)
        return Kept(size, digest, mimetype)

    async def put(self, name: str, content: bytes) -> None:
        """Write what we have made ourselves (a small picture)."""
        target = self.place(name)
        half = await asyncio.to_thread(self._begin)
        try:
            await asyncio.to_thread(half.write_bytes, content)
            await asyncio.to_thread(_put, half, target)
        finally:
            half.unlink(missing_ok=True)

    def delete(self, name: str) -> None:
        """Nothing, when it is gone already."""
        self.place(name).unlink(missing_ok=True)

    def _begin(self) -> Path:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, half = tempfile.mkstemp(suffix=HALF, dir=self.path)
        os.close(number)
        return Path(half)


async def _write(half: Path, chunks: AsyncIterator[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with half.open("wb") as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise UnwantedError("large")
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
    if not size:
        raise UnwantedError("empty")
    return size, digest.hexdigest()


def _put(half: Path, target: Path) -> None:
    """The bytes first, then the name, then the folder: whoever finds the name finds all of the bytes."""
    _flush(half)
    half.replace(target)
    _flush(target.parent)


def _flush(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
