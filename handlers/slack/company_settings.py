"""For admins: after how many business days an overdue follow-up is told to others."""

import unicodedata

from crm import company_settings
from crm.refusals import Refused, WrongFields
from crm.work import Work
from handlers.slack.answers import Answer, Errors, Open
from handlers.slack.blocks import company_settings as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts, sentence


async def escalating(work: Work, heard: Heard) -> Answer:
    return Open(blocks.escalation_form(await company_settings.show(work), heard.say))


async def escalate(work: Work, heard: Heard) -> Answer:
    deputy, manager = (_number(heard.state.get(field, "")) for field in ("deputy_after", "manager_after"))
    try:
        settled = await company_settings.escalate(work, deputy, manager)
    except Refused as no:
        if not isinstance(no.refusal, WrongFields):
            raise
        return Errors(
            {field: heard.say(refusal_key(fault), **refusal_parts(fault)) for field, fault in no.refusal.faults}
        )
    return sentence("settings.escalated", deputy=settled.deputy_after, manager=settled.manager_after)


def _number(text: str) -> int | None:
    """Full-width figures count too."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 5 else None
