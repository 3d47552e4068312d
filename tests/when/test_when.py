"""The grammar of dates on its open set (data/SOURCES.md), on sentences of sales logs, and on any text at all."""

import csv
from dataclasses import dataclass
from datetime import datetime, time
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.when import field, find, first, report

TOKYO = ZoneInfo("Asia/Tokyo")
WEDNESDAY = datetime(2026, 12, 2, 10, tzinfo=TOKYO)
OPEN_SET = Path(__file__).parents[1] / "data" / "dates_open.tsv"


def told(text, now=WEDNESDAY):
    """Every date of `text` as "span=ISO", with "?doubt" where there is one."""
    return [
        f"{each.span}={each.day}{f'T{each.time:%H:%M}' if each.time else ''}{f'?{each.doubt}' if each.doubt else ''}"
        for each in find(text, now)
    ]


@dataclass(frozen=True)
class Row:
    lang: str
    expected: str
    got: str
    wanted_span: str
    span: str

    @property
    def right(self):
        return any(self.got == one or ("T" not in one and self.got[:10] == one) for one in self.expected.split("|"))

    @property
    def wrong(self):
        return not self.right and self.got != "none"


@pytest.fixture(scope="module")
def rows():
    with OPEN_SET.open(encoding="utf-8", newline="") as lines:
        read = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    answers = [report(datetime.fromisoformat(row["reference"]), row["text"]).split("\t", 1) for row in read]
    return [
        Row(row["lang"], row["expected"], got, row["span"], span)
        for row, (got, span) in zip(read, answers, strict=True)
    ]


def share(rows, holds):
    return sum(map(holds, rows)) / len(rows)


@pytest.mark.parametrize(("lang", "least"), [("ja", 0.95), ("en", 0.85)])
def test_the_open_set_is_read_as_it_says(rows, lang, least):
    mine = [row for row in rows if row.lang == lang]

    assert share(mine, lambda row: row.right) >= least


def test_numbers_that_are_no_dates_are_refused(rows):
    nothing = [row for row in rows if row.expected == "none"]

    assert share(nothing, lambda row: row.got == "none") >= 0.98


def test_a_wrong_date_is_rarer_than_one_in_fifty(rows):
    assert share(rows, lambda row: row.wrong) <= 0.02


def test_the_words_to_cut_out_are_the_ones_that_name_the_date(rows):
    sentences = [row for row in rows if row.wanted_span]

    assert share(sentences, lambda row: row.span == row.wanted_span) >= 0.95


@pytest.mark.parametrize(
    ("log", "dates"),
    [
        ("見積の件で打合せ。来週金曜15時に電話", ["来週金曜15時=2026-12-11T15:00"]),
        ("金曜までに見積を送付", ["金曜=2026-12-04"]),
        ("12/15(火) 13:30〜デモ", ["12/15(火) 13:30=2026-12-15T13:30"]),
        ("昨日訪問、3営業日後に連絡", ["昨日=2026-12-01", "3営業日後=2026-12-07"]),
        (
            "12/10に見積送付、12/15 14時に再訪、月末までに契約",
            ["12/10=2026-12-10", "12/15 14時=2026-12-15T14:00", "月末=2026-12-31"],
        ),
        ("先月20日に納品した件。明日中に回答", ["先月20日=2026-11-20", "明日中=2026-12-03"]),
        ("５−１０名で検討中、単価1,200円。３日後に確認", ["３日後=2026-12-05"]),
        (
            "Met her at 3pm yesterday, quote by Friday, call next Tuesday at 10",
            ["3pm yesterday=2026-12-01T15:00", "Friday=2026-12-04", "next Tuesday at 10=2026-12-08T10:00"],
        ),
        ("Dec 10 14時に demo, EOD Friday", ["Dec 10 14時=2026-12-10T14:00", "EOD Friday=2026-12-04"]),
    ],
)
def test_a_log_gives_its_dates_in_order_and_in_its_own_words(log, dates):
    assert told(log) == dates


def test_a_span_is_cut_from_what_was_typed_and_not_from_a_cleaned_copy():
    text = "ｱｼﾀではなく㋿８年１２月５日（土）１３：３０に"

    moment = find(text, WEDNESDAY)[-1]

    assert moment.span == "㋿８年１２月５日（土）１３：３０"
    assert text[moment.start : moment.end] == moment.span
    assert (moment.day.isoformat(), moment.time) == ("2026-12-05", time(13, 30))


def test_a_weekday_that_is_not_the_dates_is_in_doubt():
    assert told("12月15日（水）に訪問") == ["12月15日（水）=2026-12-15?weekday"]


def test_a_weekday_settles_which_month_or_year_is_meant():
    assert told("12/1(火)に訪問") == ["12/1(火)=2026-12-01"]
    assert told("27日の金曜日に戻りました") == ["27日の金曜日=2026-11-27"]


def test_a_date_that_has_just_passed_without_a_year_is_in_doubt():
    assert told("11/28 展示会") == ["11/28=2027-11-28?year"]
    assert told("11月末") == ["11月末=2027-11-30?year"]
    assert told("12月第1火曜") == ["12月第1火曜=2027-12-07?year"]


def test_a_week_or_a_month_alone_is_in_doubt():
    assert told("来週連絡") == ["来週=2026-12-07?period"]
    assert told("next month") == ["next month=2027-01-01?period"]
    assert told("先週の打合せ、今月の売上、10月に契約") == []


def test_the_sure_coming_date_goes_before_the_doubtful_and_the_past():
    assert first("11/30 展示会。昨日お礼、金曜に電話", WEDNESDAY).span == "金曜"
    assert first("昨日の訪問、来週また", WEDNESDAY).span == "来週"
    assert first("昨日の訪問", WEDNESDAY).span == "昨日"
    assert first("担当者不在", WEDNESDAY) is None


def test_what_is_told_as_done_lies_in_the_past():
    assert told("月曜に訪問しました。金曜に電話します") == ["月曜=2026-11-30", "金曜=2026-12-04"]
    assert told("11月30日に見積を送付しました") == ["11月30日=2026-11-30"]
    assert told("Met Tanaka on Monday. Follow up Friday") == ["Monday=2026-11-30", "Friday=2026-12-04"]
    assert told("金曜に訪問したいと言われました") == ["金曜=2026-12-04"]


def test_a_range_is_its_beginning_and_the_length_of_a_meeting_stays_in_the_note():
    assert told("来週水曜 10時〜11時") == ["来週水曜 10時=2026-12-09T10:00"]
    assert told("2pm to 4pm tomorrow") == ["2pm to 4pm tomorrow=2026-12-03T14:00"]
    assert told("12月10日から12日まで出張") == ["12月10日から12日=2026-12-10"]
    assert told("Dec 10-12; Dec 14, 9-10am") == ["Dec 10-12=2026-12-10", "Dec 14, 9-10am=2026-12-14T09:00"]


def test_a_date_that_took_anothers_place_is_the_one_that_counts():
    assert told("金曜の打合せを月曜に変更") == ["月曜=2026-12-07"]
    assert told("12/5から12/8に延期") == ["12/8=2026-12-08"]
    assert told("Moved Friday's meeting to Monday 3pm") == ["Monday 3pm=2026-12-07T15:00"]


def test_the_second_of_two_choices_belongs_to_the_same_week_month_or_day():
    assert told("来週の水曜か木曜の午後") == ["来週の水曜=2026-12-09", "木曜の午後=2026-12-10"]
    assert told("来月5日と10日") == ["来月5日=2027-01-05", "10日=2027-01-10"]
    assert told("明日10時に電話、15時に訪問") == ["明日10時=2026-12-03T10:00", "15時=2026-12-03T15:00"]


def test_days_before_an_event_that_is_not_dated_are_no_date():
    assert told("納品の3日前、ご注文から4日以内、受注後2週間以内") == []
    assert told("12/15の3営業日前") == ["12/15の3営業日前=2026-12-10"]


def test_a_part_of_the_day_is_told_and_an_hour_is_moved_by_it():
    morning = first("明日の朝イチ", WEDNESDAY)

    assert (morning.part, morning.time) == ("morning", None)
    assert told("今夜8時、夕方5時、深夜1時") == [
        "今夜8時=2026-12-02T20:00",
        "夕方5時=2026-12-02T17:00",
        "深夜1時=2026-12-03T01:00",
    ]


def test_a_named_time_zone_is_told_and_converted():
    call = first("Thursday at 9am UTC", WEDNESDAY)

    assert (call.zone, call.day.isoformat(), call.time) == ("utc", "2026-12-03", time(18))


def test_real_hours_are_counted_over_a_clock_change():
    before_spring = datetime(2026, 3, 8, 1, 30, tzinfo=ZoneInfo("America/New_York"))

    assert told("in 2 hours", before_spring) == ["in 2 hours=2026-03-08T04:30"]


@pytest.mark.parametrize(
    "text", ["2月30日", "13/13", "4/31", "午後13時", "三三時", "令和2年13月1日", "9999年後", "June 31, 2022"]
)
def test_what_no_calendar_has_is_no_date(text):
    assert told(text) == []


def test_a_field_for_dates_also_takes_what_would_be_no_date_in_a_sentence():
    assert first("sat", WEDNESDAY) is None
    assert field("sat", WEDNESDAY).day.isoformat() == "2026-12-05"
    assert field("3 days", WEDNESDAY).day.isoformat() == "2026-12-05"
    assert field("来週火曜", WEDNESDAY).day.isoformat() == "2026-12-08"


@pytest.mark.parametrize("text", ["", "  ", "25", "3,000", "090-1234-5678", "May", "next year", "hello", "見積の件"])
def test_a_field_for_dates_refuses_what_is_none(text):
    assert field(text, WEDNESDAY) is None


def test_the_report_is_a_stamp_a_tab_and_the_words():
    assert report(WEDNESDAY, "次回は12/15(火) 13:30〜") == "2026-12-15T13:30\t12/15(火) 13:30"
    assert report(WEDNESDAY, "金曜まで") == "2026-12-04\t金曜"
    assert report(WEDNESDAY, "3000円") == "none\t"


FRAGMENTS = [
    *"月火水木金土日年時分半前後のにから〜-/.:、。,（）十元第",
    *(
        "来週",
        "次の週",
        "曜日",
        "（火）",
        "12",
        "5",
        "５",
        "二〇",
        "令和",
        "R8",
        "明日",
        "ｱｼﾀ",
        "㋿",
        "㈪",
        "営業日",
        "ヶ月",
        "週間",
        "午後",
    ),
    *(
        "初旬",
        "末",
        "以内",
        "年度",
        "連休明け",
        "最終",
        "まで",
        "変更",
        "PM",
        "next",
        "last",
        "Friday",
        "sat",
        "the 15th of",
        "May",
    ),
    *("in two days", "from", "ago", "at noon", "EOD", "half past", "end of", "month", "UTC", "\n", "'26", "2026"),
]
anything = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join))
spaced = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map(" ".join)
moments = st.datetimes(timezones=st.sampled_from([TOKYO, ZoneInfo("America/New_York"), ZoneInfo("UTC")]))


@settings(max_examples=400, deadline=None)
@given(text=st.one_of(anything, spaced), now=st.one_of(st.just(WEDNESDAY), moments))
def test_any_text_is_read_without_an_error_and_spans_are_parts_of_it(text, now):
    found = find(text, now)

    assert all(text[each.start : each.end] == each.span != "" for each in found)
    assert all(earlier.end <= later.start for earlier, later in pairwise(found))


@settings(max_examples=100, deadline=None)
@given(text=st.one_of(anything, spaced))
def test_a_field_takes_any_text_without_an_error(text):
    moment = field(text, WEDNESDAY)

    assert moment is None or text[moment.start : moment.end] == moment.span
