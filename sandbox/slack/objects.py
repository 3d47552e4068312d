"""Limits of Block Kit's composition objects: texts, options, confirmations.

Source: docs.slack.dev/reference/block-kit/composition-objects.
"""

from collections.abc import Iterator
from typing import Any

from sandbox.shape import Check, Fault, Path, Rule, anything, array, by_type, choice, flag, record, string

ID = string(255)
URL = string(3000, 1, pattern=r"[a-zA-Z][a-zA-Z0-9+.-]*:.+", said="invalid url")


def plain(most: int, least: int = 1) -> Check:
    return by_type({"plain_text": _plain_text(most, least)})


def mixed(most: int, least: int = 1) -> Check:
    """plain_text or mrkdwn."""
    return by_type({"plain_text": _plain_text(most, least), "mrkdwn": _mrkdwn(most, least)})


def _plain_text(most: int, least: int) -> Check:
    return record({"type": anything, "text": string(most, least)}, {"emoji": flag})


def _mrkdwn(most: int, least: int) -> Check:
    return record({"type": anything, "text": string(most, least)}, {"verbatim": flag})


def option(text: Check) -> Check:
    return record({"text": text, "value": string(150, 1)}, {"description": mixed(75), "url": URL})


def one_of(first: str, second: str) -> Rule:
    """Exactly one of two properties."""

    def rule(value: dict[str, Any], path: Path) -> Iterator[Fault]:
        if (first in value) == (second in value):
            yield Fault(path, "said", f"must provide exactly one of `{first}` or `{second}`")

    return rule


def any_of(*names: str) -> Rule:
    def rule(value: dict[str, Any], path: Path) -> Iterator[Fault]:
        if not any(name in value for name in names):
            yield Fault(path, "said", f"must define one of {', '.join(f'`{name}`' for name in names)}")

    return rule


def unique(inside: str, name: str) -> Rule:
    """No two entries of the list `inside` share `name`."""

    def rule(value: dict[str, Any], path: Path) -> Iterator[Fault]:
        entries = value.get(inside)
        yield from duplicates(entries if isinstance(entries, list) else [], name, (*path, inside))

    return rule


def duplicates(entries: list[Any], name: str, path: Path) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        key = entry.get(name) if isinstance(entry, dict) else None
        if isinstance(key, str) and key:
            if key in seen:
                yield Fault((*path, index, name), "said", f"`{name}` must be unique: {key} already exists")
            seen.add(key)


OPTION = option(plain(75))
RICH_OPTION = option(mixed(75))
OPTION_GROUP = record({"label": plain(75), "options": array(OPTION, 1, 100)}, {})
CONFIRM = record(
    {},
    {
        "title": plain(100),
        "text": mixed(300),
        "confirm": plain(30),
        "deny": plain(30),
        "style": choice("primary", "danger"),
    },
)
SLACK_FILE = record({}, {"id": string(255, 1), "url": URL}, one_of("id", "url"))
DISPATCH = record(
    {"trigger_actions_on": array(choice("on_enter_pressed", "on_character_entered"), 1, 2)},
    {},
)
