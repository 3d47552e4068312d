"""The fake Slack for the real SDKs: one server for the folder, a fresh start for each test."""

import dataclasses

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.town import SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, Town
from tests.ear import Ear, Heard, Saying
from tests.fake_slack.kit import GENERAL, SATO, SUZUKI


@pytest.fixture(scope="package")
async def ear():
    async with Ear().listen() as listening:
        yield listening


@pytest.fixture(scope="package")
async def served(ear):
    town = Town(bot_url=ear.url)
    usual = dataclasses.replace(town.slack)
    async with town.serve(port=0) as url:
        yield town, url, usual


@pytest.fixture
async def town(served, ear):
    """One server for the folder; for each test a fresh start with two people and a channel."""
    town, _, usual = served
    for name in usual.__slots__:
        setattr(town.slack, name, getattr(usual, name))
    town.slack.echo = False
    town.slack.retry_delays = (0.01, 0.01, 0.01)
    town.courier.drop()
    town.workspace.reset(people=True)
    town.workspace.tickets.trigger_seconds = 3.0
    town.calls.clear()
    town.troubles.clear()
    ear.forget()
    town.add_slack_user(SATO, "佐藤 花子", name="sato", display_name="佐藤/営業1", is_admin=True)
    town.add_slack_user(SUZUKI, "鈴木 一郎", name="suzuki", locale="en-US", tz="America/New_York")
    town.add_slack_channel(GENERAL, "general")
    return town


@pytest.fixture(scope="package")
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def url(served):
    return served[1]


@pytest.fixture
def client(town, url, session):
    return AsyncWebClient(SLACK_BOT_TOKEN, base_url=f"{url}/slack/api/", session=session)


@pytest.fixture
def people(url, session, town):
    """Asks the people API: a path that ends in `view` reads, any other posts the named fields."""

    async def ask(path, /, **body):
        verb = "GET" if path.endswith("view") else "POST"
        async with session.request(verb, f"{url}/people/slack/{path}", json=body or None) as answer:
            return await answer.json()

    return ask


@pytest.fixture
def bolt(client, ear):
    """A real Bolt app behind the ear."""
    app = AsyncApp(client=client, signing_secret=SLACK_SIGNING_SECRET)

    async def think(heard: Heard) -> Saying:
        answer = await app.async_dispatch(AsyncBoltRequest(body=heard.body.decode(), headers=heard.headers))
        return Saying(answer.status, (answer.body or "").encode(), {k: v[0] for k, v in answer.headers.items()})

    ear.think = think
    return app
