"""Events: complete, signed, retried."""

import asyncio
import base64

from slack_sdk.signature import SignatureVerifier

from sandbox.town import SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET
from tests.ear import Saying
from tests.fake_slack.kit import SATO


async def test_forged_and_stale_events_do_not_verify(ear, people):
    event = {"type": "app_home_opened", "user": SATO}
    await people("event", event=event)
    await people("event", event=event, forge=True)
    await people("event", event=event, stale=True)

    verifier = SignatureVerifier(SLACK_SIGNING_SECRET)
    valid = [verifier.is_valid_request(heard.body, heard.headers) for heard in ear.heard]

    assert valid == [True, False, False]


async def test_a_message_event_is_complete(ear, people, client):
    await people(f"{SATO}/say", channel="bot", text="田中様と面談 https://x.jp/?a=1&b=2 a@b.jp")

    envelope = ear.heard[0].json
    event = envelope["event"]

    assert envelope.keys() >= {"token", "team_id", "api_app_id", "event_id", "event_time", "authorizations"}
    assert (event["type"], event["channel_type"], event["user"]) == ("message", "im", SATO)
    assert event["text"] == "田中様と面談 <https://x.jp/?a=1&amp;b=2> <mailto:a@b.jp|a@b.jp>"
    assert [part["type"] for part in event["blocks"][0]["elements"][0]["elements"]] == ["text", "link", "text", "link"]
    assert event["ts"] == event["event_ts"]


async def test_a_file_comes_with_a_message(ear, people, url, session):
    packed = base64.b64encode(b"name,kana\n").decode()
    await people(f"{SATO}/say", channel="bot", text="", files=[{"name": "list.csv", "base64": packed}])

    event = ear.heard[0].json["event"]
    headers = {"authorization": f"Bearer {SLACK_BOT_TOKEN}"}
    async with session.get(event["files"][0]["url_private_download"], headers=headers) as response:
        fetched = await response.read()

    assert (event["subtype"], event["files"][0]["mimetype"]) == ("file_share", "text/csv")
    assert fetched == b"name,kana\n"


async def test_an_event_is_retried_three_times_with_its_number_and_reason(ear, people):
    ear.answers.extend([Saying(500)] * 4)

    await people(f"{SATO}/say", channel="bot", text="おはよう")
    heard = await ear.wait(4)
    await asyncio.sleep(0.05)

    assert [one.headers.get("x-slack-retry-num") for one in heard] == [None, "1", "2", "3"]
    assert {one.headers.get("x-slack-retry-reason") for one in heard[1:]} == {"http_error"}
    assert len({one.json["event_id"] for one in heard}) == 1
    assert len(ear.heard) == 4


async def test_an_event_the_bot_does_not_want_again_is_not_retried(ear, people, town):
    ear.answers.append(Saying(500, headers={"x-slack-no-retry": "1"}))

    await people(f"{SATO}/say", channel="bot", text="おはよう")
    await town.courier.settle()

    assert len(ear.heard) == 1


async def test_the_bot_hears_its_own_posts(town, client, ear):
    town.slack.echo = True

    posted = await client.chat_postMessage(channel=SATO, text="私です")
    await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="私でした")
    heard = await ear.wait(2)
    events = sorted((one.json["event"] for one in heard), key=lambda event: event["event_ts"])

    assert (events[0]["bot_id"], events[0]["user"], events[0]["text"]) == ("B00000001", "UBOT00001", "私です")
    assert (events[1]["subtype"], events[1]["message"]["text"]) == ("message_changed", "私でした")


async def test_a_changed_profile_is_told_whole(ear, people):
    await people(f"{SATO}/change", display_name="佐藤/営業2", is_restricted=True)

    user = ear.heard[0].json["event"]["user"]

    assert (user["profile"]["display_name"], user["is_restricted"], user["locale"]) == ("佐藤/営業2", True, "ja-JP")
