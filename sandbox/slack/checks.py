"""Whether Slack would take a message or a view: our table first, then the SDK's own models."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from sandbox.shape import Check, Fault, Path, by_type, pointer
from sandbox.skeleton import skeleton
from sandbox.slack.limits import HOME, MESSAGE, MODAL

ENOUGH = 20
"""Slack stops listing faults some time; so do we."""
FREE_TEXTS = frozenset({"text", "value", "url", "action_id", "block_id", "alt_text", "image_url"})


def blocks_faults(blocks: object, path: Path = ("blocks",)) -> list[Fault]:
    return _both(MESSAGE(blocks, path), blocks, path)


def view_faults(view: object, kinds: Iterable[str], path: Path = ("view",)) -> list[Fault]:
    tables: dict[str, Check] = {kind: {"modal": MODAL, "home": HOME}[kind] for kind in kinds}
    blocks = view.get("blocks") if isinstance(view, dict) else None
    return _both(by_type(tables)(view, path), blocks, (*path, "blocks"))


def _both(ours: Iterable[Fault], blocks: object, path: Path) -> list[Fault]:
    faults = [fault for _, fault in zip(range(ENOUGH), ours, strict=False)]
    return faults or [fault for _, fault in zip(range(ENOUGH), _sdk_faults(blocks, path), strict=False)]


def _sdk_faults(blocks: object, path: Path) -> Iterator[Fault]:
    for index, block in enumerate(blocks if isinstance(blocks, list) else []):
        verdict = _sdk_verdict(skeleton(block, FREE_TEXTS))
        if verdict:
            yield Fault((*path, index), "said", verdict)


@lru_cache(maxsize=1_000)
def _sdk_verdict(bones: bytes) -> str:
    """What slack_sdk's model says against such a block; "" = nothing."""
    block = orjson.loads(bones)
    try:
        parsed = Block.parse(block)
        if parsed is None:
            return f"unsupported type: {block['type']}"
        parsed.to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError, ValueError) as broken:
        return str(broken)
    return ""


def sentence(fault: Fault) -> str:
    """Slack's words, without the place."""
    detail: Any = fault.detail
    phrases: dict[str, Callable[[], str]] = {
        "long": lambda: f"must be less than {detail[1] + 1} characters",
        "short": lambda: f"must be more than {detail[0] - 1} characters",
        "many": lambda: f"no more than {detail[1]} items allowed",
        "few": lambda: f"no fewer than {detail[0]} items allowed",
        "missing": lambda: f"missing required field: {detail}",
        "extra": lambda: f"invalid additional property: {detail}",
        "choice": lambda: (
            f"unsupported type: {detail[0]}" if fault.path[-1] == "type" else "must be a valid enum value"
        ),
        "type": lambda: f"must provide {'an' if detail[0] in 'aeiou' else 'a'} {detail}",
        "range": lambda: f"must be between {detail[0]} and {detail[1]}",
    }
    phrase = phrases.get(fault.kind)
    return str(detail) if phrase is None else phrase()


def placed(fault: Fault) -> str:
    return f"{sentence(fault)} [json-pointer:{pointer(fault.path)}]"


def validation_error(fault: Fault) -> dict[str, Any]:
    """As in the `errors` of blocks.validate."""
    shape: dict[str, Any] = {
        "code": "failed_constraint",
        "message": sentence(fault),
        "pointer": pointer(fault.path),
        "constraint": {"type": fault.kind},
    }
    if fault.kind == "choice":
        shape["constraint"] = {"type": "enum", "expected": list(fault.detail[1])}
    if fault.kind in ("missing", "extra"):
        shape["field"] = fault.detail
    return shape
