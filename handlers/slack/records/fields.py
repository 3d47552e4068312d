"""/kizuna 項目: the company's own fields, defined by admins."""

from crm.records import custom_fields
from crm.refusals import Refused, WrongFields
from crm.work import Work
from handlers.slack.answers import Answer, Errors, Open, Update, View
from handlers.slack.blocks.records import fields as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts

WORDS = frozenset({"fields", "項目"})


async def listing(work: Work, heard: Heard) -> Answer:
    """`/kizuna 項目`, and the button in the settings."""
    return Open(await _list(work, heard))


async def back(work: Work, heard: Heard) -> Answer:
    """From a field to all of them."""
    return Update(await _list(work, heard))


async def new(work: Work, heard: Heard) -> Answer:
    await custom_fields.all_(work)  # whoever may not see them makes none
    return Update(blocks.new_form(heard.say))


async def edit(work: Work, heard: Heard) -> Answer:
    """`value` is the field's number."""
    return Update(blocks.form(await custom_fields.show(work, int(heard.value)), heard.say))


async def save(work: Work, heard: Heard) -> Answer:
    """The list again, with the field as it is now."""
    which, name, choices = heard.view["private_metadata"], heard.state.get("name", ""), heard.state.get("choices", "")
    try:
        if which == "new":
            await custom_fields.define(work, name, heard.state["kind"], choices)
        else:
            await custom_fields.change(work, int(which), name, choices)
    except Refused as no:
        if not isinstance(no.refusal, WrongFields):
            raise
        return Errors(
            {field: heard.say(refusal_key(fault), **refusal_parts(fault)) for field, fault in no.refusal.faults}
        )
    return Update(await _list(work, heard))


async def retire(work: Work, heard: Heard) -> Answer:
    """`value` is the field's number."""
    await custom_fields.retire(work, int(heard.value))
    return Update(await _list(work, heard))


async def restore(work: Work, heard: Heard) -> Answer:
    """`value` is the field's number."""
    await custom_fields.restore(work, int(heard.value))
    return Update(await _list(work, heard))


async def _list(work: Work, heard: Heard) -> View:
    return blocks.listing(await custom_fields.all_(work), heard.say)
