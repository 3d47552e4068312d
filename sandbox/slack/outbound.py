"""What Slack sends to the bot: over the socket while one is open, else as signed posts to the request URL."""

import asyncio
from urllib.parse import urlencode

import orjson

from sandbox.courier import Delivery
from sandbox.slack.signature import signed
from sandbox.slack.workspace import Workspace
from sandbox.wire import JsonObject

AGENT = {"user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}


async def interaction(space: Workspace, payload: JsonObject) -> Delivery:
    """A click, form, shortcut or option list. Not retried."""
    if space.socket.connections:
        return await space.socket.send("interactive", payload, space.settings.answer_seconds)
    return await _post(space, urlencode({"payload": orjson.dumps(payload).decode()}).encode(), FORM)


async def command(space: Workspace, fields: dict[str, str]) -> Delivery:
    """A slash command. Not retried."""
    if space.socket.connections:
        return await space.socket.send("slash_commands", dict(fields), space.settings.answer_seconds)
    return await _post(space, urlencode(fields).encode(), FORM)


async def event(space: Workspace, envelope: JsonObject, *, forge: bool = False, stale: bool = False) -> Delivery:
    """The first attempt; when it fails, three more follow in the background."""
    first = await _attempt(space, envelope, 0, "", forge=forge, stale=stale)
    if not _settled(first) and not (forge or stale):
        space.courier.later(_retry(space, envelope, first))
    return first


async def _retry(space: Workspace, envelope: JsonObject, failed: Delivery) -> None:
    for number, delay in enumerate(space.settings.retry_delays, start=1):
        await asyncio.sleep(delay)
        failed = await _attempt(space, envelope, number, failed.error or "http_error")
        if _settled(failed):
            return


async def _attempt(
    space: Workspace, envelope: JsonObject, number: int, reason: str, *, forge: bool = False, stale: bool = False
) -> Delivery:
    if space.socket.connections:
        seconds = space.settings.answer_seconds
        return await space.socket.send(
            "events_api",
            envelope,
            seconds,
            retry_attempt=number,
            retry_reason=reason.replace("http_timeout", "timeout"),
        )
    retried = {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason} if number else {}
    return await _post(space, orjson.dumps(envelope), {**JSON, **retried}, forge=forge, stale=stale)


def _settled(delivery: Delivery) -> bool:
    return delivery.accepted or delivery.headers.get("x-slack-no-retry") == "1"


async def _post(
    space: Workspace, body: bytes, headers: dict[str, str], *, forge: bool = False, stale: bool = False
) -> Delivery:
    signature = signed(space.settings.signing_secret, body, forge=forge, stale=stale)
    url = f"{space.settings.bot_url.rstrip('/')}/slack/events"
    return await space.courier.post(url, body, {**AGENT, **headers, **signature}, space.settings.answer_seconds)
