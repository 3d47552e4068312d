"""Running: doors, worker, delivery and clock in one event loop, until a signal asks for the end."""

import asyncio
import fcntl
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import structlog
import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from sqlalchemy.exc import SQLAlchemyError
from starlette.routing import Route

from bot import mishaps, programme, wiring
from bot.settings import Settings
from bot.wiring import Kizuna
from reminders.clock import Clock
from storage import inbox, migrations, outbox, urls

log = structlog.get_logger("kizuna")

UNREACHABLE = "check.database_unreachable.mend"


class CannotServeError(RuntimeError):
    """Why this process must not serve; the sentence is for the operator. `key` is of the catalogue."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


async def serve(settings: Settings, *, doors: bool, work: bool) -> None:
    """Run the chosen parts until SIGINT or SIGTERM, then finish what is at hand.

    Raises:
        CannotServeError: the database is away or not migrated, or another process serves the same SQLite file.
    """
    with only_one(settings.database_url):
        await _prepare(settings, migrate=doors and work)
        async with wiring.build(settings) as kizuna:
            await _release(kizuna)
            if work:
                await programme.at_start(kizuna.store, kizuna.house, settings.programme_file)
            await kizuna.store.listen()
            async with asyncio.TaskGroup() as running:
                _begin(kizuna, running, doors=doors, work=work)


def _begin(kizuna: Kizuna, running: asyncio.TaskGroup, *, doors: bool, work: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    if doors:
        running.create_task(_listen(kizuna, stop), name="doors")
    if work:
        running.create_task(kizuna.worker.run(), name="worker")
        running.create_task(kizuna.delivery.run(), name="delivery")
        running.create_task(kizuna.uploads.run(), name="uploads")
        running.create_task(kizuna.orphans.run(), name="orphans")
        running.create_task(_tick(kizuna, stop), name="clock")
    running.create_task(_end(kizuna, stop), name="end")


async def _end(kizuna: Kizuna, stop: asyncio.Event) -> None:
    await stop.wait()
    log.info("stopping")
    kizuna.worker.stop()
    kizuna.delivery.stop()
    kizuna.uploads.stop()
    kizuna.orphans.stop()
    await kizuna.store.bell.ring()


async def _listen(kizuna: Kizuna, stop: asyncio.Event) -> None:
    host, port = kizuna.settings.bind
    config = uvicorn.Config(
        kizuna.web, host, port, log_level="warning", access_log=False, timeout_graceful_shutdown=10, lifespan="off"
    )
    server = uvicorn.Server(config)
    async with _socket_mode(kizuna):
        # `_serve` leaves the signals to us: uvicorn's own handling would end the worker in the middle of its turn.
        serving = asyncio.create_task(server._serve())  # noqa: SLF001 - the only entry without signal handlers
        serving.add_done_callback(lambda _: stop.set())  # a process whose doors have fallen shut is of no use
        log.info("serving", url=f"http://{host}:{port}", closed=_closed_doors(kizuna))
        await stop.wait()
        server.should_exit = True
        await serving


def _closed_doors(kizuna: Kizuna) -> list[str]:
    """The platforms that cannot come in, because a secret is missing; `kizuna check` says how to mend it."""
    open_ = {route.path for route in kizuna.web.routes if isinstance(route, Route)}
    doors = {"slack": "/slack/events", "line": "/line/webhook"}
    if kizuna.settings.socket_mode:
        del doors["slack"]  # Slack comes in over the socket that we open
    return [name for name, path in doors.items() if path not in open_]


@asynccontextmanager
async def _socket_mode(kizuna: Kizuna) -> AsyncIterator[None]:
    token = kizuna.settings.slack_app_token
    if token is None or kizuna.bolt is None:
        yield
        return
    handler = AsyncSocketModeHandler(kizuna.bolt, token.get_secret_value(), web_client=kizuna.bolt.client)
    connecting = asyncio.create_task(_connect(handler), name="socket-mode")
    try:
        yield
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await handler.close_async()  # type: ignore[no-untyped-call] # the adapter has no types


async def _connect(handler: AsyncSocketModeHandler) -> None:
    """Returns only when Slack is there: the SDK tries again and again, and LINE's door must not wait for that."""
    log.info("socket_mode", state="connecting")
    await handler.connect_async()  # type: ignore[no-untyped-call] # as above
    log.info("socket_mode", state="connected")


async def _tick(kizuna: Kizuna, stop: asyncio.Event) -> None:
    clock = Clock(kizuna.store, kizuna.house, mishaps.report)
    clock.start()
    await stop.wait()
    await clock.stop()


async def _prepare(settings: Settings, *, migrate: bool) -> None:
    try:
        if migrate:
            await asyncio.to_thread(migrations.upgrade, settings.database_url)
        has, needs = await asyncio.to_thread(migrations.status, settings.database_url)
    except SQLAlchemyError as away:
        raise CannotServeError(UNREACHABLE) from away
    if has != needs:
        raise CannotServeError("serve.not_migrated")


async def _release(kizuna: Kizuna) -> None:
    """On SQLite we are the only process that serves: whatever is leased belongs to one that has died."""
    if kizuna.store.sqlite:
        async with kizuna.store.write() as session:
            now = wiring.utc_now()
            await inbox.release_all(session, now)
            await outbox.release_all(session, now)


@contextmanager
def only_one(url: str) -> Iterator[None]:
    """Hold the right to serve a SQLite file; a second process would fight for its only pen and take over our leases.

    Raises:
        CannotServeError
    """
    path = urls.parse(url).database
    if not urls.is_sqlite(url) or not path or path == ":memory:":
        yield
        return
    try:
        lock = Path(f"{path}.lock").open("w")  # noqa: SIM115 - closed by the block below
    except OSError as nowhere:
        raise CannotServeError(UNREACHABLE) from nowhere
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise CannotServeError("serve.another") from taken
        yield
