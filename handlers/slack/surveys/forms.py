"""The forms of surveys: a new one, and whom one is sent to."""

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from crm import etiquette
from crm.notices import WhichCustomer
from crm.refusals import Refused, WrongFields
from crm.surveys import drafts, occasions, own
from crm.surveys.drafts import Fault
from crm.work import Work
from handlers.slack.answers import Answer, Errors, Open
from handlers.slack.blocks.surveys import forms as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts, sentence

# Where a fault of a survey is said in the form.
_FIELDS = {"ja": "words", "choices": "choices", "kind": "kind"}


async def new(work: Work, heard: Heard) -> Answer:
    """`/survey new`."""
    await own.begin(work)
    return Open(blocks.new_form(heard.say))


async def auto(work: Work, heard: Heard) -> Answer:
    """`/survey auto`."""
    return Open(blocks.auto_form(await own.begin(work), heard.say))


async def settle(work: Work, heard: Heard) -> Answer:
    """The form of what makes a survey go out by itself."""
    typed = unicodedata.normalize("NFKC", heard.state.get("hours", "")).strip()
    after = int(typed) if typed.isascii() and typed.isdecimal() else None
    occasion = heard.state.get("occasion", "")
    try:
        made = await occasions.make(work, heard.state.get("survey", ""), occasion, after)
    except Refused as no:
        if not isinstance(no.refusal, WrongFields):
            raise
        return Errors({name: heard.say(refusal_key(why), **refusal_parts(why)) for name, why in no.refusal.faults})
    return sentence("survey_auto.made", occasion=heard.say(f"survey_auto.of_{occasion}"), hours=made.occasion_hours)


async def make(work: Work, heard: Heard) -> Answer:
    """The new form; everything that is wrong is said at its fields."""
    raw, numbers = _raw(heard.state)
    draft, faults = drafts.read(raw, work.today)
    if draft is None:
        return Errors({_field(each, numbers): heard.say(f"survey_faults.{each.key}", **each.parts) for each in faults})
    made = await own.make(work, draft)
    return sentence("survey_form.made", title=made.title, number=made.id)


async def send(work: Work, heard: Heard) -> Answer:
    """The form that asks whom; `private_metadata` is the survey."""
    survey_id = int(str(heard.view.get("private_metadata") or 0))
    return await sent(work, heard, survey_id, int(heard.state.get("customer", 0)))


async def sent(work: Work, heard: Heard, survey_id: int, who: str | int) -> Answer:
    """`/survey 12 田中`; who could be several is chosen in a form."""
    asked = await own.send(work, survey_id, who)
    if isinstance(asked, WhichCustomer):
        return Open(blocks.send_form(survey_id, heard.say("survey_form.several", name=asked.name), heard.say))
    return sentence("surveys.asked", who=etiquette.named(asked.name, heard.language))


def _raw(state: Mapping[str, str]) -> tuple[dict[str, Any], list[int]]:
    """The form as a file would have it, and which number on the form each of its questions has."""
    numbers = [number for number in range(1, blocks.QUESTIONS + 1) if state.get(f"words_{number}", "").strip()]
    raw: dict[str, Any] = {"title": state.get("title", ""), "questions": [_question(state, each) for each in numbers]}
    if "closes_on" in state:
        raw["closes_on"] = date.fromisoformat(state["closes_on"])
    if state.get("remind_after", "").strip():
        typed = unicodedata.normalize("NFKC", state["remind_after"]).strip()
        raw["remind_after"] = int(typed) if typed.isascii() and typed.isdecimal() else typed
    if blocks.YES in state.get("anonymous", "").split(","):
        raw["anonymous"] = True
    return raw, numbers


def _question(state: Mapping[str, str], number: int) -> dict[str, Any]:
    kind = state.get(f"kind_{number}", "")
    lines = [line.strip() for line in state.get(f"choices_{number}", "").splitlines()]
    choices = [{"key": f"c{at}", "ja": line} for at, line in enumerate(filter(None, lines), 1)]
    asked = {"key": f"q{number}", "kind": kind, "ja": state[f"words_{number}"]}
    return asked | ({"choices": choices} if kind == "choice" else {})


def _field(fault: Fault, numbers: list[int]) -> str:
    match fault.where:
        case ("questions", int(at), str(what), *_):
            return f"{_FIELDS.get(what, 'words')}_{numbers[at]}"
        case ("questions", *_):
            return "words_1"
        case _:
            return str(fault.where[0])
