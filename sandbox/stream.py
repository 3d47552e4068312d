"""Tells open pages that something visible changed: Server-Sent Events."""

import asyncio
from collections.abc import AsyncIterator

import orjson

HEARTBEAT_SECONDS = 15.0
WAITING_PER_LISTENER = 1_000


class Stream:
    """A listener that is too slow loses its oldest notices; each notice only says "look again", so none is vital."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes | None]] = set()
        self._seq = 0

    def publish(self, place: str, user: str | None = None, conversation: str | None = None) -> None:
        self._seq += 1
        if not self._listeners:
            return
        notice: dict[str, object] = {"place": place, "user": user}
        if place == "slack":
            notice["conversation"] = conversation
        notice["seq"] = self._seq
        line = b"data: " + orjson.dumps(notice) + b"\n\n"
        for listener in self._listeners:
            _put(listener, line)

    async def lines(self, heartbeat: float = HEARTBEAT_SECONDS) -> AsyncIterator[bytes]:
        """Never ends by itself: until the reader goes or `close` is called."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING_PER_LISTENER)
        self._listeners.add(queue)
        try:
            yield b": here\n\n"
            while (line := await _next(queue, heartbeat)) is not None:
                yield line
        finally:
            self._listeners.discard(queue)

    def close(self) -> None:
        for listener in self._listeners:
            _put(listener, None)


def _put(queue: asyncio.Queue[bytes | None], line: bytes | None) -> None:
    if queue.full():
        queue.get_nowait()
    queue.put_nowait(line)


async def _next(queue: asyncio.Queue[bytes | None], heartbeat: float) -> bytes | None:
    try:
        return await asyncio.wait_for(queue.get(), heartbeat)
    except TimeoutError:
        return b": still here\n\n"
