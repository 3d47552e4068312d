"""Events API payloads: the envelope, messages of people, and what the bot hears of its own posts."""

import secrets
import time
from typing import Any

from sandbox.slack import outbound, shapes
from sandbox.slack.records import APP_ID, BOT_USER, TEAM_ID, Member, Message
from sandbox.slack.workspace import Workspace
from sandbox.wire import JsonObject

SUBSCRIPTIONS = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def event_id() -> str:
    return "Ev" + "".join(secrets.choice(CROCKFORD) for _ in range(9))


def envelope(event: JsonObject, **fields: Any) -> JsonObject:  # noqa: ANN401 - any field of the envelope
    """The outer object of an event. `fields` replace its own."""
    return {
        "token": "sandbox-verification-token",
        "team_id": TEAM_ID,
        "context_team_id": TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": event_id(),
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM_ID,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{secrets.token_urlsafe(24)}",
        **fields,
    }


def message_event(space: Workspace, message: Message) -> JsonObject:
    room = space.rooms[message.channel]
    shape = shapes.message(message, space.settings.bot_name)
    if message.is_reply:
        parent = room.messages.get(message.thread_ts or "")
        shape["parent_user_id"] = parent.user if parent else message.user
    return {
        **shape,
        "channel": room.id,
        "event_ts": message.ts,
        "channel_type": room.channel_type,
    }


def heard(space: Workspace, channel: str) -> bool:
    """Whether the bot is told of messages there."""
    room = space.rooms[channel]
    return SUBSCRIPTIONS[room.channel_type] in space.settings.events and BOT_USER in room.members


def echo_posted(space: Workspace, message: Message) -> None:
    _echo(space, message.channel, message_event(space, message))


def echo_changed(space: Workspace, message: Message, before: JsonObject) -> None:
    _echo_subtype(
        space,
        message.channel,
        "message_changed",
        message=shapes.message(message, space.settings.bot_name),
        previous_message=before,
    )


def echo_deleted(space: Workspace, message: Message) -> None:
    before = shapes.message(message, space.settings.bot_name)
    _echo_subtype(space, message.channel, "message_deleted", deleted_ts=message.ts, previous_message=before)


def user_changed(member: Member) -> JsonObject:
    shape = shapes.member(member, locale=True)
    return {"type": "user_change", "user": shape, "cache_ts": member.updated, "event_ts": f"{time.time():.6f}"}


def _echo_subtype(space: Workspace, channel: str, subtype: str, **parts: object) -> None:
    room = space.rooms[channel]
    ts = space.ts()
    fixed = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel}
    _echo(space, channel, {**fixed, **parts, "channel_type": room.channel_type, "ts": ts, "event_ts": ts})


def _echo(space: Workspace, channel: str, event: JsonObject) -> None:
    if space.settings.echo and heard(space, channel):
        space.courier.later(outbound.event(space, envelope(event)))
