"""For admins: when an overdue follow-up is told to others, and how customers are handed over."""

import unicodedata

from crm import company_settings, reps
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
        return _at_fields(no, heard)
    return sentence("settings.escalated", deputy=settled.deputy_after, manager=settled.manager_after)


async def handing_over(work: Work, heard: Heard) -> Answer:
    return Open(blocks.handovers_form(await company_settings.show(work), heard.say))


async def settle_handovers(work: Work, heard: Heard) -> Answer:
    numbers = {name: _number(heard.state.get(name, "")) for name in company_settings.BOUNDS}
    if numbers["handover_load"] is None and heard.state.get("handover_load", "").strip():
        numbers["handover_load"] = 0  # something was typed that is no number: that is not the same as nothing
    try:
        await company_settings.handovers(work, heard.state.get("handover_approval", ""), numbers)
    except Refused as no:
        return _at_fields(no, heard)
    return sentence("settings.handovers_saved")


async def hearing(work: Work, heard: Heard) -> Answer:
    return Open(blocks.listening_form(await company_settings.show(work), heard.say))


async def settle_listening(work: Work, heard: Heard) -> Answer:
    state = heard.state
    numbers = {name: _number(state.get(name, "")) for name in company_settings.LISTENING}
    texts = {name: state.get(name, "") for name in blocks.LISTENING_TEXTS}
    try:
        await company_settings.listening(work, company_settings.Listening(numbers, **texts))
    except Refused as no:
        return _at_fields(no, heard)
    return sentence("settings.listening_saved")


async def relaying(work: Work, heard: Heard) -> Answer:
    return Open(blocks.relay_form(await company_settings.show(work), await reps.teams(work), heard.say))


async def settle_relay(work: Work, heard: Heard) -> Answer:
    """`private_metadata` are the numbers of the teams whose channels the form has asked for."""
    state, shown = heard.state, str(heard.view.get("private_metadata") or "").split()
    numbers = {name: _number(state.get(name, "")) for name in company_settings.RELAY}
    channels = {int(each): state.get(f"channel_{each}") or None for each in shown}
    place, approval = state.get("relay_place", ""), state.get("relay_approval", "")
    try:
        await company_settings.relay(work, company_settings.Relaying(place, approval, numbers, channels))
    except Refused as no:
        return _at_fields(no, heard)
    return sentence("settings.relay_saved")


def _at_fields(no: Refused, heard: Heard) -> Errors:
    """What is wrong, said where it was typed."""
    if not isinstance(no.refusal, WrongFields):
        raise no
    return Errors({field: heard.say(refusal_key(fault), **refusal_parts(fault)) for field, fault in no.refusal.faults})


def _number(text: str) -> int | None:
    """Full-width figures count too."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 7 else None
