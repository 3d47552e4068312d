"""Limits of LINE's messages and of the requests that carry them. Source: Messaging API reference, "Message objects"."""

from collections.abc import Iterator
from typing import Any

from sandbox.line.actions import LABEL_IN_IMAGE_CAROUSEL, action, https, loose, people, units
from sandbox.line.flex import COLOR, CONTAINER
from sandbox.shape import Check, Fault, Path, anything, array, by_type, choice, flag, record, string, whole

BODY_BYTES = 2 * 1024 * 1024
ANYONE = r"[UCR][0-9a-f]{32}"
BUTTON = action(labelled=True)
ALT_TEXT = units(1500, 1)


def _quick_action(value: dict[str, Any], path: Path) -> Iterator[Fault]:
    """Quick replies need a label; camera, camera roll and location too."""
    yield from BUTTON(value.get("action"), (*path, "action"))


QUICK_REPLY = record(
    {"items": array(record({"type": choice("action")}, {"imageUrl": https()}, _quick_action, closed=False), 1, 13)},
    {},
    closed=False,
)
SENDER = record({}, {"name": people(20, 1), "iconUrl": https()}, nulls=True)


def _message(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    return loose(required, {"quickReply": QUICK_REPLY, "sender": SENDER, **(optional or {})})


def _short_with_picture(plain: int, pictured: int) -> Any:  # noqa: ANN401 - a Rule
    """Template texts are shorter beside a picture or under a title."""

    def rule(value: dict[str, Any], path: Path) -> Iterator[Fault]:
        short = "thumbnailImageUrl" in value or "title" in value
        if "text" in value:
            yield from people(pictured if short else plain, 1)(value["text"], (*path, "text"))

    return rule


def _same_number_of_actions(value: dict[str, Any], path: Path) -> Iterator[Fault]:
    columns = value.get("columns")
    lists = [one.get("actions") for one in columns if isinstance(one, dict)] if isinstance(columns, list) else []
    if len({len(one) for one in lists if isinstance(one, list)}) > 1:
        yield Fault((*path, "columns"), "said", "The number of actions must be the same in all columns")


def _card(actions: int, plain: int, pictured: int) -> Check:
    return record(
        {"text": anything, "actions": array(BUTTON, 1, actions)},
        {
            "thumbnailImageUrl": https(),
            "imageBackgroundColor": COLOR,
            "title": people(40, 1),
            "defaultAction": action(),
        },
        _short_with_picture(plain, pictured),
        closed=False,
        nulls=True,
    )


_IMAGE_COLUMN = record({"imageUrl": https(), "action": action(LABEL_IN_IMAGE_CAROUSEL)}, {}, closed=False, nulls=True)
TEMPLATE = by_type(
    {
        "buttons": _card(4, 160, 60),
        "confirm": loose({"text": people(240, 1), "actions": array(BUTTON, 2, 2)}),
        "carousel": record(
            {"columns": array(_card(3, 120, 60), 1, 10)}, {}, _same_number_of_actions, closed=False, nulls=True
        ),
        "image_carousel": loose({"columns": array(_IMAGE_COLUMN, 1, 10)}),
    }
)
MESSAGES: dict[str, Check] = {
    "text": _message({"text": units(5000, 1)}, {"quoteToken": string(least=1), "emojis": array(anything, 0, 20)}),
    "textV2": _message({"text": units(5000, 1)}, {"quoteToken": string(least=1), "substitution": anything}),
    "sticker": _message({"packageId": string(least=1), "stickerId": string(least=1)}),
    "image": _message({"originalContentUrl": https(), "previewImageUrl": https()}),
    "video": _message({"originalContentUrl": https(), "previewImageUrl": https()}, {"trackingId": string(100, 1)}),
    "audio": _message({"originalContentUrl": https(), "duration": whole(1)}),
    "location": _message(
        {"title": units(100, 1), "address": units(100, 1), "latitude": anything, "longitude": anything}
    ),
    "imagemap": _message(
        {"baseUrl": https(), "altText": ALT_TEXT, "baseSize": anything, "actions": array(anything, 0, 50)}
    ),
    "template": _message({"altText": ALT_TEXT, "template": TEMPLATE}),
    "flex": _message({"altText": ALT_TEXT, "contents": CONTAINER}),
    "coupon": _message({"couponId": string(least=1)}),
}
MESSAGE = by_type(MESSAGES)
_BATCH: dict[str, Check] = {"messages": array(MESSAGE, 1, 5)}
_UNITS: dict[str, Check] = {"customAggregationUnits": array(string(30, 1), 0, 1)}
_SILENT: dict[str, Check] = {"notificationDisabled": flag}
REQUESTS: dict[str, Check] = {
    "reply": record({"replyToken": string(least=1), **_BATCH}, _SILENT, nulls=True),
    "push": record({"to": string(least=1), **_BATCH}, {**_SILENT, **_UNITS}, nulls=True),
    "multicast": record(
        {"to": array(string(pattern=ANYONE, said="invalid user id"), 1, 500), **_BATCH},
        {**_SILENT, **_UNITS},
        nulls=True,
    ),
    "broadcast": record(_BATCH, _SILENT, nulls=True),
}
VALIDATE = record(_BATCH, {}, closed=False, nulls=True)

_AREA = record(
    {"bounds": record(dict.fromkeys(("x", "y", "width", "height"), whole(0)), {}), "action": action()}, {}, nulls=True
)
RICH_MENU_RATIO = 1.45


def _ratio(value: dict[str, Any], path: Path) -> Iterator[Fault]:
    size = value.get("size")
    sides = (size.get("width"), size.get("height")) if isinstance(size, dict) else (None, None)
    if all(isinstance(side, int) for side in sides) and sides[1] and sides[0] / sides[1] < RICH_MENU_RATIO:
        yield Fault((*path, "size"), "said", "The aspect ratio (width / height) must be at least 1.45")


RICH_MENU = record(
    {
        "size": record({"width": whole(800, 2500), "height": whole(250)}, {}),
        "selected": flag,
        "name": units(300, 1),
        "chatBarText": people(14, 1),
        "areas": array(_AREA, 0, 20),
    },
    {},
    _ratio,
    nulls=True,
)
LOADING = record({"chatId": string(least=1)}, {"loadingSeconds": choice(*range(5, 61, 5))}, nulls=True)
