"""Webhooks: signed, complete, redelivered."""

import asyncio

import pytest
from linebot.v3.messaging import FlexMessage
from linebot.v3.webhook import SignatureValidator, WebhookParser
from linebot.v3.webhooks import FollowEvent, MessageEvent, PostbackEvent, UnfollowEvent, UnsendEvent

from sandbox.line.account import Quota
from sandbox.town import LINE_ACCESS_TOKEN, LINE_CHANNEL_SECRET
from tests.ear import Saying
from tests.fake_line.kit import TANAKA, bubble, flex, reply, reply_token


async def parsed(ear, number=0):
    heard = ear.heard[number]
    return WebhookParser(LINE_CHANNEL_SECRET).parse(heard.body.decode(), heard.headers["x-line-signature"])[0]


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("say", {"text": "はい"}, MessageEvent),
        ("sticker", {}, MessageEvent),
        ("image", {"base64": "AAAA"}, MessageEvent),
        ("tap", {"data": "a=1", "displayText": "はい"}, PostbackEvent),
        ("tap", {"text": "はい"}, MessageEvent),
        ("follow", {}, FollowEvent),
        ("unfollow", {}, UnfollowEvent),
    ],
)
async def test_an_event_is_signed_and_complete_enough_for_the_sdk(ear, people, path, body, kind):
    done = await people(f"{TANAKA}/{path}", **body)
    event = await parsed(ear)

    assert done["status"] == 200
    assert ear.heard[0].path == "/line/webhook"
    assert type(event) is kind
    assert event.source.user_id == TANAKA
    assert (event.mode, event.delivery_context.is_redelivery) == ("active", False)
    assert len(event.webhook_event_id) == 26
    assert ("reply_token" in event.__fields__) == (kind is not UnfollowEvent)


async def test_taps_show_what_the_person_said(ear, people):
    await people(f"{TANAKA}/tap", data="score=9", displayText="9点", params={"date": "2026-12-04"})
    screen = await people(f"{TANAKA}/view")

    assert ear.heard[0].json["events"][0]["postback"] == {"data": "score=9", "params": {"date": "2026-12-04"}}
    assert [(one["from"], one["text"]) for one in screen["messages"]] == [("user", "9点")]


async def test_a_withdrawn_message_is_gone_and_told(ear, people):
    await people(f"{TANAKA}/say", text="間違い")
    message_id = (await people(f"{TANAKA}/view"))["messages"][0]["id"]

    await people(f"{TANAKA}/unsend", messageId=message_id)
    screen = await people(f"{TANAKA}/view")

    assert type(await parsed(ear, 1)) is UnsendEvent
    assert [one["type"] for one in screen["messages"]] == ["unsent"]


async def test_a_forged_webhook_does_not_verify(ear, people):
    await people("event", events=[])
    await people("event", events=[], forge=True)

    validator = SignatureValidator(LINE_CHANNEL_SECRET)
    valid = [validator.validate(heard.body.decode(), heard.headers["x-line-signature"]) for heard in ear.heard]

    assert valid == [True, False]


async def test_a_webhook_that_failed_comes_once_more(ear, people, town):
    ear.answers.extend([Saying(500), Saying(500)])

    done = await people(f"{TANAKA}/say", text="はい")
    await town.courier.settle()
    first, again = (heard.json["events"][0] for heard in ear.heard)

    assert done["status"] == 500
    assert again == {**first, "deliveryContext": {"isRedelivery": True}}


async def test_redelivery_can_be_off(ear, people, town):
    town.line.redelivery_delay = None
    ear.answers.append(Saying(500))

    await people(f"{TANAKA}/say", text="はい")
    await town.courier.settle()

    assert len(ear.heard) == 1


async def test_a_silent_bot_times_out(ear, people, town):
    town.line.answer_seconds = 0.05
    town.line.redelivery_delay = None
    ear.answers.append(Saying(delay=0.3))

    done = await people(f"{TANAKA}/say", text="はい")

    assert (done["status"], done["error"]) == (0, "request_timeout")


async def test_a_raw_event_is_sent_as_it_is(ear, people):
    await people("event", events=[{"type": "novelty", "odd": 1}], raw=True, destination="Uother")

    assert ear.heard[0].json == {"destination": "Uother", "events": [{"type": "novelty", "odd": 1}]}


async def test_a_group_can_be_answered(api, ear, people):
    group = "C" + "a" * 32
    source = {"type": "group", "groupId": group, "userId": TANAKA}
    await people("event", events=[{"type": "message", "source": source, "message": {"type": "text", "text": "皆"}}])

    await api.reply_message(reply(reply_token(ear)))

    assert [one["text"] for one in (await people(f"{group}/view"))["messages"]] == ["皆", "返信"]


async def test_many_pushes_at_once_all_arrive(town, session, url, people):
    town.account.quota = Quota("none")
    headers = {"authorization": f"Bearer {LINE_ACCESS_TOKEN}"}
    message = FlexMessage.from_dict(flex(bubble())).to_dict()

    async def push(number):
        body = {"to": TANAKA, "messages": [{**message, "altText": f"{number}"}]}
        async with session.post(f"{url}/line/v2/bot/message/push", json=body, headers=headers) as answer:
            return answer.status

    statuses = await asyncio.gather(*(push(number) for number in range(500)))

    assert set(statuses) == {200}
    assert len((await people(f"{TANAKA}/view"))["messages"]) == 500
