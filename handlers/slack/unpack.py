"""Slack's payloads as `Heard`: what was done, by whom, to what; and the name under which it may count only once."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from crm.house import House
from handlers.slack.heard import Heard, state_values

Payload = Mapping[str, Any]

COMMAND = "command"
EVENT = "event_callback"
PRESS = "block_actions"
SUBMIT = "view_submission"
CLOSE = "view_closed"
SUGGEST = "block_suggestion"
ON_A_MESSAGE = "message_action"
# Not a mention (@, #, !): those name somebody by id and are nobody's typing.
_LINK = re.compile(r"<(?:mailto:|tel:)?(?P<target>[^<>|@#!][^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
# Commands that do something with the people whom they mention.
_NAMING = frozenset({"/handover"})

KINDS = frozenset({COMMAND, EVENT, PRESS, SUBMIT, CLOSE, SUGGEST, "shortcut", ON_A_MESSAGE})


def kind_of(payload: Payload) -> str:
    """The payload's type; slash commands have none, so they are told by their field."""
    return COMMAND if "command" in payload else str(payload.get("type", ""))


def name_of(payload: Payload) -> str:
    """What the route tables call it. An action id may carry a suffix (`log.pick:12`), which is not part of the name."""
    kind = kind_of(payload)
    if kind == COMMAND:
        return str(payload["command"])
    if kind == PRESS:
        return str(_action(payload).get("action_id", "")).partition(":")[0]
    if kind in {SUBMIT, CLOSE}:
        return str(_dict(payload, "view").get("callback_id", ""))
    if kind == EVENT:
        return str(_dict(payload, "event").get("type", ""))
    return str(payload.get("action_id") or payload.get("callback_id") or "").partition(":")[0]


def user_of(payload: Payload) -> str:
    """The Slack id of whoever acted; empty when nobody did."""
    event = _dict(payload, "event")
    user = event.get("user") or payload.get("user") or payload.get("user_id") or ""
    return str(user.get("id", "")) if isinstance(user, Mapping) else str(user)


def people_in(payload: Payload) -> list[str]:
    """The Slack ids of whoever acted and of those they chose in a form or named in a command: all of them must be known
    before we begin.
    """
    values = _dict(_dict(payload, "view"), "state").get("values")
    fields = [field for block in values.values() for field in block.values()] if isinstance(values, Mapping) else []
    chosen = [
        str(user or "")
        for field in fields
        for user in (field.get("selected_user"), *(field.get("selected_users") or ()))
    ]
    named = _MENTION.findall(str(payload.get("text") or "")) if payload.get("command") in _NAMING else []
    return list(dict.fromkeys(user for user in (user_of(payload), *chosen, *named) if user))


def dedupe(payload: Payload, *, again: bool) -> str:
    """The name under which this counts once: the thing that was pressed, because a double click has two triggers.

    `again`: it may be pressed any number of times (it only shows something), so each press has a name of its own.
    """
    return f"slack:{_thing(payload, again=again)}"[:255]


def _thing(payload: Payload, *, again: bool) -> str:
    kind, view = kind_of(payload), _dict(payload, "view")
    if kind == EVENT:
        return str(payload.get("event_id") or sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest())
    if kind == PRESS and not again:
        action, container = _action(payload), _dict(payload, "container")
        place = container.get("message_ts") or _drawing(view) or payload.get("trigger_id")
        channel = _dict(payload, "channel").get("id", "")
        return f"press:{channel}:{place}:{action.get('action_id')}:{_value(action)}"
    if kind in {SUBMIT, CLOSE}:
        return f"{kind}:{view.get('id')}:{view.get('hash')}"
    return f"{kind}:{payload.get('trigger_id')}:{_action(payload).get('action_ts', '')}"


def _drawing(view: Payload) -> str:
    """The page or form as it was drawn: a home page keeps its id for years, and drawn anew its buttons are new ones."""
    return f"{view['id']}:{view.get('hash', '')}" if view.get("id") else ""


def kept(payload: Payload) -> Payload:
    """What is stored of an act: on a home page everything but the page, which is long, full of names, and ours."""
    view = _dict(payload, "view")
    if view.get("type") != "home":
        return payload
    return {**payload, "view": {name: value for name, value in view.items() if name != "blocks"}}


def unpack(payload: Payload, *, seq: int, language: str, house: House) -> Heard:
    """Everything a handler may want, by its plain name."""
    kind, event, view = kind_of(payload), _dict(payload, "event"), _dict(payload, "view")
    action, message = _action(payload), _dict(payload, "message")
    return Heard(
        kind=kind,
        name=name_of(payload),
        user=user_of(payload),
        seq=seq,
        team=str(payload.get("team_id") or _dict(payload, "team").get("id") or ""),
        app=str(payload.get("api_app_id") or ""),
        text=_typed(event.get("text") or payload.get("text") or _said(message)),
        channel=str(event.get("channel") or payload.get("channel_id") or _dict(payload, "channel").get("id") or ""),
        value=_value(action) if action else str(payload.get("value") or ""),
        trigger=str(payload.get("trigger_id") or ""),
        response_url=str(payload.get("response_url") or ""),
        message_ts=str(_dict(payload, "container").get("message_ts") or event.get("ts") or message.get("ts") or ""),
        view=view,
        state={key: _storable(value) for key, value in state_values(view).items()},
        event=event,
        language=language,
        house=house,
    )


def _said(message: Payload) -> str:
    """The message, and before it what it answers where Slack tells that."""
    parts = (_dict(message, "root").get("text"), message.get("text"))
    return "\n".join(str(part) for part in parts if part)


def _action(payload: Payload) -> Payload:
    actions = payload.get("actions")
    return actions[0] if isinstance(actions, list) and actions and isinstance(actions[0], Mapping) else {}


def _value(action: Payload) -> str:
    option = action.get("selected_option")
    chosen = option.get("value") if isinstance(option, Mapping) else None
    return str(action.get("value") or chosen or action.get("selected_user") or action.get("selected_date") or "")


def _dict(payload: Payload, key: str) -> Payload:
    value = payload.get(key)
    return value if isinstance(value, Mapping) else {}


def _typed(text: object) -> str:
    """As it was typed: Slack escapes &, < and >, and makes links of addresses and telephone numbers."""
    plain = _LINK.sub(lambda link: link["label"] or link["target"], _storable(text))
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _storable(text: object) -> str:
    """NUL cannot be stored in PostgreSQL."""
    return str(text).replace("\x00", "")
