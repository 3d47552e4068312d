"""What points have come to: a month's figures, each with how it is computed, and its ledger for accounting."""

import re
from calendar import monthrange
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from crm import post
from crm.notices import PointFlows, PointsMonth, PointsMonthFile, PointSums, RewardTaken, TierCost
from crm.points.programme import programmes
from crm.points.programme.programme import Programme
from crm.refusals import Gone, NotUnderstood, Refused, TooManyEntries
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.points import reports
from storage.points.reports import Line
from storage.tables import PointEntry

COLUMNS = (
    *("row", "day", "at", "kind", "reason", "wallet", "customer", "points", "pending", "owed", "balance"),
    *("expires_on", "actor", "source", "key"),
)
Row = tuple[str, ...]
# So many lines fit into a message's file; more are written by `kizuna points`.
MOST = 10_000
PAGE = 5_000
REWARDS = 20
YEAR = 12
_MONTH = re.compile(r"(?P<year>[12][0-9]{3})-(?P<month>0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def on(self, months: int) -> "Month":
        """So many months later, or earlier."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def month_of(text: str, today: date) -> Month:
    """The month of a text like "2026-10"; the running one for "". Raises Refused: NotUnderstood."""
    if not text.strip():
        return Month(today.year, today.month)
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        raise Refused(NotUnderstood("month"))
    return Month(int(found["year"]), int(found["month"]))


@rule("point_reports.month")
async def month(work: Work, text: str) -> PointsMonth:
    """The month that is named ("2026-10"; "": the running one). Raises Refused: NotUnderstood."""
    which, programme = month_of(text, work.today), await programmes.current(work)
    opening = await _opening(work.session, which)
    moved = await reports.kinds(work.session, which.first, which.last)
    began = await reports.first_day(work.session)
    return PointsMonth(
        first=which.first,
        last=which.last,
        opening=opening,
        closing=_closing(opening, moved),
        flows=flows_of(moved),
        year=flows_of(await reports.kinds(work.session, which.on(1 - YEAR).first, which.last)),
        value_yen=programme.value_yen,
        tiers=await _tiers(work, programme, which),
        rewards=await _rewards(work, which),
        earlier=began is not None and began < which.first,
        later=which.last < work.today,
    )


@rule("point_reports.file")
async def file(work: Work, text: str) -> int:
    """Owe the reader the month's ledger as a file. Raises Refused: NotUnderstood, TooManyEntries, Gone."""
    which = month_of(text, work.today)
    reader = await reps.by_id(work.session, work.actor.id)
    if reader is None:
        raise Refused(Gone())
    opening = await _opening(work.session, which)
    found = await reports.entries(work.session, which.first, which.last, MOST + 1)
    if len(found) > MOST:
        raise Refused(TooManyEntries(MOST, str(which)))
    sheet = Sheet(which, opening.points)
    rows = (sheet.opening(), *sheet.rows(found), sheet.closing())
    return (await post.to_rep(work, reader, PointsMonthFile(which.first, rows))).seq


async def rows_of(session: AsyncSession, which: Month) -> AsyncIterator[Row]:
    """All rows of the month's file, however many; the session reads a snapshot."""
    sheet = Sheet(which, (await _opening(session, which)).points)
    yield sheet.opening()
    after: tuple[date, int] | None = None
    while page := await reports.entries(session, which.first, which.last, PAGE, after):
        for row in sheet.rows(page):
            yield row
        after = (page[-1].day, page[-1].id)
        session.expunge_all()
    yield sheet.closing()


class Sheet:
    """A month's file, row by row: the balance runs along, so that opening and rows make the closing exactly."""

    def __init__(self, which: Month, balance: int) -> None:
        """`balance` is what all wallets held before."""
        self._month = which
        self._balance = balance

    def opening(self) -> Row:
        return self._row("opening", self._month.first)

    def closing(self) -> Row:
        return self._row("closing", self._month.last)

    def rows(self, entries: Iterable[PointEntry]) -> list[Row]:
        return [self._entry(each) for each in entries]

    def _entry(self, entry: PointEntry) -> Row:
        self._balance += entry.points
        return (
            str(entry.id),
            entry.day.isoformat(),
            entry.at.isoformat(),
            entry.kind,
            entry.reason,
            str(entry.wallet_id),
            str(entry.customer_id or ""),
            str(entry.points),
            str(entry.pending),
            str(entry.owed),
            str(self._balance),
            entry.expires_on.isoformat() if entry.expires_on and entry.expires_on < date.max else "",
            entry.actor,
            entry.source,
            entry.key,
        )

    def _row(self, name: str, day: date) -> Row:
        known = {"day": day.isoformat(), "kind": name, "balance": str(self._balance)}
        return tuple(known.get(each, "") for each in COLUMNS)


def _closing(opening: PointSums, moved: Iterable[Line]) -> PointSums:
    """Counted on from the opening, so that a report adds up while points go on moving."""
    lines = list(moved)
    return PointSums(
        opening.points + sum(each.points for each in lines),
        opening.pending + sum(each.pending for each in lines),
        opening.owed + sum(each.owed for each in lines),
    )


async def _opening(session: AsyncSession, which: Month) -> PointSums:
    return PointSums(*await reports.closing(session, which.first - timedelta(days=1)))


def flows_of(lines: Iterable[Line]) -> PointFlows:
    """What the kinds of the ledger mean; transfers between wallets add up to nothing."""
    by = {each.kind: each.points for each in lines}
    return PointFlows(
        earned=by.get("earn", 0) + by.get("release", 0),
        returned=-by.get("reverse", 0),
        spent=-by.get("spend", 0),
        restored=by.get("refund", 0),
        expired=-by.get("expire", 0),
        adjusted=by.get("adjust", 0) + by.get("pending", 0) + by.get("transfer", 0),
    )


def rate(part: int, whole: int) -> int | None:
    """In whole percent, half up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole > 0 else None


def breakage(year: PointFlows) -> int | None:
    """Of what has left the wallets in a year, what percentage expired unused."""
    return rate(year.expired, year.expired + year.spent - year.restored)


def redemption(year: PointFlows) -> int | None:
    """What was spent in a year, in percent of what was earned in it."""
    return rate(year.spent - year.restored, year.earned - year.returned)


async def _tiers(work: Work, programme: Programme, which: Month) -> tuple[TierCost, ...]:
    """The highest first, and whoever has none last."""
    found = await reports.tiers(work.session, (which.first, which.last), _moments(work, which))
    ranked = sorted(programme.tiers.tier, key=lambda each: -each.threshold)
    known = [TierCost(each.name, *found[each.code][1:]) for each in ranked if each.code in found]
    rest = [each for code, each in found.items() if programme.tier_of(code) is None]
    if not rest:
        return tuple(known)
    sums = (sum(each.wallets for each in rest), sum(each.points for each in rest), sum(each.cost for each in rest))
    return (*known, TierCost("", *sums))


async def _rewards(work: Work, which: Month) -> tuple[RewardTaken, ...]:
    found = await reports.rewards(work.session, *_moments(work, which), REWARDS)
    return tuple(RewardTaken(each.name, each.times, each.points, each.cost) for each in found)


def _moments(work: Work, which: Month) -> tuple[datetime, datetime]:
    business = work.house.business
    return business.moment(which.first, time()), business.moment(which.on(1).first, time())
