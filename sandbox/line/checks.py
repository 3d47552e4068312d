"""Whether LINE would take a request: our tables first, then the SDK's own models."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

import orjson
from linebot.v3.messaging.models.message import Message

from sandbox.shape import Check, Fault, Path, pointer
from sandbox.skeleton import skeleton
from sandbox.wire import Answer, JsonObject, json_answer

ENOUGH = 20
PARSE: Callable[[JsonObject], Any] = Message.from_dict
FREE_TEXTS = frozenset(
    {
        "text",
        "label",
        "data",
        "displayText",
        "altText",
        "fillInText",
        "title",
        "name",
        "address",
        "url",
        "uri",
        "linkUri",
        "previewUrl",
        "thumbnailImageUrl",
        "imageUrl",
        "originalContentUrl",
        "previewImageUrl",
        "iconUrl",
        "baseUrl",
        "quoteToken",
        "clipboardText",
    }
)


def faults_of(table: Check, body: object) -> list[Fault]:
    """`body` may hold `messages`, which the SDK judges where our table finds nothing."""
    faults = _some(table(body, ()))
    messages = body.get("messages") if isinstance(body, dict) else None
    return faults or _some(_sdk_faults(messages if isinstance(messages, list) else []))


def refusal(faults: list[Fault]) -> Answer:
    """400 in LINE's shape; what is wrong inside a Flex container has a shape of its own."""
    inside = [fault for fault in faults if _in_flex(fault.path)]
    if inside and len(inside) == len(faults):
        index = faults[0].path[1]
        same = [fault for fault in faults if fault.path[1] == index]
        details = [{"message": _flex_sentence(one), "property": pointer(_full(one)[3:]) or "/"} for one in same]
        return json_answer(
            {"message": f"A message (messages[{index}]) in the request body is invalid", "details": details}, 400
        )
    details = [{"message": sentence(fault), "property": _property(_full(fault))} for fault in faults]
    return json_answer({"message": f"The request body has {len(details)} error(s)", "details": details}, 400)


def sentence(fault: Fault) -> str:
    detail: Any = fault.detail
    phrases: dict[str, Callable[[], str]] = {
        "long": lambda: f"Length must be between {detail[0] if detail[0] > 1 else 0} and {detail[1]}",
        "short": lambda: "May not be empty",
        "many": lambda: f"Size must be between {detail[0]} and {detail[1]}",
        "few": lambda: f"Size must be between {detail[0]} and {detail[1]}",
        "missing": lambda: "May not be empty",
        "extra": lambda: "Unknown property",
        "choice": lambda: f"Must be one of the following values: [{', '.join(str(one) for one in detail[1])}]",
        "type": lambda: f"Must be of type {detail}",
        "range": lambda: f"Must be between {detail[0]} and {detail[1]}",
    }
    phrase = phrases.get(fault.kind)
    return str(detail) if phrase is None else phrase()


def _flex_sentence(fault: Fault) -> str:
    if fault.kind == "short":
        return "must be non-empty text"
    if fault.kind == "missing":
        return "must be specified"
    if fault.kind == "extra":
        return "unknown field"
    return str(fault.detail) if fault.kind in ("said", "pattern") else "invalid property"


def _some(faults: Iterable[Fault]) -> list[Fault]:
    return [fault for _, fault in zip(range(ENOUGH), faults, strict=False)]


def _sdk_faults(messages: list[Any]) -> Iterator[Fault]:
    for index, message in enumerate(messages):
        for path, kind, detail in _sdk_verdict(skeleton(message, FREE_TEXTS)):
            yield Fault(("messages", index, *path), kind, detail)


@lru_cache(maxsize=1_000)
def _sdk_verdict(bones: bytes) -> tuple[tuple[Path, str, str], ...]:
    """What line-bot-sdk's models say against a message with such bones, properties unknown to them included."""
    message = orjson.loads(bones)
    try:
        parsed: Any = PARSE(message)
        known = parsed.to_dict()
    except (ValueError, TypeError, AttributeError, KeyError) as broken:
        return (((), "said", str(broken).splitlines()[-1].strip()),)
    return tuple((path, "extra", name) for path, name in _unknown(message, known, ()))


def _unknown(sent: object, known: object, path: Path) -> Iterator[tuple[Path, str]]:
    """Properties that the models dropped."""
    if isinstance(sent, dict) and isinstance(known, dict):
        for name, value in sent.items():
            if name in known:
                yield from _unknown(value, known[name], (*path, name))
            elif value is not None:
                yield path, name
    elif isinstance(sent, list) and isinstance(known, list):
        for index, (one, other) in enumerate(zip(sent, known, strict=False)):
            yield from _unknown(one, other, (*path, index))


def _in_flex(path: Path) -> bool:
    return len(path) >= 3 and path[0] == "messages" and path[2] == "contents"


def _full(fault: Fault) -> Path:
    """A property that is missing or unknown is named itself, not its owner."""
    return (*fault.path, fault.detail) if fault.kind in ("missing", "extra") else fault.path


def _property(path: Path) -> str:
    """messages[0].text"""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
