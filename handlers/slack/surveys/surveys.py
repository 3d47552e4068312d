"""/survey, and the button that does the same."""

import unicodedata

from crm import etiquette
from crm.notices import WhichCustomer
from crm.surveys import surveys
from crm.work import Work
from handlers.slack import usage
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard
from handlers.slack.say import sentence


async def command(work: Work, heard: Heard) -> Answer:
    """`/survey nps 田中`."""
    kind, _, name = " ".join(unicodedata.normalize("NFKC", heard.text).split()).partition(" ")
    if kind.casefold() in usage.WORDS and not name:
        return await usage.of(work, "survey")
    if kind.casefold() != surveys.NPS or not name:
        return sentence("surveys.usage")
    return await _ask(work, heard, name)


async def pressed(work: Work, heard: Heard) -> Answer:
    """`value` is the customer's number."""
    return await _ask(work, heard, int(heard.value))


async def _ask(work: Work, heard: Heard, who: str | int) -> Answer:
    asked = await surveys.ask_nps(work, who)
    if isinstance(asked, WhichCustomer):
        return Tell(asked)
    return sentence("surveys.asked", who=etiquette.named(asked.name, heard.language))
