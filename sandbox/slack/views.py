"""views.*: modals and the home tab."""

import secrets
import time
from typing import Any

import orjson

from sandbox.shape import Fault
from sandbox.slack.arguments import Arguments, Refused, refuse_arguments
from sandbox.slack.checks import placed, view_faults
from sandbox.slack.fill import filled
from sandbox.slack.forms import state_of
from sandbox.slack.limits import VIEW_BYTES
from sandbox.slack.pictures import picture_faults
from sandbox.slack.records import APP_ID, BOT_ID, TEAM_ID, OpenView
from sandbox.slack.workspace import Workspace
from sandbox.wire import JsonObject

DEEPEST = 3


def open_modal(space: Workspace, given: Arguments) -> JsonObject:
    """A new stack: what stood open before gives way to it."""
    wanted = _wanted(space, given, "modal")
    user = _exchanged(space, given)
    space.modals[user] = []
    return {"view": stack(space, user, wanted).body}


def push(space: Workspace, given: Arguments) -> JsonObject:
    wanted = _wanted(space, given, "modal")
    trigger_owner = space.tickets.owner(given.text("trigger_id"))
    if trigger_owner and len(space.modals.get(trigger_owner, [])) >= DEEPEST:
        raise Refused("push_limit_reached")
    return {"view": stack(space, _exchanged(space, given), wanted).body}


def update(space: Workspace, given: Arguments) -> JsonObject:
    view = _addressed(space, given)
    wanted = _wanted(space, given, str(view.body["type"]))
    _check_hash(given, view)
    replace(space, view, wanted)
    return {"view": view.body}


def publish(space: Workspace, given: Arguments) -> JsonObject:
    user = given.needed("user_id")
    wanted = _wanted(space, given, "home")
    if user not in space.members:
        refuse_arguments("invalid `user_id` [json-pointer:/user_id]")
    home = space.homes.get(user)
    if home is None:
        home = space.homes[user] = OpenView(user, _fresh(space, wanted))
    else:
        _check_hash(given, home)
    replace(space, home, wanted)
    return {"view": home.body}


def stack(space: Workspace, user: str, wanted: JsonObject) -> OpenView:
    """Puts a modal on top of what `user` has open."""
    external_id = wanted.get("external_id")
    if external_id and any(view.body["external_id"] == external_id for view in _everywhere(space)):
        raise Refused("duplicate_external_id")
    below = space.modals.setdefault(user, [])
    view = OpenView(user, _fresh(space, wanted))
    view.body["previous_view_id"] = below[-1].id if below else None
    view.body["root_view_id"] = below[0].id if below else view.id
    below.append(view)
    space.stream.publish("slack", user)
    return view


def replace(space: Workspace, view: OpenView, wanted: JsonObject) -> None:
    """The same view with new content; what was typed into fields with the same ids stays."""
    kept = {name: view.body[name] for name in ("id", "root_view_id", "previous_view_id")}
    typed = view.body["state"]["values"]
    view.body = {**_fresh(space, wanted), **kept}
    view.body["state"] = {"values": state_of(view.body["blocks"], typed)}
    space.stream.publish("slack", view.user)


def refusal(space: Workspace, view: object, kind: str) -> list[str]:
    """What Slack would say against that view, as in `response_metadata.messages`; empty when it is good."""
    faults: list[Fault] = view_faults(view, [kind])
    if not faults and isinstance(view, dict):
        faults = picture_faults(space, view["blocks"], ("view", "blocks"))
    lines = [placed(fault) for fault in faults]
    if any(fault.kind in ("missing", "extra") and fault.path == ("view",) for fault in faults):
        lines.insert(0, "failed to match all allowed schemas [json-pointer:/view]")
    return [f"[ERROR] {line}" for line in lines]


def _wanted(space: Workspace, given: Arguments, kind: str) -> JsonObject:
    view: Any = given.json("view")
    if view is None:
        refuse_arguments("missing required field: view")
    if messages := refusal(space, view, kind):
        raise Refused("invalid_arguments", response_metadata={"messages": messages})
    if len(orjson.dumps(view)) > VIEW_BYTES:
        raise Refused("view_too_large")
    wanted: JsonObject = view
    return wanted


def _exchanged(space: Workspace, given: Arguments) -> str:
    trigger_id = given.needed("trigger_id")
    if (error := space.tickets.exchange(trigger_id)) is not None:
        raise Refused(error)
    return space.tickets.owner(trigger_id)


def _addressed(space: Workspace, given: Arguments) -> OpenView:
    view_id, external_id = given.text("view_id"), given.text("external_id")
    if view_id and external_id:
        refuse_arguments("Cannot provide both `view_id` and `external_id`")
    if not (view_id or external_id):
        refuse_arguments("missing required field: view_id")
    for view in _everywhere(space):
        if view.id == view_id or (external_id and view.body["external_id"] == external_id):
            return view
    raise Refused("not_found")


def _everywhere(space: Workspace) -> list[OpenView]:
    return [view for open_views in space.modals.values() for view in open_views] + list(space.homes.values())


def _check_hash(given: Arguments, view: OpenView) -> None:
    if (expected := given.text("hash")) and expected != view.body["hash"]:
        raise Refused("hash_conflict")


def _fresh(space: Workspace, wanted: JsonObject) -> JsonObject:
    blocks = filled(wanted["blocks"])
    view_id = space.new_id("V")
    return {
        "id": view_id,
        "team_id": TEAM_ID,
        "type": wanted["type"],
        "blocks": blocks,
        "private_metadata": wanted.get("private_metadata", ""),
        "callback_id": wanted.get("callback_id", ""),
        "state": {"values": state_of(blocks, {})},
        "hash": f"{time.time():.0f}.{secrets.token_urlsafe(6)}",
        "title": wanted.get("title"),
        "clear_on_close": wanted.get("clear_on_close", False),
        "notify_on_close": wanted.get("notify_on_close", False),
        "close": wanted.get("close"),
        "submit": wanted.get("submit"),
        "previous_view_id": None,
        "root_view_id": view_id,
        "app_id": APP_ID,
        "external_id": wanted.get("external_id", ""),
        "app_installed_team_id": TEAM_ID,
        "bot_id": BOT_ID,
    }
