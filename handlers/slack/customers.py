"""/customer: create, invite, or find and show."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from crm import cards, choices, customers
from crm.notices import Choice
from crm.work import Work
from handlers.slack import invites
from handlers.slack.answers import Answer, Options, Tell
from handlers.slack.blocks import kit
from handlers.slack.heard import Heard
from handlers.slack.say import sentence

Sub = Callable[[Work, Heard, str], Awaitable[Answer | None]]


def first_word(text: str) -> tuple[str, str]:
    """The sub-word in lower case, and the rest; full-width spaces separate too."""
    parts = re.split(r"\s+", text.strip(), maxsplit=1)
    return parts[0].lower(), parts[1] if len(parts) > 1 else ""


async def command(work: Work, heard: Heard) -> Answer | None:
    word, rest = first_word(heard.text)
    if not word:
        return sentence("customer.usage")
    if word in WORDS:
        return await WORDS[word](work, heard, rest)
    return Tell(await cards.look_up(work, heard.text))


async def create(work: Work, _heard: Heard, text: str) -> Answer:
    made = await customers.create(work, text)
    return Tell(replace(await cards.card(work, made.id), created=True))


async def create_pressed(work: Work, heard: Heard) -> Answer:
    """The offer under "nobody found"; `value` is what was looked for."""
    answer = await create(work, heard, heard.value)
    return replace(answer, replace=True) if isinstance(answer, Tell) else answer


async def card(work: Work, heard: Heard) -> Answer:
    """Any button that shows a customer; `value` is the customer's number."""
    return Tell(await cards.card(work, int(heard.value)))


async def options(work: Work, heard: Heard) -> Options:
    """The customers that fit what is typed so far."""
    found = await choices.suggest(work, heard.value)
    return Options([kit.option(_label(each), str(each.customer_id)) for each in found])


def _label(choice: Choice) -> str:
    return f"{choice.company} {choice.name}" if choice.company else choice.name


# What may stand behind /customer, in both languages; anything else is a name.
WORDS: dict[str, Sub] = {
    **dict.fromkeys(("new", "add", "新規", "登録", "追加"), create),
    **dict.fromkeys(("invite", "招待"), invites.invite),
}
