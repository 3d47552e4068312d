"""The bricks of LINE's messages, within LINE's limits, as plain JSON objects."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from handlers.locales import Phrases

Message = dict[str, Any]
Part = dict[str, Any]

TEXT = 5000
ALT_TEXT = 1500
GREY = "#666666"
SENDER = 20
LABEL = 40


def cut(words: str, most: int) -> str:
    """At most `most` UTF-16 code units, as LINE counts; never half a character."""
    if _units(words) <= most:
        return words
    while _units(words) >= most:
        words = words[:-1]
    return words + "…"


def _units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


def firm(company: str, say: Phrases) -> str:
    """How we name ourselves; COMPANY_NAME may not be set."""
    return company or say("line.us")


def text(words: str) -> Message:
    return {"type": "text", "text": cut(words, TEXT)}


def signed(messages: Sequence[Message], name: str, icon: str = "") -> list[Message]:
    """In somebody's own name, which LINE shows before the account's: 「佐藤 花子 from サクラ商事」; `icon` (HTTPS) is
    the address of their picture.

    A long name is shortened at a space. LINE keeps its own name for itself and says no to whoever has it in theirs, a
    Caroline perhaps too: then the account's name stands alone, for a message without a sender is better than none.
    """
    short = _short(" ".join(name.split()))
    if not short or "line" in unicodedata.normalize("NFKC", short).casefold():
        return list(messages)
    sender = {"name": short} | ({"iconUrl": icon} if icon.startswith("https://") else {})
    return [message | {"sender": sender} for message in messages]


def _short(name: str) -> str:
    fitting = [part for part in accumulate(name.split(" "), "{} {}".format) if _units(part) <= SENDER]
    if fitting:
        return fitting[-1]
    while _units(name) > SENDER:
        name = name[:-1]
    return name


def flex(alt: str, bubble: Part) -> Message:
    """`alt` is what notifications, screen readers and old phones show instead of the bubble."""
    return {"type": "flex", "altText": cut(alt, ALT_TEXT), "contents": bubble}


def bubble(parts: Sequence[Part], *, footer: Sequence[Part] = (), picture: str = "") -> Part:
    """One bubble, its parts from top to bottom; buttons in the footer stand below, `picture` (HTTPS) above."""
    made: Part = {"type": "bubble", "body": vertical(parts, spacing="md")}
    made |= {"footer": vertical(footer, spacing="sm")} if footer else {}
    return made | ({"hero": _hero(picture)} if picture.startswith("https://") else {})


def _hero(url: str) -> Part:
    return {"type": "image", "url": url, "size": "full", "aspectRatio": "20:13", "aspectMode": "cover"}


def carousel(bubbles: Sequence[Part]) -> Part:
    """Bubbles side by side, at most twelve."""
    return {"type": "carousel", "contents": list(bubbles[:12])}


def vertical(parts: Sequence[Part], *, spacing: str) -> Part:
    return {"type": "box", "layout": "vertical", "spacing": spacing, "contents": list(parts)}


def row(parts: Sequence[Part]) -> Part:
    return {"type": "box", "layout": "horizontal", "spacing": "sm", "contents": list(parts)}


def title(words: str) -> Part:
    return {"type": "text", "text": words, "weight": "bold", "size": "lg", "wrap": True}


def paragraph(words: str) -> Part:
    return {"type": "text", "text": words, "wrap": True}


def small(words: str, *, align: str = "start") -> Part:
    return {"type": "text", "text": words, "wrap": True, "size": "xs", "color": GREY, "align": align}


def button(label: str, data: str, said: str, *, style: str = "secondary") -> Part:
    """`data` comes back to us; `said` appears in the talk as the customer's own words."""
    action = {"type": "postback", "label": label, "data": data, "displayText": said}
    return {"type": "button", "style": style, "height": "sm", "action": action}


def call(label: str, telephone: str) -> list[Part]:
    """A button that calls the number; none for a number that nobody could dial."""
    number = re.sub(r"[^0-9+]", "", unicodedata.normalize("NFKC", telephone))
    if not any(each.isdecimal() for each in number):
        return []
    return [link(label, f"tel:{number}")]


def link(label: str, uri: str, *, style: str = "primary") -> Part:
    """Opens a page."""
    return {"type": "button", "style": style, "height": "sm", "action": {"type": "uri", "label": label, "uri": uri}}


def gap() -> Part:
    """An empty place as wide as one button of a row."""
    return {"type": "box", "layout": "vertical", "flex": 1, "contents": []}
