"""Themes: noting what a customer said, looking at what many say, and telling them what was done."""

from dataclasses import replace

from crm.cases import themes
from crm.refusals import NameMissing, OverQuota, Refused, TextTooLong, WordsMissing
from crm.work import Work
from handlers.slack.answers import Answer, Errors, Open, Tell
from handlers.slack.blocks.cases import themes as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts, sentence

WORDS = frozenset({"themes", "theme", "テーマ", "声", "お声"})


async def listed(work: Work) -> Answer:
    """`/case 声`."""
    return Tell(await themes.page(work))


async def turned(work: Work, heard: Heard) -> Answer:
    """`value` is the number of the page, from 0."""
    return Tell(await themes.page(work, int(heard.value)), replace=True)


async def opened(work: Work, heard: Heard) -> Answer:
    """`value` is the theme."""
    return Tell(await themes.show(work, int(heard.value)))


async def noting(work: Work, heard: Heard) -> Answer:
    """`value` is where the words stand: "message.12" or "answer.3"."""
    source, _, number = heard.value.partition(".")
    customer, words, known = await themes.begin(work, source, int(number))
    return Open(blocks.note_form(customer, words, known, heard.value, heard.say))


async def note(work: Work, heard: Heard) -> Answer:
    """A theme that is known goes before the title of a new one; `private_metadata` as `value` in `noting`."""
    state = heard.state
    source, _, number = str(heard.view["private_metadata"]).partition(".")
    theme = int(state["theme"]) if state.get("theme") else state.get("title", "")
    try:
        noted = await themes.note(work, source, int(number), theme, state.get("words", ""))
    except Refused as no:
        return _at_field(no, heard, "title" if isinstance(no.refusal, NameMissing) else "words")
    return sentence("themes.noted", title=noted.title)


async def finishing(work: Work, heard: Heard) -> Answer:
    return Open(blocks.finish_form(await themes.show(work, int(heard.value)), heard.say))


async def finish(work: Work, heard: Heard) -> Answer:
    """`private_metadata` is the theme."""
    try:
        number = await themes.finish(work, int(str(heard.view["private_metadata"])), heard.state.get("done", ""))
    except Refused as no:
        return _at_field(no, heard, "done")
    return replace(sentence("themes.finished", n=number), lasting=True)


def _at_field(no: Refused, heard: Heard, field: str) -> Errors:
    if not isinstance(no.refusal, NameMissing | WordsMissing | TextTooLong | OverQuota):
        raise no
    return Errors({field: heard.say(refusal_key(no.refusal), **refusal_parts(no.refusal))})
