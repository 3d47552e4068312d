"""`/people/line`: what a friend of the account sees and does. docs/sandbox.md describes it."""

import time
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.line import richmenus, sharing, webhooks
from sandbox.line.account import BOT_USER, Account, Person
from sandbox.line.visit import Visit, outcome
from sandbox.visits import Lost, route
from sandbox.wire import JsonObject

Deed = Callable[[Visit], Awaitable[JsonObject]]


def routes(account: Account) -> list[Route]:
    deeds: dict[str, Deed] = {
        "/people/line/users": _add_user,
        "/people/line/quota": _set_quota,
        "/people/line/event": _raw_event,
        "/people/line/{user}/say": _say,
        "/people/line/{user}/sticker": _sticker,
        "/people/line/{user}/image": sharing.image,
        "/people/line/{user}/file": sharing.file,
        "/people/line/{user}/location": sharing.location,
        "/people/line/{user}/tap": _tap,
        "/people/line/{user}/follow": _follow,
        "/people/line/{user}/unfollow": _unfollow,
        "/people/line/{user}/unsend": _unsend,
    }

    async def picture(request: Request) -> Response:
        content = account.contents.get(request.path_params["id"])
        if content is None or content.gone:
            return Response("no such content", 404)
        return Response(content.body, media_type=content.mimetype)

    visit = partial(Visit, account)
    return [
        route("/people/line", visit, _everyone, "GET"),
        Route("/people/line/content/{id}", picture),
        *(route(path, visit, deed) for path, deed in deeds.items()),
        route("/people/line/{user}/view", visit, _screen, "GET"),
    ]


async def _everyone(visit: Visit) -> JsonObject:
    account = visit.account
    return {
        "bot": {
            "userId": BOT_USER,
            "basicId": account.settings.basic_id,
            "displayName": account.settings.display_name,
        },
        "users": [person(one) for one in account.people.values()],
        "quota": _quota(account),
    }


def person(one: Person) -> JsonObject:
    return {
        "userId": one.user_id,
        "displayName": one.display_name,
        "language": one.language,
        "friend": one.friend,
        "blocked": one.blocked,
    }


def _quota(account: Account) -> JsonObject:
    limited = {"value": account.quota.value} if account.quota.kind == "limited" else {}
    return {"type": account.quota.kind, **limited, "totalUsage": account.quota.used}


async def _screen(visit: Visit) -> JsonObject:
    account = visit.account
    if not account.knows(visit.id):
        raise Lost(f"no such user: {visit.id}")
    one = account.people.get(visit.id)
    return {
        "messages": account.conversations.get(visit.id, []),
        "friend": one is not None and one.friend,
        "blocked": one is not None and one.blocked,
        "typing": one is not None and time.monotonic() < one.typing_until,
        "richMenu": richmenus.shown_to(account, visit.id),
    }


async def _say(visit: Visit) -> JsonObject:
    quoted = {"quotedMessageId": visit.text("quotedMessageId")} if "quotedMessageId" in visit.body else {}
    return await visit.message({"type": "text", "text": visit.text("text"), **quoted})


async def _sticker(visit: Visit) -> JsonObject:
    return await visit.message(
        {
            "type": "sticker",
            "packageId": visit.text("packageId", "446"),
            "stickerId": visit.text("stickerId", "1988"),
            "stickerResourceType": "STATIC",
        }
    )


async def _tap(visit: Visit) -> JsonObject:
    """A postback action (`data`) or a message action (`text`)."""
    if "data" not in visit.body:
        return await _say(visit)
    if words := visit.body.get("displayText") or visit.body.get("text"):
        visit.account.say(visit.person.user_id, "user", {"type": "text", "text": words, "read": True})
    params = {"params": visit.body["params"]} if visit.body.get("params") else {}
    return await visit.event("postback", postback={"data": visit.text("data"), **params})


async def _follow(visit: Visit) -> JsonObject:
    one = visit.person
    unblocked = bool(visit.body.get("isUnblocked", one.blocked))
    one.friend, one.blocked = True, False
    visit.account.say(one.user_id, "system", {"type": "text", "text": "ブロック解除" if unblocked else "友だち追加"})
    return await visit.event("follow", follow={"isUnblocked": unblocked})


async def _unfollow(visit: Visit) -> JsonObject:
    visit.person.blocked = True
    visit.account.say(visit.id, "system", {"type": "text", "text": "ブロック"})
    return await visit.event("unfollow")


async def _unsend(visit: Visit) -> JsonObject:
    """The message stays as a gap; its content is gone (410)."""
    message_id = visit.text("messageId")
    lines = visit.account.conversations.get(visit.id, [])
    found = next((one for one in lines if one["id"] == message_id and one["from"] == "user"), None)
    if found is None:
        raise Lost(f"no such message: {message_id}")
    kept = {name: found[name] for name in ("id", "from", "at")}
    found.clear()
    found.update(kept, type="unsent")
    if message_id in visit.account.contents:
        visit.account.contents[message_id].gone = True
    visit.account.stream.publish("line", visit.id)
    return await visit.event("unsend", unsend={"messageId": message_id})


async def _raw_event(visit: Visit) -> JsonObject:
    """Any webhook body. Texts of people the town knows also appear on their screens."""
    account, body = visit.account, visit.body
    events = body.get("events", [])
    if not body.get("raw"):
        redelivered = bool(body.get("redeliver"))
        events = [webhooks.complete(account, event, redelivered=redelivered) for event in events]
        for event in events:
            _take_up(account, event, redelivered=redelivered)
    destination = str(body.get("destination", BOT_USER))
    return outcome(await webhooks.send(account, events, destination=destination, forge=bool(body.get("forge"))))


def _take_up(account: Account, event: JsonObject, *, redelivered: bool) -> None:
    conversation, message = webhooks.conversation_of(event), event.get("message")
    if redelivered:
        event["deliveryContext"] = {"isRedelivery": True}
        webhooks.revive(account, event)
    known = account.conversations.get(conversation, [])
    if event.get("type") != "message" or not isinstance(message, dict) or not conversation:
        return
    if not any(one["id"] == message["id"] for one in known):
        shown = {name: value for name, value in message.items() if not name.endswith("Token")}
        account.say(conversation, "user", {**shown, "read": True})


async def _set_quota(visit: Visit) -> JsonObject:
    quota, body = visit.account.quota, visit.body
    quota.kind = visit.text("type", quota.kind)
    quota.value = int(body.get("value", quota.value))
    quota.used = int(body.get("totalUsage", quota.used))
    visit.account.stream.publish("line")
    return _quota(visit.account)


async def _add_user(visit: Visit) -> JsonObject:
    body = visit.body
    one = add_user(visit.account, visit.text("userId"), visit.text("displayName"))
    one.language = body.get("language", one.language)
    one.friend, one.blocked = bool(body.get("friend", True)), bool(body.get("blocked", False))
    one.picture_url, one.status_message = body.get("pictureUrl"), body.get("statusMessage")
    return person(one)


def add_user(
    account: Account, user_id: str, display_name: str, language: str | None = "ja", *, friend: bool = True
) -> Person:
    """`user_id` should look like LINE's: U and 32 hex digits, else pushes to it are refused as LINE would."""
    one = account.people[user_id] = Person(user_id, display_name, language, friend)
    account.stream.publish("line")
    return one
