"""`python -m sandbox`: the town, the demo and the bot in one process, and one URL to open.

It has its own database and reads no setting of the environment but PORT: real tokens cannot slip in.
"""

import asyncio
import os
import shutil
import socket
import sys
from pathlib import Path
from zlib import crc32

import uvloop

from bot import logs, serving, wiring
from bot.house import house_of
from bot.settings import GivenSettings
from sandbox import cast, demo, town
from sandbox.town import Town
from storage import migrations
from storage.store import Store

DATABASE = Path("build/sandbox.db")
MEDIA = Path("build/media")


def settings_for(port: int, bot_port: int) -> GivenSettings:
    """The bot's settings in this town."""
    here = f"http://127.0.0.1:{port}"
    return GivenSettings(
        database_url=f"sqlite:///{DATABASE}",
        bind=f"127.0.0.1:{bot_port}",
        public_url=f"http://127.0.0.1:{bot_port}",
        slack_api_url=f"{here}/slack/api/",
        slack_bot_token=town.SLACK_BOT_TOKEN,
        slack_signing_secret=town.SLACK_SIGNING_SECRET,
        line_api_url=f"{here}/line",
        line_channel_secret=town.LINE_CHANNEL_SECRET,
        line_channel_access_token=town.LINE_ACCESS_TOKEN,
        line_basic_id=town.LINE_BASIC_ID,
        company_name=cast.COMPANY,
        slack_admins=cast.MANAGER,
        media_folder=MEDIA,
    )


async def run(port: int) -> None:
    """Until Ctrl-C."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        bot_port = free.getsockname()[1]
    settings = settings_for(port, bot_port)
    made = Town(bot_url=f"http://127.0.0.1:{bot_port}")
    demo.people(made)
    DATABASE.parent.mkdir(exist_ok=True)
    await _fresh_store(settings)
    async with made.serve(port=port) as url:
        print(f"\n  絆 Kizuna  {url}/\n\n  Ctrl-C to stop.\n", flush=True)  # noqa: T201 - the one line people wait for
        await serving.serve(settings, doors=True, work=True)


async def _fresh_store(settings: GivenSettings) -> None:
    """Begin anew: the fakes live in memory, so an old database would speak of conversations that nobody can see."""
    template = _template(settings)
    if not template.exists():
        await _write(template, settings)
    for path in DATABASE.parent.glob(f"{DATABASE.name}*"):
        path.unlink()
    shutil.copy(template, DATABASE)
    shutil.rmtree(MEDIA, ignore_errors=True)


def _template(settings: GivenSettings) -> Path:
    """The demo's year, written once a day; the name says of which day and of which words."""
    words = b"".join(Path(module.__file__ or "").read_bytes() for module in (demo, cast))
    today = wiring.utc_now().astimezone(settings.zone).date()
    return DATABASE.parent / f"demo-{today}-{migrations.head()}-{crc32(words):08x}.db"


async def _write(template: Path, settings: GivenSettings) -> None:
    for old in DATABASE.parent.glob("demo-*"):
        old.unlink()
    half_done = template.with_suffix(".half")
    await asyncio.to_thread(migrations.upgrade, f"sqlite:///{half_done}")
    store, house = Store.open(f"sqlite:///{half_done}"), house_of(settings)
    try:
        await demo.history(store, house, wiring.utc_now())
        await demo.this_weeks_digest(store, house, wiring.utc_now())
    finally:
        await store.close()
    half_done.rename(template)


def main() -> None:
    port = int(os.environ.get("PORT") or town.PORT)
    logs.set_up()
    try:
        uvloop.run(run(port))
    except OSError as taken:
        sys.exit(f"Port {port} is taken ({taken.strerror}). Choose another: make run PORT={port + 1}")


if __name__ == "__main__":
    main()
