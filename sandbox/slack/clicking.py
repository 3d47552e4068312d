"""What a person presses: buttons, lists and pickers, and the lists that ask the bot for their options."""

from typing import Any

import orjson

from sandbox.courier import Delivery
from sandbox.shape import array, record
from sandbox.slack import outbound, payloads, uploads
from sandbox.slack.checks import placed
from sandbox.slack.forms import VALUE_OF, chosen, elements, options_of, state_of
from sandbox.slack.objects import OPTION, OPTION_GROUP
from sandbox.slack.visit import Visit, outcome
from sandbox.visits import Lost
from sandbox.wire import JsonObject

OPTIONS = record({}, {"options": array(OPTION, 0, 100), "option_groups": array(OPTION_GROUP, 0, 100)})
SUGGESTIONS_KEPT = 1_000
Place = tuple[JsonObject, list[JsonObject]]


async def click(visit: Visit) -> JsonObject:
    place, blocks = _place(visit)
    block, element = _element(visit, blocks)
    state = _choice(visit, element)
    payload = payloads.common(visit.space, "block_actions", visit.user) | place
    payload["trigger_id"] = visit.space.tickets.trigger(visit.user.id)
    payload["actions"] = [payloads.action(block, element, state)]
    typed = _typed(visit, place, block, element, state)
    uploads.in_form(visit, blocks, typed)
    values = state_of(blocks, typed)
    if "view" in place:
        place["view"]["state"] = {"values": values}
    else:
        payload["state"] = {"values": values}
        payload["response_url"] = _response_url(visit, place)
    return outcome(await outbound.interaction(visit.space, payload))


async def suggest(visit: Visit) -> JsonObject:
    place, blocks = _place(visit) if {"view_id", "ts"} & visit.body.keys() else _any_place(visit)
    block, element = _element(visit, blocks)
    payload = payloads.common(visit.space, "block_suggestion", visit.user) | place
    payload |= {"action_id": element["action_id"], "block_id": block["block_id"], "value": visit.text("value", "")}
    delivery = await outbound.interaction(visit.space, payload)
    return outcome(delivery) | _offered(visit, element, delivery)


def _place(visit: Visit) -> Place:
    """Where the element stands: what the payload says of it, and its blocks."""
    if "view_id" in visit.body:
        view = visit.view()
        return payloads.in_view(view), view.body["blocks"]
    room = visit.room()
    message = visit.message(room)
    attached = [block for one in message.attachments for block in one.get("blocks", [])]
    return payloads.in_message(visit.space, room, message), [*message.blocks, *attached]


def _any_place(visit: Visit) -> Place:
    """A list with that action id on the user's top modal or home."""
    stack = visit.space.modals.get(visit.user.id, [])
    home = visit.space.homes.get(visit.user.id)
    for view in [*reversed(stack), *([home] if home else [])]:
        if any(element["action_id"] == visit.text("action_id") for _, element in elements(view.body["blocks"])):
            return payloads.in_view(view), view.body["blocks"]
    raise Lost(f"no such action: {visit.text('action_id')}")


def _element(visit: Visit, blocks: list[JsonObject]) -> tuple[JsonObject, JsonObject]:
    action_id, block_id = visit.text("action_id"), visit.body.get("block_id")
    for block, element in elements(blocks):
        if element["action_id"] == action_id and block_id in (None, block["block_id"]):
            return block, element
    raise Lost(f"no such action: {action_id}")


def _choice(visit: Visit, element: JsonObject) -> JsonObject | None:
    """The state after the press; None for a button."""
    kind = element["type"]
    if kind in ("button", "workflow_button"):
        return None
    name = VALUE_OF[kind][0] if kind in VALUE_OF else "selected_option"
    wanted = visit.body.get(name, visit.body.get("value"))
    value = _known_option(visit, element, wanted) if "option" in name else wanted
    return {"type": kind, name: value}


def _known_option(visit: Visit, element: JsonObject, wanted: Any) -> Any:  # noqa: ANN401 - option or list of them
    """A person can only choose what is on offer."""
    offers = {"options": options_of(element) or visit.space.suggested.get((visit.user.id, element["action_id"]), [])}
    value = chosen(offers, wanted)
    picked = value if isinstance(value, list) else [value]
    if any(not isinstance(one, dict) or (offers["options"] and one not in offers["options"]) for one in picked):
        raise Lost(f"no such option: {wanted}", 400)
    return value


def _typed(
    visit: Visit, place: JsonObject, block: JsonObject, element: JsonObject, state: JsonObject | None
) -> dict[str, dict[str, JsonObject]]:
    """What stands in the fields: as it was, as the caller says, and the choice just made."""
    before = place["view"]["state"]["values"] if "view" in place else {}
    typed = {block_id: dict(fields) for block_id, fields in before.items()}
    for block_id, fields in visit.body.get("values", {}).items():
        typed.setdefault(block_id, {}).update(fields)
    if state is not None:
        typed.setdefault(block["block_id"], {})[element["action_id"]] = state
    return typed


def _response_url(visit: Visit, place: JsonObject) -> str:
    container = place["container"]
    ticket = visit.space.tickets.response(
        container["channel_id"], visit.user.id, container["message_ts"], container.get("thread_ts")
    )
    return visit.space.response_url(visit.origin, ticket)


def _offered(visit: Visit, element: JsonObject, delivery: Delivery) -> JsonObject:
    """The bot's options, or `error` when Slack would show none of them."""
    nothing: JsonObject = {"options": [], "option_groups": []}
    if not delivery.accepted:
        return nothing
    try:
        offered = orjson.loads(delivery.body or b"{}")
    except orjson.JSONDecodeError:
        return nothing | {"error": "invalid_options: not JSON"}
    if faults := list(OPTIONS(offered, ())):
        return nothing | {"error": f"invalid_options: {placed(faults[0])}"}
    answer: JsonObject = nothing | offered
    suggested = visit.space.suggested
    suggested[visit.user.id, element["action_id"]] = options_of(answer)
    if len(suggested) > SUGGESTIONS_KEPT:
        suggested.popitem(last=False)
    return answer
