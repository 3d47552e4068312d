"""The store: `read()` is a snapshot, `write()` is one transaction, on SQLite and PostgreSQL alike."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import StaticPool

from storage import history, trips, urls
from storage.bell import NOTIFY, Bell, Listener, PostgresListener, SqliteListener
from storage.turns import Turns

# `session.info` key: this transaction left work for a worker, so the bell is rung after its commit.
WORK_WAITS = "work_waits"
BUSY_MILLISECONDS = 10_000
POOL = 10


class Store:
    """One database. Make it with `Store.open`; nothing connects before."""

    def __init__(self, url: str, reader: AsyncEngine, writer: AsyncEngine, listener: Listener) -> None:
        self.url = url
        self.sqlite = urls.is_sqlite(url)
        self.bell = Bell()
        self._reader = reader
        self._writer = writer
        self._listener = listener
        self._turns = Turns()
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    def open(cls, url: str) -> "Store":
        """Prepare the engines for `url`; the first use connects.

        Raises:
            storage.urls.BadUrlError: the URL names no database that we know.

        """
        if urls.is_sqlite(url):
            reader, writer = _sqlite_engine(url, writes=False), _sqlite_engine(url, writes=True)
            return cls(url, reader, writer, SqliteListener(writer_free(url)))
        engine = create_async_engine(urls.parse(url), pool_size=POOL, max_overflow=POOL, pool_pre_ping=True)
        return cls(url, engine, engine, PostgresListener(engine))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A snapshot: everything read inside belongs to one moment; nothing can be written."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            if not self.sqlite:
                await session.connection(
                    execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                )
            yield session

    @asynccontextmanager
    async def write(self, *, urgent: bool = False) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end of the block, rolled back when it raises.

        On SQLite all writers of the process queue here; `urgent` (the inbox) goes first.
        """
        async with self._turn(urgent), AsyncSession(self._writer, expire_on_commit=False) as session, session.begin():
            history.watch(session.sync_session)
            yield session
            await session.flush()
            if session.info.get(WORK_WAITS) and not self.sqlite:
                await session.execute(NOTIFY)
        if session.info.get(WORK_WAITS):
            await self.bell.ring()

    async def listen(self) -> None:
        """Begin to hear other processes' commits; ended by `close`."""
        if self._listening is None:
            self._listening = asyncio.create_task(self._listener.listen(self.bell), name="store-listener")

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening
        await self._reader.dispose()
        await self._writer.dispose()

    def _turn(self, urgent: bool) -> AbstractAsyncContextManager[None]:
        return self._turns.take(urgent=urgent) if self.sqlite else nullcontext()


def _sqlite_engine(url: str, *, writes: bool) -> AsyncEngine:
    pool = {"pool_size": 1, "max_overflow": 0} if writes else {}
    engine = create_async_engine(urls.parse(url), connect_args={"async_creator_fn": trips.Connection.to}, **pool)
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        # The driver must not open transactions by itself: BEGIN IMMEDIATE below takes the write lock at once,
        # so a transaction never finds out at its first write that another one was faster.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _pragmas(writes):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _pragmas(writes: bool) -> tuple[str, ...]:
    # Every connection asks for WAL (it stays in the file): the first writer of a new file could not switch while
    # somebody reads from it.
    common = (f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}", "PRAGMA journal_mode = WAL", "PRAGMA foreign_keys = ON")
    return (*common, "PRAGMA synchronous = FULL" if writes else "PRAGMA query_only = ON")


def writer_free(url: str) -> AsyncEngine:
    """An engine of one idle connection without transactions, for watching `data_version`."""
    engine = create_async_engine(urls.parse(url), poolclass=StaticPool)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
        connection.isolation_level = None

    return engine
