from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.calendar import YEAR_END, BusinessTime

TOKYO = ZoneInfo("Asia/Tokyo")
NEW_YORK = ZoneInfo("America/New_York")
OBON = frozenset({(8, 13), (8, 14), (8, 15)})

days = st.dates(date(2000, 1, 1), date(2090, 12, 31))
moments = st.datetimes(datetime(2000, 1, 1), datetime(2090, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


def a_calendar(**changes) -> BusinessTime:
    return BusinessTime(**{"zone": TOKYO} | changes)


def tokyo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def test_three_business_days_after_a_thursday_skip_the_weekend_and_labour_thanksgiving():
    due = a_calendar().add_business_days(date(2026, 11, 19), 3)

    assert due == date(2026, 11, 25)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 21),  # Saturday
        date(2026, 11, 22),  # Sunday
        date(2026, 11, 23),  # 勤労感謝の日
        date(2026, 5, 6),  # 振替休日 for 憲法記念日 on a Sunday
        date(2026, 9, 22),  # 国民の休日 between two holidays
        date(2026, 12, 29),  # year end
        date(2027, 1, 3),
        date(2020, 7, 24),  # スポーツの日, moved for the Olympic Games
    ],
)
def test_weekends_holidays_and_year_end_are_no_business_days(day):
    calendar = a_calendar()

    assert not calendar.is_business_day(day)


def test_an_ordinary_weekday_is_a_business_day():
    calendar = a_calendar()

    assert calendar.is_business_day(date(2026, 12, 28))


def test_a_company_may_close_for_obon():
    calendar = a_calendar(closed=YEAR_END | OBON)

    assert calendar.on_or_after(date(2026, 8, 13)) == date(2026, 8, 17)
    assert a_calendar().on_or_after(date(2026, 8, 13)) == date(2026, 8, 13)


def test_the_next_business_day_is_strictly_after():
    calendar = a_calendar()

    assert calendar.next_business_day(date(2026, 11, 24)) == date(2026, 11, 25)
    assert calendar.next_business_day(date(2026, 12, 28)) == date(2027, 1, 4)


def test_business_days_count_backwards_too():
    calendar = a_calendar()

    assert calendar.add_business_days(date(2026, 11, 25), -3) == date(2026, 11, 19)
    assert calendar.business_days_between(date(2026, 11, 25), date(2026, 11, 19)) == -3


def test_adding_no_business_days_moves_only_a_day_off():
    calendar = a_calendar()

    assert calendar.add_business_days(date(2026, 11, 24), 0) == date(2026, 11, 24)
    assert calendar.add_business_days(date(2026, 11, 21), 0) == date(2026, 11, 24)


def test_no_business_days_lie_between_a_friday_and_its_sunday():
    calendar = a_calendar()

    assert calendar.business_days_between(date(2026, 11, 20), date(2026, 11, 22)) == 0


@settings(deadline=None)
@given(days, st.integers(-40, 40).filter(bool))
def test_counting_between_undoes_adding(day, n):
    calendar = a_calendar()

    reached = calendar.add_business_days(day, n)

    assert calendar.is_business_day(reached)
    assert calendar.business_days_between(day, reached) == n


def test_the_week_of_a_holiday_monday_begins_on_tuesday():
    calendar = a_calendar()

    assert calendar.first_business_day_of_week(date(2026, 11, 29)) == date(2026, 11, 24)
    assert calendar.first_business_day_of_week(date(2026, 12, 4)) == date(2026, 11, 30)


def test_a_week_closed_from_end_to_end_has_no_first_business_day():
    golden_week = a_calendar(closed=frozenset({(4, 30), (5, 1)}))

    assert golden_week.first_business_day_of_week(date(2019, 5, 2)) is None


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("19:59", False), ("20:00", True), ("23:59", True), ("00:00", True), ("08:59", True), ("09:00", False)],
)
def test_quiet_hours_include_their_start_and_not_their_end(clock, quiet):
    calendar = a_calendar()

    assert calendar.is_quiet(tokyo(f"2026-11-24T{clock}")) is quiet


def test_quiet_hours_are_told_by_the_local_clock():
    calendar = a_calendar()

    assert calendar.is_quiet(datetime(2026, 11, 24, 11, tzinfo=UTC))
    assert not calendar.is_quiet(datetime(2026, 11, 24, 10, 59, tzinfo=UTC))


def test_quiet_hours_may_lie_within_one_day():
    lunch = a_calendar(quiet_from=time(12), quiet_until=time(13))

    assert lunch.is_quiet(tokyo("2026-11-24T12:00"))
    assert lunch.is_quiet(tokyo("2026-11-24T12:59"))
    assert not lunch.is_quiet(tokyo("2026-11-24T13:00"))
    assert not lunch.is_quiet(tokyo("2026-11-24T23:00"))


def test_equal_bounds_mean_no_quiet_hours():
    calendar = a_calendar(quiet_from=time(9), quiet_until=time(9))

    assert not calendar.is_quiet(tokyo("2026-11-24T09:00"))
    assert not calendar.is_quiet(tokyo("2026-11-24T03:00"))


def test_an_evening_waits_for_the_next_morning():
    calendar = a_calendar()

    assert calendar.next_loud(tokyo("2026-11-24T21:30")) == tokyo("2026-11-25T09:00")
    assert calendar.next_loud(tokyo("2026-11-25T06:00")) == tokyo("2026-11-25T09:00")


def test_a_loud_moment_stays_as_it_is():
    calendar = a_calendar()

    assert calendar.next_loud(tokyo("2026-11-24T12:34:56")) == tokyo("2026-11-24T12:34:56")


def test_a_night_that_ends_twice_is_over_only_at_a_moment_to_come():
    owls = a_calendar(zone=NEW_YORK, quiet_from=time(1), quiet_until=time(1, 30))
    second_pass = datetime(2026, 11, 1, 6, 15, tzinfo=UTC)

    assert owls.next_loud(second_pass) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@settings(deadline=None)
@given(moments, st.times(), st.times(), st.sampled_from([TOKYO, NEW_YORK]))
def test_the_next_loud_moment_is_never_quiet_and_at_most_a_day_and_a_clock_change_away(moment, start, end, zone):
    calendar = a_calendar(zone=zone, quiet_from=start, quiet_until=end)

    loud = calendar.next_loud(moment)

    assert not calendar.is_quiet(loud)
    assert moment <= loud <= moment + timedelta(days=2)
    assert loud.tzinfo is UTC


def test_a_day_without_a_time_begins_when_the_company_opens():
    calendar = a_calendar(opens=time(9, 30))

    assert calendar.moment(date(2026, 12, 4)) == datetime(2026, 12, 4, 0, 30, tzinfo=UTC)
    assert calendar.moment(date(2026, 12, 4), time(15)) == datetime(2026, 12, 4, 6, tzinfo=UTC)


def test_midnight_is_a_time_and_not_a_missing_one():
    calendar = a_calendar()

    assert calendar.moment(date(2026, 12, 4), time(0)) == datetime(2026, 12, 3, 15, tzinfo=UTC)


def test_a_time_that_a_clock_change_skips_moves_forward():
    calendar = a_calendar(zone=NEW_YORK)

    skipped = calendar.moment(date(2026, 3, 8), time(2, 30))

    assert calendar.local(skipped).time() == time(3, 30)


def test_a_time_that_comes_twice_is_the_first():
    calendar = a_calendar(zone=NEW_YORK)

    assert calendar.moment(date(2026, 11, 1), time(1, 30)) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused():
    calendar = a_calendar()

    with pytest.raises(ValueError, match="time zone"):
        calendar.local(datetime(2026, 11, 24, 9))  # noqa: DTZ001 - the naive moment is the point


def test_a_closed_day_must_exist_though_perhaps_only_in_leap_years():
    assert a_calendar(closed=frozenset({(2, 29)})).closed == {(2, 29)}
    with pytest.raises(ValueError, match="day"):
        a_calendar(closed=frozenset({(2, 30)}))


def test_a_company_that_hardly_opens_is_refused_because_its_next_day_might_never_come():
    half_the_year = [(month, day) for month in range(1, 13) for day in range(1, 16)]

    assert a_calendar(closed=frozenset(half_the_year)).on_or_after(date(2026, 12, 1)) == date(2026, 12, 16)
    with pytest.raises(ValueError, match="closed days"):
        a_calendar(closed=frozenset([*half_the_year, (1, 16)]))
