"""Business days, Japanese public holidays, quiet hours, and the way from a wall clock to an instant and back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays.countries.japan import Japan

YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})
"""年末年始 as (month, day); a company adds its お盆 and founding day to these."""

_MOST_CLOSED_DAYS = 180
_LEAP_YEAR = 2024
_DAY = timedelta(days=1)
_SATURDAY = 5


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    """国民の祝日 with substitute and in-between holidays. Known from 1949 to 2099; other years have none."""
    return frozenset(Japan(years=year))


@dataclass(frozen=True)
class BusinessTime:
    """When a company works and when nobody is to be disturbed.

    `closed` holds (month, day) of days off that come every year. Quiet hours run from `quiet_from` (included) to
    `quiet_until` (excluded) by the clock of `zone`, over midnight where needed; two equal times mean no quiet hours.
    ValueError for a closed day that is no date, or when more than half of the year is closed: looking for the next
    business day would otherwise never end.
    """

    zone: ZoneInfo
    closed: frozenset[tuple[int, int]] = YEAR_END
    opens: time = time(9)
    closes: time = time(18)
    quiet_from: time = time(20)
    quiet_until: time = time(9)

    def __post_init__(self) -> None:
        if len(self.closed) > _MOST_CLOSED_DAYS:
            raise ValueError(f"at most {_MOST_CLOSED_DAYS} closed days a year, not {len(self.closed)}")
        for month, day in self.closed:
            date(_LEAP_YEAR, month, day)

    def is_business_day(self, day: date) -> bool:
        if day.weekday() >= _SATURDAY or (day.month, day.day) in self.closed:
            return False
        return day not in _public_holidays(day.year)

    def on_or_after(self, day: date) -> date:
        while not self.is_business_day(day):
            day += _DAY
        return day

    def next_business_day(self, day: date) -> date:
        """The first business day strictly after `day`."""
        return self.on_or_after(day + _DAY)

    def add_business_days(self, day: date, n: int) -> date:
        """The n-th business day strictly after `day`, strictly before it when n < 0; n = 0 is `on_or_after(day)`."""
        if n == 0:
            return self.on_or_after(day)
        step, left = (_DAY if n > 0 else -_DAY), abs(n)
        while left:
            day += step
            left -= self.is_business_day(day)
        return day

    def business_days_between(self, a: date, b: date) -> int:
        """How many business days lie from `a` to `b`: `a` itself never counts, `b` does; negative when b is earlier.

        So `business_days_between(day, add_business_days(day, n)) == n` for every n but 0.
        """
        step, sign = (_DAY, 1) if b >= a else (-_DAY, -1)
        return sign * sum(self.is_business_day(a + step * i) for i in range(1, abs((b - a).days) + 1))

    def add_business_hours(self, moment: datetime, hours: int) -> datetime:
        """When the company has been open for so many hours after `moment`, in UTC."""
        left, day, begins = timedelta(hours=hours), self.local(moment).date(), moment
        while True:
            if self.is_business_day(day):
                begins, ends = max(begins, self.moment(day)), self.moment(day, self.closes)
                if begins + left <= ends:
                    return begins.astimezone(UTC) + left
                left -= max(ends - begins, timedelta())
            day += _DAY

    def business_minutes_between(self, begins: datetime, ends: datetime) -> int:
        """For how many whole minutes the company was open between two moments; 0 when the second is no later."""
        day, last, total = self.local(begins).date(), self.local(ends).date(), timedelta()
        while day <= last:
            if self.is_business_day(day):
                opens, closes = self.moment(day), self.moment(day, self.closes)
                total += max(min(ends, closes) - max(begins, opens), timedelta())
            day += _DAY
        return int(total.total_seconds()) // 60

    def business_minutes_before(self, moment: datetime, minutes: int) -> datetime:
        """The latest moment since which, at `moment`, the company has been open for so many minutes, in UTC."""
        left, day = timedelta(minutes=minutes), self.local(moment).date()
        while True:
            if self.is_business_day(day):
                opens, ends = self.moment(day), min(moment, self.moment(day, self.closes))
                if ends - left >= opens:
                    return ends.astimezone(UTC) - left
                left -= max(ends - opens, timedelta())
            day -= _DAY

    def first_business_day_of_week(self, day: date) -> date | None:
        """The first business day in the ISO week of `day`, from Monday on; None when the whole week is closed."""
        monday = day - _DAY * day.weekday()
        week = (monday + _DAY * i for i in range(7))
        return next((each for each in week if self.is_business_day(each)), None)

    def is_quiet(self, moment: datetime) -> bool:
        now = self.local(moment).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= now < self.quiet_until
        return now >= self.quiet_from or now < self.quiet_until

    def next_loud(self, moment: datetime) -> datetime:
        """The earliest moment outside quiet hours on or after `moment`, in UTC."""
        if not self.is_quiet(moment):
            return moment.astimezone(UTC)
        today = self.local(moment).date()
        ends = (self._instant(today + _DAY * i, self.quiet_until, fold) for i in range(3) for fold in (0, 1))
        # A night's end may fall into a clock change, be passed already or be quiet itself: take the first that holds.
        return min(end for end in ends if end >= moment and not self.is_quiet(end))

    def local(self, moment: datetime) -> datetime:
        """`moment` by the clock of `zone`. ValueError for a naive moment: it would be read in the machine's zone."""
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone could be anywhere")
        return moment.astimezone(self.zone)

    def moment(self, day: date, at: time | None = None) -> datetime:
        """The UTC instant of `at` (default `opens`) on that local day.

        A time that a clock change skips moves forward by the gap; one that comes twice is the first.
        """
        return self._instant(day, self.opens if at is None else at, 0)

    def _instant(self, day: date, at: time, fold: int) -> datetime:
        return datetime.combine(day, at.replace(fold=fold, tzinfo=self.zone)).astimezone(UTC)
