"""Cells: days in every way they are written, numbers that stay what they are, words that stay words."""

from contextlib import suppress
from datetime import date, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.imports import cells
from crm.imports.faults import DayUnclear, NumberRounded, RowRagged
from crm.imports.mapping import guess, heading
from crm.imports.rows import Bad, Reader, Row
from crm.records.birthdays import Birthday
from crm.refusals import BirthdayUnclear, EmailUnclear, NameMissing, PhoneUnclear, Refused, TextTooLong

TODAY = date(2026, 11, 22)
BORN = Birthday(4, 5, 1980)


def row_of(header: str, *values: str) -> Row | Bad:
    mapping = guess(heading(["氏名", *header.split(",")], []))
    return Reader(mapping, TODAY).read(2, ["田中 一郎", *values])


def refusal_of(header: str, value: str) -> object:
    bad = row_of(header, value)
    assert isinstance(bad, Bad), bad
    [(column, refusal)] = bad.faults
    assert column == header
    return refusal


WAYS = (
    *("1980-04-05", "1980/4/5", "1980.4.5", "1980年4月5日", "19800405", "1980-04-05 00:00:00", "1980-04-05T00:00:00Z"),
    *("昭和55年4月5日", "S55.4.5", "s55/4/5", "Ｓ５５．４．５", "昭和５５年４月５日"),
    *("5 April 1980", "Apr 5, 1980", "29316", "29316.0"),
)
NO_BIRTHDAYS = ("2月30日", "昭和99年1月1日", "80/4/5", "4/5/80", "2030-01-01", "春ごろ", "60000", "1980")


@pytest.mark.parametrize("cell", WAYS)
def test_a_birthday_is_read_however_it_is_written(cell):
    assert cells.birthday(cell, TODAY) == BORN


@pytest.mark.parametrize("cell", ["4月5日", "4/5", "--04-05", " --04-05"])
def test_a_birthday_may_lack_its_year(cell):
    assert cells.birthday(cell, TODAY) == Birthday(4, 5)


@pytest.mark.parametrize(
    "cell", ["2月30日", "昭和99年1月1日", "80/4/5", "4/5/80", "2030-01-01", "春ごろ", "60000", "1980"]
)
def test_what_is_no_birthday_is_refused(cell):
    assert refusal_of("生年月日", cell) == BirthdayUnclear()


@pytest.mark.parametrize("cell", ["", " ", "　", "-", "なし", "不明", "N/A", "0000-00-00"])
def test_a_cell_that_says_nothing_is_no_error(cell):
    row = row_of("生年月日,メールアドレス,電話番号", cell, cell, cell)

    assert (row.birthday, row.email, row.phone) == (None, None, None)


@settings(deadline=None)
@given(st.dates(date(1928, 1, 1), TODAY))
def test_a_spreadsheets_day_number_is_the_day_that_it_shows(day):
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)

    assert cells.birthday(str(serial), TODAY) == Birthday(day.month, day.day, day.year)


@settings(deadline=None)
@given(st.dates(date(1927, 1, 1), TODAY))
def test_showa_heisei_and_reiwa_are_the_same_days(day):
    era, first = next(each for each in (("令和", 2018), ("平成", 1988), ("昭和", 1925)) if day.year > each[1])
    written = f"{era}{day.year - first}年{day.month}月{day.day}日"

    assert cells.birthday(written, TODAY) == Birthday(day.month, day.day, day.year)


READERS = (
    *(cells.email, cells.phone, cells.external_id, cells.language, cells.tags, cells.person, cells.nickname),
    *(partial(cells.birthday, today=TODAY), partial(cells.day, today=TODAY)),
)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_cell_is_too_strange_for_any_reader(cell):
    for reader in READERS:
        with suppress(Refused):
            reader(cell)


@settings(deadline=None)
@given(st.lists(st.text(max_size=60), min_size=5, max_size=5))
def test_a_row_is_read_or_told_what_is_wrong_with_it(values):
    made = row_of("会社名,備考,タグ,住所,外部ID", *values)

    assert isinstance(made, Row) or made.faults


@pytest.mark.parametrize("cell", ["=1+1", "@here", "+81", "-5", '=HYPERLINK("https://example.com")', "＝1+1"])
def test_a_text_that_looks_like_a_formula_stays_that_text(cell):
    row = row_of("備考,会社名,好み,外部ID", cell, cell, cell, cell)

    assert (row.note, row.company, row.likes, row.external_id) == (cell, cell, cell, cell)


@pytest.mark.parametrize("cell", ["090-1234-5678", "0312345678", "+81 90-1234-5678", "9012345678", "03(1234)5678"])
def test_telephone_numbers_keep_what_they_have(cell):
    assert row_of("電話番号", cell).phone == cell


def test_wide_figures_are_figures():
    assert row_of("電話番号", "０９０ー１２３４ー５６７８").phone == "090-1234-5678"


@pytest.mark.parametrize("header", ["電話番号", "顧客番号"])
def test_a_number_that_a_spreadsheet_has_rounded_is_refused(header):
    assert refusal_of(header, "9.01235E+09") == NumberRounded()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("03-1234-5678", "0312345678", True),
        ("+81 3-1234-5678", "03-1234-5678", True),
        ("+81 (0)3-1234-5678", "03-1234-5678", True),
        ("03-1234-5678 内線12", "03-1234-5678", True),
        ("03-1234-5678", "03-1234-5679", False),
    ],
)
def test_spellings_of_one_telephone_number_are_the_same(one, other, same):
    assert (cells.figures(one) == cells.figures(other)) is same


def test_a_few_figures_are_no_telephone_number_to_know_somebody_by():
    assert cells.figures("110") == ""


def test_what_is_no_address_is_refused():
    assert refusal_of("メールアドレス", "tanaka(a)example.com") == EmailUnclear()
    assert refusal_of("電話番号", "田中まで") == PhoneUnclear()


def test_an_address_is_kept_in_small_letters():
    assert row_of("メールアドレス", "Tanaka@Example.COM").email == "tanaka@example.com"


def test_what_is_too_long_is_refused_and_never_cut():
    assert refusal_of("会社名", "社" * 101) == TextTooLong(100)
    assert refusal_of("備考", "字" * 3001) == TextTooLong(3000)


def test_all_that_is_wrong_with_a_row_is_told_at_once():
    bad = row_of("メールアドレス,生年月日", "x", "y")

    assert [column for column, _ in bad.faults] == ["メールアドレス", "生年月日"]


def test_a_row_needs_a_name():
    reader = Reader(guess(heading(["氏名", "会社名"], [])), TODAY)

    assert reader.read(3, ["", "サクラ"]) == Bad(3, (("氏名", NameMissing()),))


@pytest.mark.parametrize("cells_", [["田中"], ["田中", "サクラ", "余り"]], ids=["short", "long"])
def test_a_ragged_row_tells_its_cells(cells_):
    reader = Reader(guess(heading(["氏名", "会社名"], [])), TODAY)

    assert reader.read(3, cells_) == Bad(3, (("", RowRagged(len(cells_), 2)),))


def test_a_day_needs_its_year():
    assert refusal_of("登録日", "4月5日") == DayUnclear()
    assert row_of("登録日", "2020/4/5 12:30").created == date(2020, 4, 5)


@pytest.mark.parametrize(
    ("cell", "known"), [("日本語", "ja"), ("ja-JP", "ja"), ("English", "en"), ("英語", "en"), ("中文", None)]
)
def test_a_language_that_we_speak_is_known(cell, known):
    assert row_of("言語", cell).language == known


def test_tags_of_several_cells_and_ticked_columns_come_together():
    mapping = guess(heading(["氏名", "タグ", "ラベル", "VIP"], []), {"VIP": "tag"})

    row = Reader(mapping, TODAY).read(2, ["田中", "紹介、法人", "* myContacts ::: vip", "1"])

    assert row.tags == ("紹介", "法人", "VIP")
