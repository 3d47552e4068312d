"""What a rep types at the counter, read."""

from datetime import date

import pytest

from crm.points.counter import readings
from crm.points.counter.readings import Said
from tests.points.counter import bought


@pytest.mark.parametrize(
    ("text", "yen"),
    [
        ("田中様 12,800円 定期点検", 12_800),
        ("田中様 ¥12800 定期点検", 12_800),
        ("田中様 ￥12,800", 12_800),
        ("田中様 1.2万円", 12_000),
        ("田中様 1万2,800円", 12_800),
        ("田中様 3万", 30_000),
        ("田中様 ２千円", 2_000),
        ("田中　１２，８００円　定期点検", 12_800),
        ("田中様 12800 定期点検", 12_800),
        ("田中様12,800円", 12_800),
        ("12,800円 田中様 定期点検", 12_800),
        ("Jane Smith 12,800 yen inspection", 12_800),
        ("田中様 タイヤ4本 12,800円", 12_800),
        ("田中様 昨日 3000 お茶", 3_000),
        ("田中様 定期点検", None),
        ("田中様 1.23456万円", None),
        ("田中様 99999999999円", None),
    ],
)
def test_an_amount_is_read_however_it_is_typed(text: str, yen: int | None) -> None:
    assert bought(text).amount == yen


@pytest.mark.parametrize(
    "words", ["500ポイント利用", "-500pt", "５００ポイント使用", "-500ポイント", "500ptを使って", "ポイント利用 500"]
)
def test_points_that_pay_are_read_and_are_no_amount(words: str) -> None:
    said = bought(f"田中様 {words} 12,800円 定期点検")

    assert (said.spent, said.amount, said.whose[0].words) == (500, 12_800, "定期点検")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("昨日", date(2026, 11, 19)),
        ("11/15", date(2026, 11, 15)),
        ("8月1日", date(2026, 8, 1)),
        ("2025年12月25日", date(2025, 12, 25)),
        ("1/5", date(2027, 1, 5)),
        ("明日", date(2026, 11, 21)),
    ],
)
def test_a_month_and_a_day_are_the_last_ones_and_never_long_ago(words: str, day: date) -> None:
    said = bought(f"田中様 {words} 12,800円 定期点検")

    assert (said.day, said.whose[0].words) == (day, "定期点検")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("田中様 12,800円 定期点検", ["田中様"]),
        ("株式会社サクラ 田中一郎様 12,800円", ["株式会社サクラ 田中一郎様"]),
        ("3M 田中様 12,800円", ["3M 田中様"]),
        ("田中 定期点検 12,800円", ["田中 定期点検", "田中"]),
        ("12,800円 田中様 定期点検", ["田中様"]),
        ("12,800円", [""]),
    ],
)
def test_whose_it_is_ends_with_the_honorific_or_is_tried_word_by_word(text: str, names: list[str]) -> None:
    assert [each.name for each in bought(text).whose] == names


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("田中様 +100 来店", ("田中様", 100, "来店", False)),
        ("田中様　＋１，０００ポイント　お詫び", ("田中様", 1000, "お詫び", False)),
        ("田中様 −500 お会計", ("田中様", -500, "お会計", False)),
        ("田中様", ("田中様", None, "", False)),
        ("田中様 100 来店", ("田中様", None, "100 来店", False)),
        ("QR 100 来店", ("", 100, "来店", True)),
        ("QR100", ("", 100, "", True)),
        ("田中様 ＱＲ 100 来店", ("田中様", 100, "来店", True)),
        ("田中様 QRコード +100", ("田中様", 100, "", True)),
    ],
)
def test_points_need_a_sign_unless_they_are_shown_as_a_picture(text: str, read: tuple[object, ...]) -> None:
    said: Said = readings.points(readings.plain(text))

    assert (said.whose[0].name, said.points, said.whose[0].words, said.qr) == read


@pytest.mark.parametrize(
    ("typed", "yen"), [("12,800円", 12_800), ("1.2万", 12_000), ("１２８００", 12_800), ("なし", None)]
)
def test_a_field_for_money_takes_the_same(typed: str, yen: int | None) -> None:
    assert readings.amount(typed) == yen
