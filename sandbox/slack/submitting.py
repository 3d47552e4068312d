"""What a person does with a form: sends it or closes it."""

from typing import Any

import orjson

from sandbox.courier import Delivery
from sandbox.slack import outbound, payloads, uploads, views
from sandbox.slack.forms import client_errors, state_of
from sandbox.slack.records import OpenView
from sandbox.slack.visit import Visit, outcome
from sandbox.visits import Lost
from sandbox.wire import JsonObject


async def submit(visit: Visit) -> JsonObject:
    view = visit.view()
    if view.body["type"] != "modal":
        raise Lost("a home tab cannot be submitted", 400)
    values = _values(visit, view)
    if errors := client_errors(view.body["blocks"], values):
        return {"status": 0, "ms": 0, "errors": errors, "error": None}
    view.body["state"] = {"values": values}
    payload = payloads.common(visit.space, "view_submission", visit.user)
    payload |= {"trigger_id": visit.space.tickets.trigger(visit.user.id), "view": view.body, "response_urls": []}
    delivery = await outbound.interaction(visit.space, payload)
    if not delivery.accepted:
        return outcome(delivery, errors=None) | {"error": delivery.error or f"http_{delivery.status}"}
    return outcome(delivery) | _react(visit, view, delivery)


async def close(visit: Visit) -> JsonObject:
    """One modal, or the whole stack; the bot hears of it where it asked to."""
    view = visit.view()
    stack = visit.space.modals.get(visit.user.id, [])
    everything = bool(visit.body.get("all"))
    going = list(stack) if everything else [view]
    for one in going:
        stack.remove(one)
    visit.space.stream.publish("slack", visit.user.id)
    delivery = Delivery(200, b"", {}, 0)
    for one in reversed(going):
        if one.body["notify_on_close"]:
            payload = payloads.common(visit.space, "view_closed", visit.user)
            payload |= {"view": one.body, "is_cleared": everything}
            delivery = await outbound.interaction(visit.space, payload)
    return outcome(delivery)


def _values(visit: Visit, view: OpenView) -> dict[str, dict[str, JsonObject]]:
    typed = {block: dict(fields) for block, fields in view.body["state"]["values"].items()}
    for block, fields in visit.body.get("values", {}).items():
        if block not in {one["block_id"] for one in view.body["blocks"]}:
            raise Lost(f"no such block: {block}", 400)
        typed.setdefault(block, {}).update(fields)
    uploads.in_form(visit, view.body["blocks"], typed)
    return state_of(view.body["blocks"], typed)


def _react(visit: Visit, view: OpenView, delivery: Delivery) -> JsonObject:
    """Does what the bot's acknowledgement asks for."""
    answer = _parsed(delivery)
    if answer is None:
        return {"errors": None, "error": "invalid_response: not JSON"}
    action = answer.get("response_action")
    if action == "errors":
        return _show_errors(view, answer.get("errors"))
    if action in ("update", "push"):
        return _show_view(visit, view, action, answer.get("view"))
    stack = visit.space.modals.get(visit.user.id, [])
    if action == "clear":
        stack.clear()
    elif action is not None:
        return {"errors": None, "error": f"invalid_response: unknown response_action {action}"}
    elif view in stack:
        stack.remove(view)
    visit.space.stream.publish("slack", visit.user.id)
    return {"errors": None}


def _parsed(delivery: Delivery) -> JsonObject | None:
    if not delivery.body.strip():
        return {}
    try:
        answer = orjson.loads(delivery.body)
    except orjson.JSONDecodeError:
        return None
    return answer if isinstance(answer, dict) else None


def _show_errors(view: OpenView, errors: Any) -> JsonObject:  # noqa: ANN401 - whatever the bot answered
    """Slack accepts errors for input blocks only."""
    inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not errors.keys() <= inputs:
        return {"errors": None, "error": "invalid_response: errors must name input blocks of the view"}
    return {"errors": errors}


def _show_view(visit: Visit, view: OpenView, action: str, wanted: Any) -> JsonObject:  # noqa: ANN401 - as above
    if refusal := views.refusal(visit.space, wanted, "modal"):
        return {"errors": None, "error": f"invalid_view: {refusal[0]}"}
    stack = visit.space.modals.setdefault(visit.user.id, [])
    if action == "update":
        views.replace(visit.space, view, wanted)
    elif len(stack) >= views.DEEPEST:
        return {"errors": None, "error": "invalid_view: push_limit_reached"}
    else:
        views.stack(visit.space, visit.user.id, wanted)
    return {"errors": None}
