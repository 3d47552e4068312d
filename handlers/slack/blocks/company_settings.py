"""The form of what the company settles for everybody."""

from handlers.locales import Phrases
from handlers.slack.answers import View
from handlers.slack.blocks import kit
from storage.tables import CompanySettings


def escalation_form(settings: CompanySettings, say: Phrases) -> View:
    blocks = [
        kit.section(say("settings.escalation_why")),
        _days("deputy_after", settings.deputy_after, say),
        _days("manager_after", settings.manager_after, say),
    ]
    title = say("settings.escalation")
    return kit.modal("settings.escalation", title, say("form.save"), say("form.cancel"), blocks)


def _days(name: str, days: int, say: Phrases) -> kit.Block:
    return kit.field(name, say(f"settings.{name}"), kit.words(name, initial=str(days), most=2))
