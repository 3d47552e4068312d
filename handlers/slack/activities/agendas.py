"""The list of what is owed: turned, and worked through; each press draws it anew where it stands."""

from dataclasses import replace

from crm.activities import agendas, followups
from crm.notices import FollowupNudge
from crm.work import Work
from handlers.slack.answers import Answer, Open, Tell
from handlers.slack.blocks.activities import followups as blocks
from handlers.slack.heard import Heard


async def opened(work: Work, _heard: Heard) -> Answer:
    """Any button that leads to one's own list."""
    return Tell(await agendas.mine(work))


async def turned(work: Work, heard: Heard) -> Answer:
    """`value` is "scope.page"."""
    scope, page = heard.value.split(".")
    return await _drawn(work, scope, page)


async def done(work: Work, heard: Heard) -> Answer:
    """`value` is "follow-up.scope.page", here and below."""
    number, scope, page = heard.value.split(".")
    return await _drawn(work, scope, page, await followups.settle(work, int(number), "done"))


async def undo(work: Work, heard: Heard) -> Answer:
    number, scope, page = heard.value.split(".")
    await followups.reopen(work, int(number))
    return await _drawn(work, scope, page)


async def snooze(work: Work, heard: Heard) -> Answer:
    """`value` is "follow-up.until.scope.page"."""
    number, until, scope, page = heard.value.split(".")
    if until == blocks.DATE:
        return Open(blocks.until_form(await followups.show(work, int(number)), "list", heard.say))
    return await _drawn(work, scope, page, await followups.snooze(work, int(number), until))


async def _drawn(work: Work, scope: str, page: str, just: FollowupNudge | None = None) -> Tell:
    owed = await (agendas.team(work, int(page)) if scope == agendas.TEAM else agendas.mine(work, int(page)))
    return Tell(replace(owed, just=just), replace=True)
