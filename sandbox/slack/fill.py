"""What Slack adds to blocks it takes: ids that were left out, and the defaults of texts."""

import copy
import secrets
import string
from typing import Any

from sandbox.wire import JsonObject

LETTERS = string.ascii_letters + string.digits
INTERACTIVE = (
    "button",
    "overflow",
    "checkboxes",
    "radio_buttons",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "workflow_button",
)


def filled(blocks: list[JsonObject]) -> list[JsonObject]:
    """A copy; the bot's own ids stay."""
    copied = copy.deepcopy(blocks)
    for block in copied:
        block.setdefault("block_id", _random())
        _complete(block)
    return copied


def _complete(value: Any) -> None:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        for one in value:
            _complete(one)
    elif isinstance(value, dict):
        kind = str(value.get("type", ""))
        if kind == "plain_text":
            value.setdefault("emoji", True)
        elif kind == "mrkdwn":
            value.setdefault("verbatim", False)
        elif kind in INTERACTIVE or kind.endswith(("_select", "_input")):
            value.setdefault("action_id", _random())
        for one in value.values():
            _complete(one)


def _random() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(5))
