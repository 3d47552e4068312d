"""The forms of what the company settles for everybody."""

from collections.abc import Sequence

from crm.company_settings import APPROVALS, LISTENING, PLACES, RELAY, RELAY_APPROVALS
from handlers.locales import Phrases
from handlers.slack.answers import View
from handlers.slack.blocks import kit
from storage.tables import CompanySettings, Team

# More teams than a form has room for would be a company that no longer sets its channels by hand.
MOST_TEAMS = 80
LISTENING_TEXTS = ("angry_words", "urgent_words", "telephone", "review_url")


def escalation_form(settings: CompanySettings, say: Phrases) -> View:
    blocks = [
        kit.section(say("settings.escalation_why")),
        _days("deputy_after", settings.deputy_after, say),
        _days("manager_after", settings.manager_after, say),
    ]
    title = say("settings.escalation")
    return kit.modal("settings.escalation", title, say("form.save"), say("form.cancel"), blocks)


def handovers_form(settings: CompanySettings, say: Phrases) -> View:
    """When a manager must agree, and the numbers that a handover goes by."""
    approvals = [kit.option(say(f"settings.handover_approval_{each}"), each) for each in APPROVALS]
    approval = kit.select("handover_approval", "—", approvals, settings.handover_approval)
    blocks = [
        kit.field("handover_approval", say("settings.handover_approval"), approval),
        _number("handover_above", settings.handover_above, say),
        _number("handover_accept_days", settings.handover_accept_days, say),
        _number("handover_notice_days", settings.handover_notice_days, say),
        _number("handover_load", settings.handover_load, say),
    ]
    return kit.modal("settings.handovers", say("settings.handovers"), say("form.save"), say("form.cancel"), blocks)


def listening_form(settings: CompanySettings, say: Phrases) -> View:
    """From which scores on a case is opened, its clocks, the words that are heard, and what customers are offered."""
    numbers = [_number(name, getattr(settings, name), say) for name in LISTENING]
    blocks = [*numbers, *(_text(name, getattr(settings, name), say) for name in LISTENING_TEXTS)]
    return kit.modal("settings.listening", say("settings.listening"), say("form.save"), say("form.cancel"), blocks)


def relay_form(settings: CompanySettings, teams: Sequence[Team], say: Phrases) -> View:
    """Where customers' words are read, how long they may wait, whose answers are read first, and teams' channels."""
    places = _choice("relay_place", PLACES, settings.relay_place, say)
    approvals = _choice("relay_approval", RELAY_APPROVALS, settings.relay_approval, say)
    wait, new_days = (_number(name, getattr(settings, name), say) for name in RELAY)
    shown = teams[:MOST_TEAMS]
    channels = [_channel(each) for each in shown]
    head = [kit.divider(), kit.section(say("settings.relay_channels"))] if shown else []
    return kit.modal(
        "settings.relay",
        say("settings.relay"),
        say("form.save"),
        say("form.cancel"),
        [places, wait, approvals, new_days, *head, *channels],
        private_metadata=" ".join(str(each.id) for each in shown),
    )


def _choice(name: str, choices: Sequence[str], chosen: str, say: Phrases) -> kit.Block:
    options = [kit.option(say(f"settings.{name}_{each}"), each) for each in choices]
    return kit.field(name, say(f"settings.{name}"), kit.select(name, "—", options, chosen))


def _channel(team: Team) -> kit.Block:
    name = f"channel_{team.id}"
    return kit.field(name, kit.cut(team.name, 150), kit.channel(name, team.channel), optional=True)


def _text(name: str, value: str | list[str] | None, say: Phrases) -> kit.Block:
    """A list has a word a line; empty ones are ours, or nothing."""
    initial = "\n".join(value) if isinstance(value, list) else value or ""
    typed = kit.words(name, initial=initial, multiline=name.endswith("words"))
    return kit.field(name, say(f"settings.{name}"), typed, optional=True, hint=say(f"settings.{name}_hint"))


def _number(name: str, number: int | None, say: Phrases) -> kit.Block:
    """One that may be left empty is one that may be None."""
    typed = kit.words(name, initial="" if number is None else str(number), most=6)
    optional = name == "handover_load"
    return kit.field(name, say(f"settings.{name}"), typed, optional=optional, hint=say(f"settings.{name}_hint"))


def _days(name: str, days: int, say: Phrases) -> kit.Block:
    return kit.field(name, say(f"settings.{name}"), kit.words(name, initial=str(days), most=2))
