"""What surveys have come to, in messages and files."""

from crm.surveys import own, results
from crm.work import Work
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard
from handlers.slack.say import sentence


async def listed(work: Work, _heard: Heard) -> Answer:
    """`/survey` alone, and the button that leads back."""
    return Tell(await results.list_(work))


async def show(work: Work, heard: Heard) -> Answer:
    """`value` is the survey."""
    return Tell(await results.show(work, int(heard.value)))


async def chart(work: Work, heard: Heard) -> Answer:
    await results.chart(work, int(heard.value))
    return sentence("survey_results.coming")


async def file(work: Work, heard: Heard) -> Answer:
    await results.file(work, int(heard.value))
    return sentence("survey_results.coming")


async def close(work: Work, heard: Heard) -> Answer:
    closed = await own.close(work, int(heard.value))
    return sentence("survey_results.now_closed", title=closed.title)
