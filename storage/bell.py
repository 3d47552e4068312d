"""Wake-ups: whoever waits for work hears that somebody has committed some. A lost one costs a second, never a row."""

import asyncio
import contextlib
from typing import Protocol

import psycopg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

CHANNEL = "kizuna_work"
POLL_SECONDS = 0.05
RECONNECT_SECONDS = 1.0


class Bell:
    """An event that many wait for: each `wait` returns after the next `ring`, or after `seconds`."""

    def __init__(self) -> None:
        self._rung = 0
        self._changed = asyncio.Condition()

    @property
    def rung(self) -> int:
        """How often the bell has been rung; hand it to `wait` so that a ring in between is not missed."""
        return self._rung

    async def ring(self) -> None:
        async with self._changed:
            self._rung += 1
            self._changed.notify_all()

    async def wait(self, heard: int, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._changed:
                await self._changed.wait_for(lambda: self._rung != heard)


class Listener(Protocol):
    """Rings the bell when *another* process has committed; runs until cancelled."""

    async def listen(self, bell: Bell) -> None: ...


class SqliteListener:
    """Watches `PRAGMA data_version`, which changes with every commit of another connection (microseconds a look)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def listen(self, bell: Bell) -> None:
        try:
            async with self._engine.connect() as connection:
                await self._watch(connection, bell)
        finally:
            await self._engine.dispose()

    async def _watch(self, connection: AsyncConnection, bell: Bell) -> None:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None  # noqa: S101 - an open connection has one
        seen = None
        while True:
            cursor = await driver.execute("PRAGMA data_version")
            version = await cursor.fetchone()
            if version != seen:
                seen = version
                await bell.ring()
            await asyncio.sleep(POLL_SECONDS)


class PostgresListener:
    """LISTENs; after a broken connection it connects again, while the one-second poll of the workers goes on."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._dsn = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)

    async def listen(self, bell: Bell) -> None:
        while True:
            with contextlib.suppress(psycopg.OperationalError):
                async with await psycopg.AsyncConnection.connect(self._dsn, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    async for _ in connection.notifies():
                        await bell.ring()
            await asyncio.sleep(RECONNECT_SECONDS)


NOTIFY = text(f"SELECT pg_notify('{CHANNEL}', '')")
