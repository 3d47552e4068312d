"""/points: what a customer has, giving by hand, taking at the till, and what a manager decides."""

from dataclasses import replace

from crm.activities import drafts
from crm.notices import Notice
from crm.points.counter import approvals, counters, grants
from crm.points.counter.readings import Said
from crm.refusals import PointsSignMissing, Refused
from crm.work import Work
from handlers.slack import usage
from handlers.slack.answers import Answer, Open, Tell
from handlers.slack.blocks.points import grants as blocks
from handlers.slack.blocks.points.purchases import NEW
from handlers.slack.heard import Heard
from handlers.slack.points import families, offers, readings
from handlers.slack.points.purchases import made
from handlers.slack.records.customers import first_word
from handlers.slack.say import sentence


async def command(work: Work, heard: Heard) -> Answer:
    """`/points 田中様`, `/points 田中様 +100 来店`, `/points 田中様 -500 お会計`, `/points QR 100 来店`."""
    word, _ = first_word(heard.text)
    if word in usage.WORDS:
        return await usage.of(work, "points")
    if families.meant(heard.text):
        return await families.command(work, heard.text)
    if readings.points(heard.text).qr:
        return await offers.offer(work, heard.text)
    return Tell(await _done(work, heard.text)) if word else sentence("grants.usage")


async def _done(work: Work, text: str, chosen: int | None = None) -> Notice:
    said = readings.points(text)
    if said.points is None:
        _must_be_a_name(said)
        return await counters.show(work, text, said, chosen)
    if said.points < 0:
        return await counters.checkout(work, text, said, chosen)
    return await grants.give(work, text, said, chosen)


def _must_be_a_name(said: Said) -> None:
    """A figure without a sign says neither that points come nor that they go."""
    if any(each.isdecimal() for whose in said.whose[:1] for each in whose.words):
        raise Refused(PointsSignMissing())


async def pick(work: Work, heard: Heard) -> Answer:
    """Who it was; `value` is "draft.customer", or "draft.new" for somebody to be made."""
    draft_id, _, who = heard.value.partition(".")
    waiting = await drafts.use(work, int(draft_id))
    chosen = await made(work, waiting.asks) if who == NEW else int(who)
    return replace(Tell(await _done(work, waiting.text, chosen)), replace=True)


async def undo(work: Work, heard: Heard) -> Answer:
    """`value` is the grant."""
    return Tell(await counters.undo(work, int(heard.value)), replace=True)


async def approve(work: Work, heard: Heard) -> Answer | None:
    """`value` is the grant; the card itself changes."""
    await approvals.approve(work, int(heard.value))
    return None


async def refusing(_work: Work, heard: Heard) -> Answer:
    return Open(blocks.refusing(int(heard.value), heard.say))


async def refuse(work: Work, heard: Heard) -> Answer | None:
    number = int(str(heard.view.get("private_metadata")))
    await approvals.refuse(work, number, heard.state.get("why", "").strip())
    return None


async def listed(work: Work, heard: Heard) -> Answer:
    """`value` is the rep."""
    return Tell(await approvals.list_(work, int(heard.value)))
