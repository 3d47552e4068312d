"""The bricks of Block Kit, within Slack's limits. Everything a person typed goes through `escape`."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

Block = dict[str, Any]

# What a notification shows; chat.update refuses longer ones.
TEXT = 4000
SECTION = 3000
BUTTON = 75
HEADER = 150
VALUE = 2000


def escape(text: str) -> str:
    """Slack's three control characters; without this a customer could mention the whole channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def header(text: str) -> Block:
    return {"type": "header", "text": {"type": "plain_text", "text": cut(text, HEADER), "emoji": True}}


def section(mrkdwn: str, *, accessory: Block | None = None) -> Block:
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": cut(mrkdwn, SECTION)}}
    return block | ({"accessory": accessory} if accessory else {})


def fields(*mrkdwn: str) -> Block:
    return {"type": "section", "fields": [{"type": "mrkdwn", "text": cut(text, 2000)} for text in mrkdwn[:10]]}


def context(*mrkdwn: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(text, 2000)} for text in mrkdwn[:10]]}


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements[:25])}


def button(text: str, action: str, value: str, *, style: str | None = None, confirm: Block | None = None) -> Block:
    """`action` is a key of the route table; `value` comes back when it is pressed."""
    block: Block = {
        "type": "button",
        "text": {"type": "plain_text", "text": cut(text, BUTTON), "emoji": True},
        "action_id": action,
        "value": value[:VALUE],
    }
    return block | ({"style": style} if style else {}) | ({"confirm": confirm} if confirm else {})


def link(text: str, url: str, action: str) -> Block:
    """A button that opens a page; Slack still sends us the click, which `action` names."""
    return button(text, action, "open") | {"url": url}


def option(text: str, value: str) -> Block:
    return {"text": {"type": "plain_text", "text": cut(text, BUTTON)}, "value": value[:150]}


def select(action: str, placeholder: str, options: Sequence[Block], chosen: str | None = None) -> Block:
    block: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": {"type": "plain_text", "text": cut(placeholder, 150)},
        "options": list(options[:100]),
    }
    initial = next((each for each in options if each["value"] == chosen), None)
    return block | ({"initial_option": initial} if initial else {})


def words(action: str, *, initial: str = "", multiline: bool = False, most: int = 3000) -> Block:
    """A text field."""
    block: Block = {"type": "plain_text_input", "action_id": action, "multiline": multiline, "max_length": most}
    return block | ({"initial_value": initial} if initial else {})


def field(block_id: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """An input of a form; `block_id` is the key in Heard.state."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": {"type": "plain_text", "text": cut(label, 2000)},
        "element": element,
        "optional": optional,
    }
    return block | ({"hint": {"type": "plain_text", "text": cut(hint, 2000)}} if hint else {})


def modal(callback: str, title: str, submit: str, close: str, blocks: Sequence[Block], **more: Any) -> Block:  # noqa: ANN401
    """A form; `callback` is a key of the route table, `private_metadata` travels with it."""
    plain: Mapping[str, Any] = {"type": "plain_text"}
    return {
        "type": "modal",
        "callback_id": callback,
        "title": {**plain, "text": cut(title, 24)},
        "submit": {**plain, "text": cut(submit, 24)},
        "close": {**plain, "text": cut(close, 24)},
        "blocks": list(blocks[:100]),
        **more,
    }


def several(action: str, placeholder: str, options: Sequence[Block], chosen: Sequence[str] = ()) -> Block:
    """A list of which any number may be chosen; Heard.state holds the values joined by commas."""
    block: Block = {
        "type": "multi_static_select",
        "action_id": action,
        "placeholder": {"type": "plain_text", "text": cut(placeholder, 150)},
        "options": list(options[:100]),
    }
    initial = [each for each in options[:100] if each["value"] in chosen]
    return block | ({"initial_options": initial} if initial else {})


def ticks(action: str, options: Sequence[Block], chosen: Sequence[str] = ()) -> Block:
    """Boxes to tick; Heard.state holds the ticked values joined by commas."""
    initial = [each for each in options[:10] if each["value"] in chosen]
    block: Block = {"type": "checkboxes", "action_id": action, "options": list(options[:10])}
    return block | ({"initial_options": initial} if initial else {})


def typeahead(action: str, placeholder: str, chosen: Block | None = None) -> Block:
    """A list that asks us as the person types; `action` is a key of the route table OPTIONS."""
    block: Block = {
        "type": "external_select",
        "action_id": action,
        "placeholder": {"type": "plain_text", "text": cut(placeholder, 150)},
        "min_query_length": 1,
    }
    return block | ({"initial_option": chosen} if chosen else {})


def several_typeahead(action: str, placeholder: str, most: int, chosen: Sequence[Block] = ()) -> Block:
    """As `typeahead`, of which several may be chosen; Heard.state holds the values joined by commas."""
    block: Block = {
        "type": "multi_external_select",
        "action_id": action,
        "placeholder": {"type": "plain_text", "text": cut(placeholder, 150)},
        "min_query_length": 1,
        "max_selected_items": most,
    }
    return block | ({"initial_options": list(chosen[:most])} if chosen else {})


def colleagues(action: str, most: int, chosen: Sequence[str] = ()) -> Block:
    """Several people of the workspace, by Slack id."""
    block: Block = {"type": "multi_users_select", "action_id": action, "max_selected_items": most}
    return block | ({"initial_users": list(chosen[:most])} if chosen else {})


def day(action: str, chosen: date | None = None) -> Block:
    block: Block = {"type": "datepicker", "action_id": action}
    return block | ({"initial_date": chosen.isoformat()} if chosen else {})


def clock(action: str, chosen: time | None = None) -> Block:
    block: Block = {"type": "timepicker", "action_id": action}
    return block | ({"initial_time": f"{chosen:%H:%M}"} if chosen else {})


def person(action: str, chosen: str | None = None) -> Block:
    """Somebody of the workspace, by Slack id."""
    block: Block = {"type": "users_select", "action_id": action}
    return block | ({"initial_user": chosen} if chosen else {})


def colleague(action: str, chosen: str | None = None) -> Block:
    """As `person`, but who was chosen can be taken away again: the other picker has no way back to nobody."""
    block: Block = {"type": "multi_users_select", "action_id": action, "max_selected_items": 1}
    return block | ({"initial_users": [chosen]} if chosen else {})


def channel(action: str, chosen: str | None = None) -> Block:
    """A channel of the workspace, public or private, by id; it can be taken away again, as in `colleague`."""
    kinds = {"include": ["public", "private"], "exclude_bot_users": True}
    block: Block = {
        "type": "multi_conversations_select",
        "action_id": action,
        "max_selected_items": 1,
        "filter": kinds,
    }
    return block | ({"initial_conversations": [chosen]} if chosen else {})


def home(blocks: Sequence[Block], **more: Any) -> Block:  # noqa: ANN401
    """The home page; `private_metadata` among `more` comes back with every press on it."""
    return {"type": "home", "blocks": list(blocks[:100]), **more}


def sheet(title: str, close: str, blocks: Sequence[Block], **more: Any) -> Block:  # noqa: ANN401
    """A modal that only shows: nothing to send. Its `private_metadata` comes back with every press on it."""
    plain: Mapping[str, Any] = {"type": "plain_text"}
    return {
        "type": "modal",
        "title": {**plain, "text": cut(title, 24)},
        "close": {**plain, "text": cut(close, 24)},
        "blocks": list(blocks[:100]),
        **more,
    }
