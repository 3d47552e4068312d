"""All the ways to write a date, crossed: numerals with units, weekdays with weeks, eras, hours; and look-alikes."""

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reminders.when import find, first
from reminders.when.numbers import number

WEDNESDAY = datetime(2026, 12, 2, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
TODAY = WEDNESDAY.date()
MONDAY = date(2026, 11, 30)
KANJI = "〇一二三四五六七八九"
WEEKDAYS = "月火水木金土日"
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
WEEKS = {"今週": 0, "来週": 1, "翌週": 1, "再来週": 2, "さ来週": 2, "来々週": 2, "先週": -1, "先々週": -2}


def figures(n):
    return str(n)


def wide(n):
    return "".join(chr(ord(figure) + 0xFEE0) for figure in str(n))


def kanji(n):
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{KANJI[tens]}十") + (
        "" if ones == 0 and tens else KANJI[ones]
    )


def positional(n):
    return "".join(KANJI[int(figure)] for figure in str(n))


COUNTERS = [
    *(
        "円",
        "万円",
        "名",
        "人",
        "個",
        "台",
        "件",
        "回",
        "社",
        "枚",
        "倍",
        "%",
        "割引",
        "階",
        "号室",
        "丁目",
        "歳",
        "kg",
        "インチ",
    ),
    *("周年", "年間", "年来", "年度", "日間", "日目", "時間", "分間", "週間", "ヶ月分", "時間対応", "units"),
]

numerals = st.sampled_from([figures, wide, kanji])
any_day = st.dates(date(2019, 5, 1), date(2099, 12, 31))


def day(text):
    moment = first(text, WEDNESDAY)
    return moment and moment.day


def stamp(text):
    moment = first(text, WEDNESDAY)
    return moment and (moment.day, f"{moment.time:%H:%M}" if moment.time else None)


def months_on(months):
    year, month = divmod(TODAY.year * 12 + TODAY.month - 1 + months, 12)
    return date(year, month + 1, min(TODAY.day, calendar.monthrange(year, month + 1)[1]))


@given(n=st.integers(1, 99))
def test_kanji_numerals_are_read_by_place_and_by_unit(n):
    assert number(kanji(n)) == number(positional(n)) == number(figures(n)) == n


@settings(deadline=None)
@given(
    n=st.integers(1, 60),
    write=numerals,
    unit=st.sampled_from(["ヶ月", "ケ月", "か月", "カ月", "ヵ月", "箇月", "個月", "ｶ月"]),
)
def test_months_are_counted_in_every_spelling(n, write, unit):
    assert day(f"{write(n)}{unit}後") == months_on(n)
    assert day(f"{write(n)}{unit}前") == months_on(-n)


@settings(deadline=None)
@given(n=st.integers(1, 90), write=numerals)
def test_days_weeks_and_years_are_counted(n, write):
    said = write(n)

    assert day(f"{said}日後") == day(f"{said}日以内") == TODAY + timedelta(n)
    assert day(f"{said}日前") == TODAY - timedelta(n)
    assert day(f"{said}週間後") == TODAY + timedelta(weeks=n)
    assert day(f"{said}年後") == months_on(12 * n)


@settings(deadline=None)
@given(n=st.integers(1, 30), write=numerals)
def test_hours_are_counted_from_now(n, write):
    later = WEDNESDAY + timedelta(hours=n, minutes=30)

    assert stamp(f"{write(n)}時間半後") == (later.date(), f"{later:%H:%M}")


@pytest.mark.parametrize("weekday", range(7))
def test_a_weekday_is_the_next_one_in_every_spelling(weekday):
    name, ahead = WEEKDAYS[weekday], MONDAY + timedelta(weekday + 7 * (weekday <= 2))
    spelt = ["げつ", "か", "すい", "もく", "きん", "ど", "にち"][weekday]

    written = [f"{name}曜", f"{name}曜日", f"（{name}）に", f"{name}よう日", f"{spelt}ようび", f"次の{name}曜"]
    english = [DAYS[weekday], DAYS[weekday].lower(), f"by {DAYS[weekday][:3]}"]

    assert {day(text) for text in written + english} == {ahead}


@pytest.mark.parametrize("weekday", range(7))
@pytest.mark.parametrize("week", WEEKS)
def test_a_weekday_of_a_week_is_counted_in_iso_weeks(week, weekday):
    name = WEEKDAYS[weekday]

    written = [f"{week}{name}曜", f"{week}の{name}曜日", f"{week}{name}", f"{week}（{name}）", f"{week} {name}曜 15時"]

    assert {day(text) for text in written} == {MONDAY + timedelta(weekday + 7 * WEEKS[week])}


@settings(deadline=None)
@given(when=any_day, write=numerals)
def test_a_date_with_its_year_is_the_same_in_all_of_its_forms(when, write):
    y, m, d, r = when.year, when.month, when.day, when.year - 2018
    japanese = f"{write(m)}月{write(d)}日"
    written = [
        *(f"{y}年{japanese}", f"{positional(y)}年{japanese}", f"㋿{'元' if r == 1 else write(r)}年{japanese}"),
        *(f"{y}/{m}/{d}", f"{y}-{m:02}-{d:02}", f"{y}.{m}.{d}", f"R{r}.{m}.{d}", f"R{r:02}/{m:02}/{d:02}"),
        *(f"{d} {calendar.month_name[m]} {y}", f"{calendar.month_abbr[m]} {d}, {y}"),
    ]

    assert {day(text) for text in written} == {when}
    assert stamp(f"{y}年{japanese}({WEEKDAYS[when.weekday()]}) 午後3時半") == (when, "15:30")


@settings(deadline=None)
@given(when=st.dates(TODAY, date(2027, 12, 1)), write=numerals)
def test_a_date_without_a_year_is_the_next_one(when, write):
    written = [f"{when.month}/{when.day}", f"{write(when.month)}月{write(when.day)}日まで", f"{when:%b} {when.day}"]

    assert {day(text) for text in written} == {when}


@pytest.mark.parametrize(
    ("era", "letter", "before", "year"),
    [
        ("令和", "R", 2018, 7),
        ("平成", "H", 1988, 12),
        ("昭和", "S", 1925, 55),
        ("大正", "T", 1911, 9),
        ("明治", "M", 1867, 40),
    ],
)
def test_an_era_counts_from_its_first_year(era, letter, before, year):
    when = date(before + year, 5, 3)

    assert day(f"{era}{year}年5月3日") == day(f"{era}{kanji(year)}年五月三日") == when
    assert day(f"{letter}{year}.5.3") == day(f"{letter}{year}/05/03") == when
    assert day(f"{era}元年12月30日") == date(before + 1, 12, 30)


@pytest.mark.parametrize("hour", range(24))
def test_a_bare_hour_up_to_six_is_in_the_afternoon(hour):
    meant = hour + 12 if 1 <= hour <= 6 else hour

    assert stamp(f"明日{hour}時") == (date(2026, 12, 3), f"{meant:02}:00")
    assert stamp(f"明日の{hour}時15分") == (date(2026, 12, 3), f"{meant:02}:15")
    assert stamp(f"明日{hour:02}:45") == (date(2026, 12, 3), f"{hour:02}:45")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("月末", "2026-12-31"), ("来月中旬", "2027-01-15"), ("3月末", "2027-03-31"), ("今週中", "2026-12-04"),
        ("年度末", "2027-03-31"), ("令和8年度末", "2027-03-31"), ("年明け", "2027-01-04"), ("翌営業日", "2026-12-03"),
        ("来月第3営業日", "2027-01-06"), ("5月の連休明け", "2027-05-06"), ("週明け火曜", "2026-12-08"),
        ("2週間後の金曜", "2026-12-18"), ("3ヶ月後の10日", "2027-03-10"), ("半年後", "2027-06-02"),
        ("the day after tomorrow", "2026-12-04"), ("a week from Friday", "2026-12-11"), ("EOM", "2026-12-31"),
        ("first Monday of January", "2027-01-04"), ("the week after next", "2026-12-14"),
        ("a week today", "2026-12-09"),
        ("mid-January", "2027-01-15"), ("in a couple of weeks", "2026-12-16"), ("next business day", "2026-12-03"),
    ],
)  # fmt: skip
def test_words_for_days_and_periods(text, expected):
    assert day(text).isoformat() == expected


@settings(deadline=None)
@given(
    n=st.integers(1, 200),
    write=st.sampled_from([figures, wide]),
    counter=st.sampled_from(COUNTERS),
)
def test_a_counted_thing_is_no_date(n, write, counter):
    assert find(f"{write(n)}{counter}", WEDNESDAY) == []
    assert find(f"田中様{write(n)}{counter}で合意", WEDNESDAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "金子様と木村様、水谷様、日野自動車", "株式会社三日月 五十嵐様", "四日市工場、十日町支店、月島商店",
        "金曜会の朝倉様",
        "電話 03-1234-5678", "〒150-0001 赤坂3-1-12",
        "型番 AB-12-05 バージョン2.3", "売上の1/4、縮尺1/50、16:9",
        "月末締め翌月末払い", "毎週月曜10時の定例、毎月25日", "今日子様こんばんは", "あすか製薬、きょうと駅",
        "May is our contact, Sun Hydraulics, sat with 5-10 people", "9 to 5, 24/7, 3/4 of seats, at 5 locations",
        "call 555-1234, PO 20-1034, room 12/5, v1.2.3", "every Friday, the 3rd floor, Q3, May 5 people",
    ],
)  # fmt: skip
def test_names_codes_and_terms_are_no_dates(text):
    assert find(text, WEDNESDAY) == []
