"""The town: a fake Slack, a fake LINE, the people who use them and the page, on one port."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from sandbox.calls import CallLog
from sandbox.courier import Courier
from sandbox.door import CuttableProtocol, Door, Platform
from sandbox.line import api as line_api
from sandbox.line import people as line_people
from sandbox.line.account import BASIC_ID, Account, Person
from sandbox.line.account import Settings as LineSettings
from sandbox.people import Common
from sandbox.slack import api as slack_api
from sandbox.slack import people as slack_people
from sandbox.slack.records import Conversation, Member
from sandbox.slack.workspace import Settings as SlackSettings
from sandbox.slack.workspace import Workspace
from sandbox.stream import Stream
from sandbox.trouble import Troubles

PORT = 8610
BOT_URL = "http://127.0.0.1:8600"
SLACK_SIGNING_SECRET = "sandbox-slack-signing-secret"
SLACK_BOT_TOKEN = "xoxb-sandbox"
SLACK_APP_TOKEN = "xapp-sandbox"
LINE_CHANNEL_SECRET = "sandbox-line-channel-secret"
LINE_ACCESS_TOKEN = "line-sandbox"
LINE_BASIC_ID = BASIC_ID
PAGE = Path(__file__).parent / "page"


TICK_SECONDS = 0.1
GOING_SECONDS = 0.005


class QuietServer(uvicorn.Server):
    """A server inside somebody else's process: signals are that process's business."""

    def __init__(self, config: uvicorn.Config) -> None:
        self.ready, self._end = asyncio.Event(), asyncio.Event()
        super().__init__(config)

    @property
    def should_exit(self) -> bool:
        return self._end.is_set()

    @should_exit.setter
    def should_exit(self, value: bool) -> None:
        if value:
            self._end.set()

    async def main_loop(self) -> None:
        """Ticks as uvicorn's does, and ends when it is told to instead of up to a tick later."""
        tick = 0
        while not await self.on_tick(tick):
            tick += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._end.wait(), TICK_SECONDS)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Closes the doors, and returns when the last visitor has gone; whoever stays too long is shown out."""
        state = self.server_state
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(state.connections):
            connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                while state.connections or state.tasks:  # noqa: ASYNC110 - uvicorn's sets ring no bell
                    await asyncio.sleep(GOING_SECONDS)
        for task in list(state.tasks):
            task.cancel()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Town:
    """Settings of the platforms are `town.slack` and `town.line`; they may be changed at any time."""

    def __init__(
        self,
        bot_url: str = BOT_URL,
        slack_signing_secret: str = SLACK_SIGNING_SECRET,
        slack_bot_token: str = SLACK_BOT_TOKEN,
        slack_app_token: str = SLACK_APP_TOKEN,
        line_channel_secret: str = LINE_CHANNEL_SECRET,
        line_access_token: str = LINE_ACCESS_TOKEN,
    ) -> None:
        self.stream = Stream()
        self.calls = CallLog()
        self.troubles = Troubles()
        self.courier = Courier()
        self.slack = SlackSettings(bot_url, slack_signing_secret, slack_bot_token, slack_app_token)
        self.line = LineSettings(bot_url, line_channel_secret, line_access_token)
        self.workspace = Workspace(self.slack, self.stream, self.courier)
        self.account = Account(self.line, self.stream, self.courier)
        self.app = Starlette(routes=self._routes())

    @property
    def bot_url(self) -> str:
        return self.slack.bot_url

    @bot_url.setter
    def bot_url(self, url: str) -> None:
        self.slack.bot_url = self.line.bot_url = url

    def add_slack_user(self, id: str, real_name: str, **fields: Any) -> Member:  # noqa: A002, ANN401 - Slack's names
        return slack_people.add_user(self.workspace, id, real_name, **fields)

    def add_slack_channel(
        self,
        id: str,  # noqa: A002 - Slack's name
        name: str,
        *,
        members: list[str] | None = None,
        private: bool = False,
        bot_in: bool = True,
    ) -> Conversation:
        return slack_people.add_channel(self.workspace, id, name, members=members, private=private, bot_in=bot_in)

    def add_line_user(
        self, user_id: str, display_name: str, language: str | None = "ja", *, friend: bool = True
    ) -> Person:
        return line_people.add_user(self.account, user_id, display_name, language, friend=friend)

    @contextlib.asynccontextmanager
    async def serve(self, port: int = PORT, host: str = "127.0.0.1") -> AsyncIterator[str]:
        """Serves in this loop and yields the town's URL. Raises OSError when the port is taken."""
        listener = socket.create_server((host, port))
        config = uvicorn.Config(
            self.app,
            http=CuttableProtocol,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=2,
        )
        server = QuietServer(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            await server.ready.wait()
            yield f"http://{host}:{listener.getsockname()[1]}"
        finally:
            self.stream.close()
            await self.courier.close()
            server.should_exit = True
            await serving

    def _routes(self) -> list[BaseRoute]:
        common = Common(self.stream, self.calls, self.troubles, (self.workspace, self.account))
        routes: list[BaseRoute] = [
            WebSocketRoute("/slack/socket", self._socket),
            Mount("/slack", self._door("slack", slack_api, self.workspace)),
            Mount("/line", self._door("line", line_api, self.account)),
            *common.routes(),
            *slack_people.routes(self.workspace),
            *line_people.routes(self.account),
        ]
        if PAGE.is_dir():
            routes.append(Mount("/", StaticFiles(directory=PAGE, html=True)))
        return routes

    def _door(self, place: str, api: Any, world: object) -> Door:  # noqa: ANN401 - a module with name, answer, refuse
        platform = Platform(place, api.name, partial(api.answer, world), api.refuse)
        return Door(platform, self.calls, self.troubles)

    async def _socket(self, websocket: WebSocket) -> None:
        await self.workspace.socket.serve(websocket)
