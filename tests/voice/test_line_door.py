"""Every event of LINE's webhook reference through the real door: kept, done with, 200, and its neighbours intact.

Source: LINE Developers, Messaging API reference, "Webhook Event Objects"; line-openapi, webhook.yml.
"""

from datetime import UTC, datetime

from storage.tables import Inbox, Message
from tests.line_events import rows
from tests.stage import TANAKA, Stage, on_stage

USER = {"type": "user", "userId": TANAKA}
GROUP = {"type": "group", "groupId": "C" + "1" * 32, "userId": TANAKA}
ROOM = {"type": "room", "roomId": "R" + "1" * 32}
LINES_OWN = {"type": "line"}

REFERENCE: dict[str, dict] = {
    "text": {"type": "message", "source": USER, "message": {"type": "text", "id": "1", "text": "見積をお願いします"}},
    "sticker": {
        "type": "message",
        "source": USER,
        "message": {"type": "sticker", "id": "2", "packageId": "446", "stickerId": "1988", "keywords": ["thanks"]},
    },
    "image": {
        "type": "message",
        "source": USER,
        "message": {"type": "image", "id": "3", "contentProvider": {"type": "line"}},
    },
    "image of a set": {
        "type": "message",
        "source": USER,
        "message": {"type": "image", "id": "4", "imageSet": {"id": "E", "index": 1, "total": 2}},
    },
    "video": {"type": "message", "source": USER, "message": {"type": "video", "id": "5", "duration": 60000}},
    "audio": {"type": "message", "source": USER, "message": {"type": "audio", "id": "6", "duration": 60000}},
    "file": {
        "type": "message",
        "source": USER,
        "message": {"type": "file", "id": "7", "fileName": "図面.pdf", "fileSize": 2138},
    },
    "location": {
        "type": "message",
        "source": USER,
        "message": {"type": "location", "id": "8", "address": "東京都", "latitude": 35.6, "longitude": 139.7},
    },
    "a kind of tomorrow": {"type": "message", "source": USER, "message": {"type": "hologram", "id": "9"}},
    "words in a group": {"type": "message", "source": GROUP, "message": {"type": "text", "id": "10", "text": "@bot"}},
    "messageEdited": {
        "type": "messageEdited",
        "source": GROUP,
        "message": {"type": "text", "id": "10", "text": "新しい文"},
    },
    "unsend": {"type": "unsend", "source": USER, "unsend": {"messageId": "2"}},
    "follow": {"type": "follow", "source": USER, "follow": {"isUnblocked": False}},
    "unfollow": {"type": "unfollow", "source": {"type": "user", "userId": "U" + "9" * 32}},
    "join": {"type": "join", "source": GROUP},
    "leave": {"type": "leave", "source": ROOM},
    "memberJoined": {"type": "memberJoined", "source": GROUP, "joined": {"members": [USER]}},
    "memberLeft": {"type": "memberLeft", "source": GROUP, "left": {"members": [USER]}},
    "postback": {"type": "postback", "source": USER, "postback": {"data": "storeId=12345"}},
    "postback of a date": {
        "type": "postback",
        "source": USER,
        "postback": {"data": "x", "params": {"datetime": "2017-12-25T01:00"}},
    },
    "postback of a menu": {
        "type": "postback",
        "source": USER,
        "postback": {"data": "m", "params": {"newRichMenuAliasId": "b", "status": "SUCCESS"}},
    },
    "videoPlayComplete": {"type": "videoPlayComplete", "source": USER, "videoPlayComplete": {"trackingId": "t"}},
    "beacon": {"type": "beacon", "source": USER, "beacon": {"hwid": "d41d8cd98f", "type": "enter", "dm": "00"}},
    "accountLink": {"type": "accountLink", "source": USER, "link": {"result": "ok", "nonce": "nobodys-nonce-0123"}},
    "accountLink that failed": {"type": "accountLink", "link": {"result": "failed", "nonce": "n"}},
    "membership joined": {"type": "membership", "source": USER, "membership": {"type": "joined", "membershipId": 1}},
    "membership left": {"type": "membership", "source": USER, "membership": {"type": "left", "membershipId": 1}},
    "membership renewed": {"type": "membership", "source": USER, "membership": {"type": "renewed", "membershipId": 1}},
    "module": {"type": "module", "source": LINES_OWN, "module": {"type": "attached", "botId": "U1", "scopes": []}},
    "activated": {"type": "activated", "source": USER, "chatControl": {"expireAt": 1}},
    "deactivated": {"type": "deactivated", "source": USER},
    "botSuspended": {"type": "botSuspended", "source": LINES_OWN},
    "botResumed": {"type": "botResumed", "source": LINES_OWN},
    "delivery": {"type": "delivery", "delivery": {"data": "15034552939884E28681A7D668CEA94C147C716C0EC9DFE8B80B44"}},
    "things": {"type": "things", "source": USER, "things": {"deviceId": "t", "type": "link"}},
    "standby": {
        "type": "message",
        "mode": "standby",
        "source": USER,
        "message": {"type": "text", "id": "11", "text": "別の窓口へ"},
    },
    "an event of tomorrow": {"type": "tomorrowsInvention", "source": USER, "surprise": [1, {"deep": [None]}]},
    "a type that is none": {"type": 7, "source": USER},
    "an empty event": {},
}
KEPT = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "first", "last"}


async def test_every_event_of_the_reference_is_kept_done_with_and_leaves_its_neighbours_intact(database_url):
    async with on_stage(database_url) as stage:
        events = [_complete(number, each) for number, each in enumerate([_words("first"), *REFERENCE.values()])]
        answer = await _post(stage, [*events, _complete(1000, _words("last"))])
        again = await _post(stage, events)
        await stage.settled()

        assert (answer["status"], again["status"]) == (200, 200)
        told = [row for row in await rows(stage.kizuna.store, Inbox) if row.dedupe.startswith("line:")]
        assert len(told) == len(events) + 1
        assert {row.state for row in told} == {"done"}
        messages = [each for each in await rows(stage.kizuna.store, Message) if each.direction == "in"]
        assert {each.platform_id for each in messages} == KEPT
        assert [each.text for each in messages if each.platform_id == "2"] == [""]


async def test_a_webhook_without_events_is_answered(database_url):
    async with on_stage(database_url) as stage:
        answer = await _post(stage, [])

        assert answer["status"] == 200


async def _post(stage: Stage, events: list[dict]) -> dict:
    return await stage.post("line/event", events=events, raw=True)


def _complete(number: int, event: dict) -> dict:
    """As LINE sends it: one id for all of its deliveries."""
    common = {
        "mode": "active",
        "timestamp": int(datetime.now(UTC).timestamp() * 1000) + number,
        "webhookEventId": f"01DOOR{number:020}",
        "deliveryContext": {"isRedelivery": False},
    }
    return common | event


def _words(number: str) -> dict:
    return {"type": "message", "source": USER, "message": {"type": "text", "id": number, "text": "もしもし"}}
