"""In-process rate limits: a sender waits here rather than be refused there."""

import asyncio
import time
from collections.abc import Callable

KEPT = 10_000


class Buckets:
    """One bucket a key: `burst` at once, then `per_second`. Each `take` reserves its moment, so order is kept."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = 1 / per_second
        self._allowance = (burst - 1) * self._interval
        self._clock = clock
        self._full_at: dict[str, float] = {}

    def reserve(self, key: str) -> float:
        """Take one from the bucket; the seconds to wait before using it."""
        now = self._clock()
        due = max(self._full_at.get(key, now), now)
        self._forget(now)
        self._full_at[key] = due + self._interval
        return max(0.0, due - self._allowance - now)

    async def take(self, key: str) -> None:
        wait = self.reserve(key)
        if wait > 0:
            await asyncio.sleep(wait)

    def _forget(self, now: float) -> None:
        if len(self._full_at) >= KEPT:
            self._full_at = {key: full_at for key, full_at in self._full_at.items() if full_at > now}


def slack_posts() -> Buckets:
    """Slack: about one message a second a channel; short bursts are let through."""
    return Buckets(1, 5)


def line_calls() -> Buckets:
    """LINE: 2,000 requests a second an endpoint and channel."""
    return Buckets(2_000, 2_000)
