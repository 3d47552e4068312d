"""The state of a form's fields: what stands in them at first, what was typed, what the client itself refuses."""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.wire import JsonObject

VALUE_OF = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
"""Element type → the property of its state, and the property of its initial value."""

FORMATS = {
    "email_text_input": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "Enter a valid email address."),
    "url_text_input": (re.compile(r"https?://\S+"), "Enter a valid URL."),
    "number_input": (re.compile(r"[+-]?\d+(\.\d+)?"), "Enter a valid number."),
}
MOST_FILES = 10
Values = dict[str, dict[str, JsonObject]]


def elements(blocks: list[JsonObject]) -> Iterator[tuple[JsonObject, JsonObject]]:
    """Every element a person can touch, with its block."""
    for block in blocks:
        for element in [block.get("element"), block.get("accessory"), *block.get("elements", [])]:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def state_of(blocks: list[JsonObject], typed: Values) -> Values:
    """`state.values`: initial values, and over them what was typed."""
    values: Values = {}
    for block, element in elements(blocks):
        if element["type"] in VALUE_OF:
            given = typed.get(block["block_id"], {}).get(element["action_id"])
            values.setdefault(block["block_id"], {})[element["action_id"]] = _state(element, given)
    return values


def _state(element: JsonObject, typed: JsonObject | None) -> JsonObject:
    name, initial = VALUE_OF[element["type"]]
    empty: Any = [] if name.endswith("s") and name != "selected_options" else None
    value = element.get(initial, [] if name == "selected_options" else empty)
    if typed is not None and name in typed:
        value = chosen(element, typed[name])
    return {"type": element["type"], name: value}


def chosen(element: JsonObject, value: Any) -> Any:  # noqa: ANN401 - any state
    """Options may be named by their value alone; the whole option is what Slack sends."""
    if isinstance(value, list):
        return [chosen(element, one) for one in value]
    offered = options_of(element)
    if isinstance(value, str) and offered:
        return next((one for one in offered if one["value"] == value), value)
    return value


def options_of(element: JsonObject) -> list[JsonObject]:
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def _file_error(element: JsonObject, files: list[JsonObject]) -> str | None:
    """Of Slack's client: how many, and of which types."""
    most, types = element.get("max_files", MOST_FILES), element.get("filetypes")
    if len(files) > most:
        return f"Please choose no more than {most} files."
    if types and any(one["filetype"] not in types for one in files):
        return f"Please choose files of these types: {', '.join(types)}."
    return None


def client_errors(blocks: list[JsonObject], values: Values) -> dict[str, str]:
    """What Slack's client says before it sends anything: block id → sentence."""
    errors: dict[str, str] = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        value = values[block["block_id"]][element["action_id"]][VALUE_OF[element["type"]][0]]
        if error := _error(block, element, value):
            errors[block["block_id"]] = error
    return errors


def _error(block: JsonObject, element: JsonObject, value: Any) -> str | None:  # noqa: ANN401 - any state
    if value in (None, "", []):
        return None if block.get("optional") else "Please complete this required field."
    if element["type"] == "file_input":
        return _file_error(element, value)
    if not isinstance(value, str):
        return None
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Please enter no more than {element.get('max_length', 3000)} characters."
    pattern, sentence = FORMATS.get(element["type"], (None, ""))
    return sentence if pattern is not None and not pattern.fullmatch(value) else None
