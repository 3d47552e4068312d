"""reply, push, multicast, broadcast: what the account says, with retry keys and the monthly quota."""

import re
import time

from sandbox.line.account import TOKENS_KEPT, Accepted, Account, remember
from sandbox.line.limits import ANYONE, REQUESTS, VALIDATE
from sandbox.line.request import UUID, Refused, Request, error
from sandbox.wire import Answer, JsonObject, json_answer

QUOTABLE = ("text", "textV2", "sticker", "image", "video", "template", "flex", "imagemap", "coupon")


def reply(account: Account, request: Request) -> Answer:
    """Free of charge; the token works once."""
    body = request.checked(REQUESTS["reply"])
    conversation = account.spend(body["replyToken"])
    if conversation is None:
        return error("Invalid reply token")
    return json_answer({"sentMessages": _deliver(account, conversation, body["messages"])})


def push(account: Account, request: Request) -> Answer:
    """200 also where nobody gets it: who has blocked the account, and strangers."""
    if (again := _already_accepted(account, request)) is not None:
        return again
    body = request.checked(REQUESTS["push"])
    target = body["to"]
    if not re.fullmatch(ANYONE, target):
        return error("The property, 'to', in the request body is invalid (line: -, column: -)")
    if not account.knows(target):
        return error("Failed to send messages")
    _charge(account, [target] if account.reaches(target) else [])
    sent = {"sentMessages": _deliver(account, target, body["messages"])}
    _accept(account, request, sent)
    return json_answer(sent)


def multicast(account: Account, request: Request) -> Answer:
    if (again := _already_accepted(account, request)) is not None:
        return again
    body = request.checked(REQUESTS["multicast"])
    return _to_many(account, request, list(dict.fromkeys(body["to"])), body)


def broadcast(account: Account, request: Request) -> Answer:
    if (again := _already_accepted(account, request)) is not None:
        return again
    body = request.checked(REQUESTS["broadcast"])
    return _to_many(account, request, [one.user_id for one in account.people.values() if one.friend], body)


def validate(_account: Account, request: Request) -> Answer:
    request.checked(VALIDATE)
    return json_answer({})


def _to_many(account: Account, request: Request, targets: list[str], body: JsonObject) -> Answer:
    reached = [one for one in targets if account.reaches(one)]
    _charge(account, reached)
    for target in reached:
        _deliver(account, target, body["messages"])
    _accept(account, request, {})
    return json_answer({})


def _deliver(account: Account, conversation: str, messages: list[JsonObject]) -> list[JsonObject]:
    """Ids are given also to what is dropped."""
    reaches = account.reaches(conversation)
    sent = []
    for message in messages:
        shown = {**message, **_quotation(account, conversation, message)}
        message_id = account.say(conversation, "bot", shown)["id"] if reaches else account.message_id()
        quotable = message["type"] in QUOTABLE
        quote = {"quoteToken": account.new_quote_token(conversation, message_id)} if quotable else {}
        sent.append({"id": message_id, **quote})
    if (person := account.people.get(conversation)) is not None:
        person.typing_until = 0.0
    return sent


def _quotation(account: Account, conversation: str, message: JsonObject) -> JsonObject:
    """The id of what a message quotes, so that the phone can show it above."""
    quoted = account.quoted(conversation, message.get("quoteToken", ""))
    return {"quotedMessageId": quoted} if quoted else {}


def _charge(account: Account, reached: list[str]) -> None:
    """Counted per person, whatever the number of message objects."""
    if not account.quota.allows(len(reached)):
        raise Refused(error("You have reached your monthly limit.", 429))
    account.quota.used += len(reached)


def _already_accepted(account: Account, request: Request) -> Answer | None:
    """409 for the repeat of a request that was taken; the same key works anew after 24 hours."""
    key = request.call.headers.get("x-line-retry-key")
    if key is None:
        return None
    if not re.fullmatch(UUID, key):
        return error("The retry key must be a UUID")
    known = account.accepted.get(key)
    if known is None or time.monotonic() - known.at > account.settings.retry_key_seconds:
        return None
    body = {"message": "The retry key is already accepted", **known.sent}
    return json_answer(body, 409, {"x-line-accepted-request-id": known.request_id})


def _accept(account: Account, request: Request, sent: JsonObject) -> None:
    if (key := request.call.headers.get("x-line-retry-key")) is not None:
        remember(account.accepted, key, Accepted(request.id, sent, time.monotonic()), TOKENS_KEPT)
