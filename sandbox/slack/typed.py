"""What Slack's client makes of typed text: escaping, mentions, links; and the rich text block of a person's message."""

import re
import secrets

from sandbox.slack.workspace import Workspace
from sandbox.wire import JsonObject

LINK = re.compile(r"(?<![<|\w@/.])(https?://[^\s<>]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")
TOKEN = re.compile(r"<([@#!]?)([^>|]+)(?:\|([^>]*))?>")


def encoded(space: Workspace, text: str) -> str:
    """As it arrives at the bot, in commands (escaping on) and in messages."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = LINK.sub(_link, safe)
    for name, reference in _names(space):
        linked = re.sub(rf"(?<![\w<]){re.escape(name)}(?!\w)", reference, linked)
    return linked


def _link(found: re.Match[str]) -> str:
    target = found[0]
    return f"<{target}>" if target.startswith("http") else f"<mailto:{target}|{target}>"


def _names(space: Workspace) -> list[tuple[str, str]]:
    """Every way to write somebody or a channel, the longest first: @佐藤花子 before @佐藤."""
    names: dict[str, str] = {}
    for room in space.rooms.values():
        if not room.is_im:
            names[f"#{room.name}"] = f"<#{room.id}>"
    for member in space.members.values():
        family = member.real_name.split()[0] if member.real_name else ""
        for name in (family, member.name, member.real_name, member.display_name):
            if name:
                names.setdefault(f"@{name}", f"<@{member.id}>")
    return sorted(names.items(), key=lambda pair: -len(pair[0]))


def rich_text(text: str) -> list[JsonObject]:
    """The one block that Slack adds to a message a person typed."""
    parts: list[JsonObject] = []
    position = 0
    for token in TOKEN.finditer(text):
        parts += _plain(text[position : token.start()])
        parts.append(_part(token[1], token[2], token[3]))
        position = token.end()
    parts += _plain(text[position:])
    section = {"type": "rich_text_section", "elements": parts}
    return [{"type": "rich_text", "block_id": secrets.token_urlsafe(4), "elements": [section]}]


def _part(sigil: str, target: str, label: str | None) -> JsonObject:
    if sigil == "@":
        return {"type": "user", "user_id": target}
    if sigil == "#":
        return {"type": "channel", "channel_id": target}
    return {"type": "link", "url": target, **({"text": label} if label else {})}


def _plain(text: str) -> list[JsonObject]:
    raw = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return [{"type": "text", "text": raw}] if raw else []
