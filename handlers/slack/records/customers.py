"""/customer: create, invite, or find and show: the card, the brief, the timeline."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from crm.notices import Choice, CustomerCard
from crm.records import briefs, cards, choices, customers, duplicates
from crm.work import Work
from handlers.slack import usage
from handlers.slack.answers import Answer, Open, Options, Tell, Update, View
from handlers.slack.blocks import kit
from handlers.slack.blocks.records import briefs as brief_blocks
from handlers.slack.blocks.records import cards as card_blocks
from handlers.slack.heard import Heard
from handlers.slack.records import companies, merges, profiles, timelines
from handlers.slack.say import sentence
from handlers.slack.voice import invites, links

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
    alike = await duplicates.of(work, made.id)
    return Tell(replace(await cards.card(work, made.id), created=True, alike=alike))


async def create_pressed(work: Work, heard: Heard) -> Answer:
    """The offer under "nobody found"; `value` is what was looked for."""
    answer = await create(work, heard, heard.value)
    return replace(answer, replace=True) if isinstance(answer, Tell) else answer


async def card(work: Work, heard: Heard) -> Answer:
    """Any button that shows a customer; `value` is the customer's number."""
    drawn = await cards.card(work, int(heard.value))
    return Open(_sheet(drawn, heard)) if heard.view else Tell(drawn)


def drawn_anew(drawn: CustomerCard, heard: Heard) -> Answer:
    """The card in place of the one that was pressed, in a message or on a sheet."""
    return Update(_sheet(drawn, heard)) if heard.view else Tell(drawn, replace=True)


def _sheet(drawn: CustomerCard, heard: Heard) -> View:
    return card_blocks.card_sheet(drawn, heard.say, heard.house.business.zone)


async def brief(work: Work, heard: Heard) -> Answer:
    """What to know before speaking to the customer; `value` is the customer's number."""
    told = await briefs.brief(work, int(heard.value))
    if not heard.view:
        return Tell(told)
    return Open(brief_blocks.brief_sheet(told, heard.say, heard.house.business.zone))


async def brief_of(work: Work, _heard: Heard, name: str) -> Answer:
    """`/customer 要点 田中様`."""
    return Tell(await briefs.look_up(work, name)) if name else sentence("brief.usage")


async def options(work: Work, heard: Heard) -> Options:
    """The customers that fit what is typed so far."""
    found = await choices.suggest(work, heard.value)
    return Options([kit.option(_label(each), str(each.customer_id)) for each in found])


def _label(choice: Choice) -> str:
    return f"{choice.company} {choice.name}" if choice.company else choice.name


async def help_(work: Work, _heard: Heard, _rest: str) -> Answer:
    """`/customer help`."""
    return await usage.of(work, "customer")


# What may stand behind /customer, in both languages; anything else is a name.
WORDS: dict[str, Sub] = {
    **dict.fromkeys(("new", "add", "新規", "登録", "追加"), create),
    **dict.fromkeys(("invite", "招待"), invites.invite),
    **dict.fromkeys(("unlink", "連携解除"), links.end_of),
    **dict.fromkeys(("brief", "要点"), brief_of),
    **dict.fromkeys(("history", "timeline", "履歴"), timelines.look_up),
    **dict.fromkeys(("edit", "編集"), profiles.edit_of),
    **dict.fromkeys(("changes", "変更履歴"), profiles.changes_of),
    **dict.fromkeys(("company", "会社"), companies.look_up),
    **dict.fromkeys(("merge", "統合"), merges.merge_of),
    **dict.fromkeys(usage.WORDS, help_),
}
