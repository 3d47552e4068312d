"""/customer: create, invite, or find and show."""

import re
from dataclasses import replace

from crm import customers
from crm.work import Work
from handlers.slack import invites
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard
from handlers.slack.say import sentence

NEW = frozenset({"new", "add", "新規", "登録", "追加"})
INVITE = frozenset({"invite", "招待"})


def first_word(text: str) -> tuple[str, str]:
    """The sub-word in lower case, and the rest; full-width spaces separate too."""
    parts = re.split(r"\s+", text.strip(), maxsplit=1)
    return parts[0].lower(), parts[1] if len(parts) > 1 else ""


async def command(work: Work, heard: Heard) -> Answer | None:
    word, rest = first_word(heard.text)
    if not word:
        return sentence("customer.usage")
    if word in NEW:
        return await create(work, rest)
    if word in INVITE:
        return await invites.invite(work, heard, rest)
    return Tell(await customers.look_up(work, heard.text))


async def create(work: Work, text: str) -> Answer:
    made = await customers.create(work, text)
    return Tell(replace(await customers.card(work, made.id), created=True))


async def create_pressed(work: Work, heard: Heard) -> Answer:
    """The offer under "nobody found"; `value` is what was looked for."""
    answer = await create(work, heard.value)
    return replace(answer, replace=True) if isinstance(answer, Tell) else answer


async def card(work: Work, heard: Heard) -> Answer:
    """Any button that shows a customer; `value` is the customer's number."""
    return Tell(await customers.card(work, int(heard.value)))
