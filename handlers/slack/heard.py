"""What a person did in Slack, unpacked once: command, click, form, option list or event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm.house import House
from handlers.locales import Phrases, phrases


@dataclass(frozen=True)
class Heard:
    """One act. `name` is what the route tables know: command, action id, callback id or event type.

    `value` is a button's value or the id of a chosen option; `state` holds a form's inputs by block id, each as its
    plain value (text, option value, date, id of a file; several joined by commas); `seq` is the inbox row, unique for
    ever.
    """

    kind: str
    name: str
    user: str
    seq: int = 0
    team: str = ""
    app: str = ""
    text: str = ""
    channel: str = ""
    value: str = ""
    trigger: str = ""
    response_url: str = ""
    message_ts: str = ""
    view: Mapping[str, Any] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)
    event: Mapping[str, Any] = field(default_factory=dict)
    language: str = "ja"
    house: House = field(default_factory=House)

    @property
    def say(self) -> Phrases:
        return phrases(self.language)

    @property
    def in_own_dm(self) -> bool:
        """Typed in a direct message (ours: commands run elsewhere name a C… or G… channel)."""
        return self.channel.startswith("D")


def state_values(view: Mapping[str, Any]) -> dict[str, str]:
    """A form's inputs as {block id: plain value}; an input left empty is missing."""
    found = {}
    for block, elements in ((view.get("state") or {}).get("values") or {}).items():
        for element in elements.values():
            value = _plain(element)
            if value is not None:
                found[block] = value
    return found


def _plain(element: Mapping[str, Any]) -> str | None:
    option = element.get("selected_option") or {}
    several = element.get("selected_options") or []
    for value in (
        element.get("value"),
        option.get("value"),
        ",".join(str(each["value"]) for each in several),
        element.get("selected_date"),
        element.get("selected_time"),
        element.get("selected_user"),
        ",".join(element.get("selected_users") or []),
        ",".join(element.get("selected_conversations") or []),
        ",".join(str(each["id"]) for each in element.get("files") or []),
    ):
        if value:
            return str(value)
    return None
