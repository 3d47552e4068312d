"""Trouble on order, the log of calls, the stream, the door."""

import asyncio
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.town import SLACK_APP_TOKEN, SLACK_BOT_TOKEN, Town
from tests.fake_slack.kit import GENERAL, SATO, order, refused


async def test_ordered_trouble_refuses_then_ends(town, client, url, session):
    await order(session, url, method="chat.postMessage", kind="status", status=429, retry_after=0)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))

    posted = await client.chat_postMessage(channel=GENERAL, text="a")
    calls = town.calls.since(0, "slack", "chat.postMessage")

    assert posted["ok"]
    assert [one["status"] for one in calls] == [429, 200]


async def test_ordered_trouble_may_be_an_error_of_slacks(client, url, session):
    await order(session, url, method="chat.postMessage", kind="error", error="channel_not_found")

    assert (await refused(client.chat_postMessage(channel=GENERAL, text="a")))["error"] == "channel_not_found"


@pytest.mark.parametrize(("kind", "left"), [("cut", 1), ("cut_before", 0)])
async def test_a_cut_connection_gives_no_answer(town, url, session, people, kind, left):
    await order(session, url, method="chat.postMessage", kind=kind)
    headers = {"authorization": f"Bearer {SLACK_BOT_TOKEN}"}

    with pytest.raises(aiohttp.ServerDisconnectedError):
        await session.post(f"{url}/slack/api/chat.postMessage", json={"channel": GENERAL, "text": "a"}, headers=headers)
    messages = (await people(f"{SATO}/view"))["conversations"][1]["messages"]

    assert len(messages) == left
    assert [one["status"] for one in town.calls.since(0)] == [0]


async def test_trouble_of_an_unknown_kind_is_refused(town, url, session):
    status, answer = await order(session, url, kind="earthquake")

    assert status == 400
    assert answer["error"].startswith("kind must be one of")


async def test_calls_are_logged_with_body_and_answer(client, url, session):
    await client.auth_test()
    await client.api_call("chat.postMessage", data={"channel": GENERAL, "text": "form"})
    await client.chat_postMessage(channel=GENERAL, text="json")

    query = urlencode({"place": "slack", "method": "chat.postMessage"})
    async with session.get(f"{url}/people/calls?{query}") as response:
        log = await response.json()
    async with session.get(f"{url}/people/calls?since={log['next']}") as response:
        newer = await response.json()

    assert [one["body"]["text"] for one in log["calls"]] == ["form", "json"]
    assert log["calls"][0]["headers"]["authorization"] == f"Bearer {SLACK_BOT_TOKEN}"
    assert log["calls"][1]["answer"]["ok"]
    assert newer["calls"] == []


async def test_the_stream_tells_what_changed(client, url, session):
    async with session.get(f"{url}/people/stream") as stream:
        await stream.content.readline()
        posted = await client.chat_postMessage(channel=SATO, text="a")
        async with asyncio.timeout(5):
            while not (line := await stream.content.readline()).startswith(b"data: "):
                pass

    assert f'"user":"{SATO}","conversation":"{posted["channel"]}"'.encode() in line


async def test_a_fresh_start_forgets_what_happened_and_keeps_the_people(client, people, url, session):
    await client.chat_postMessage(channel=GENERAL, text="a")

    async with session.post(f"{url}/people/reset") as response:
        done = await response.json()
    screen = await people(f"{SATO}/view")

    assert done == {"ok": True}
    assert [one["messages"] for one in screen["conversations"]] == [[], []]


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("U99999999/say", {"channel": "bot", "text": "a"}, "no such user: U99999999"),
        (f"{SATO}/say", {"channel": "nowhere", "text": "a"}, "no such channel: nowhere"),
        (f"{SATO}/click", {"channel": GENERAL, "ts": "1.0", "action_id": "a"}, "no such message: 1.0"),
        (f"{SATO}/submit", {"view_id": "V1"}, "no such view: V1"),
        (f"{SATO}/say", {"channel": "bot", "text": 7}, "text is missing or no text"),
        ("users", {"id": "U5", "real_name": "a", "shoe_size": 41}, None),
    ],
)
async def test_a_person_doing_the_impossible_is_told_so(people, path, body, sentence):
    answer = await people(path, **body)

    assert answer["error"] == sentence if sentence else "shoe_size" in answer["error"]


async def test_the_town_closes_while_a_page_looks_on(session, client):
    town = Town()
    async with town.serve(port=0) as url:
        stream = await session.get(f"{url}/people/stream")
        await stream.content.readline()
        web = AsyncWebClient(SLACK_APP_TOKEN, base_url=f"{url}/slack/api/", session=session)
        socket = await session.ws_connect((await web.apps_connections_open(app_token=SLACK_APP_TOKEN))["url"])
        hello = await socket.receive_json()

    assert hello["type"] == "hello"
    assert await stream.content.read() == b"\n"
    assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
    await socket.close()


async def test_a_port_that_is_taken_is_said_so(url):
    with pytest.raises(OSError, match="in use"):
        async with Town().serve(port=int(url.rsplit(":", 1)[1])):
            pass
