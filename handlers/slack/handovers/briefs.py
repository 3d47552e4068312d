"""What a successor reads before they take over: as a message, and as a PDF in their direct messages."""

from crm.handovers import briefs
from crm.work import Work
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard
from handlers.slack.say import sentence


async def brief(work: Work, heard: Heard) -> Answer:
    """`value` is one customer of a handover."""
    return Tell(await briefs.brief(work, int(heard.value)))


async def paper(work: Work, heard: Heard) -> Answer:
    """`value` as above."""
    await briefs.paper(work, int(heard.value))
    return sentence("handover_brief.pdf_coming")


async def papers(work: Work, heard: Heard) -> Answer:
    """`value` is the handover: the briefs of all its customers whom the reader may know."""
    number, more = await briefs.papers(work, int(heard.value))
    if more:
        return sentence("handover_brief.pdf_coming_more", n=number, more=more)
    return sentence("handover_brief.pdf_coming")
