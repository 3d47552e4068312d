"""Files that people send, when things go wrong: Slack is silent, the process ends, the file goes, the role goes."""

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy import select

from bot import slack, slack_downloads
from bot.delivery.outcomes import FailedError, Never
from bot.interchange.imports.uploads import Uploads
from crm.imports import uploads as rules
from crm.imports.faults import ImportStarted
from crm.imports.uploads import Upload
from sandbox.slack.records import File
from sandbox.town import SLACK_BOT_TOKEN
from storage.store import Store
from storage.tables import Customer, Outbox, Rep
from tests.builders import HOUSE, Clock, a_rep
from tests.deeds import by, refused
from tests.ear import until

FILE = "F0TABLE"
TABLE = "氏名,電話番号\n" + "".join(f"客 {number},03-0000-{number:04}\n" for number in range(60))


class Sender:
    """A rep who has sent a table, and the loop that takes it up."""

    def __init__(self, store: Store, rep: Rep, town, http: aiohttp.ClientSession) -> None:
        self.store = store
        self.rep = rep
        self.town = town
        self.clock = Clock()
        self.client = slack.web_client(SLACK_BOT_TOKEN, f"{town.url}/slack/api/", http, retries=False)

    def loop(self, **more) -> Uploads:
        return Uploads(self.store, self.client, HOUSE, self.clock, **more)

    def file(self, content: bytes) -> None:
        made = File(FILE, "顧客.csv", len(content), self.rep.slack_id, mimetype="text/csv", created=int(time.time()))
        made.content = content
        self.town.workspace.keep_file(made)

    async def send(self, content: str = TABLE) -> None:
        self.file(content.encode())
        channel = self.town.workspace.im(self.rep.slack_id).id
        async with by(self.store, self.rep) as work:
            await rules.receive(work, [Upload(FILE, "顧客.csv", channel, "1.000001")])

    async def agree(self) -> None:
        """Press the button that was shown last."""
        [*_, card] = [each for each in await self.cards() if each["state"] == "ready"]
        async with by(self.store, self.rep) as work:
            await rules.confirm(work, Upload.of(card["token"]))

    async def leave(self) -> None:
        """Press the other one."""
        [*_, card] = [each for each in await self.cards() if each["state"] == "ready"]
        async with by(self.store, self.rep) as work:
            await rules.cancel(work, Upload.of(card["token"]))

    async def rows(self, kind: str) -> list[Outbox]:
        async with self.store.read() as session:
            return list(await session.scalars(select(Outbox).where(Outbox.kind == kind).order_by(Outbox.seq)))

    async def cards(self) -> list[dict]:
        return [row.fields for row in await self.rows("ImportCard")]

    async def states(self) -> list[str]:
        return [card["state"] for card in await self.cards()]

    async def asked(self) -> list[tuple[str, int]]:
        return [(row.state, row.attempts) for row in await self.rows("WantImport")]

    async def customers(self) -> int:
        async with self.store.read() as session:
            return len(list(await session.scalars(select(Customer.id))))


@pytest_asyncio.fixture
async def sender(store, town) -> AsyncIterator[Sender]:
    rep = await a_rep(store, slack_id="U0SATO")
    town.add_slack_user("U0SATO", "佐藤 健太")
    async with slack.http_session() as http:
        yield Sender(store, rep, town, http)


async def test_what_was_agreed_to_is_written_and_told_step_by_step(sender):
    await sender.send()
    await sender.loop().drain()
    await sender.agree()

    await sender.loop(told_every=0).drain()

    assert await sender.customers() == 60
    states = await sender.states()
    assert states[:3] == ["reading", "ready", "running"]
    assert states[-1] == "done"
    assert states.count("running") > 2
    assert await sender.asked() == [("sent", 1), ("sent", 1)]


async def test_whoever_has_pressed_start_hears_that_it_is_too_late_to_stop(sender):
    await sender.send()
    await sender.loop().drain()
    await sender.agree()

    async with refused(ImportStarted("顧客.csv")):
        await sender.leave()
    await sender.loop().drain()

    assert await sender.customers() == 60
    assert "stopped" not in await sender.states()


async def test_a_silent_slack_is_asked_again_later(sender):
    await sender.send()
    sender.town.troubles.order(method="files.info", kind="status", status=503)

    await sender.loop().drain()
    first = await sender.states()
    sender.clock.forward(minutes=10)
    await sender.loop().drain()

    assert first == ["reading"]
    assert await sender.states() == ["reading", "ready"]


async def test_a_process_that_ends_hands_the_file_to_the_next_one(sender):
    await sender.send()
    ending = sender.loop()
    ending.stop()

    await ending.once()
    handed_back = await sender.asked()
    await sender.loop().drain()

    assert handed_back == [("ready", 0)]
    assert await sender.states() == ["reading", "ready"]


async def test_a_process_that_ends_in_the_middle_leaves_the_rest_to_the_next_one(sender):
    await sender.send("氏名,電話番号\n" + "".join(f"客 {number},03-0000-{number:04}\n" for number in range(400)))
    await sender.loop().drain()
    await sender.agree()
    ending = sender.loop()
    taking_up = asyncio.ensure_future(ending.once())
    await until(sender.customers)
    ending.stop()
    await taking_up
    half = await sender.customers()

    await sender.loop().drain()

    assert 0 < half < 400
    assert await sender.customers() == 400
    assert (await sender.cards())[-1]["counts"] == {"new": 400}
    assert await sender.asked() == [("sent", 1), ("sent", 1)]


async def test_a_process_that_dies_after_its_last_row_does_not_tell_another_story(sender):
    await sender.send()
    await sender.loop().drain()
    await sender.agree()
    await sender.loop().drain()
    async with sender.store.write() as session:
        [*_, row] = await session.scalars(select(Outbox).where(Outbox.kind == "WantImport").order_by(Outbox.seq))
        row.state = "ready"

    await sender.loop().drain()

    assert [card["counts"] for card in (await sender.cards())[-2:]] == [{"new": 60}, {"new": 60}]
    assert await sender.customers() == 60


async def test_a_file_that_is_gone_is_said_to_be(sender):
    await sender.send()
    sender.town.workspace.files.clear()

    await sender.loop().drain()

    [_, card] = await sender.cards()
    assert (card["state"], card["why"]) == ("refused", "refused.file_changed")
    assert await sender.asked() == [("sent", 1)]


async def test_whoever_has_left_meanwhile_brings_in_nothing(sender):
    await sender.send()
    await sender.loop().drain()
    await sender.agree()
    async with by(sender.store, sender.rep) as work:
        (await work.session.get(Rep, sender.rep.id)).active = False

    await sender.loop().drain()

    assert await sender.customers() == 0
    assert (await sender.cards())[-1]["why"] == "refused.not_a_member"


async def test_after_many_attempts_the_sender_is_told_to_send_it_again(sender):
    await sender.send()
    sender.town.troubles.order(method="files.info", kind="status", status=500, times=100)

    for _ in range(14):
        await sender.loop().drain()
        sender.clock.forward(minutes=10)

    assert (await sender.cards())[-1]["why"] == "imports.gave_up"
    assert (await sender.asked())[0][0] == "dead"


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("https://files.slack.com/files-pri/T1-F1/download/a.csv", True),
        ("https://files.slack-files.com/a.csv", True),
        ("https://files.slack.com.example.com/a.csv", False),
        ("http://files.slack.com/a.csv", False),
        ("https://example.com/a.csv", False),
        ("", False),
    ],
)
def test_our_token_is_shown_to_slack_alone(url, ours):
    assert slack_downloads.is_slacks(url, "https://slack.com/api/") is ours


async def test_a_file_somewhere_else_is_not_asked_for(sender):
    elsewhere = {"url_private_download": "https://example.com/a.csv"}

    with pytest.raises(FailedError) as failed:
        async with slack_downloads.opened(sender.client, elsewhere):
            pass

    assert isinstance(failed.value.outcome, Never)
