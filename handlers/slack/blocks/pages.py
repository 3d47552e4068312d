"""What would be a message, as a form: for whoever presses a button where no message can stand."""

from collections.abc import Mapping
from typing import Any

from handlers.locales import Phrases
from handlers.slack.answers import SlackMessage, View
from handlers.slack.blocks import kit

SHOWN = "shown"
TITLE = "Kizuna"


def showing(message: SlackMessage, say: Phrases) -> View:
    """The message's blocks in a form without anything to fill in."""
    blocks = message.blocks or [kit.section(message.text)]
    return kit.sheet(TITLE, say("form.close"), blocks, callback_id=SHOWN)


def is_shown(view: Mapping[str, Any]) -> bool:
    """Whether `showing` made it."""
    return view.get("callback_id") == SHOWN
