"""The weekly digest: last week as a manager should know it, from the whole week's rows at the moment of asking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crm import post
from crm.calendar import BusinessTime
from crm.notices import OpenCaseLine, RepWeek, WeeklyDigest
from crm.roles import must_reach, rule
from crm.surveys.nps import Nps
from crm.work import Work
from storage import digests, ledger, reps
from storage.tables import Rep

JOB = "digests"
READERS = ("manager", "admin")
AT = time(9)
LATEST = timedelta(hours=12)
MOST_CASES = 10
_DAY = timedelta(days=1)
_WEEK = 7 * _DAY


@dataclass(frozen=True)
class Edition:
    """One Monday's digest: `week` (2026-W48) is the week it comes out in; it tells of the week that began `monday`."""

    week: str
    monday: date
    due_at: datetime

    def slot(self, reader: Rep) -> str:
        """What the ledger keeps, so that nobody is told twice."""
        return f"{self.week}:rep{reader.id}"


def edition(business: BusinessTime, now: datetime) -> Edition | None:
    """The digest that should be out now: Monday 9:00, on a holiday the week's first business day. None before 9:00,
    more than twelve hours later (old news helps nobody), and in a week without business days.
    """
    today = business.local(now).date()
    first = business.first_business_day_of_week(today)
    if first is None or not (due_at := business.moment(first, AT)) <= now <= due_at + LATEST:
        return None
    year, week, _ = today.isocalendar()
    return Edition(f"{year}-W{week:02}", today - _DAY * today.weekday() - _WEEK, due_at)


@rule("digests.week")
async def week(work: Work, reader: Rep, monday: date) -> WeeklyDigest:
    """The week that began on `monday`, for the reps that `reader` answers for. Only reads.

    Interactions count on the day they happened, follow-ups on the day they were done; overdue is what was due before
    today and is still open; a customer's answers and cases belong to the owner.
    """
    must_reach(work, reader)
    people = await _answered_for(work, reader)
    ids = [rep.id for rep in people]
    since, until = _midnight(work, monday), _midnight(work, monday + _WEEK)
    nps = Nps.of(await digests.scores(work.session, ids, since, until))
    asked, answered = await digests.asked(work.session, ids, since, until)
    cases, open_cases = await digests.open_cases(work.session, ids, MOST_CASES)
    return WeeklyDigest(
        first_day=monday,
        last_day=monday + _WEEK - _DAY,
        as_of=work.now,
        reps=await _reps(work, people, monday),
        promoters=nps.promoters,
        passives=nps.passives,
        detractors=nps.detractors,
        asked=asked,
        answered=answered,
        cases=tuple(_case(work, case) for case in cases),
        open_cases=open_cases,
    )


@rule("digests.send")
async def send(work: Work, reader: Rep, digest: WeeklyDigest, slot: str) -> bool:
    """Owe the digest to its reader; False when the slot has been used, here or on another machine."""
    if not await ledger.take(work.session, JOB, slot, work.now):
        return False
    await post.to_rep(work, reader, digest)
    return True


async def readers(work: Work) -> list[Rep]:
    """Who gets a digest."""
    return await reps.with_roles(work.session, READERS)


async def _answered_for(work: Work, reader: Rep) -> list[Rep]:
    """One's own team and those below it. Without a team an admin answers for everybody, a manager for nobody else."""
    if reader.team_id is not None:
        return await digests.members(work.session, sorted(reps.below(await reps.teams(work.session), reader.team_id)))
    return await digests.members(work.session, None) if reader.role == "admin" else [reader]


async def _reps(work: Work, people: Sequence[Rep], monday: date) -> tuple[RepWeek, ...]:
    """A line for every active rep, and for others who did something; by reading, as a directory would have it."""
    ids = [rep.id for rep in people]
    touched = await digests.interactions(work.session, ids, monday, monday + _WEEK - _DAY)
    done = await digests.done(work.session, ids, _midnight(work, monday), _midnight(work, monday + _WEEK))
    overdue = await digests.overdue(work.session, ids, _midnight(work, work.today))
    return tuple(
        RepWeek(rep.full_name, touched.get(rep.id, 0), done.get(rep.id, 0), overdue.get(rep.id, 0))
        for rep in sorted(people, key=lambda rep: (rep.reading or rep.full_name, rep.id))
        if (rep.active and rep.role == "rep") or rep.id in {*touched, *done, *overdue}
    )


def _case(work: Work, case: digests.OpenCase) -> OpenCaseLine:
    opened = work.house.business.local(case.opened_at).date()
    return OpenCaseLine(case.case_id, case.customer, case.owner, opened, case.score)


def _midnight(work: Work, day: date) -> datetime:
    return work.house.business.moment(day, time())
