"""Files that no row of the database names are deleted by and by: a crash, or a row's own end, has left them behind."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import structlog

from bot import mishaps
from bot.media.folder import HALF, NAME, MediaFolder
from storage.relay import media
from storage.store import Store

# Nothing is on its way for so long: whatever is older and unknown is waited for by nobody.
OLD_SECONDS = 7 * 24 * 3600.0
EVERY_SECONDS = 24 * 3600.0
PAGE = 200

log = structlog.get_logger("kizuna")


class Orphans:
    """One loop, once a day. On several machines with one folder each may do it: who comes second finds nothing."""

    def __init__(self, store: Store, folder: MediaFolder) -> None:
        self._store = store
        self._folder = folder
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Until `stop`; a broken disk or database is tried again the next day."""
        while not self._stopping.is_set():
            try:
                await self.sweep(time.time())
            except Exception as problem:  # noqa: BLE001 - the loop outlives a lost database; the report says what it was
                mishaps.report("orphans", problem)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), EVERY_SECONDS)

    def stop(self) -> None:
        self._stopping.set()

    async def sweep(self, now: float) -> int:
        """Delete what is old and unknown as of `now` (seconds since 1970); how many files that were.

        A folder of which the database knows no file at all is left alone: somebody has started with another database.
        """
        old = await asyncio.to_thread(_old, self._folder.path, now - OLD_SECONDS)
        halves = [path for path in old if path.suffix == HALF]
        named = [path for path in old if NAME.fullmatch(path.name)]
        known = set[str]()
        for page in _pages([path.name for path in named]):
            async with self._store.read() as session:
                known |= await media.names_in_use(session, page)
        strays = [path for path in named if path.name not in known] if known else []
        for path in (*halves, *strays):
            await asyncio.to_thread(path.unlink, missing_ok=True)
        if halves or strays:
            log.info("media.orphans", files=len(halves) + len(strays))
        return len(halves) + len(strays)


def _old(folder: Path, before: float) -> list[Path]:
    return [path for path in folder.iterdir() if path.stat().st_mtime < before] if folder.is_dir() else []


def _pages(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), PAGE):
        yield names[start : start + PAGE]
