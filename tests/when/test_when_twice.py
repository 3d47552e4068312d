"""A day that is named twice is one date, and some words that only look like one are none."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from reminders.when import find

# A Wednesday.
NOW = datetime(2026, 12, 2, 10, tzinfo=ZoneInfo("Asia/Tokyo"))


def told(text):
    return [
        f"{each.span}={each.day}{f'T{each.time:%H:%M}' if each.time else ''}{f'?{each.doubt}' if each.doubt else ''}"
        for each in find(text, NOW)
    ]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("来週火曜12/8に訪問", "来週火曜12/8=2026-12-08"),
        ("来週の火曜日(12/8)に訪問", "来週の火曜日(12/8)=2026-12-08"),
        ("12/8（来週火曜）に訪問", "12/8（来週火曜）=2026-12-08"),
        ("明日（12/3）10時に電話", "明日（12/3）10時=2026-12-03T10:00"),
        ("next Tue (12/8) 2pm", "next Tue (12/8) 2pm=2026-12-08T14:00"),
        ("年明け1/8に提案", "年明け1/8=2027-01-08"),
        ("年末12/28に納品", "年末12/28=2026-12-28"),
        ("月末の30日に請求", "月末の30日=2026-12-30"),
        ("来週12/8に訪問", "来週12/8=2026-12-08"),
        ("明日、15時に訪問", "明日、15時=2026-12-03T15:00"),
        ("来週水曜の診療後19時に再訪", "来週水曜の診療後19時=2026-12-09T19:00"),
    ],
)
def test_a_day_named_twice_is_one_date(text, date):
    assert told(text) == [date]


def test_a_bracket_with_another_day_is_in_doubt():
    assert told("来週の火曜日(12/9)に訪問") == ["来週の火曜日(12/9)=2026-12-09?weekday"]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("来週月曜 水曜に訪問", ["来週月曜=2026-12-07", "水曜=2026-12-09"]),
        ("明日 12/5 納品", ["明日=2026-12-03", "12/5=2026-12-05"]),
        ("来週 1/20 納品", ["来週=2026-12-07?period", "1/20=2027-01-20"]),
    ],
)
def test_two_days_side_by_side_stay_two(text, dates):
    assert told(text) == dates


@pytest.mark.parametrize(
    "text",
    [
        "納品が3日遅れた",
        "年末の挨拶",
        "クリスマスケーキの予約",
        "Year-end gift delivered",
        "Christmas party was fun",
        "met them at booth 12/3",
    ],
)
def test_kinds_of_things_delays_and_places_are_no_dates(text):
    assert told(text) == []


def test_a_booking_before_a_date_is_no_about():
    """約12/24 is a fraction, 予約 12/24 is a day."""
    assert told("ケーキ予約 12/24(木) pm5:00") == ["12/24(木) pm5:00=2026-12-24T17:00"]
