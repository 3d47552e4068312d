"""The words that a customer reads in a LINE message, gathered from its JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

# In the order in which they stand on the screen.
PARTS = ("header", "hero", "body", "footer", "contents", "template", "columns", "actions", "quickReply", "items")


def words(message: Mapping[str, Any]) -> str:
    """Texts and the labels of buttons, a line each; what stands in place of a picture where there are none."""
    return "\n".join(_texts(message)) or str(message.get("altText") or "")


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, Mapping):
        yield from _own(node)
        for part in PARTS:
            yield from _texts(node.get(part))


def _own(node: Mapping[str, Any]) -> Iterator[str]:
    if "data" in node or "uri" in node or node.get("type") == "message":
        # An action: only its label is seen, and a message action's text is what the customer would say.
        yield from _shown(node, "label")
        return
    yield from _shown(node, "title")
    if not node.get("contents"):  # spans stand in place of their text
        yield from _shown(node, "text")
    if node.get("type") in {"button", "action"}:
        yield from _shown(node.get("action") or {}, "label")


def _shown(node: Mapping[str, Any], key: str) -> Iterator[str]:
    text = node.get(key)
    if isinstance(text, str) and text:
        yield text
