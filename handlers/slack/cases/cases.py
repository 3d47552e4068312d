"""/case, the cards of cases, and what is pressed on them."""

import re
from dataclasses import replace

from crm.cases import cases, listings, opening, routing, steps
from crm.cases.steps import Progress
from crm.notices import CaseCard, WhichCustomer
from crm.refusals import NotAMember, NotYourself, OnlyReads, Refused
from crm.work import Work
from handlers.slack import usage
from handlers.slack.answers import Answer, Errors, Open, Tell
from handlers.slack.blocks.cases import forms
from handlers.slack.cases import themes
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts, sentence

# 「田中様 納期が遅れた」 or "Jane Smith: delivered late". Without either, all of it is a name.
_PARTS = re.compile(r"(?P<who>.+?(?:様|さま|さん|殿|先生|[:：]))[\s\u3000]*(?P<words>.*)", re.DOTALL)


async def command(work: Work, heard: Heard) -> Answer:
    """`/case`: all that are open; `/case 田中様`: theirs; `/case 田中様 納期が遅れた`: opens one."""
    text = heard.text.strip()
    if not text:
        return Tell(await listings.page(work))
    if text.casefold() in usage.WORDS:
        return await usage.of(work, "case")
    if text.casefold() in themes.WORDS:
        return await themes.listed(work)
    parts = _PARTS.fullmatch(text)
    who, words = (parts["who"].rstrip(":："), parts["words"]) if parts else (text, "")
    if not words:
        return _shown(await listings.look_up(work, who), heard)
    made = await opening.open_(work, who, words)
    if isinstance(made, WhichCustomer):
        return Open(forms.new(None, words, heard.say))  # there they can be chosen without losing the words
    return Tell(await listings.show(work, made.id))


def _shown(found: object, heard: Heard) -> Answer:
    """The open case, the question who is meant, or the form for whoever has none."""
    if isinstance(found, CaseCard | WhichCustomer):
        return Tell(found)
    return Open(forms.new(found, "", heard.say))


async def of_customer(work: Work, heard: Heard) -> Answer:
    """`value` is the customer."""
    return _shown(await listings.look_up(work, int(heard.value)), heard)


async def turned(work: Work, heard: Heard) -> Answer:
    """`value` is the number of the page, from 0."""
    return Tell(await listings.page(work, int(heard.value)), replace=True)


async def opened(work: Work, heard: Heard) -> Answer:
    """`value` is the case."""
    return Tell(await listings.show(work, int(heard.value)))


async def make(work: Work, heard: Heard) -> Answer:
    """The form of a new one; `private_metadata` is the customer, unless the form has asked for them."""
    who = heard.view.get("private_metadata") or heard.state.get("customer") or ""
    if not heard.state.get("words", "").strip():
        return Errors({"words": heard.say("refused.words_missing")})
    made = await opening.open_(work, int(str(who)), heard.state["words"])
    if isinstance(made, WhichCustomer):
        return Tell(made)
    return Tell(await listings.show(work, made.id))


async def take_up(work: Work, heard: Heard) -> Answer:
    """`value` is the message that sounded angry; its suggestion changes by itself."""
    made = await opening.take_up(work, int(heard.value))
    return Tell(await listings.show(work, made.id))


async def take_up_answer(work: Work, heard: Heard) -> Answer:
    """`value` is an answer of the morning's list."""
    made = await opening.take_up_answer(work, int(heard.value))
    return Tell(await listings.show(work, made.id))


async def leave(work: Work, heard: Heard) -> Answer | None:
    """`value` as in `take_up`."""
    await opening.leave(work, int(heard.value))
    return None


async def close(work: Work, heard: Heard) -> Answer | None:
    """`value` is the case; an alert changes by itself, a card that was asked for is drawn anew."""
    case = await cases.close(work, int(heard.value))
    return None if case.answer_id else replace(Tell(await listings.show(work, case.id)), replace=True)


async def reopen(work: Work, heard: Heard) -> Answer:
    case = await steps.reopen(work, int(heard.value))
    return Tell(await listings.show(work, case.id))


async def working(work: Work, heard: Heard) -> Answer:
    return Open(forms.progress(await listings.show(work, int(heard.value)), heard.say))


async def work_on(work: Work, heard: Heard) -> Answer:
    """`private_metadata` is the case."""
    state = heard.state
    written = Progress(*(state.get(name, "") for name in ("step", "cause", "prevention", "given")))
    case = await steps.work_on(work, int(str(heard.view["private_metadata"])), written)
    return Tell(await listings.show(work, case.id))


async def routing_to(work: Work, heard: Heard) -> Answer:
    return Open(forms.route(await listings.show(work, int(heard.value)), heard.say))


async def route(work: Work, heard: Heard) -> Answer:
    """`private_metadata` is the case."""
    number, state = int(str(heard.view["private_metadata"])), heard.state
    try:
        await routing.route(work, number, state.get("helper", ""), state.get("note", ""))
    except Refused as no:
        if not isinstance(no.refusal, NotAMember | NotYourself | OnlyReads):
            raise
        return Errors({"helper": heard.say(refusal_key(no.refusal), **refusal_parts(no.refusal))})
    return sentence("cases.routed")


async def acknowledge(work: Work, heard: Heard) -> Answer | None:
    """`value` is the case; the request changes by itself."""
    await routing.acknowledge(work, int(heard.value))
    return None


async def helping(work: Work, heard: Heard) -> Answer:
    return Open(forms.helped(await listings.show(work, int(heard.value)), heard.say))


async def helped(work: Work, heard: Heard) -> Answer:
    """`private_metadata` is the case."""
    await routing.help_(work, int(str(heard.view["private_metadata"])), heard.state.get("words", ""))
    return sentence("cases.helped_done")
