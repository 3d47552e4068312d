"""/kizuna 承認: what waits for the reader, turned page by page where it stands."""

from crm import waiting
from crm.work import Work
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard

WORDS = frozenset({"approvals", "承認"})


async def opened(work: Work, _heard: Heard) -> Answer:
    """The word behind /kizuna, and any button that leads to the list."""
    return Tell(await waiting.show(work))


async def turned(work: Work, heard: Heard) -> Answer:
    """`value` is the number of the page, from 0."""
    return Tell(await waiting.show(work, int(heard.value)), replace=True)
