"""The payloads of clicks, forms, shortcuts and option lists, complete as Slack sends them."""

import time

from sandbox.slack import shapes
from sandbox.slack.forms import VALUE_OF
from sandbox.slack.records import APP_ID, TEAM_ID, Conversation, Member, Message, OpenView
from sandbox.slack.workspace import Workspace
from sandbox.wire import JsonObject

CARRIED = ("text", "value", "style", "placeholder", "url")


def common(space: Workspace, kind: str, user: Member) -> JsonObject:
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": APP_ID,
        "token": "sandbox-verification-token",
        "team": {"id": TEAM_ID, "domain": space.settings.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def in_view(view: OpenView) -> JsonObject:
    return {"container": {"type": "view", "view_id": view.id}, "view": view.body}


def in_message(space: Workspace, room: Conversation, message: Message) -> JsonObject:
    """An ephemeral message is not in the payload itself: only its container is, as on Slack."""
    container: JsonObject = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": room.id,
        "is_ephemeral": message.seen_by is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload: JsonObject = {"container": container, "channel": channel(room)}
    if message.seen_by is None:
        payload["message"] = shapes.threaded(message, room, space.settings.bot_name, metadata=True)
    return payload


def channel(room: Conversation) -> JsonObject:
    name = "directmessage" if room.is_im else "privategroup" if room.private else room.name
    return {"id": room.id, "name": name}


def action(block: JsonObject, element: JsonObject, state: JsonObject | None) -> JsonObject:
    """One entry of `actions`: the element's own properties and what was chosen."""
    kind = element["type"]
    shape: JsonObject = {"type": kind, "action_id": element["action_id"], "block_id": block["block_id"]}
    shape |= {name: element[name] for name in CARRIED if name in element}
    shape |= {name: value for name, value in (state or {}).items() if name != "type"}
    initial = VALUE_OF.get(kind, ("", ""))[1]
    if initial in element:
        shape[initial] = element[initial]
    return {**shape, "action_ts": f"{time.time():.6f}"}
