"""The rich menus: their buttons as LINE wants them. What stands on them is drawn by handlers.line.menu_pictures."""

from dataclasses import dataclass
from typing import Any

from crm.voice.menus import LINKED, UNLINKED
from handlers.line import links, points, privacy, talk
from handlers.locales import phrases

WIDTH, HEIGHT = 2500, 843
CONTACT = "contact"
"""Opens the keyboard; LINE tells us, and there is nothing to answer."""

CODE, REP, WRITE, SETTINGS, POINTS = "code", "rep", "write", "settings", "points"
BUTTONS = {UNLINKED: (CODE, REP, WRITE), LINKED: (REP, WRITE, SETTINGS)}


@dataclass(frozen=True)
class Label:
    """One button: `kind` is its picture, `text` stands under it."""

    kind: str
    text: str


def labels(state: str, language: str, *, has_points: bool = False) -> tuple[Label, ...]:
    """`has_points`: there is a programme of points, and so a button that shows them."""
    say = phrases(language)
    return tuple(Label(each, say(f"menus.{each}")) for each in _buttons(state, has_points=has_points))


def _buttons(state: str, *, has_points: bool) -> tuple[str, ...]:
    return (POINTS, *BUTTONS[state]) if has_points and state == LINKED else BUTTONS[state]


def rich_menu(state: str, language: str, name: str, *, public: bool, has_points: bool = False) -> dict[str, Any]:
    """The object for LINE's API, its buttons side by side; `public`: codes can be typed on a page of ours;
    `has_points` as in `labels`.
    """
    say, kinds = phrases(language), _buttons(state, has_points=has_points)
    edges = [WIDTH * at // len(kinds) for at in range(len(kinds) + 1)]
    areas = [
        {
            "bounds": {"x": left, "y": 0, "width": right - left, "height": HEIGHT},
            "action": {"type": "postback", "label": say(f"menus.{kind}"), **_action(kind, language, public=public)},
        }
        for kind, left, right in zip(kinds, edges, edges[1:], strict=False)
    ]
    return {
        "size": {"width": WIDTH, "height": HEIGHT},
        "selected": True,
        "name": name,
        "chatBarText": say("menus.bar"),
        "areas": areas,
    }


def _action(kind: str, language: str, *, public: bool) -> dict[str, str]:
    """Words that the customer says by pressing, or the keyboard with what they are about to say."""
    said = phrases(language)(f"menus.{kind}")
    if kind == CODE and not public:
        return {"data": CONTACT, "inputOption": "openKeyboard", "fillInText": "KZ-"}
    if kind == WRITE:
        return {"data": CONTACT, "inputOption": "openKeyboard"}
    data = {CODE: links.PAGE, REP: talk.MY_REP, SETTINGS: privacy.settings_data(), POINTS: points.card_data()}
    return {"data": data[kind], "displayText": said}
