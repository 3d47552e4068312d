"""What came of handovers: were they accepted in time, were promises kept across them, and how do the customers feel?"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from crm.notices import HandoverEntry, HandoverFigures, HandoverReport, NpsCounts
from crm.refusals import Gone, NotAllowed, Refused
from crm.roles import TABLE, Reach, reaches, rule
from crm.surveys.nps import Nps
from crm.work import Work
from storage import company_settings, reps
from storage.handovers import reports, rows
from storage.handovers.reports import Answered, Whose
from storage.tables import Handover, Rep

YEAR = timedelta(days=365)
SHOWN = 10
PULSES = range(1, 6)


@rule("handover_reports.of")
async def of(work: Work, handover_id: int) -> HandoverReport:
    """The report on one handover, for the predecessor, the successors, and whoever answers for one of them. Only reads.

    Raises:
        Refused: Gone, NotAllowed.
    """
    handover = await rows.by_id(work.session, handover_id)
    predecessor = await reps.by_id(work.session, handover.from_id) if handover else None
    if handover is None or predecessor is None:
        raise Refused(Gone())
    successors = await reports.successors(work.session, handover_id)
    if not any(reaches(work, each) for each in (predecessor, *successors)):
        raise Refused(NotAllowed(work.rule))
    accept_days = (await company_settings.current(work.session)).handover_accept_days
    figures = await _figures(work, [handover], await reports.answered(work.session, [handover_id]), accept_days)
    return HandoverReport(
        first_day=handover.effective_day,
        last_day=handover.effective_day,
        accept_days=accept_days,
        figures=figures,
        predecessor=predecessor.full_name,
        successors=tuple(each.full_name for each in successors),
    )


@rule("handover_reports.year")
async def year(work: Work) -> HandoverReport:
    """The report on all handovers of the last twelve months, and on those under way, that the reader took part in or
    answers for. Only reads.
    """
    first = work.today - YEAR
    found = await reports.since(work.session, _whose(work), first)
    accept_days = (await company_settings.current(work.session)).handover_accept_days
    answered = await reports.answered(work.session, [each.id for each in found])
    people = await reps.by_ids(work.session, sorted({each.from_id for each in found[:SHOWN]}))
    return HandoverReport(
        first_day=first,
        last_day=work.today,
        accept_days=accept_days,
        figures=await _figures(work, found, answered, accept_days),
        entries=tuple(_entries(found[:SHOWN], answered, people)),
        handovers=len(found),
    )


def _whose(work: Work) -> Whose | None:
    """As `reaches` has it, for everybody at once."""
    reach = TABLE[work.rule].get(work.actor.role)
    if reach is Reach.ALL:
        return None
    return Whose(work.actor.id, work.actor.teams if reach is Reach.TEAM else frozenset())


def _entries(found: Sequence[Handover], answered: Sequence[Answered], people: Mapping[int, Rep]) -> list[HandoverEntry]:
    taken = defaultdict[int, int](int)
    for each in answered:
        taken[each.handover_id] += each.customers
    return [
        HandoverEntry(each.id, people[each.from_id].full_name, each.effective_day, taken[each.id]) for each in found
    ]


async def _figures(
    work: Work, found: Sequence[Handover], answered: Sequence[Answered], accept_days: int
) -> HandoverFigures:
    ids = [each.id for each in found]
    kinds = _by_kind(work, {each.id: each.asked_at for each in found}, answered, accept_days)
    kept, promised = await reports.promises(work.session, ids, work.house.business.local(work.now))
    before, after = await reports.scores(work.session, ids)
    asked, pulse = await reports.pulses(work.session, ids)
    return HandoverFigures(
        in_time=kinds["in_time"],
        late=kinds["late"],
        declined=kinds["declined"],
        waiting=kinds["waiting"],
        moved=sum(each.customers for each in answered if each.state in reports.HELD),
        told=sum(each.told for each in answered),
        promised=promised,
        kept=kept,
        before=_nps(before),
        after=_nps(after),
        pulse_asked=asked,
        pulse=tuple(pulse[score] for score in PULSES),
    )


def _by_kind(
    work: Work, asked: Mapping[int, datetime | None], answered: Sequence[Answered], accept_days: int
) -> Counter[str]:
    """How many customers were accepted in time or late, declined, or wait; what was called off is none of these."""
    kinds = Counter[str]()
    for each in answered:
        if each.state in {"waiting", "declined"}:
            kinds[each.state] += each.customers
        elif each.state != "cancelled" and each.decided_at is not None:
            in_time = _in_time(work, asked[each.handover_id], each.decided_at, accept_days)
            kinds["in_time" if in_time else "late"] += each.customers
    return kinds


def _in_time(work: Work, asked: datetime | None, decided: datetime, days: int) -> bool:
    """Within so many business days of the asking, the last of them as a whole."""
    business = work.house.business
    if asked is None:
        return True
    return business.local(decided).date() <= business.add_business_days(business.local(asked).date(), days)


def _nps(scores: Mapping[int, int]) -> NpsCounts:
    nps = Nps.of(scores)
    return NpsCounts(nps.promoters, nps.passives, nps.detractors)
