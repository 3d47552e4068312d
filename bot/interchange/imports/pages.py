"""The rows of a file in batches, read ahead of whoever writes them: in a thread, or in a process of its own.

Reading a row costs as much as writing it, and Python does one thing at a time in a process. An import at the terminal
takes the second core; in the process that serves, a thread is enough.
"""

import asyncio
import gc
import pickle
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Protocol

from bot.interchange.imports.tables import Record, Table
from crm.imports.mapping import Mapping
from crm.imports.rows import Bad, Reader, Row

# Bytes in front of each chunk that tell how long it is.
LENGTH = 8
CHUNK = 500


@dataclass(frozen=True)
class Told:
    """Which file, and how its rows are to be read."""

    table: Table
    mapping: Mapping
    today: date
    keep_unknown: bool

    def rows(self) -> Iterator[Row | Bad]:
        reader = Reader(self.mapping, self.today, keep_unknown=self.keep_unknown)
        return (reader.read(*record) for record in self.table.records())


@dataclass(frozen=True)
class Batch:
    """Some rows, and their cells as they stand in the file."""

    records: Sequence[Record]
    rows: Sequence[Row | Bad]

    @property
    def span(self) -> tuple[int, int]:
        """The number of the first row, and of the one to go on with."""
        return self.rows[0].number, self.rows[-1].number + 1


class Source(Protocol):
    """Where rows come from."""

    async def more(self) -> Sequence[Row | Bad]:
        """The next rows; none at the end."""


@dataclass
class Pages:
    """The rows in order, as many at a time as is asked for."""

    records: Iterator[Record]
    source: Source
    ahead: list[Row | Bad] = field(default_factory=list)
    ended: bool = False

    async def next(self, size: int, before: int | None = None) -> Batch | None:
        """At most `size` rows, those with a number below `before`; None when there are none."""
        while len(self.ahead) < size and not self.ended:
            more = await self.source.more()
            self.ahead += more
            self.ended = not more
        found = [row for row in self.ahead[:size] if before is None or row.number < before]
        self.ahead = self.ahead[len(found) :]
        return Batch(list(islice(self.records, len(found))), found) if found else None


# --- in a thread ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Thread:
    rows: Iterator[Row | Bad]
    chunk: int

    async def more(self) -> Sequence[Row | Bad]:
        return await asyncio.to_thread(lambda: list(islice(self.rows, self.chunk)))


@asynccontextmanager
async def within(told: Told, chunk: int = 50) -> AsyncIterator[Pages]:
    """Read in a thread, few rows at a time: the event loop has others to serve."""
    yield Pages(told.table.records(), _Thread(told.rows(), chunk))


# --- in a process -----------------------------------------------------------------------------------------------------


class _Process:
    """The next rows are taken out of the pipe while the database is at work."""

    def __init__(self, pipe: asyncio.StreamReader) -> None:
        self._pipe = pipe
        self._coming = asyncio.ensure_future(self._read())

    async def more(self) -> Sequence[Row | Bad]:
        rows = await self._coming
        if rows:
            self._coming = asyncio.ensure_future(self._read())
        return rows

    async def close(self) -> None:
        self._coming.cancel()
        await asyncio.gather(self._coming, return_exceptions=True)

    async def _read(self) -> Sequence[Row | Bad]:
        length = int.from_bytes(await self._pipe.readexactly(LENGTH))
        rows: list[Row | Bad] = pickle.loads(await self._pipe.readexactly(length))  # noqa: S301 - our own process
        return rows


@asynccontextmanager
async def beside(told: Told) -> AsyncIterator[Pages]:
    """Read in a process of its own, which is as far ahead as the pipe is wide, and ends with us."""
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", __name__)
    # Apart from the terminal's signals too: whoever interrupts means us, and we end it.
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, start_new_session=True)
    assert process.stdin is not None  # noqa: S101 - asked for
    assert process.stdout is not None  # noqa: S101 - as above
    source = _Process(process.stdout)
    try:
        process.stdin.write(pickle.dumps(told))
        await process.stdin.drain()
        process.stdin.close()
        yield Pages(told.table.records(), source)
    finally:
        await source.close()
        if process.returncode is None:
            process.kill()
        await process.wait()


def main() -> None:
    """The other process: what to read comes in, rows go out, and an empty chunk at the end."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # nobody reads any more: there is nothing left to do
    told: Told = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    gc.freeze()
    rows = told.rows()
    while True:
        chunk = list(islice(rows, CHUNK))
        written = pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.write(len(written).to_bytes(LENGTH) + written)
        sys.stdout.buffer.flush()
        if not chunk:
            return


if __name__ == "__main__":
    main()
