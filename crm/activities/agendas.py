"""What is owed, as a list to work through: one's own, or for whoever answers for others what these have let pass."""

from crm.activities import nudges
from crm.handovers import leavers
from crm.notices import FollowupList
from crm.roles import TABLE, Reach, rule
from crm.work import Work
from storage.activities import followups
from storage.activities.followups import Whose

PAGE = 10
MINE, TEAM = "mine", "team"


@rule("followups.mine")
async def mine(work: Work, page: int = 0) -> FollowupList:
    """What the actor owes, the overdue first; a page that is not there any more is the last one."""
    return await _list(work, MINE, Whose(owner_id=work.actor.id), page)


@rule("followups.team")
async def team(work: Work, page: int = 0) -> FollowupList:
    """What is overdue in the actor's teams, or with everybody; the longest overdue first."""
    everybody = TABLE[work.rule].get(work.actor.role) is Reach.ALL
    return await _list(work, TEAM, Whose(teams=None if everybody else work.actor.teams), page)


async def _list(work: Work, scope: str, whose: Whose, page: int) -> FollowupList:
    if page > 0:
        await leavers.watch(work, leavers.PAGE)
    clock = nudges.clock(work)
    everything, late = await followups.count(work.session, whose, clock)
    total = late if scope == TEAM else everything
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 0), pages - 1)
    owed = await followups.page(work.session, whose, clock, late_only=scope == TEAM, skip=page * PAGE, limit=PAGE)
    return FollowupList(scope, tuple(nudges.line(work, each) for each in owed), page, pages, total, late)
