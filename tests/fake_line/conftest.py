"""The fake LINE for the real SDK: one server for the folder, a fresh start for each test."""

import dataclasses

import aiohttp
import pytest
from linebot.v3.messaging import AsyncApiClient, AsyncMessagingApi, AsyncMessagingApiBlob, Configuration

from sandbox.town import LINE_ACCESS_TOKEN, Town
from tests.ear import Ear
from tests.fake_line.kit import SATO, STRANGER, TANAKA


@pytest.fixture(scope="package")
async def ear():
    async with Ear().listen() as listening:
        yield listening


@pytest.fixture(scope="package")
async def served(ear):
    town = Town(bot_url=ear.url)
    usual = dataclasses.replace(town.line)
    async with town.serve(port=0) as url:
        yield town, url, usual


@pytest.fixture
async def town(served, ear):
    """One server for the folder; for each test a fresh start with two friends and a stranger."""
    town, _, usual = served
    for name in usual.__slots__:
        setattr(town.line, name, getattr(usual, name))
    town.line.redelivery_delay = 0.01
    town.courier.drop()
    town.account.reset(people=True)
    town.calls.clear()
    town.troubles.clear()
    ear.forget()
    town.add_line_user(TANAKA, "田中 一郎")
    town.add_line_user(SATO, "Sato", language="en")
    town.add_line_user(STRANGER, "Stranger", friend=False)
    return town


@pytest.fixture(scope="package")
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def url(served):
    return served[1]


@pytest.fixture(scope="package")
async def connection(served):
    async with AsyncApiClient(Configuration(host=f"{served[1]}/line", access_token=LINE_ACCESS_TOKEN)) as opened:
        yield opened


@pytest.fixture
def api(town, connection):
    return AsyncMessagingApi(connection)


@pytest.fixture
def blob(town, connection):
    return AsyncMessagingApiBlob(connection)


@pytest.fixture
def people(url, session, town):
    async def ask(path, /, **body):
        verb = "GET" if path.endswith("view") else "POST"
        async with session.request(verb, f"{url}/people/line/{path}", json=body or None) as answer:
            return await answer.json()

    return ask


@pytest.fixture
def post(url, session, town):
    """A raw call, for what the SDK would not let through."""

    async def call(path, body, **headers):
        headers = {"authorization": f"Bearer {LINE_ACCESS_TOKEN}", **headers}
        async with session.post(f"{url}/line/v2/bot/{path}", json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    return call
