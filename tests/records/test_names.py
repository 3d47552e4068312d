import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.names import (
    bare,
    clean,
    family_name,
    honorific,
    key,
    other_ways,
    pairs,
    query_key,
    query_keys,
    search_keys,
    titled,
)
from crm.names.likeness import ALIKE, Asked, likeness
from crm.names.readings import from_romaji
from crm.names.variants import FOLDS

words = st.text(
    st.sampled_from("田中一郎サクラさくらﾀﾅｶ株式会社㈱（）()様さん部長Inc.Smith,  　ー・々ゞ齋\u202e\u3099")
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("田中", "田 中"),
        ("田中　一郎", "田中一郎"),
        ("たなか", "タナカ"),
        ("ﾀﾅｶ", "タナカ"),
        ("ﾊﾞﾊﾞ", "ばば"),
        ("キヤノン", "キャノン"),
        ("株式会社サクラ", "㈱サクラ"),
        ("サクラ（株）", "サクラ"),
        ("（有）さくら", "サクラ有限会社"),
        ("医療法人社団みどり会", "みどり会"),
        ("Acme Inc.", "ＡＣＭＥ"),
        ("Acme Co., Ltd.", "acme"),
        ("Sakura K.K.", "K.K. Sakura"),
        ("サクラ Co.,Ltd.", "サクラ"),
        ("齋藤", "斎藤"),
        ("齊藤", "斉藤"),
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("渡邊", "渡邉"),
        ("濱田", "浜田"),
        ("長澤", "長沢"),
        ("廣瀨", "広瀬"),
        ("國井", "国井"),
        ("𠮷田", "吉田"),
        ("佐々木", "佐佐木"),
        ("いすゞ", "いすず"),
        ("関ヶ原", "関ケ原"),
        ("マイケル・ジョーダン", "マイケル ジヨダン"),
        ("スミス-ジョーンズ", "スミス ジョンズ"),
        ("O'Brien", "o’brien"),
        ("José", "Jose"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_two_spellings_of_one_name_share_a_key(one, other):
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("田中", "中田"), ("はら", "ばら"), ("斎藤", "佐藤"), ("林", "小林"), ("Incubator", "ubator"), ("Cola", "la")],
)
def test_different_names_have_different_keys(one, other):
    assert key(one) != key(other)


def test_a_key_is_as_the_field_writes_it():
    assert key("㈱サクラ　渡邊 はな・ヴィー") == "サクラ渡辺ハナヴイ"


def test_a_name_that_is_nothing_but_a_legal_form_keeps_it():
    assert key("Inc.") == "inc"
    assert key("株式会社") == "株式会社"


def test_what_cannot_be_read_has_no_key():
    assert key(" ・-\u200b") == ""
    assert pairs("") == set()


@settings(deadline=None)
@given(words)
def test_a_key_holds_no_spaces_no_hiragana_and_is_its_own_compatible_form(name):
    found = key(name)

    assert not any(each.isspace() or "ぁ" <= each <= "ゖ" for each in found)
    assert unicodedata.normalize("NFKC", found) == found


def test_no_variant_is_folded_to_another_variant():
    assert not set(FOLDS.values()) & {chr(code) for code in FOLDS}


@pytest.mark.parametrize(
    "typed",
    ["田中様", "田中さん", "田中 様", "田中先生", "田中殿", "田中部長", "田中営業部長様", "部長の田中様", "田中氏"],
)
def test_a_query_is_freed_of_honorifics_and_titles(typed):
    assert query_key(typed) == key("田中")


def test_an_english_honorific_is_dropped_from_a_query():
    assert query_key("Mr. Smith") == query_key("Ms Smith") == query_key("Smith-san") == key("Smith")
    assert query_key("Drew") == key("Drew")


def test_a_query_tries_the_whole_first_and_then_its_parts():
    assert query_keys("四日市工場 鈴木様") == ("四日市工場鈴木", "鈴木", "四日市工場")
    assert query_keys("サクラの田中様") == ("サクラノ田中", "田中", "サクラ")
    assert query_keys("田中様") == ("田中",)


def test_a_name_with_no_in_it_is_not_taken_apart():
    assert query_keys("井の上様") == ("井ノ上",)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("田中様", ("田中", "様")),
        ("田中さま", ("田中", "さま")),
        ("田中 一郎 様", ("田中 一郎", "様")),
        ("田中さん", ("田中", "さん")),
        ("株式会社サクラ御中", ("株式会社サクラ", "御中")),
        ("田中様様", ("田中", "様")),
        ("佐藤先生様", ("佐藤", "先生")),
        ("Mr. Smith", ("Smith", "Mr")),
        ("dr Smith", ("Smith", "dr")),
        ("Tanaka-san", ("Tanaka", "san")),
        ("田中", ("田中", None)),
        ("Drake", ("Drake", None)),
        ("鵜殿", ("鵜殿", None)),
        ("鵜殿様", ("鵜殿", "様")),
        ("本多様", ("本多", "様")),
        ("新仕様", ("新仕様", None)),
        ("お客様", ("お客様", None)),
        ("お疲れ様", ("お疲れ様", None)),
        ("様", ("様", None)),
        ("", ("", None)),
    ],
)
def test_an_honorific_is_split_off_where_it_is_one(typed, expected):
    assert honorific(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("田中部長", ("田中", "部長")),
        ("田中 営業部長", ("田中", "営業部長")),
        ("部長の田中", ("田中", "部長")),
        ("代表取締役社長 田中一郎", ("田中一郎", "代表取締役社長")),
        ("田中副社長", ("田中", "副社長")),
        ("田中部長代理", ("田中", "部長代理")),
        ("部長", ("部長", None)),
        ("田中", ("田中", None)),
    ],
)
def test_a_title_is_split_off_before_and_behind_the_name(typed, expected):
    assert titled(typed) == expected


def test_honorific_and_title_come_off_together():
    assert bare("営業部長の田中様") == "田中"


def test_what_cannot_be_seen_is_taken_out_of_a_name():
    assert clean("田中\u202e一郎\u0000\u200b\r\n様\ufeff") == "田中一郎 様"


def test_a_text_is_cut_to_the_length_of_a_name():
    assert clean("田" * 99 + " 中") == "田" * 99
    assert clean("田" * 200, 150) == "田" * 150


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("田中 一郎", "田中"),
        ("林 太郎", "林"),
        ("田中一郎", "田中"),
        ("田中さくら", "田中"),
        ("佐々木一郎", "佐々木"),
        ("長谷川健", "長谷川"),
        ("一ノ瀬太郎", "一ノ瀬"),
        ("田中一郎様", "田中"),
        ("部長の田中様", "田中"),
        ("森", "森"),
        ("Jane Smith", "Smith"),
        ("Smith, Jane", "Smith"),
        ("Mr Smith", "Smith"),
        ("マイケル・ジョーダン", "ジョーダン"),
        ("さくら", "さくら"),
        ("", ""),
    ],
)
def test_a_family_name_is_guessed_well_enough_to_search(name, family):
    assert family_name(name) == family


def test_a_name_is_cut_so_that_one_slip_leaves_something_to_be_found_by():
    assert pairs(key("田中")) == {"田中"}
    assert pairs(key("林")) == {"林"}
    assert pairs(key("田中一郎")) == {"田中", "中一", "一郎", "田一", "中郎"}
    assert pairs(key("大岡千尋")) & pairs(key("大瑛千尋")) == {"千尋", "大千"}


@pytest.mark.parametrize("words", ["サクラの田仲", "田中一朗", "サクラ 田仲", "一郎 田中", "tanakaichiro", "モミジ"])
def test_how_near_somebody_comes_does_not_depend_on_who_else_is_looked_at(words):
    folk = [("田中一郎", "たなかいちろう", "サクラ"), ("田村一郎", None, "モミジ"), ("田中 花", "たなか はな", None)]
    keys = [(sorted(search_keys(*each)), key(each[2] or "")) for each in folk]

    together = likeness(Asked.of(words), keys)

    assert together == [likeness(Asked.of(words), [each])[0] for each in keys]
    assert max(together) >= ALIKE


@pytest.mark.parametrize(
    ("words", "near"),
    [("サクラの田仲", 0.75), ("田中一朗", 0.75), ("田中一郎", 1.0), ("中一", 0.8), ("サクラ", 0.9), ("田山二朗", 0.0)],
)
def test_how_near_words_come_to_a_customer(words, near):
    keys = sorted(search_keys("田中一郎", None, "サクラ"))

    assert likeness(Asked.of(words), [(keys, key("サクラ"))]) == [near]


def test_readings_are_long_enough_to_be_cut_into_neighbours_only():
    assert pairs(key("たなか")) == {"タナ", "ナカ"}


@pytest.mark.parametrize(
    "typed", ["田中", "たなか", "ﾀﾅｶ", "田中様", "たなかいちろう", "一郎", "㈱サクラ", "さくら 田中", "サクラ 田中一郎"]
)
def test_a_customer_is_found_by_every_way_of_typing(typed):
    keys = search_keys("田中 一郎", "たなか いちろう", "株式会社サクラ")

    assert query_key(typed) in keys


def test_a_reading_in_one_piece_is_told_apart_by_the_family_name():
    keys = search_keys("田中一郎", "たなかいちろう")

    assert {"田中", "一郎", "タナカ", "イチロウ", "タナカイチロウ"} <= keys


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        ("サトウ", {"佐藤", "佐東"}),
        ("田仲", {"タナカ", "田中"}),
        ("tanaka", {"タナカ", "田中"}),
        ("satoh", {"サトウ", "佐藤"}),
        ("ohno", {"オオノ", "大野", "オノ", "小野"}),
        ("hattori", {"ハツトリ", "服部"}),
    ],
)
def test_a_name_is_known_by_its_sound(words, ways):
    assert ways <= set(other_ways(words))


@pytest.mark.parametrize("words", ["smith", "一郎", "", "キヨ"])
def test_what_sounds_like_no_family_name_has_no_other_way(words):
    assert other_ways(words) == ()


@pytest.mark.parametrize(
    ("latin", "kana"), [("shinpei", "シンペイ"), ("homma", "ホンマ"), ("kyoko", "キヨコ"), ("tnaka", ""), ("smith", "")]
)
def test_latin_letters_are_heard_as_kana(latin, kana):
    assert from_romaji(latin) == kana


def test_a_customer_without_reading_and_firm_is_found_by_name_alone():
    assert search_keys("Jane Smith") == {"janesmith", "jane", "smith"}
    assert search_keys("田中部長") == {"田中"}
