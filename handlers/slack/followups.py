"""The buttons of a nudge: done, later."""

from crm import followups
from crm.work import Work
from handlers.slack.answers import Answer
from handlers.slack.heard import Heard


async def done(work: Work, heard: Heard) -> Answer | None:
    """`value` is the follow-up; the nudge itself changes."""
    await followups.settle(work, int(heard.value), "done")
    return None


async def snooze(work: Work, heard: Heard) -> Answer | None:
    """`value` is "follow-up.until"."""
    number, _, until = heard.value.partition(".")
    await followups.snooze(work, int(number), until)
    return None
