"""Retry keys: a repeated request happens once."""

import json
from uuid import uuid4

import aiohttp
import pytest
from linebot.v3.messaging import ApiException

from sandbox.line.account import Quota
from tests.fake_line.kit import TANAKA, order, refused, reply_token, said_to, to


async def test_a_repeated_push_is_409_and_happens_once(api, people):
    key = str(uuid4())
    first = await api.push_message_with_http_info(to(), x_line_retry_key=key)

    with pytest.raises(ApiException) as caught:
        await api.push_message(to(), x_line_retry_key=key)
    body = json.loads(caught.value.body)

    assert caught.value.status == 409
    assert body["message"] == "The retry key is already accepted"
    assert body["sentMessages"][0]["id"] == first.data.sent_messages[0].id
    assert caught.value.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert await said_to(people) == ["こんにちは"]


async def test_a_retry_key_is_good_again_after_its_day(town, api, people):
    key = str(uuid4())
    await api.push_message(to(), x_line_retry_key=key)
    town.line.retry_key_seconds = -1

    await api.push_message(to(), x_line_retry_key=key)

    assert len(await said_to(people)) == 2


async def test_a_refused_push_leaves_the_key_unused(town, api, people):
    key = str(uuid4())
    town.account.quota = Quota("limited", 0)
    await refused(api.push_message(to(), x_line_retry_key=key))
    town.account.quota = Quota("none")

    await api.push_message(to(), x_line_retry_key=key)

    assert len(await said_to(people)) == 1


async def test_a_retry_key_must_be_a_uuid(api):
    assert (await refused(api.push_message(to(), x_line_retry_key="once")))[0] == 400


async def test_a_reply_takes_no_retry_key(post, ear, people):
    await people(f"{TANAKA}/say", text="はい")
    body = {"replyToken": reply_token(ear), "messages": [{"type": "text", "text": "a"}]}

    status, _ = await post("message/reply", body, **{"x-line-retry-key": str(uuid4())})

    assert status == 400


async def test_a_cut_push_took_place_and_its_repeat_is_409(town, api, people, url, session):
    key = str(uuid4())
    await order(session, url, method="push", kind="cut")

    with pytest.raises(aiohttp.ClientConnectionError):
        await api.push_message(to(), x_line_retry_key=key)
    status, _ = await refused(api.push_message(to(), x_line_retry_key=key))

    assert status == 409
    assert await said_to(people) == ["こんにちは"]
    assert [one["status"] for one in town.calls.since(0, "line", "push")] == [0, 409]
