"""What a customer sends beside words, and what quotes what."""

import base64

import pytest
from linebot.v3.messaging import TextMessage
from linebot.v3.webhook import WebhookParser

from sandbox.town import LINE_CHANNEL_SECRET
from tests.fake_line.kit import SATO, TANAKA, to

BYTES = bytes(range(256))
PACKED = base64.b64encode(BYTES).decode()


async def heard_message(ear):
    [heard] = await ear.wait(1)
    [event] = WebhookParser(LINE_CHANNEL_SECRET).parse(heard.body.decode(), heard.headers["x-line-signature"])
    return event.message


@pytest.mark.parametrize(
    ("name", "more", "kind"),
    [
        ("庭.jpg", {}, "image"),
        ("庭.mp4", {}, "video"),
        ("声.m4a", {"mimetype": "audio/x-m4a"}, "audio"),
        ("見積.pdf", {}, "file"),
        ("表", {"mimetype": "application/octet-stream"}, "file"),
    ],
    ids=["picture", "film", "sound", "paper", "unknown"],
)
async def test_a_file_goes_as_what_it_is_and_its_bytes_wait(ear, people, blob, name, more, kind):
    await people(f"{TANAKA}/file", name=name, base64=PACKED, **more)

    message = await heard_message(ear)
    assert message.type == kind
    assert bytes(await blob.get_message_content(message.id)) == BYTES
    if kind == "file":
        assert (message.file_name, message.file_size) == (name, len(BYTES))
    else:
        assert message.content_provider.type == "line"


async def test_a_place_has_its_names_and_its_numbers(ear, people):
    await people(f"{TANAKA}/location", title="東京駅", address="丸の内", latitude=35.68, longitude=139.76)

    message = await heard_message(ear)
    assert (message.title, message.address, message.latitude, message.longitude) == ("東京駅", "丸の内", 35.68, 139.76)


@pytest.mark.parametrize("path", ["file", "location"])
async def test_half_a_thing_is_refused(people, path):
    done = await people(f"{TANAKA}/{path}", name="a.pdf", base64="?", latitude=1)

    assert done["error"]


async def test_the_bot_quotes_a_customers_words_in_their_own_talk_only(ear, people, api):
    await people(f"{TANAKA}/say", text="納期は?")
    asked = await heard_message(ear)

    answer = TextMessage(text="金曜です", quote_token=asked.quote_token)
    for user in (TANAKA, SATO):
        await api.push_message(to(user, answer))

    shown = [(await people(f"{user}/view"))["messages"][-1] for user in (TANAKA, SATO)]
    assert [each.get("quotedMessageId") for each in shown] == [asked.id, None]


async def test_a_customer_quotes_the_bot_and_the_bot_its_own_words(ear, people, api):
    sent = (await api.push_message(to(TANAKA, TextMessage(text="ご都合は?")))).sent_messages[0]

    await people(f"{TANAKA}/say", text="金曜で", quotedMessageId=sent.id)
    await api.push_message(to(TANAKA, TextMessage(text="再送です", quote_token=sent.quote_token)))

    assert (await heard_message(ear)).quoted_message_id == sent.id
    assert (await people(f"{TANAKA}/view"))["messages"][-1]["quotedMessageId"] == sent.id
