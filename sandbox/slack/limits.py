"""Limits of Block Kit's blocks, of messages and of views.

Source: docs.slack.dev/reference/block-kit/blocks, docs.slack.dev/reference/views.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.shape import Check, Fault, Path, anything, array, by_type, choice, flag, record, string
from sandbox.slack.elements import ACCESSORIES, ACTIONS, IMAGE, INPUTS
from sandbox.slack.objects import ID, SLACK_FILE, URL, any_of, duplicates, mixed, one_of, plain, unique

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
TEXT_TRUNCATED_AT = 40_000
MARKDOWN_TEXT = 12_000
ATTACHMENTS = 100
METADATA_BYTES = 8_000


def _block(required: dict[str, Check], optional: dict[str, Check], *rules: Any) -> Check:  # noqa: ANN401 - Rule
    return record({"type": anything, **required}, {"block_id": ID, **optional}, *rules)


CONTEXT_ELEMENTS = {"image": IMAGE, "plain_text": mixed(3000), "mrkdwn": mixed(3000)}

BLOCKS: dict[str, Check] = {
    "section": _block(
        {},
        {
            "text": mixed(3000),
            "fields": array(mixed(2000), 1, 10),
            "accessory": by_type(ACCESSORIES),
            "expand": flag,
        },
        any_of("text", "fields"),
    ),
    "header": _block({"text": plain(150)}, {"level": choice(1, 2, 3, 4)}),
    "divider": _block({}, {}),
    "image": _block(
        {"alt_text": string(2000, 1)},
        {"image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
        one_of("image_url", "slack_file"),
    ),
    "context": _block({"elements": array(by_type(CONTEXT_ELEMENTS), 1, 10)}, {}),
    "actions": _block({"elements": array(by_type(ACTIONS), 1, 25)}, {}, unique("elements", "action_id")),
    "input": _block(
        {"label": plain(2000), "element": by_type(INPUTS)},
        {"hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "markdown": _block({"text": string(MARKDOWN_TEXT, 1)}, {}),
}
"""Block types that only the SDK's own models check (they are newer or rarer than what a table here would repay)."""
SDK_ONLY = (
    "rich_text",
    "video",
    "file",
    "call",
    "table",
    "context_actions",
    "task_card",
    "plan",
    "alert",
    "card",
    "container",
    "carousel",
)
ANY_BLOCK = by_type({**BLOCKS, **dict.fromkeys(SDK_ONLY, anything)})
NOT_IN_VIEWS = ("markdown", "file", "plan", "task_card", "context_actions")
VIEW_BLOCK = by_type(
    {name: check for name, check in BLOCKS.items() if name not in NOT_IN_VIEWS}
    | {name: anything for name in SDK_ONLY if name not in NOT_IN_VIEWS}
)


def blocks_of(most: int, block: Check = ANY_BLOCK, least: int = 0) -> Check:
    inner = array(block, least, most)

    def check(value: object, path: Path) -> Iterator[Fault]:
        yield from inner(value, path)
        if isinstance(value, list):
            yield from duplicates(value, "block_id", path)

    return check


def _submit_for_input(value: dict[str, Any], path: Path) -> Iterator[Fault]:
    blocks = value.get("blocks")
    kinds = [block.get("type") for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    if "input" in kinds and "submit" not in value:
        yield Fault(path, "missing", "submit")


_COMMON: Mapping[str, Check] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
MODAL = record(
    {"type": anything, "title": plain(24), "blocks": blocks_of(VIEW_BLOCKS, VIEW_BLOCK, 1)},
    {**_COMMON, "submit": plain(24), "close": plain(24), "clear_on_close": flag, "notify_on_close": flag},
    _submit_for_input,
)
HOME = record({"type": anything, "blocks": blocks_of(VIEW_BLOCKS, VIEW_BLOCK, 1)}, _COMMON)
MESSAGE = blocks_of(MESSAGE_BLOCKS)
