"""/kizuna ポイント: the points programme, shown to everybody and changed by admins."""

import unicodedata

from crm.points.programme import forms, programmes
from crm.points.programme.forms import Wish
from crm.points.programme.presets import PRESETS
from crm.refusals import NotUnderstood, ProgrammeUnfit, Refused, WrongFields
from crm.work import Work
from handlers import programmes as words
from handlers.slack.answers import Answer, Errors, Open, Update
from handlers.slack.blocks.points import programme as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts, sentence

WORDS = frozenset({"points", "ポイント"})


async def opened(work: Work, heard: Heard) -> Answer:
    """`/kizuna ポイント`."""
    return Open(blocks.sheet(await programmes.show(work), heard.say, heard.house.business.zone))


async def back(work: Work, heard: Heard) -> Answer:
    """From the report to the programme."""
    return Update(blocks.sheet(await programmes.show(work), heard.say, heard.house.business.zone))


async def editing(work: Work, heard: Heard) -> Answer:
    return Update(blocks.form(await programmes.form(work), heard.say))


async def begin(work: Work, heard: Heard) -> Answer:
    preset = heard.state.get("preset", "")
    if preset not in PRESETS:
        raise Refused(NotUnderstood("preset"))
    await programmes.begin(work, preset)
    return sentence("programme_form.began")


async def save(work: Work, heard: Heard) -> Answer:
    """Whatever does not fit is said at its field."""
    state = heard.state
    numbers = {name: _number(state.get(name, "")) for name in forms.NUMBERS}
    switches = frozenset(each for each in state.get("switches", "").split(",") if each)
    try:
        await programmes.settle(work, Wish(str(heard.view["private_metadata"]), numbers, switches))
    except Refused as no:
        return _at_fields(no, heard)
    return sentence("programme_form.saved")


def _at_fields(no: Refused, heard: Heard) -> Errors:
    if isinstance(no.refusal, WrongFields):
        faults = no.refusal.faults
        return Errors({name: heard.say(refusal_key(each), **refusal_parts(each)) for name, each in faults})
    if isinstance(no.refusal, ProgrammeUnfit):
        return Errors({forms.field_of(each.where): words.fault(each, heard.say) for each in no.refusal.faults})
    raise no


def _number(text: str) -> int | None:
    """Full-width figures and commas between thousands count too."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 9 else None
