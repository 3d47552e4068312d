"""The clock: a tick a minute, and a small one in between for what people wait for. What is due, and whether it has been
done, stands in the store.
"""

import asyncio
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crm.house import House
from reminders.rounds import SweepError
from reminders.sweeps import PROMPT, run_all
from storage.store import Store

# Whoever has just agreed to something looks at the screen.
PROMPT_SECONDS = 2

log = structlog.get_logger()


def _now() -> datetime:
    return datetime.now(UTC)


class Report(Protocol):
    """Logs an unexpected error without what it quotes, and returns the reference of the line."""

    def __call__(self, where: str, problem: BaseException, **about: object) -> str: ...


class Clock:
    """Ticks from `start` to `stop`, inside the running event loop.

    A tick that comes late or while another one works is no loss: the next one finds the same rows due.
    """

    def __init__(self, store: Store, house: House, report: Report, now: Callable[[], datetime] = _now) -> None:
        self._store = store
        self._house = house
        self._report = report
        self._now = now
        self._ticking = asyncio.Lock()
        # Ticks are minutes, the same in every zone; in UTC no change of clocks doubles or drops one.
        self._scheduler: Any = AsyncIOScheduler(  # type: ignore[no-untyped-call] # version 3 has no types
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    def start(self) -> None:
        """Tick now, to catch up, and then at the beginning of every minute."""
        self._scheduler.add_job(self._tick, "cron", second=0, timezone=UTC, next_run_time=_now(), name="sweeps")
        self._scheduler.add_job(self._hurry, "interval", seconds=PROMPT_SECONDS, name="prompt")
        self._scheduler.start()

    async def stop(self) -> None:
        """No more ticks; the one that works is let to its end."""
        self._scheduler.pause()
        async with self._ticking:
            self._scheduler.shutdown(wait=False)

    async def _tick(self) -> None:
        async with self._ticking:
            await self._sweep(None)

    async def _hurry(self) -> None:
        """What people wait for; while a tick works it does that anyway."""
        if not self._ticking.locked():
            async with self._ticking:
                await self._sweep(PROMPT)

    async def _sweep(self, only: Collection[str] | None) -> None:
        try:
            for swept in await run_all(self._store, self._house, self._now(), only=only):
                log.info("swept", job=swept.job, slot=swept.slot, effects=swept.effects)
        except SweepError as error:
            for job, problems in error.problems.items():
                self._report(f"sweep {job}", problems[0], failed=len(problems))
