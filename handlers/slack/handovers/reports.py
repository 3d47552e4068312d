"""/handover 報告, and the button that shows the report on one handover."""

from crm.handovers import reports
from crm.work import Work
from handlers.slack.answers import Answer, Tell
from handlers.slack.heard import Heard

WORDS = frozenset({"報告", "レポート", "report"})
"""What is typed behind /handover; in lower case."""


async def command(work: Work, _heard: Heard) -> Answer:
    """The last twelve months, as far as the reader answers for them."""
    return Tell(await reports.year(work))


async def pressed(work: Work, heard: Heard) -> Answer:
    """`value` is the handover."""
    return Tell(await reports.of(work, int(heard.value)))
