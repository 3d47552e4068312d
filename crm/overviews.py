"""A team's week, or the whole company's, in a few figures: for those who answer for others, and those who look on."""

from dataclasses import dataclass
from datetime import timedelta

from crm import desks
from crm.roles import rule
from crm.work import Work
from storage import digests
from storage.desks import Span

MOST_LATE = 3


@dataclass(frozen=True)
class TeamWeek:
    """Contacts logged, follow-ups done, and answers of customers."""

    logs: int
    done: int
    answers: int


@dataclass(frozen=True)
class Overview:
    """`whole`: of the whole company, not of a team; `late`: who has most that is overdue, with how many."""

    whole: bool
    this_week: TeamWeek
    last_week: TeamWeek
    overdue: int
    open_cases: int
    late: tuple[tuple[str, int], ...]


@rule("overviews.show")
async def show(work: Work) -> Overview | None:
    """The week of the actor's team and those below it; without a team the company's. None: a manager of nobody."""
    teams = sorted(work.actor.teams)
    if not teams and work.actor.role == "manager":
        return None
    people = {rep.id: rep.full_name for rep in await digests.members(work.session, teams or None)}
    ids = sorted(people)
    moment = desks.moment_of(work)
    overdue = await digests.overdue(work.session, ids, moment.today)
    worst = sorted(overdue, key=lambda rep_id: (-overdue[rep_id], rep_id))[:MOST_LATE]
    this_week, last_week = [await _week(work, ids, week) for week in desks.weeks_of(work)]
    return Overview(
        whole=not teams,
        this_week=this_week,
        last_week=last_week,
        overdue=sum(overdue.values()),
        open_cases=(await digests.open_cases(work.session, ids, 1))[1],
        late=tuple((people[each], overdue[each]) for each in worst),
    )


async def _week(work: Work, ids: list[int], week: Span) -> TeamWeek:
    logs = await digests.interactions(work.session, ids, week.since.date(), week.until.date() - timedelta(days=1))
    done = await digests.done(work.session, ids, week.since, week.until)
    answers = await digests.scores(work.session, ids, week.since, week.until)
    return TeamWeek(sum(logs.values()), sum(done.values()), sum(answers.values()))
