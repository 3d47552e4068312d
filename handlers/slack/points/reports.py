"""What points come to: a month on a sheet, and its ledger as a file in one's own messages."""

from crm.points.bank import reports
from crm.work import Work
from handlers.slack.answers import Answer, Update
from handlers.slack.blocks.points import reports as blocks
from handlers.slack.heard import Heard
from handlers.slack.say import sentence


async def shown(work: Work, heard: Heard) -> Answer:
    """`value` is the month ("2026-10"); "now" for the running one."""
    which = "" if heard.value == blocks.NOW else heard.value
    return Update(blocks.report(await reports.month(work, which), heard.say))


async def file(work: Work, heard: Heard) -> Answer:
    await reports.file(work, heard.value)
    return sentence("point_reports.coming")
