from datetime import date, time

import pytest

from crm.activities.loglines import read
from tests.log_lines import WEDNESDAY, a_line, named, on, whats


@pytest.mark.parametrize(
    "text",
    [
        "昨日 田中様 訪問 見積",
        "昨日、田中様を訪問",
        "田中様 昨日訪問",
        "田中様 昨日訪問。",
        "昨日は田中様と会食",
        "田中様に昨日電話した",
        "Met Jane 昨日",
        "昨日見積を田中様に送付",
    ],
)
def test_a_past_date_beside_the_touch_dates_it_and_is_no_task(text):
    line = a_line(text, 昨日="2026-12-01")

    assert line.when == date(2026, 12, 1)
    assert line.tasks == ()


@pytest.mark.parametrize(
    "text",
    [
        "昨日の件で田中様に電話",
        "昨日買った商品の件で田中様から電話",
        "田中様 電話 昨日届いたサンプルの感想",
        "田中様 昨日の訪問のお礼で電話",
        "田中様 電話。前回は昨日だった",
    ],
)
def test_a_past_date_that_tells_of_something_else_dates_nothing(text):
    line = a_line(text, 昨日="2026-12-01")

    assert line.when is None
    assert line.tasks == ()


def test_a_past_date_in_what_is_to_be_done_dates_nothing():
    line = a_line("田中様 電話。先週火曜の資料を来週火曜に送付", 先週火曜="2026-11-24", 来週火曜="2026-12-08")

    assert line.when is None
    assert whats(line) == ["先週火曜の資料を送付"]


def test_a_leading_past_date_is_not_repeated_in_the_note():
    line = a_line("昨日 田中様 訪問 見積の件", 昨日="2026-12-01")

    assert (line.who, line.kind, line.text) == (("田中",), "visit", "見積の件")


@pytest.mark.parametrize("text", ["田中様 月曜に訪問した", "田中様 月曜 訪問済み", "Visited Jane on 月曜"])
def test_a_bare_weekday_of_something_done_is_the_last_one(text):
    line = a_line(text, 月曜="2026-12-07")

    assert line.when == date(2026, 11, 30)
    assert line.tasks == ()


@pytest.mark.parametrize(
    "text", ["田中様 納期を月曜に変更した", "田中様 月曜に訪問することになった", "田中様 月曜に訪問"]
)
def test_a_bare_weekday_that_was_only_arranged_is_still_to_come(text):
    line = a_line(text, 月曜="2026-12-07")

    assert [task.day for task in line.tasks] == [date(2026, 12, 7)]


def test_each_date_is_told_by_the_words_between_it_and_the_next():
    line = a_line("田中様 昨日電話、月曜に訪問した", 昨日="2026-12-01", 月曜="2026-12-07")

    assert line.when == date(2026, 12, 1)
    assert line.tasks == ()


def test_a_weekday_named_with_its_week_is_never_moved():
    line = a_line("田中様 来週月曜に訪問した", 来週月曜="2026-12-07")

    assert [task.day for task in line.tasks] == [date(2026, 12, 7)]


def test_a_date_without_a_year_that_has_just_passed_was_this_year():
    line = on("11/20 展示会で名刺交換", {"11/20": "2027-11-20?year"})

    assert line.when == date(2026, 11, 20)
    assert line.kind == "exhibition"
    assert line.tasks == ()


def test_a_deadline_without_a_year_stays_next_year():
    line = on("田中様 電話。11/20までに納品予定", {"11/20": "2027-11-20?year"})

    assert [(task.day, task.doubt) for task in line.tasks] == [(date(2027, 11, 20), "year")]


@pytest.mark.parametrize("text", ["田中様 本日訪問", "本日 田中様 訪問", "田中様 本日電話した"])
def test_today_is_when_it_happened(text):
    line = a_line(text, 本日="2026-12-02")

    assert line.when == WEDNESDAY
    assert line.tasks == ()


@pytest.mark.parametrize(
    "text", ["田中様 訪問。本日中に見積提示", "田中様 訪問。本日までに確認", "田中様 訪問。本日メールします"]
)
def test_today_as_a_deadline_is_something_to_do(text):
    line = a_line(text, 本日="2026-12-02")

    assert [task.day for task in line.tasks] == [WEDNESDAY]


def test_an_hour_of_today_is_over_or_to_come_by_the_clock():
    over = on("田中様 今日10時に訪問", {"今日10時": "2026-12-02T10:00"})
    coming = on("田中様 今日17時に訪問", {"今日17時": "2026-12-02T17:00"})
    right_now = on("田中様 今日12時に訪問", {"今日12時": "2026-12-02T12:00"})

    assert (over.when, over.tasks, over.kind) == (WEDNESDAY, (), "visit")
    assert [(task.what, task.time) for task in coming.tasks] == [("訪問", time(17))]
    assert whats(right_now) == ["訪問"]


def test_without_a_clock_an_hour_of_today_is_to_come():
    text = "田中様 今日10時に訪問"

    line = read(text, [named(text, "今日10時", "2026-12-02T10:00")], WEDNESDAY)

    assert whats(line) == ["訪問"]


@pytest.mark.parametrize(
    "text", ["月曜に村上様と打合せ。A案に決定した", "Met-up: dinner with Jane Smith on Monday. She agreed"]
)
def test_a_weekday_is_the_last_one_when_what_came_of_it_is_told(text):
    span = "月曜" if "月曜" in text else "Monday"

    line = a_line(text, **{span: "2026-12-07"})

    assert (line.when, line.tasks) == (date(2026, 11, 30), ())


def test_without_anything_told_it_is_still_to_come():
    line = a_line("月曜に村上様と打合せ。資料を用意する", 月曜="2026-12-07")

    assert [task.day for task in line.tasks] == [date(2026, 12, 7)]


def test_once_the_contact_is_told_the_day_of_a_thing_is_not_its_day():
    line = a_line("岡田様 電話 サンプルは昨日発送済み", 昨日="2026-12-01")

    assert (line.kind, line.when) == ("call", None)


def test_a_date_a_year_ahead_without_its_year_is_the_one_that_has_just_been():
    """「11/30(火)」 is no Tuesday this year: the grammar of dates finds the next one, in 2027."""
    line = a_line("11/30(火) 田中様 訪問", **{"11/30(火)": "2027-11-30"})

    assert (line.when, line.tasks) == (date(2026, 11, 30), ())
