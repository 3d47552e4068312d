"""A stage for journeys: the sandbox's town and the real bot on real ports, and what its people do and see.

`async with on_stage(database_url) as stage`: a workspace of 佐藤 (rep), 伊藤 (admin), 松本 (guest); 田中 in LINE.
"""

import asyncio
import json
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp
import uvicorn

from bot import wiring
from bot.settings import GivenSettings
from bot.wiring import Kizuna
from sandbox import town as towns
from sandbox.town import QuietServer, Town
from tests.databases import ENGINES
from tests.patience import PATIENCE

SATO, ITO, GUEST = "U0SATO", "U0ITO", "U0GUEST"
TANAKA = "U" + "1" * 32
SOONEST, LATEST = 0.005, 0.08


class Stage:
    """What people do (`command`, `press`, `say_in_line`, …) and what they see (`direct_messages`, `phone`)."""

    def __init__(self, url: str, http: aiohttp.ClientSession, town: Town, kizuna: Kizuna) -> None:
        self.url = url
        self.http = http
        self.town = town
        self.kizuna = kizuna

    async def post(self, path: str, **body) -> dict:
        async with self.http.post(f"{self.url}/people/{path}", json=body) as answer:
            return await answer.json()

    async def get(self, path: str) -> dict:
        async with self.http.get(f"{self.url}/people/{path}") as answer:
            return await answer.json()

    async def command(self, text: str, *, by: str = SATO) -> str:
        """Type a slash command; what the person is answered, as one string."""
        done = await self.post(f"slack/{by}/command", channel="general", text=text)
        assert done["status"] == 200, done
        return _plain(done["ack"])

    async def direct_messages(self, user: str = SATO) -> list[dict]:
        seen = await self.get(f"slack/{user}/view")
        return [m for c in seen["conversations"] if c["kind"] == "im" for m in c["messages"]]

    async def direct_message(self, *parts: str, user: str = SATO) -> dict:
        """Wait for a message in the person's DM with the bot that holds all of these words."""

        async def look() -> dict | None:
            messages = await self.direct_messages(user)
            return next((each for each in reversed(messages) if all(part in _plain(each) for part in parts)), None)

        return await until(look, f"a direct message with {parts}")

    async def press(self, message: dict, action: str, *, by: str = SATO, **choice) -> dict:
        return await self.post(f"slack/{by}/click", channel="bot", ts=message["ts"], action_id=action, **choice)

    async def press_in(self, channel: str, message: dict, action: str, *, by: str = SATO, **choice) -> dict:
        return await self.post(f"slack/{by}/click", channel=channel, ts=message["ts"], action_id=action, **choice)

    async def last_in(self, channel: str, *parts: str, user: str = SATO) -> dict:
        """Wait until the last message of the channel holds all of these words."""

        async def look() -> dict | None:
            seen = await self.get(f"slack/{user}/view")
            last = next(c for c in seen["conversations"] if c["name"] == channel)["messages"][-1]
            return last if all(part in _plain(last) for part in parts) else None

        return await until(look, f"a last message with {parts}")

    async def modal(self, user: str = SATO, *, after: dict | None = None) -> dict:
        """The form on top; with `after`, once it is another than that one, or that one drawn anew."""

        async def look() -> dict | None:
            open_ = (await self.get(f"slack/{user}/view"))["modals"]
            return open_[-1] if open_ and not (after and open_[-1]["hash"] == after["hash"]) else None

        return await until(look, "a form")

    async def say_in_line(self, text: str, *, by: str = TANAKA) -> dict:
        return await self.post(f"line/{by}/say", text=text)

    async def tap(self, data: str, *, by: str = TANAKA) -> dict:
        return await self.post(f"line/{by}/tap", data=data)

    async def phone(self, user: str = TANAKA) -> list[dict]:
        return [m for m in (await self.get(f"line/{user}/view"))["messages"] if m["from"] == "bot"]

    async def on_phone(self, *parts: str, user: str = TANAKA) -> dict:
        """Wait for a message of ours on the phone that holds all of these words."""

        async def look() -> dict | None:
            return next((m for m in reversed(await self.phone(user)) if all(p in _plain(m) for p in parts)), None)

        return await until(look, f"a LINE message with {parts}")

    async def settled(self) -> None:
        """Wait until nothing is left to do or to say."""

        async def look() -> bool:
            async with self.http.get(f"{self.town.bot_url}/metrics") as answer:
                figures = await answer.text()
            rows = [line for line in figures.splitlines() if line.startswith(("kizuna_inbox_rows{", "kizuna_outbox_r"))]
            return not any(float(row.split()[-1]) for row in rows if "dead" not in row)

        await until(look, "empty queues")

    async def calls(self, method: str) -> list[dict]:
        return (await self.get(f"calls?method={method}"))["calls"]


def _plain(message: object) -> str:
    return json.dumps(message, ensure_ascii=False)


def postbacks(message: dict) -> dict[str, str]:
    """The data of each button of a Flex message, by its label."""
    found: dict[str, str] = {}

    def walk(node: object) -> None:
        if isinstance(node, dict):
            action = node.get("action")
            if isinstance(action, dict) and action.get("type") == "postback":
                found[action.get("label") or action.get("displayText") or ""] = action["data"]
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(message)
    return found


async def until(look: Callable, what: str, patience: float = PATIENCE):
    """Ask until `look` gives something, ever less often; fail with a sentence after so many seconds."""
    end, pause = asyncio.get_running_loop().time() + patience, SOONEST
    while not (found := await look()):
        if asyncio.get_running_loop().time() > end:
            raise AssertionError(f"waited in vain for {what}")
        await asyncio.sleep(pause)
        pause = min(pause * 2, LATEST)
    return found


def settings_for(town_url: str, database_url: str, port: int, **more) -> GivenSettings:
    """The bot's settings for a town."""
    values = {
        "database_url": database_url,
        "bind": f"127.0.0.1:{port}",
        "slack_api_url": f"{town_url}/slack/api/",
        "slack_bot_token": towns.SLACK_BOT_TOKEN,
        "slack_signing_secret": towns.SLACK_SIGNING_SECRET,
        "line_api_url": f"{town_url}/line",
        "line_channel_secret": towns.LINE_CHANNEL_SECRET,
        "line_channel_access_token": towns.LINE_ACCESS_TOKEN,
        "line_basic_id": towns.LINE_BASIC_ID,
        "company_name": "サクラ商事",
        "slack_admins": ITO,
        "media_folder": Path(tempfile.gettempdir()) / f"kizuna-media-{port}",
    }
    return GivenSettings(**(values | more))


def environment_for(town_url: str, database_url: str, port: int) -> dict[str, str]:
    """The environment of a bot that runs as a process of its own."""
    given = settings_for(town_url, database_url, port)
    names = ("slack_api_url", "line_api_url", "company_name", "line_basic_id", "database_url", "media_folder")
    secrets = ("slack_bot_token", "slack_signing_secret", "line_channel_secret", "line_channel_access_token")
    values = {name.upper(): str(getattr(given, name)) for name in names}
    values |= {name.upper(): getattr(given, name).get_secret_value() for name in secrets}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | values | {"BIND": f"127.0.0.1:{port}", "SLACK_ADMINS": "U0ITO"}


def a_town() -> Town:
    """A small company and one customer."""
    town = Town()
    town.add_slack_user(SATO, "佐藤 健太", display_name="佐藤/営業1", locale="ja-JP")
    town.add_slack_user(ITO, "伊藤 真理", display_name="伊藤", locale="ja-JP", is_admin=True)
    town.add_slack_user(GUEST, "松本 ゲスト", is_restricted=True)
    town.add_slack_channel("C0GENERAL", "general")
    town.add_line_user(TANAKA, "田中 一郎")
    return town


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@asynccontextmanager
async def on_stage(
    database_url: str,
    clock: Callable[[], datetime] = wiring.utc_now,
    town: Town | None = None,
    *,
    public: bool = False,
    **more,
) -> AsyncIterator[Stage]:
    """`public`: customers (on this machine) can open the bot's own pages and files."""
    town = town or a_town()
    town.slack.answer_seconds = town.line.answer_seconds = town.workspace.tickets.trigger_seconds = PATIENCE
    listener = socket.create_server(("127.0.0.1", 0))
    async with town.serve(port=0) as url, aiohttp.ClientSession() as http:
        port = listener.getsockname()[1]
        town.bot_url = f"http://127.0.0.1:{port}"
        more |= {"public_url": town.bot_url} if public else {}
        settings, store = settings_for(url, database_url, port, **more), ENGINES.open(database_url)
        try:
            async with wiring.build(settings, clock, store) as kizuna, _running(kizuna, listener):
                kizuna.counter.patience = kizuna.people.patience = PATIENCE
                yield Stage(url, http, town, kizuna)
        finally:
            shutil.rmtree(settings.media_folder, ignore_errors=True)
        await ENGINES.rest(store)


@asynccontextmanager
async def _running(kizuna: Kizuna, listener: socket.socket) -> AsyncIterator[None]:
    server = QuietServer(uvicorn.Config(kizuna.web, log_config=None, access_log=False, lifespan="off"))
    await kizuna.store.listen()
    loops = (server.serve(sockets=[listener]), kizuna.worker.run(), kizuna.delivery.run(), kizuna.uploads.run())
    tasks = [asyncio.ensure_future(each) for each in loops]
    await server.ready.wait()
    try:
        yield
    finally:
        server.should_exit = True
        kizuna.worker.stop()
        kizuna.delivery.stop()
        kizuna.uploads.stop()
        await kizuna.store.bell.ring()
        await asyncio.gather(*tasks)
