"""What LINE sends to the bot: events with every field of the reference, signed, and sent again when refused."""

import asyncio
import base64
import copy
import hashlib
import hmac
import secrets
import time
from typing import Any

import orjson

from sandbox.courier import Delivery
from sandbox.line.account import BOT_USER, TOKENS_KEPT, Account, now_ms, remember
from sandbox.line.info import webhook_url
from sandbox.wire import JsonObject

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
NO_REPLY = ("unfollow", "leave", "memberLeft", "unsend")
QUOTABLE = ("text", "sticker", "image", "video")
AGENT = {"user-agent": "LineBotWebhook/2.0", "content-type": "application/json; charset=utf-8"}


def ulid() -> str:
    """48 bits of milliseconds, 80 of chance."""
    number = (now_ms() << 80) | secrets.randbits(80)
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(125, -5, -5))


def signature(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def user_event(account: Account, kind: str, user_id: str, **parts: Any) -> JsonObject:  # noqa: ANN401 - event fields
    """A complete event of one person."""
    return complete(account, {"type": kind, "source": {"type": "user", "userId": user_id}, **parts})


def complete(account: Account, event: JsonObject, *, redelivered: bool = False) -> JsonObject:
    """Adds what is missing, and makes the event's reply token good."""
    full = {"mode": "active", "timestamp": now_ms(), "webhookEventId": ulid(), **event}
    full.setdefault("deliveryContext", {"isRedelivery": redelivered})
    if full.get("type") == "message" and isinstance(full.get("message"), dict):
        full["message"] = _complete_message(account, full["message"], full)
    if full.get("type") not in NO_REPLY and full["mode"] == "active":
        full.setdefault("replyToken", secrets.token_hex(16))
        token = full["replyToken"]
        if token not in account.reply_tokens:
            account.new_reply_token(conversation_of(full), token)
    return full


def conversation_of(event: JsonObject) -> str:
    source = event.get("source") or {}
    return str(source.get("groupId") or source.get("roomId") or source.get("userId") or "")


def _complete_message(account: Account, message: JsonObject, event: JsonObject) -> JsonObject:
    full = {"id": account.message_id(), **message}
    if full.get("type") in QUOTABLE:
        token = account.new_quote_token(conversation_of(event), full["id"], full.get("quoteToken"))
        full["quoteToken"] = token
    if account.settings.chat_mode == "chat":
        token = full.setdefault("markAsReadToken", secrets.token_urlsafe(24))
        remember(account.read_tokens, token, (conversation_of(event), full["id"]), TOKENS_KEPT)
    return full


async def send(account: Account, events: list[Any], *, destination: str = BOT_USER, forge: bool = False) -> Delivery:
    """One webhook; refused ones are sent once more in the background."""
    first = await _post(account, {"destination": destination, "events": events}, forge=forge)
    if not first.accepted and not forge and events and account.settings.redelivery_delay is not None:
        account.courier.later(_redeliver(account, events, destination, account.settings.redelivery_delay))
    return first


async def test(account: Account) -> Delivery:
    """The connection check: no events."""
    return await _post(account, {"destination": BOT_USER, "events": []})


async def _redeliver(account: Account, events: list[Any], destination: str, delay: float) -> None:
    await asyncio.sleep(delay)
    again = copy.deepcopy(events)
    for event in (one for one in again if isinstance(one, dict)):
        event["deliveryContext"] = {"isRedelivery": True}
        revive(account, event)
    await _post(account, {"destination": destination, "events": again})


def revive(account: Account, event: JsonObject) -> None:
    """A redelivered reply token lives once more, unless it was used."""
    token = account.reply_tokens.get(event.get("replyToken", ""))
    if token is not None:
        token.redelivered_at = time.monotonic()


async def _post(account: Account, body: JsonObject, *, forge: bool = False) -> Delivery:
    raw = orjson.dumps(body)
    secret = account.settings.channel_secret
    signed = {"x-line-signature": signature(f"not {secret}" if forge else secret, raw)}
    return await account.courier.post(webhook_url(account), raw, {**AGENT, **signed}, account.settings.answer_seconds)
