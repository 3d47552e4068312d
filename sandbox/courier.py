"""Carries what the platforms send to the bot, over real HTTP."""

import asyncio
import io
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass

import aiohttp


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of it. `status` 0 with an `error` (`connection_failed`, `http_timeout`) when no answer came."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    ms: int
    error: str | None = None

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300


class Courier:
    """One HTTP session, and the tasks that go on after a person's request was answered (retries, echoes)."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[object]] = set()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], seconds: float) -> Delivery:
        session = self._open()
        start = time.perf_counter()
        try:
            async with session.post(
                url,
                data=io.BytesIO(body),  # plain bytes beyond a megabyte would draw a warning
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=seconds),
                allow_redirects=False,
            ) as answer:
                content = await answer.read()
                lowered = {name.lower(): value for name, value in answer.headers.items()}
                return Delivery(answer.status, content, lowered, _ms_since(start))
        except TimeoutError:
            return Delivery(0, b"", {}, _ms_since(start), "http_timeout")
        except (aiohttp.ClientError, ValueError):
            return Delivery(0, b"", {}, _ms_since(start), "connection_failed")

    def later(self, work: Coroutine[object, object, object]) -> None:
        """Runs on its own; ends with the courier at the latest."""
        task: asyncio.Task[object] = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Returns when nothing is under way any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        self.drop()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def drop(self) -> None:
        """Forgets what is still to be carried."""
        for task in self._tasks:
            task.cancel()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(trust_env=False, cookie_jar=aiohttp.DummyCookieJar())
        return self._session


def _ms_since(start: float) -> int:
    return round((time.perf_counter() - start) * 1000)
