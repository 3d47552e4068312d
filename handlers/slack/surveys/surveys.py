"""/survey, and the buttons that do the same."""

import unicodedata
from collections.abc import Awaitable, Callable

from crm import etiquette
from crm.notices import WhichCustomer
from crm.surveys import askings, surveys, whys
from crm.work import Work
from handlers.slack import usage
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard
from handlers.slack.say import sentence
from handlers.slack.surveys import forms, results, waves

KINDS = tuple(askings.SCORED)
Sub = Callable[[Work, Heard, str], Awaitable[Answer]]


async def command(work: Work, heard: Heard) -> Answer:
    """`/survey csat 田中`, `/survey 12 田中` (one of our own); a name alone is asked the NPS question."""
    text = " ".join(unicodedata.normalize("NFKC", heard.text).split())
    word, _, rest = text.partition(" ")
    word = word.casefold()
    if word in WORDS:
        return await WORDS[word](work, heard, rest)
    if word.isdecimal() and rest:
        return await forms.sent(work, heard, int(word), rest)
    if word in KINDS:
        return await _ask(work, heard, word, rest) if rest else sentence("surveys.usage")
    return await _ask(work, heard, surveys.NPS, text) if text else await results.listed(work, heard)


async def pressed(work: Work, heard: Heard) -> Answer:
    """`survey.csat`; `value` is the customer's number."""
    return await _ask(work, heard, heard.name.partition(".")[2], int(heard.value))


async def _ask(work: Work, heard: Heard, kind: str, who: str | int) -> Answer:
    asked = await surveys.ask(work, kind, who)
    if isinstance(asked, WhichCustomer):
        return Tell(asked)
    return sentence("surveys.asked", who=etiquette.named(asked.name, heard.language))


async def _help(work: Work, _heard: Heard, _rest: str) -> Answer:
    return await usage.of(work, "survey")


async def _new(work: Work, heard: Heard, _rest: str) -> Answer:
    return await forms.new(work, heard)


async def _auto(work: Work, heard: Heard, _rest: str) -> Answer:
    return await forms.auto(work, heard)


async def _wave(work: Work, heard: Heard, _rest: str) -> Answer:
    return await waves.begin(work, heard)


async def _why(work: Work, _heard: Heard, name: str) -> Answer:
    """Of one customer, or of all of one's own."""
    return Tell(await whys.of(work, name) if name else await whys.mine(work))


# What may stand behind /survey, in both languages; anything else is a kind, a number or a name.
WORDS: dict[str, Sub] = {
    **dict.fromkeys(usage.WORDS, _help),
    **dict.fromkeys(("new", "作成", "新規"), _new),
    **dict.fromkeys(("auto", "自動"), _auto),
    **dict.fromkeys(("wave", "一斉"), _wave),
    **dict.fromkeys(("why", "理由"), _why),
}
