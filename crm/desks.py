"""A rep's desk: what the home page shows of today, of the week, and of the rep's own customers."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from crm.activities import followups, silences
from crm.activities.nudges import UNDO_WITHIN
from crm.handovers import leavers
from crm.notices import Due, Occasion, UnansweredLine
from crm.records import occasions
from crm.relay import inbox
from crm.roles import rule
from crm.work import Work
from storage import desks
from storage.desks import Moment, Span
from storage.records import rosters
from storage.tables import Customer, Followup

SORTS = tuple(rosters.SORTS)
QUIET = "quiet"
SHOWS = ("all", "overdue", QUIET, "line")
PAGE = 15
SHOWN_OWED = 8
SHOWN_DONE = 3
SHOWN_DAYS = 5
SHOWN_QUIET = 5
SHOWN_UNANSWERED = 3
SHOWN_TAGS = 50
# Birthdays and anniversaries from today to this many days on.
AHEAD = 7
# More celebrate on the same eight days than anybody reads of; the first of them by date are shown.
MOST_DAYS = 200
_DAY = timedelta(days=1)
_WEEK = 7 * _DAY


@dataclass(frozen=True)
class Wish:
    """How the reader wants the list: `sort` of SORTS, `show` of SHOWS or a `tag`, and which page, from 0."""

    sort: str = SORTS[0]
    show: str = SHOWS[0]
    tag: str = ""
    page: int = 0


@dataclass(frozen=True)
class Who:
    """A customer as a line names them."""

    customer_id: int
    name: str
    company: str | None


@dataclass(frozen=True)
class Owed:
    """A follow-up that is due today, or `late`."""

    who: Who
    due: Due
    late: bool


@dataclass(frozen=True)
class Feast:
    """A customer's day in the week ahead; in `mourning` nobody is congratulated."""

    who: Who
    occasion: Occasion
    mourning: bool


@dataclass(frozen=True)
class Quiet:
    """Nothing was heard for `days`; usual are `rhythm` days."""

    who: Who
    days: int
    rhythm: int


@dataclass(frozen=True)
class Line:
    """A customer in the list."""

    who: Who
    last_touch: date | None
    due: Due | None
    late: bool
    linked: bool
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Week:
    """What the reader did: contacts logged, follow-ups done, promises kept of those that were due, answers received."""

    logs: int
    done: int
    kept: int
    promised: int
    answers: int


@dataclass(frozen=True)
class Desk:
    """Everything on a rep's home page. `done`: just now, so it can be taken back; `more_…`: how many there are beside
    those that are shown.
    """

    today: date
    owed: tuple[Owed, ...]
    overdue: int
    due: int
    done: tuple[Owed, ...]
    feasts: tuple[Feast, ...]
    more_feasts: int
    quiet: tuple[Quiet, ...]
    more_quiet: int
    this_week: Week
    last_week: Week
    wish: Wish
    lines: tuple[Line, ...]
    matching: int
    tags: tuple[str, ...]
    unanswered: tuple[UnansweredLine, ...] = ()
    more_unanswered: int = 0

    @property
    def pages(self) -> int:
        return max(1, -(-self.matching // PAGE))

    @property
    def empty(self) -> bool:
        """Whether the reader has no customers yet."""
        return not self.matching and self.wish.show == SHOWS[0] and not self.wish.tag


def moment_of(work: Work) -> Moment:
    """Now, and where the company's own day begins and ends."""
    business = work.house.business
    begins, ends = (business.moment(day, time()) for day in (work.today, work.today + _DAY))
    return Moment(business.local(work.now), begins, ends)


def weeks_of(work: Work) -> tuple[Span, Span]:
    """The week we are in and the one before, from Monday to Monday by the company's clock."""
    monday = work.today - _DAY * work.today.weekday()
    first, second, third = (_midnight(work, monday + _WEEK * number) for number in (-1, 0, 1))
    return Span(second, third), Span(first, second)


def _midnight(work: Work, day: date) -> datetime:
    business = work.house.business
    return business.local(business.moment(day, time()))


@rule("desks.show")
async def show(work: Work, wish: Wish) -> Desk:
    """The reader's own desk. Only reads: a fixed number of statements, however many customers there are."""
    moment, me, session = moment_of(work), work.actor.id, work.session
    owed, overdue, due = await desks.owed(session, me, moment, SHOWN_OWED)
    done = await desks.just_done(session, me, work.now - UNDO_WITHIN, SHOWN_DONE)
    silent = await silences.of_mine(work, moment)
    quiet = silent[:SHOWN_QUIET]
    only = [each.customer_id for each in silent] if wish.show == QUIET else None
    wish, ids, matching = await _page(work, wish, moment, only)
    standing = await rosters.standings(session, ids, moment)
    named = {*ids, *(each.customer_id for each in (*owed, *done)), *(each.customer_id for each in quiet)}
    known = await desks.customers(session, sorted(named))
    feasts = await _feasts(work)
    this_week, last_week = await _weeks(work, moment)
    unanswered, waiting = await inbox.longest(work, SHOWN_UNANSWERED)
    return Desk(
        today=work.today,
        owed=tuple(Owed(_who(known[each.customer_id]), followups.due(each), _late(each, moment)) for each in owed),
        overdue=overdue,
        due=due,
        done=tuple(Owed(_who(known[each.customer_id]), followups.due(each), late=False) for each in done),
        feasts=tuple(feasts[:SHOWN_DAYS]),
        more_feasts=len(feasts[SHOWN_DAYS:]),
        quiet=tuple(Quiet(_who(known[each.customer_id]), each.days, round(each.rhythm)) for each in quiet),
        more_quiet=len(silent) - len(quiet),
        this_week=this_week,
        last_week=last_week,
        wish=wish,
        lines=tuple(_line(known[each], standing[each]) for each in ids),
        matching=matching,
        tags=tuple(await rosters.tags(session, me, SHOWN_TAGS)),
        unanswered=unanswered,
        more_unanswered=waiting - len(unanswered),
    )


@rule("desks.turn")
async def turn(work: Work) -> None:
    """The reader wants to see others of their customers. Pages are drawn where nothing can be written; this is where a
    press on one leaves its trace.
    """
    await leavers.watch(work, leavers.PAGE)


async def _page(work: Work, wish: Wish, moment: Moment, only: list[int] | None) -> tuple[Wish, list[int], int]:
    """The page that was asked for, or the last one there is: the list may have become shorter since it was drawn."""
    wish = replace(wish, page=max(0, wish.page))
    ids, matching = await _on(work, wish, moment, only)
    if not ids and matching:
        wish = replace(wish, page=(matching - 1) // PAGE)
        ids, matching = await _on(work, wish, moment, only)
    return wish, ids, matching


async def _on(work: Work, wish: Wish, moment: Moment, only: list[int] | None) -> tuple[list[int], int]:
    wanted = rosters.Wish(wish.sort, wish.show, wish.tag, only, PAGE * wish.page, PAGE)
    return await rosters.page(work.session, work.actor.id, wanted, moment)


async def _feasts(work: Work) -> list[Feast]:
    """Birthdays and anniversaries of the days ahead, the soonest first."""
    days = _kept_on(work.today)
    born = await desks.born_on(work.session, work.actor.id, days, MOST_DAYS)
    rows = await desks.anniversaries(work.session, work.actor.id, days, MOST_DAYS)
    found = [(customer, occasions.birthday(customer, work.today)) for customer in born]
    found += [(customer, occasions.anniversary(row, work.today)) for row, customer in rows]
    soon = [(customer, day) for customer, day in found if day is not None and day.days <= AHEAD]
    soon.sort(key=lambda each: (each[1].days, each[0].id))
    return [Feast(_who(each), day, occasions.mourning_until(each, work.today) is not None) for each, day in soon]


def _kept_on(today: date) -> list[tuple[int, int]]:
    """The (month, day) of the days ahead, and 29 February, which other years keep a day earlier."""
    ahead = [today + _DAY * number for number in range(AHEAD + 1)]
    return [(day.month, day.day) for day in ahead] + [(2, 29)]


async def _weeks(work: Work, moment: Moment) -> tuple[Week, Week]:
    spans, me, session = weeks_of(work), work.actor.id, work.session
    kept, promised = await desks.promises(session, me, spans, moment)
    logs, done = await desks.logs(session, me, spans), await desks.done(session, me, spans)
    answers = await desks.answers(session, me, spans)
    this, last = (Week(*each) for each in zip(logs, done, kept, promised, answers, strict=True))
    return this, last


def _who(customer: Customer) -> Who:
    return Who(customer.id, customer.name, customer.company.name if customer.company else None)


def _late(followup: Followup, moment: Moment) -> bool:
    timed = followup.due_time is not None and followup.due_at < moment.local
    return timed or followup.due_at < moment.today


def _line(customer: Customer, standing: rosters.Standing) -> Line:
    return Line(
        who=_who(customer),
        last_touch=standing.last_touch,
        due=followups.due(standing.owed) if standing.owed else None,
        late=standing.late,
        linked=standing.linked,
        tags=tuple(customer.tags),
    )
