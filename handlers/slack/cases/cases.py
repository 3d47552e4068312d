"""The button that says a case has been put right."""

from crm.cases import cases
from crm.work import Work
from handlers.slack.answers import Answer
from handlers.slack.heard import Heard


async def close(work: Work, heard: Heard) -> Answer | None:
    """`value` is the case; the alert itself changes."""
    await cases.close(work, int(heard.value))
    return None
