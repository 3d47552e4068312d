"""A bot that only listens: an HTTP server that keeps what the fakes send and answers as it is told."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import orjson
from aiohttp import web

from tests.patience import PATIENCE


@dataclass(frozen=True)
class Heard:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return orjson.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}

    @property
    def payload(self) -> Any:
        return orjson.loads(self.form["payload"])


@dataclass
class Saying:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


def json_saying(value: object) -> Saying:
    return Saying(body=orjson.dumps(value), headers={"content-type": "application/json"})


class Ear:
    """`answers` are used up in order, then 200. `think`, when set, answers instead."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []
        self.answers: deque[Saying] = deque()
        self.think: Callable[[Heard], Awaitable[Saying]] | None = None
        self.url = ""
        self._news = asyncio.Condition()

    def forget(self) -> None:
        self.heard.clear()
        self.answers.clear()
        self.think = None

    async def wait(self, count: int) -> list[Heard]:
        """Returns when so many requests were heard."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: len(self.heard) >= count)
        return self.heard

    async def _hear(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        heard = Heard(request.path, headers, await request.read())
        async with self._news:
            self.heard.append(heard)
            self._news.notify_all()
        said = await self.think(heard) if self.think else self.answers.popleft() if self.answers else Saying()
        await asyncio.sleep(said.delay)
        return web.Response(status=said.status, body=said.body, headers=said.headers)

    @asynccontextmanager
    async def listen(self) -> AsyncIterator["Ear"]:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_post("/{path:.*}", self._hear)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = "http://{}:{}".format(*runner.addresses[0][:2])
        yield self
        await runner.cleanup()


async def until(look: Callable[[], Awaitable[Any]]) -> Any:
    """Asks again and again until the answer is something."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if found := await look():
                return found
            await asyncio.sleep(0.01)
