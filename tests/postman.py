"""A delivery between a test's store and the town, with small phrase books of its own. See `postman` in conftest.py."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, select

from bot import line, slack
from bot.delivery import Delivery
from bot.delivery.letters import Mouth
from bot.delivery.outcomes import Sent
from bot.line import LineMouth
from bot.slack import SlackMouth
from crm.notices import Alarm, Apology, InviteReady, NpsQuestion, Sentence
from handlers.slack.answers import SlackMessage
from sandbox.town import LINE_ACCESS_TOKEN, SLACK_BOT_TOKEN, Town
from storage.store import Store
from storage.tables import Outbox
from tests.builders import HOUSE, Clock
from tests.patience import PATIENCE

TOKYO = ZoneInfo("Asia/Tokyo")
REP, OTHER, ADMIN = "UREP00001", "UREP00002", "UADMIN001"
TANAKA, SUZUKI, YAMADA = (f"U{number:032x}" for number in (1, 2, 3))
PICTURE = ("qr.png", b"\x89PNG invented", "QR")


def _words(notice, say, _zone) -> SlackMessage:
    return SlackMessage(f"{notice.key} ({say.language})")


def _alarm(notice, _say, _zone) -> SlackMessage:
    return SlackMessage(notice.what)


def _with_picture(notice, _say, _zone) -> SlackMessage:
    return SlackMessage(notice.code, files=[PICTURE])


def _apology(notice, say) -> list[dict[str, Any]]:
    return [{"type": "text", "text": f"{notice.reference} ({say.language})"}]


def _question(notice, _say) -> list[dict[str, Any]]:
    return [{"type": "text", "text": notice.name}, {"type": "text", "text": "0-10"}]


IN_SLACK = {Sentence: _words, Alarm: _alarm, InviteReady: _with_picture}
IN_LINE = {Apology: _apology, NpsQuestion: _question}


class Told:
    """A mouth that does as it is told (by default it sends), and remembers what it said; `go_on` holds it up."""

    kinds = frozenset({"Sentence", "Alarm"})

    def __init__(self, *outcomes) -> None:
        self.outcomes = list(outcomes)
        self.said = []
        self.go_on = asyncio.Event()
        self.go_on.set()

    def phrase(self, notice, _say):
        if isinstance(notice, Sentence) and notice.key == "broken":
            raise KeyError(notice.key)
        return notice

    async def say(self, _letter, phrased, _now):
        self.said.append(getattr(phrased, "key", "") or phrased.what)
        await self.go_on.wait()
        return self.outcomes.pop(0) if self.outcomes else Sent({"channel": "D1", "ts": "1.1"})


async def until(true) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - what it waits for is another server's memory, which rings no bell
            await asyncio.sleep(0.01)


class Postman:
    """One store, one town, one clock; `delivery()` makes a drain loop between them."""

    def __init__(self, store: Store, town: Town, clock: Clock, mouths: Mapping[str, Mouth]) -> None:
        self.store = store
        self.town = town
        self.clock = clock
        self.mouths = mouths

    def delivery(self, mouths: Mapping[str, Mouth] | None = None, at_once: int = 64) -> Delivery:
        return Delivery(self.store, mouths or self.mouths, HOUSE, self.clock, at_once)

    async def drain(self, **passed: float) -> int:
        """Let time pass, and deliver until nothing is ready."""
        self.clock.forward(**passed)
        return await self.delivery().drain()

    async def all_of(self, table) -> list[Any]:
        """In the order of their numbers."""
        async with self.store.read() as session:
            return list(await session.scalars(select(table).order_by(*inspect(table).primary_key)))

    async def alarms(self) -> list[str]:
        """What the admins were owed an alarm about, in that order."""
        rows = [row for row in await self.all_of(Outbox) if row.kind == "Alarm"]
        return [row.fields["what"] for row in sorted(rows, key=lambda row: row.seq)]

    async def row(self, row: Outbox) -> Outbox:
        async with self.store.read() as session:
            found = await session.get(Outbox, row.seq)
        assert found is not None
        return found

    def calls(self, method: str) -> list[dict[str, Any]]:
        return self.town.calls.since(method=method)

    def trouble(self, method: str, kind: str, **more: Any) -> None:
        self.town.troubles.order(method=method, kind=kind, **more)

    def dm(self, user: str) -> list[Any]:
        """What stands in that person's DM with the bot, replies included."""
        return list(self.town.workspace.im(user).messages.values())

    def phone(self, user: str) -> list[str]:
        """What the bot has said to that LINE user."""
        lines = self.town.account.conversations.get(user, [])
        return [message["text"] for message in lines if message["from"] == "bot"]


@asynccontextmanager
async def postman_of(store: Store, town: Town, clock: Clock) -> AsyncIterator[Postman]:
    for user in (REP, OTHER, ADMIN):
        town.add_slack_user(user, user)
    for user in (TANAKA, SUZUKI, YAMADA):
        town.add_line_user(user, "田中 一郎")
    api = line.messaging_api(LINE_ACCESS_TOKEN, f"{town.url}/line")
    async with slack.http_session() as session:
        client = slack.web_client(SLACK_BOT_TOKEN, f"{town.url}/slack/api/", session, retries=False)
        mouths = {"slack": SlackMouth(client, IN_SLACK, TOKYO), "line": LineMouth(api, IN_LINE)}
        yield Postman(store, town, clock, mouths)
    await api.api_client.close()
