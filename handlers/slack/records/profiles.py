"""/customer 編集 and 変更履歴: a customer's own data, edited part by part, and who changed what."""

from collections.abc import Mapping

from crm.notices import WhichCustomer
from crm.records import anniversaries, cards, changes, custom_fields, profiles
from crm.refusals import Refused, WrongFields
from crm.work import Work
from handlers.slack.answers import Answer, Errors, Open, Tell, Update
from handlers.slack.blocks.records import changes as change_blocks
from handlers.slack.blocks.records import profiles as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import refusal_key, refusal_parts, sentence


async def edit_of(work: Work, heard: Heard, name: str) -> Answer:
    """`/customer 編集 田中様`."""
    if not name:
        return sentence("profile.usage")
    found = await profiles.look_up(work, name)
    return Tell(found) if isinstance(found, WhichCustomer) else Open(blocks.overview(found, heard.say))


async def edit(work: Work, heard: Heard) -> Answer:
    """Any button that edits a customer; `value` is the customer's number."""
    return Open(blocks.overview(await profiles.show(work, int(heard.value)), heard.say))


async def overview(work: Work, heard: Heard) -> Answer:
    """Back from a part to all of them."""
    return Update(blocks.overview(await profiles.show(work, int(heard.value)), heard.say))


async def section(work: Work, heard: Heard) -> Answer:
    """A part of the overview; `value` is "customer.part"."""
    number, _, part = heard.value.partition(".")
    profile = await profiles.show(work, int(number))
    if part == blocks.OWN:
        return Update(blocks.own_form(profile, heard.say))
    if part == blocks.DAYS:
        return Update(blocks.days_form(profile, heard.say))
    return Update(blocks.form(profile, part, heard.say))


async def save(work: Work, heard: Heard) -> Answer:
    customer_id, version, part = place(heard)
    given = blocks.plain_values(heard.state)
    typed = {field: given.get(field, "") for field in blocks.SECTIONS[part]}
    if given.get(blocks.OVER):
        typed |= dict.fromkeys(profiles.DAYS, "")
    try:
        done = await profiles.edit(work, customer_id, version, typed)
    except Refused as no:
        return errors(no, version, heard)
    if done.clashes:
        shown = await profiles.show(work, customer_id)
        return Update(blocks.form(shown, part, heard.say, done.clashes))
    return Tell(await cards.card(work, customer_id))


async def save_own(work: Work, heard: Heard) -> Answer:
    customer_id, version, _ = place(heard)
    given = blocks.plain_values(heard.state)
    shown = [str(block["block_id"]).partition(":")[0] for block in heard.view["blocks"] if block["type"] == "input"]
    try:
        done = await custom_fields.fill(work, customer_id, version, {each: given.get(each, "") for each in shown})
    except Refused as no:
        return errors(no, version, heard)
    if done.clashes:
        return Update(blocks.own_form(await profiles.show(work, customer_id), heard.say, done.clashes))
    return Tell(await cards.card(work, customer_id))


async def add_day(work: Work, heard: Heard) -> Answer:
    """A new anniversary; the form stays, with it in the list."""
    customer_id, newest, _ = place(heard)
    given = blocks.plain_values(heard.state)
    try:
        await anniversaries.add(work, customer_id, given["kind"], given.get("day", ""), given.get("label", ""))
    except Refused as no:
        return errors(no, newest, heard)
    return Update(blocks.days_form(await profiles.show(work, customer_id), heard.say))


async def remove_day(work: Work, heard: Heard) -> Answer:
    """`value` is the anniversary's number."""
    customer_id = await anniversaries.remove(work, int(heard.value))
    return Update(blocks.days_form(await profiles.show(work, customer_id), heard.say))


async def changes_of(work: Work, _heard: Heard, name: str) -> Answer:
    """`/customer 変更履歴 田中様`."""
    return Tell(await changes.of(work, name)) if name else sentence("changes.usage")


async def changes_pressed(work: Work, heard: Heard) -> Answer:
    """`value` is the customer's number."""
    told = await changes.of(work, int(heard.value))
    if not heard.view or isinstance(told, WhichCustomer):
        return Tell(told)
    return Update(change_blocks.changes_sheet(told, heard.say, heard.house.business.zone))


def place(heard: Heard) -> tuple[int, int, str]:
    """What the form itself remembers: the row, the version that it shows, and which part of it."""
    number, version, part = str(heard.view.get("private_metadata", "")).split(".")
    return int(number), int(version), part


def errors(no: Refused, version: int, heard: Heard) -> Errors:
    """Each fault at its field.

    Raises:
        Refused: the same, where it is not about any field.
    """
    if not isinstance(no.refusal, WrongFields):
        raise no
    said: Mapping[str, str] = {
        blocks.block_id(field, version): heard.say(refusal_key(fault), **refusal_parts(fault))
        for field, fault in no.refusal.faults
    }
    return Errors(said)
