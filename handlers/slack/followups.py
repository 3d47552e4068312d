"""The buttons of a nudge: done, later."""

from crm import cards, followups
from crm.work import Work
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard


async def done(work: Work, heard: Heard) -> Answer | None:
    """`value` is the follow-up; the nudge itself changes."""
    await followups.settle(work, int(heard.value), "done")
    return None


async def done_on_card(work: Work, heard: Heard) -> Answer:
    """The same on a customer's card, which is drawn anew: otherwise nothing would be seen to happen."""
    settled = await followups.settle(work, int(heard.value), "done")
    return Tell(await cards.card(work, settled.customer_id), replace=True)


async def snooze(work: Work, heard: Heard) -> Answer | None:
    """`value` is "follow-up.until"."""
    number, _, until = heard.value.partition(".")
    await followups.snooze(work, int(number), until)
    return None
