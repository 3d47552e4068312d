"""Pushes, multicasts, broadcasts and the monthly quota."""

import pytest
from linebot.v3.messaging import BroadcastRequest, MulticastRequest, ReplyMessageRequest

from sandbox.line.account import Quota
from tests.fake_line.kit import SATO, STRANGER, TANAKA, refused, reply_token, said_to, to, words


async def test_a_push_appears_on_the_phone_and_counts(town, api, people):
    sent = await api.push_message(to(TANAKA, words("一"), words("二")))

    screen = await people(f"{TANAKA}/view")

    assert [one["text"] for one in screen["messages"]] == ["一", "二"]
    assert [one["id"] for one in screen["messages"]] == [one.id for one in sent.sent_messages]
    assert all(one.quote_token for one in sent.sent_messages)
    assert (await api.get_message_quota_consumption()).total_usage == 1


@pytest.mark.parametrize("token", ["", "Bearer wrong"])
async def test_a_bad_token_is_401(town, url, session, token):
    async with session.get(f"{url}/line/v2/bot/info", headers={"authorization": token}) as answer:
        body = await answer.json()

    assert answer.status == 401
    assert body["message"].startswith("Authentication failed due to the following reason:")


async def test_every_answer_has_a_request_id(town, url, session, api):
    good = await api.get_bot_info_with_http_info()
    async with session.get(f"{url}/line/v2/bot/nowhere") as answer:
        bad = answer

    assert len(good.headers["x-line-request-id"]) == 36
    assert (bad.status, len(bad.headers["x-line-request-id"])) == (404, 36)


async def test_pushes_to_who_cannot_be_reached_are_dropped_without_a_word(town, api, people):
    await people(f"{SATO}/unfollow")

    blocked = await api.push_message(to(SATO))
    stranger = await api.push_message(to(STRANGER))

    assert blocked.sent_messages[0].id
    assert stranger.sent_messages[0].id
    assert await said_to(people, SATO) + await said_to(people, STRANGER) == []
    assert town.account.quota.used == 0


async def test_a_stranger_who_wrote_can_be_reached_for_a_week(town, api, people):
    await people(f"{STRANGER}/say", text="こんにちは")

    await api.push_message(to(STRANGER))

    assert await said_to(people, STRANGER) == ["こんにちは"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("tanaka", "The property, 'to', in the request body is invalid (line: -, column: -)"),
        ("U" + "9" * 32, "Failed to send messages"),
    ],
)
async def test_a_push_to_nobody_is_refused(api, target, message):
    assert await refused(api.push_message(to(target))) == (400, {"message": message})


async def test_the_monthly_limit_stops_pushes_but_not_replies(town, api, ear, people):
    town.account.quota = Quota("limited", 1)
    await people(f"{TANAKA}/say", text="はい")
    await api.push_message(to())

    status, body = await refused(api.push_message(to()))
    await api.reply_message(ReplyMessageRequest(reply_token=reply_token(ear), messages=[words("無料")]))

    assert (status, body) == (429, {"message": "You have reached your monthly limit."})
    assert await said_to(people) == ["こんにちは", "無料"]
    assert (await api.get_message_quota()).value == 1


async def test_multicast_and_broadcast_reach_friends_once_each(town, api, people):
    await api.multicast(MulticastRequest(to=[TANAKA, TANAKA, STRANGER], messages=[words("一斉")]))
    await api.broadcast(BroadcastRequest(messages=[words("皆様")]))

    assert await said_to(people) == ["一斉", "皆様"]
    assert await said_to(people, SATO) == ["皆様"]
    assert town.account.quota.used == 3


async def test_more_than_sixty_broadcasts_an_hour_are_refused(api):
    for _ in range(60):
        await api.broadcast(BroadcastRequest(messages=[words()]))

    status, body = await refused(api.broadcast(BroadcastRequest(messages=[words()])))

    assert (status, body["message"]) == (429, "The API rate limit has been exceeded. Try again later.")
