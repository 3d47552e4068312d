"""Slack's route tables: every command, button, form and event on one page."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from crm.work import Work
from handlers.slack import cases, customers, followups, invites, logs, reps, surveys, unpack
from handlers.slack.answers import Answer
from handlers.slack.heard import Heard
from handlers.slack.unpack import COMMAND, EVENT, ON_A_MESSAGE, PRESS, SUBMIT, SUGGEST

Handler = Callable[[Work, Heard], Awaitable[Answer | None]]


async def ignored(_work: Work, _heard: Heard) -> None:
    """Heard, and consciously left alone."""


COMMANDS: dict[str, Handler] = {
    "/customer": customers.command,
    "/log": logs.command,
    "/survey": surveys.command,
    "/kizuna": reps.command,
}

ACTIONS: dict[str, Handler] = {
    "customer.card": customers.card,
    "customer.create": customers.create_pressed,
    "customer.done": followups.done_on_card,
    "customer.invite": invites.pressed,
    "survey.nps": surveys.pressed,
    "case.close": cases.close,
    "log.pick": logs.pick,
    "log.create": logs.create,
    "log.undo": logs.undo,
    "log.edit": logs.edit,
    "followup.done": followups.done,
    "followup.snooze": followups.snooze,
    "settings.appoint": reps.appointing,
    "settings.team": reps.founding,
    "link.open": ignored,
}

# They only show something, so they may be pressed any number of times.
SHOWING = frozenset({"customer.card", "log.edit", "settings.appoint", "settings.team", "link.open"})

FORMS: dict[str, Handler] = {
    "log.edit": logs.save_edit,
    "settings": reps.save_settings,
    "settings.appoint": reps.appoint,
    "settings.team": reps.found,
}

EVENTS: dict[str, Handler] = {
    "message": logs.message,
    "user_change": reps.changed,
    "app_home_opened": ignored,
}

# Somebody waits for the answer to these events.
LOOKED_AT = frozenset({"app_home_opened"})

# Slack itself speaks here, not a rep.
OF_THE_SYSTEM = frozenset({"user_change"})

# The menu of a message.
SHORTCUTS: dict[str, Handler] = {}

# Lists that fill while somebody types: they only read, and answer with Options.
OPTIONS: dict[str, Handler] = {
    "customer.options": customers.options,
}

TABLES: dict[str, dict[str, Handler]] = {
    COMMAND: COMMANDS,
    PRESS: ACTIONS,
    SUBMIT: FORMS,
    EVENT: EVENTS,
    ON_A_MESSAGE: SHORTCUTS,
    SUGGEST: OPTIONS,
}


@dataclass(frozen=True)
class Route:
    """Where an act goes; `again`: it may be repeated."""

    handler: Handler
    again: bool

    @property
    def leads_nowhere(self) -> bool:
        """The act is left alone, whoever it is by: it makes nobody a rep, and nobody is turned away for it."""
        return self.handler is ignored


def route(kind: str, name: str) -> Route:
    """The act's route; what we have no handler for is consciously left alone."""
    return Route(TABLES.get(kind, {}).get(name, ignored), kind == PRESS and name in SHOWING)


def known_first(payload: Mapping[str, Any]) -> list[str]:
    """The Slack ids of those who must be known here before the act is heard: whoever acts, and whom they chose.

    Of whom Slack itself tells (`user_change` comes for every member of the workspace) has not used us yet.
    """
    kind, name = unpack.kind_of(payload), unpack.name_of(payload)
    nobody = name in OF_THE_SYSTEM or route(kind, name).leads_nowhere
    return [] if nobody else unpack.people_in(payload)
