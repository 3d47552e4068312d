"""Waiting for me: everything that needs the reader's approval or acceptance, of any kind, in one list."""

from collections.abc import Awaitable, Callable, Sequence

from crm.handovers import waiting as handovers
from crm.notices import WaitingLine, WaitingList
from crm.refusals import Gone, Refused
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.tables import Rep

PAGE = 10

Source = Callable[[Work, Rep, Sequence[Rep]], Awaitable[list[WaitingLine]]]
"""What of one kind waits for a rep, or for those whose deputy the rep is."""

# A new kind of approval is one more line here, and in handlers.slack.blocks.waiting.
SOURCES: tuple[Source, ...] = (handovers.approvals, handovers.acceptances)


@rule("waiting.show")
async def show(work: Work, page: int = 0) -> WaitingList:
    """What waits for the actor, the oldest first; a page that is not there any more is the last one."""
    me = await reps.by_id(work.session, work.actor.id)
    if me is None:
        raise Refused(Gone())
    represented = await reps.represented_by(work.session, me.id)
    lines = [line for source in SOURCES for line in await source(work, me, represented)]
    lines.sort(key=lambda line: -line.age)
    pages = max(1, -(-len(lines) // PAGE))
    page = min(max(page, 0), pages - 1)
    return WaitingList(tuple(lines[page * PAGE : (page + 1) * PAGE]), page, pages, len(lines))
