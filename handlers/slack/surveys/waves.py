"""/survey wave: a survey to many, looked at with its numbers before it goes out."""

import unicodedata
from collections.abc import Mapping
from datetime import date

from crm.refusals import EndsBeforeItBegins, NotUnderstood, PastIn, Refused
from crm.surveys import waves
from crm.surveys.waves import Wish
from crm.work import Work
from handlers.slack.answers import Answer, Errors, Open, Tell, Update
from handlers.slack.blocks.surveys import waves as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts, sentence


async def begin(work: Work, heard: Heard) -> Answer:
    return Open(blocks.form(await waves.begin(work), work.today, heard.say))


async def look(work: Work, heard: Heard) -> Answer:
    """The form becomes what would go out; what is wrong is said at its field."""
    try:
        return Update(blocks.confirm(await waves.preview(work, _wish(heard.state)), heard.say))
    except Refused as no:
        return _at_field(no, heard)


async def start(work: Work, heard: Heard) -> Answer:
    """The second yes; the card comes to the maker's own messages."""
    wish = blocks.unpacked(str(heard.view.get("private_metadata") or "{}"))
    started = await waves.start(work, wish)
    return sentence("wave.started", count=started.count)


async def show(work: Work, heard: Heard) -> Answer:
    return Tell(await waves.show(work, int(heard.value)), replace=True)


async def change(work: Work, heard: Heard) -> Answer:
    """`wave.pause`, `wave.resume`, `wave.stop`; `value` is the wave."""
    return Tell(await waves.change(work, int(heard.value), heard.name.partition(".")[2]), replace=True)


def _wish(state: Mapping[str, str]) -> Wish:
    typed = unicodedata.normalize("NFKC", state.get("remind_after", "")).strip()
    remind = int(typed) if typed.isascii() and typed.isdecimal() else -1
    return Wish(
        survey=state.get("survey", ""),
        starts_on=date.fromisoformat(state["starts_on"]),
        ends_on=date.fromisoformat(state["ends_on"]),
        owner=state.get("owner", ""),
        team=int(state["team"]) if "team" in state else None,
        industry=state.get("industry", ""),
        remind_after=remind if typed else None,
    )


def _at_field(no: Refused, heard: Heard) -> Errors:
    refusal = no.refusal
    field = refusal.field if isinstance(refusal, NotUnderstood | PastIn) else "survey"
    field = "ends_on" if isinstance(refusal, EndsBeforeItBegins) else field
    return Errors({field: heard.say(refusal_key(refusal), **refusal_parts(refusal))})
