"""`/inbox`: who waits for an answer, and for how long while we were open; whose tier has priority stands first."""

from crm.notices import Inbox, UnansweredLine
from crm.points.programme import programmes
from crm.points.programme.programme import Programme
from crm.refusals import NotAllowed, Refused
from crm.relay import speeds
from crm.roles import TABLE, Reach, rule
from crm.work import Work
from storage.relay import waits
from storage.relay.waits import Part, Waiting, Whose

MINE, TEAM, ALL = WHOSE = ("mine", "team", "all")
PAGE = 10
# So much of what was written is shown.
SHORT = 120
# Who answers for others sees how soon others answer.
LEADS = frozenset({"manager", "admin"})


@rule("inbox.show")
async def show(work: Work, whose: str = MINE, page: int = 0) -> Inbox:
    """Who waits for the actor (MINE; those included whose deputy they are), in their TEAM, or of ALL.

    `page` counts from 0; one that is not there any more is the last one. Who leads sees with their team how soon
    customers were answered.

    Raises:
        Refused: NotAllowed, when the role does not reach so far.
    """
    those = _whose(work, whose)
    total = await waits.count(work.session, those)
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 0), pages - 1)
    programme = await programmes.current(work)
    part = Part(page * PAGE, PAGE, _first(programme))
    found = await waits.page(work.session, those, work.now, part)
    tells = whose != MINE and work.actor.role in LEADS
    answers = await speeds.of_teams(work, None if whose == ALL else sorted(work.actor.teams)) if tells else None
    return Inbox(whose, tuple(line(work, each, programme) for each in found), total, page, pages, answers)


async def longest(work: Work, most: int) -> tuple[tuple[UnansweredLine, ...], int]:
    """For the actor's home page: so many of those who wait for them, the longest first, and how many wait in all."""
    mine = Whose(work.actor.id)
    programme = await programmes.current(work)
    found = await waits.page(work.session, mine, work.now, Part(0, most, _first(programme)))
    total = await waits.count(work.session, mine) if len(found) == most else len(found)
    return tuple(line(work, each, programme) for each in found), total


def _first(programme: Programme) -> list[str]:
    """The tiers whose customers are answered first."""
    return [each.code for each in programme.tiers.tier if each.priority] if programme.enabled else []


def line(work: Work, each: Waiting, programme: Programme | None = None) -> UnansweredLine:
    """One wait as it stands now; with the programme it says who is to be answered first."""
    customer, message = each.customer, each.message
    tier = programme.tier_of(each.tier) if programme is not None and programme.enabled else None
    return UnansweredLine(
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        owner=each.owner.full_name,
        since=each.wait.began_at,
        minutes=work.house.business.business_minutes_between(each.wait.began_at, work.now),
        words=" ".join(message.text.split())[:SHORT],
        message_id=message.id,
        holder=each.holder.slack_id if each.holder else "",
        case=each.case,
        kind=message.kind,
        first=tier.name if tier is not None and tier.priority else "",
    )


def _whose(work: Work, whose: str) -> Whose:
    if whose == MINE:
        return Whose(work.actor.id)
    reach = TABLE[work.rule].get(work.actor.role, Reach.OWN)
    if reach < (Reach.ALL if whose == ALL else Reach.TEAM):
        raise Refused(NotAllowed(work.rule))
    return Whose(work.actor.id, None if whose == ALL else work.actor.teams)
