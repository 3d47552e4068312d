"""Limits of Flex Messages. Source: Messaging API reference, "Flex Message"."""

from collections.abc import Iterator
from typing import Any

import orjson

from sandbox.line.actions import LABEL_IN_FLEX, action, https, loose, units
from sandbox.shape import Check, Fault, Path, array, by_type, choice, record, string, whole

BUBBLE_BYTES = 30 * 1024
CAROUSEL_BYTES = 50 * 1024
BUBBLES = 12
COLOR = string(pattern=r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?", said="invalid color")
ACTION = action(LABEL_IN_FLEX)


def _text_or_spans(value: dict[str, Any], path: Path) -> Iterator[Fault]:
    if "text" not in value and not value.get("contents"):
        yield Fault((*path, "text"), "said", "must be specified")


def _baseline(value: dict[str, Any], path: Path) -> Iterator[Fault]:
    """A baseline box holds no boxes, buttons or pictures; an icon stands nowhere else."""
    if not isinstance(value.get("contents"), list):
        return
    baseline = value.get("layout") == "baseline"
    for index, child in enumerate(value["contents"]):
        kind = child.get("type") if isinstance(child, dict) else None
        if (kind == "icon") != baseline and kind in ("icon", "box", "button", "image", "separator"):
            yield Fault((*path, "contents", index), "said", "invalid property")


def _component(value: object, path: Path) -> Iterator[Fault]:
    yield from COMPONENTS(value, path)


SPAN = loose({"text": units(None, 1)}, {"color": COLOR})
BOX = record(
    {"layout": choice("horizontal", "vertical", "baseline"), "contents": array(_component)},
    {"backgroundColor": COLOR, "borderColor": COLOR, "action": ACTION},
    _baseline,
    closed=False,
    nulls=True,
)
IMAGE = loose({"url": https()}, {"action": ACTION})
PARTS: dict[str, Check] = {
    "box": BOX,
    "button": loose(
        {"action": action(LABEL_IN_FLEX, labelled=True)},
        {"style": choice("primary", "secondary", "link"), "height": choice("sm", "md"), "color": COLOR},
    ),
    "image": IMAGE,
    "icon": loose({"url": https()}),
    "text": record(
        {},
        {"text": units(2000, 1), "contents": array(by_type({"span": SPAN})), "color": COLOR, "maxLines": whole(0)},
        _text_or_spans,
        closed=False,
        nulls=True,
    ),
    "span": SPAN,
    "separator": loose({}, {"color": COLOR}),
    "filler": loose({}),
}
COMPONENTS = by_type(PARTS)
VIDEO = loose({"url": https(), "previewUrl": https(), "altContent": by_type({"box": BOX, "image": IMAGE})})


def _bubble_bytes(value: dict[str, Any], path: Path) -> Iterator[Fault]:
    if len(orjson.dumps(value)) > BUBBLE_BYTES:
        yield Fault(path, "said", "size must be less than 30KB")


def _carousel_rules(value: dict[str, Any], path: Path) -> Iterator[Fault]:
    if len(orjson.dumps(value)) > CAROUSEL_BYTES:
        yield Fault(path, "said", "size must be less than 50KB")
    bubbles = value.get("contents")
    sizes = (
        {str(one.get("size") or "mega") for one in bubbles if isinstance(one, dict)}
        if isinstance(bubbles, list)
        else ()
    )
    if len(sizes) > 1:
        yield Fault((*path, "contents"), "said", "all bubbles must have the same size")


BUBBLE = record(
    {},
    {
        "size": choice("nano", "micro", "deca", "hecto", "kilo", "mega", "giga"),
        "direction": choice("ltr", "rtl"),
        "header": by_type({"box": BOX}),
        "hero": by_type({"box": BOX, "image": IMAGE, "video": VIDEO}),
        "body": by_type({"box": BOX}),
        "footer": by_type({"box": BOX}),
        "action": ACTION,
    },
    _bubble_bytes,
    closed=False,
    nulls=True,
)
CAROUSEL = record(
    {"contents": array(by_type({"bubble": BUBBLE}), 1, BUBBLES)}, {}, _carousel_rules, closed=False, nulls=True
)
CONTAINER = by_type({"bubble": BUBBLE, "carousel": CAROUSEL})
