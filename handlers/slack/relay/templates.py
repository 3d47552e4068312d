"""/kizuna 定型文: the templates of replies, read by everybody who writes and made by whoever answers for people."""

from crm.refusals import Refused, WrongFields
from crm.relay import templates
from crm.relay.templates import Draft
from crm.work import Work
from handlers.slack.answers import Answer, Errors, Open, Update
from handlers.slack.blocks.relay import templates as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts

WORDS = frozenset({"templates", "定型文"})


async def listing(work: Work, heard: Heard) -> Answer:
    """`/kizuna 定型文`, and the button in the settings."""
    return Open(blocks.listing(await templates.list_(work), heard.say))


async def turned(work: Work, heard: Heard) -> Answer:
    """`value` is the number of the page, from 0; the way back from a template to all of them, too."""
    return Update(blocks.listing(await templates.list_(work, int(heard.value)), heard.say))


async def opened(work: Work, heard: Heard) -> Answer:
    """`value` names the template, or that it is a new one, and the page to come back to."""
    which, page = _place(heard.value)
    template, teams = await templates.show(work, which)
    return Update(blocks.form(template, teams, page, heard.say))


async def save(work: Work, heard: Heard) -> Answer:
    """The list again, with the template as it is now."""
    which, page = _place(str(heard.view["private_metadata"]))
    state = heard.state
    team = state.get("team", blocks.EVERYBODY)
    team_id = None if team == blocks.EVERYBODY else int(team)
    draft = Draft(state.get("name", ""), state.get("text", ""), state.get("language", ""), team_id)
    try:
        await templates.save(work, which, draft)
    except Refused as no:
        if not isinstance(no.refusal, WrongFields):
            raise
        return Errors(
            {field: heard.say(refusal_key(fault), **refusal_parts(fault)) for field, fault in no.refusal.faults}
        )
    return Update(blocks.listing(await templates.list_(work, page), heard.say))


async def retire(work: Work, heard: Heard) -> Answer:
    which, page = _place(heard.value)
    await templates.retire(work, which or 0)
    return Update(blocks.listing(await templates.list_(work, page), heard.say))


async def restore(work: Work, heard: Heard) -> Answer:
    which, page = _place(heard.value)
    await templates.restore(work, which or 0)
    return Update(blocks.listing(await templates.list_(work, page), heard.say))


def _place(text: str) -> tuple[int | None, int]:
    """The template (None: a new one) and the page of the list: 12 on the first page is "12:0"."""
    which, _, page = text.partition(":")
    return (None if which == blocks.NEW else int(which)), int(page or 0)
