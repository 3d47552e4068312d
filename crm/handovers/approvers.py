"""Who answers for a handover: whoever is above the predecessor, or stands in for them."""

from collections.abc import Iterable

from crm.activities import escalations
from crm.work import Work
from storage import reps
from storage.tables import Rep


async def above(work: Work, rep: Rep) -> tuple[str, ...]:
    """Slack ids of whoever answers for the rep, with those who stand in for them; nobody answers for themselves."""
    ladder = await escalations.ladder(work)
    heads = ladder.above(rep.slack_id, rep.team_id)
    return tuple(each for each in await with_deputies(work, heads) if each != rep.slack_id)


async def with_deputies(work: Work, slack_ids: Iterable[str]) -> tuple[str, ...]:
    """These people, and whoever stands in for them."""
    heads = list(dict.fromkeys(slack_ids))
    known = [each for each in await reps.by_slack_ids(work.session, heads) if each.deputy_id is not None]
    deputies = await reps.by_ids(work.session, [each.deputy_id or 0 for each in known])
    standing_in = [each.slack_id for each in deputies.values() if each.active]
    return tuple(dict.fromkeys([*heads, *standing_in]))


async def decides(work: Work, rep: Rep) -> bool:
    """Whether the actor may decide what becomes of the rep's customers: somebody above, or who stands in for one."""
    # Not by the role table: there the successors stand too, and what is the rep's is not theirs to decide.
    if work.actor.role == "admin" or (work.actor.role == "manager" and rep.team_id in work.actor.teams):
        return True
    me = await reps.by_id(work.session, work.actor.id)
    return me is not None and me.slack_id in await above(work, rep)


async def answers(work: Work, successor: Rep) -> bool:
    """Whether the actor may say yes or no in the successor's place."""
    return work.actor.id in {successor.id, successor.deputy_id} or await decides(work, successor)
