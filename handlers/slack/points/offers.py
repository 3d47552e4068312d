"""/points QR: a picture on the rep's phone that a customer scans."""

from dataclasses import replace

from crm.activities import drafts
from crm.points.counter import offers
from crm.work import Work
from handlers.slack.answers import Answer, Tell
from handlers.slack.blocks.points.purchases import NEW
from handlers.slack.heard import Heard
from handlers.slack.points import readings
from handlers.slack.points.purchases import made


async def offer(work: Work, text: str, chosen: int | None = None) -> Tell:
    """`/points QR 100 来店`, `/points 田中様 QR 100 来店`."""
    return Tell(await offers.show(work, text, readings.points(text), chosen))


async def pick(work: Work, heard: Heard) -> Answer:
    """Who it was; `value` is "draft.customer", or "draft.new" for somebody to be made."""
    draft_id, _, who = heard.value.partition(".")
    waiting = await drafts.use(work, int(draft_id))
    chosen = await made(work, waiting.asks) if who == NEW else int(who)
    return replace(await offer(work, waiting.text, chosen), replace=True)
