"""Limits of Block Kit's elements. Source: docs.slack.dev/reference/block-kit/block-elements."""

from collections.abc import Iterator
from typing import Any

from sandbox.shape import Check, Fault, Path, anything, array, choice, flag, record, string, whole
from sandbox.slack.objects import (
    CONFIRM,
    DISPATCH,
    ID,
    OPTION,
    OPTION_GROUP,
    RICH_OPTION,
    SLACK_FILE,
    URL,
    one_of,
    plain,
)

DATE = string(pattern=r"\d{4}-\d{2}-\d{2}", said="invalid date, must be YYYY-MM-DD")
TIME = string(pattern=r"([01]\d|2[0-3]):[0-5]\d", said="invalid time, must be HH:mm")


def _interactive(required: dict[str, Check], optional: dict[str, Check], *rules: Any) -> Check:  # noqa: ANN401 - Rule
    common = {"action_id": ID, "confirm": CONFIRM}
    return record({"type": anything, **required}, {**common, **optional}, *rules)


def _field(required: dict[str, Check], optional: dict[str, Check], *rules: Any) -> Check:  # noqa: ANN401 - Rule
    """An element that can stand in an input block."""
    return _interactive(required, {"placeholder": plain(150), "focus_on_load": flag, **optional}, *rules)


def _initial_is_offered(value: dict[str, Any], path: Path) -> Iterator[Fault]:
    """Slack refuses an initial option that differs from the offered ones in any property."""
    groups = [group for group in _listed(value, "option_groups") if isinstance(group, dict)]
    offered = [*_listed(value, "options"), *(one for group in groups for one in _listed(group, "options"))]
    initial = value.get("initial_options", [value["initial_option"]] if "initial_option" in value else [])
    if isinstance(initial, list) and any(one not in offered for one in initial):
        name = "initial_options" if "initial_options" in value else "initial_option"
        yield Fault((*path, name), "said", f"{name} must exactly match options or option_groups")


def _listed(value: dict[str, Any], name: str) -> list[Any]:
    """Empty for anything that is no list: its own check has said so."""
    found = value.get(name)
    return found if isinstance(found, list) else []


def _static_select(**initial: Check) -> Check:
    offers = {"options": array(OPTION, 1, 100), "option_groups": array(OPTION_GROUP, 1, 100)}
    return _field({}, {**offers, **initial}, one_of("options", "option_groups"), _initial_is_offered)


def _text_input(**more: Check) -> Check:
    return _field({}, {"initial_value": string(3000), "dispatch_action_config": DISPATCH, **more})


MANY = {"max_selected_items": whole(1)}
SEARCH = {"min_query_length": whole(0)}
FILTER = {"filter": anything, "default_to_current_conversation": flag, "response_url_enabled": flag}

BUTTON = _interactive(
    {"text": plain(75)},
    {"url": URL, "value": string(2000), "style": choice("primary", "danger"), "accessibility_label": string(75)},
)
IMAGE = record(
    {"type": anything, "alt_text": string(2000, 1)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    one_of("image_url", "slack_file"),
)
OVERFLOW = _interactive({"options": array(OPTION, 1, 5)}, {})
PICKERS: dict[str, Check] = {
    "datepicker": _field({}, {"initial_date": DATE}),
    "timepicker": _field({}, {"initial_time": TIME, "timezone": string(255)}),
    "datetimepicker": _field({}, {"initial_date_time": whole(10**9, 10**10 - 1)}),
}
SELECTS: dict[str, Check] = {
    "static_select": _static_select(initial_option=OPTION),
    "external_select": _field({}, {"initial_option": OPTION, **SEARCH}),
    "users_select": _field({}, {"initial_user": ID}),
    "conversations_select": _field({}, {"initial_conversation": ID, **FILTER}),
    "channels_select": _field({}, {"initial_channel": ID, "response_url_enabled": flag}),
}
MULTI_SELECTS: dict[str, Check] = {
    "multi_static_select": _static_select(initial_options=array(OPTION, 1, 100), **MANY),
    "multi_external_select": _field({}, {"initial_options": array(OPTION, 1, 100), **SEARCH, **MANY}),
    "multi_users_select": _field({}, {"initial_users": array(ID), **MANY}),
    "multi_conversations_select": _field({}, {"initial_conversations": array(ID), **FILTER, **MANY}),
    "multi_channels_select": _field({}, {"initial_channels": array(ID), **MANY}),
}
CHOICES: dict[str, Check] = {
    "checkboxes": _field(
        {"options": array(RICH_OPTION, 1, 10)}, {"initial_options": array(RICH_OPTION, 1, 10)}, _initial_is_offered
    ),
    "radio_buttons": _field(
        {"options": array(RICH_OPTION, 1, 10)}, {"initial_option": RICH_OPTION}, _initial_is_offered
    ),
}
TEXT_INPUTS: dict[str, Check] = {
    "plain_text_input": _text_input(multiline=flag, min_length=whole(0, 3000), max_length=whole(1, 3000)),
    "email_text_input": _text_input(),
    "url_text_input": _text_input(),
    "number_input": _field(
        {"is_decimal_allowed": flag},
        {
            "initial_value": string(),
            "min_value": string(),
            "max_value": string(),
            "dispatch_action_config": DISPATCH,
        },
    ),
    "rich_text_input": _field({}, {"initial_value": anything, "dispatch_action_config": DISPATCH}),
    "file_input": _field({}, {"filetypes": array(string(), 1), "max_files": whole(1, 10)}),
}
ANY_BUTTON: dict[str, Check] = {"button": BUTTON, "workflow_button": anything}

ACCESSORIES = {
    **ANY_BUTTON,
    "image": IMAGE,
    "overflow": OVERFLOW,
    "datepicker": PICKERS["datepicker"],
    "timepicker": PICKERS["timepicker"],
    **SELECTS,
    **MULTI_SELECTS,
    **CHOICES,
}
ACTIONS = {**ANY_BUTTON, "overflow": OVERFLOW, **PICKERS, **SELECTS, **CHOICES}
INPUTS = {**PICKERS, **SELECTS, **MULTI_SELECTS, **CHOICES, **TEXT_INPUTS}
