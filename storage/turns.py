"""Whose turn it is to write. SQLite has one writer: without a queue two of them starve each other for seconds."""

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count


class Turns:
    """One turn at a time; urgent ones (the inbox) go before all others, each group in order of asking."""

    def __init__(self) -> None:
        self._taken = False
        self._order = count()
        self._waiting: list[tuple[bool, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def take(self, *, urgent: bool = False) -> AsyncIterator[None]:
        """Wait for the turn, hold it for the block, hand it on whatever happens."""
        await self._ask(urgent)
        try:
            yield
        finally:
            self._pass_on()

    async def _ask(self, urgent: bool) -> None:
        if not self._taken:
            self._taken = True
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (not urgent, next(self._order), turn))
        try:
            await turn
        except asyncio.CancelledError:
            # The turn may have been handed over in the very moment we gave up: it must not be lost.
            if turn.done() and not turn.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            turn = heapq.heappop(self._waiting)[2]
            if not turn.done():
                turn.set_result(None)
                return
        self._taken = False
