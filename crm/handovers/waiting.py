"""What of the handovers waits for somebody: to be approved, or to be taken over."""

from collections.abc import Iterable, Mapping, Sequence

from crm.activities import escalations
from crm.activities.escalations import Ladder
from crm.notices import WaitingLine
from crm.work import Work
from storage import reps
from storage.handovers import waiting
from storage.handovers.waiting import Waiting
from storage.tables import Rep

# Nobody reads further, and what is older stands in front.
MOST = 1000


async def approvals(work: Work, me: Rep, represented: Sequence[Rep]) -> list[WaitingLine]:
    """Handovers that I may approve, as crm.handovers.approvers has it, or somebody whose deputy I am."""
    asked = await waiting.to_approve(work.session, MOST)
    if not asked:
        return []
    people, ladder = await _people(work, asked), await escalations.ladder(work)
    found = []
    for each in asked:
        head = _decided_by(work, me, represented, people[each.from_id], ladder)
        if head is not None:
            found.append(_line(work, "approval", each, people, head if head.id != me.id else None))
    return found


def _decided_by(work: Work, me: Rep, represented: Sequence[Rep], predecessor: Rep, ladder: Ladder) -> Rep | None:
    """Me, whoever I stand in for, or nobody when it is no business of mine."""
    if predecessor.id == me.id:
        return None
    if work.actor.role == "admin" or (work.actor.role == "manager" and predecessor.team_id in work.actor.teams):
        return me
    heads = ladder.above(predecessor.slack_id, predecessor.team_id)
    return next((each for each in (me, *represented) if each.slack_id in heads), None)


async def acceptances(work: Work, me: Rep, represented: Sequence[Rep]) -> list[WaitingLine]:
    """Customers whom I am to take over, or somebody whose deputy I am."""
    successors = {each.id: each for each in represented}
    waits = await waiting.to_accept(work.session, [me.id, *successors], MOST)
    people = await _people(work, waits)
    return [_line(work, "acceptance", each, people, successors.get(each.to_id)) for each in waits]


async def _people(work: Work, waits: Iterable[Waiting]) -> Mapping[int, Rep]:
    named = {number for each in waits for number in (each.from_id, each.made_by_id) if number is not None}
    return await reps.by_ids(work.session, sorted(named))


def _line(work: Work, kind: str, each: Waiting, people: Mapping[int, Rep], represented: Rep | None) -> WaitingLine:
    business = work.house.business
    maker = people.get(each.made_by_id or 0)
    return WaitingLine(
        kind=kind,
        number=each.handover_id,
        name=people[each.from_id].full_name,
        n=each.customers,
        by=maker.full_name if maker else "",
        age=max(0, business.business_days_between(business.local(each.since).date(), work.today)),
        stands_in_for=represented.full_name if represented else "",
    )
