import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.names import NewCustomer, key, split_new

words = st.text(
    st.sampled_from("田中一郎サクラさくらﾀﾅｶ株式会社㈱（）()様さん部長Inc.Smith,  　ー・々ゞ齋\u202e\u3099")
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("株式会社サクラ 田中一郎", ("株式会社サクラ", "田中一郎", None)),
        ("㈱サクラ　田中 一郎（たなか いちろう）", ("㈱サクラ", "田中 一郎", "たなか いちろう")),
        ("田中一郎", (None, "田中一郎", None)),
        ("田中一郎様", (None, "田中一郎", None)),
        ("株式会社 サクラ 田中一郎", ("株式会社 サクラ", "田中一郎", None)),
        ("サクラ 株式会社 田中一郎", ("サクラ 株式会社", "田中一郎", None)),
        ("サクラ株式会社 東京支店 田中一郎", ("サクラ株式会社 東京支店", "田中一郎", None)),
        ("株式会社サクラ 営業部 阿部", ("株式会社サクラ 営業部", "阿部", None)),
        ("株式会社サクラ 営業部", ("株式会社サクラ", "営業部", None)),
        ("株式会社ABC Trading 田中一郎", ("株式会社ABC Trading", "田中一郎", None)),
        ("株式会社サクラ John Smith", ("株式会社サクラ", "John Smith", None)),
        ("田中一郎 株式会社サクラ", ("株式会社サクラ", "田中一郎", None)),
        ("田中一郎 サクラ 株式会社", ("サクラ 株式会社", "田中一郎", None)),
        ("株式会社サクラ、田中一郎", ("株式会社サクラ", "田中一郎", None)),
        ("医療法人みどり会 みどりクリニック 佐藤先生", ("医療法人みどり会 みどりクリニック", "佐藤先生", None)),
        ("株式会社サクラ 田中一郎部長", ("株式会社サクラ", "田中一郎部長", None)),
    ],
)
def test_a_japanese_legal_form_marks_the_firm(text, expected):
    assert split_new(text) == NewCustomer(*expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme Inc. Jane Smith", ("Acme Inc.", "Jane Smith", None)),
        ("Acme Inc., Jane Smith", ("Acme Inc.", "Jane Smith", None)),
        ("Acme Co., Ltd. Jane Smith", ("Acme Co., Ltd.", "Jane Smith", None)),
        ("Acme Trading LLC Jane Smith", ("Acme Trading LLC", "Jane Smith", None)),
        ("Jane Smith, Acme Inc.", ("Acme Inc.", "Jane Smith", None)),
        ("Jane Smith, Acme Co., Ltd.", ("Acme Co., Ltd.", "Jane Smith", None)),
        ("K.K. Sakura Jane Smith", ("K.K. Sakura", "Jane Smith", None)),
        ("Acme Inc. Mr John Smith", ("Acme Inc.", "Mr John Smith", None)),
        ("Jane Smith", (None, "Jane Smith", None)),
        ("Mary Jane Smith", (None, "Mary Jane Smith", None)),
    ],
)
def test_an_english_legal_form_marks_the_firm(text, expected):
    assert split_new(text) == NewCustomer(*expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("サクラ 田中一郎", ("サクラ", "田中一郎", None)),
        ("サクラ 田中", ("サクラ", "田中", None)),
        ("三菱商事 田中", ("三菱商事", "田中", None)),
        ("東芝 田中一郎", ("東芝", "田中一郎", None)),
        ("みどり病院 佐藤先生", ("みどり病院", "佐藤先生", None)),
        ("Acme 田中一郎", ("Acme", "田中一郎", None)),
        ("東芝 John Smith", ("東芝", "John Smith", None)),
        ("サクラ商事 田中 一郎", ("サクラ商事", "田中 一郎", None)),
        ("青空 商事 田中", ("青空 商事", "田中", None)),
        ("NTT データ 田中一郎", ("NTT データ", "田中一郎", None)),
        ("サクラ タナカ イチロウ", ("サクラ", "タナカ イチロウ", None)),
        ("田中 一郎", (None, "田中 一郎", None)),
        ("田中 一郎様", (None, "田中 一郎", None)),
        ("長谷川 さくら", (None, "長谷川 さくら", None)),
        ("一ノ瀬 花", (None, "一ノ瀬 花", None)),
        ("たなか いちろう", (None, "たなか いちろう", None)),
        ("マイケル・ジョーダン", (None, "マイケル・ジョーダン", None)),
    ],
)
def test_without_a_legal_form_the_shape_of_the_words_decides(text, expected):
    assert split_new(text) == NewCustomer(*expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"日立" 田中', ("日立", "田中", None)),
        ("「日立」 田中", ("日立", "田中", None)),
        ("“Green Tea” Jane Smith", ("Green Tea", "Jane Smith", None)),
        ('"田中 一郎"', (None, "田中 一郎", None)),
    ],
)
def test_quotes_say_what_belongs_together(text, expected):
    assert split_new(text) == NewCustomer(*expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("田中一郎 (ﾀﾅｶ ｲﾁﾛｳ)", (None, "田中一郎", "ﾀﾅｶ ｲﾁﾛｳ")),
        ("田中（たなか）", (None, "田中", "たなか")),
        ("田中一郎 たなか いちろう", (None, "田中一郎", "たなか いちろう")),
        ("田中 一郎 タナカ イチロウ", (None, "田中 一郎", "タナカ イチロウ")),
        ("田中一郎 たなかいちろう", (None, "田中一郎", "たなかいちろう")),
        ("阿部花子 あべはなこ", (None, "阿部花子", "あべはなこ")),
        ("林太郎 はやし たろう", (None, "林太郎", "はやし たろう")),
        ("三菱 たなか いちろう", ("三菱", "たなか いちろう", None)),
        ("田中一郎 たなか", (None, "田中一郎", "たなか")),
        ("田中 さくら たなか さくら", (None, "田中 さくら", "たなか さくら")),
        ("サクラ商事 田中 一郎 たなかいちろう", ("サクラ商事", "田中 一郎", "たなかいちろう")),
        ("サクラ商事 たなか いちろう", ("サクラ商事", "たなか いちろう", None)),
        ("田中 さくら", (None, "田中 さくら", None)),
        ("(株)サクラ 田中", ("(株)サクラ", "田中", None)),
    ],
)
def test_kana_is_a_reading_only_behind_a_full_name(text, expected):
    assert split_new(text) == NewCustomer(*expected)


@pytest.mark.parametrize(
    "text", ["", "  　", "株式会社サクラ", "Acme Inc.", "様", "・・", "\u202e", "(たなか)", '""', "株式会社"]
)
def test_words_that_name_no_person_are_none(text):
    assert split_new(text) is None


@settings(deadline=None)
@given(words)
def test_whatever_is_typed_a_new_customer_has_a_visible_name_that_can_be_found(text):
    found = split_new(text)

    if found:
        assert key(found.name)
        assert "\u202e" not in found.name + (found.company or "") + (found.reading or "")


def test_a_new_name_is_not_cut_so_that_its_length_can_be_refused():
    found = split_new("株式会社" + "あ" * 200 + " " + "田" * 200)

    assert found == NewCustomer("株式会社" + "あ" * 200, "田" * 200, None)
