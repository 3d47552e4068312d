"""How soon customers get their first answers."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from crm.notices import FirstAnswers, TeamAnswers
from crm.work import Work
from storage import company_settings, reps
from storage.relay import waits
from storage.relay.waits import Answered

DAYS = 30
SHOWN = 10


async def of_teams(work: Work, teams: Sequence[int] | None) -> TeamAnswers | None:
    """The first answers of the last DAYS of these teams (None: of everybody); None where there were none."""
    found = await waits.answered(work.session, work.now - timedelta(days=DAYS), work.now)
    theirs = [each for each in found if teams is None or each.team_id in teams]
    if not theirs:
        return None
    limit = (await company_settings.current(work.session)).relay_wait
    names = await reps.by_ids(work.session, sorted({each.rep_id for each in theirs}))
    by_rep = [
        (rep.full_name, together((each for each in theirs if each.rep_id == rep.id), limit)) for rep in names.values()
    ]
    by_rep.sort(key=lambda each: (-each[1].median, -each[1].p90, each[0]))
    with_case = together((each for each in theirs if each.case), limit)
    return TeamAnswers(DAYS, limit, together(theirs, limit), with_case, tuple(by_rep[:SHOWN]))


def together(some: Iterable[Answered], limit: int) -> FirstAnswers:
    """Several sorts of first answers as one; `limit` in business minutes."""
    counts = Counter[int]()
    for each in some:
        counts.update(each.counts)
    n = counts.total()
    quick = sum(number for minutes, number in counts.items() if minutes <= limit)
    return FirstAnswers(n, _at(counts, n / 2), _at(counts, n * 9 / 10), quick)


def _at(counts: Counter[int], place: float) -> int:
    """The least number of minutes that so many did not exceed; 0 where there is nothing."""
    passed = 0
    for minutes in sorted(counts):
        passed += counts[minutes]
        if passed >= place:
            return minutes
    return 0
