import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.etiquette import company, firm, inward, named, outward, own_staff

typed = st.lists(
    st.sampled_from(
        ["田中", "一郎", "Smith", "様", "さん", "先生", "部長", "営業部長の", "御中", " ", "さま", "お客様", "☆", "氏"]
    ),
    max_size=5,
).map("".join)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("田中", "田中様"),
        ("田中 一郎", "田中 一郎様"),
        ("田中様", "田中様"),
        ("田中さま", "田中様"),
        ("田中さん", "田中様"),
        ("田中様様", "田中様"),
        ("Mr Smith", "Smith様"),
        ("John Smith", "John Smith様"),
        ("鵜殿", "鵜殿様"),
    ],
)
def test_a_customer_is_addressed_with_sama_once(name, said):
    assert outward(name, "ja") == said


@pytest.mark.parametrize(
    ("name", "title", "said"),
    [
        ("田中", "部長", "部長の田中様"),
        ("田中様", "営業部長", "営業部長の田中様"),
        ("田中部長", None, "部長の田中様"),
        ("田中部長様", None, "部長の田中様"),
        ("部長の田中様", None, "部長の田中様"),
        ("田中部長", "常務", "常務の田中様"),
    ],
)
def test_a_title_stands_before_the_name_and_never_carries_sama(name, title, said):
    assert outward(name, "ja", title) == said


@pytest.mark.parametrize(
    ("name", "title"), [("佐藤先生", None), ("佐藤先生様", None), ("佐藤", "先生"), ("佐藤様", "先生")]
)
def test_a_teacher_is_sensei_and_not_sama(name, title):
    assert outward(name, "ja", title) == "佐藤先生"


@pytest.mark.parametrize("name", ["お客様", "お客様様", "", "  ", "たろ☆", "💖みさき💖"])
def test_a_nickname_or_nobody_is_an_honoured_customer(name):
    assert outward(name, "ja") == "お客様"


@pytest.mark.parametrize("name", ["各位", "皆様", "ご担当者様"])
def test_what_is_polite_as_it_stands_gets_nothing_more(name):
    assert outward(name, "ja") == name


@settings(deadline=None)
@given(typed, st.sampled_from([None, "部長", "先生"]))
def test_no_honorific_is_ever_doubled_however_a_name_was_typed(name, title):
    said = outward(name, "ja", title)

    assert outward(said, "ja") == said
    assert not any(said.endswith(bad) for bad in ("様様", "先生様", "部長様", "御中様", "さん様", "様さん", "さま様"))


@pytest.mark.parametrize("name", ["Mr Smith", "Jane Smith", "田中 一郎"])
def test_english_says_the_name_as_it_is(name):
    assert outward(name, "en", "部長") == name
    assert inward(name, "en-GB") == name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("田中", "田中さん"),
        ("田中様", "田中さん"),
        ("田中さん", "田中さん"),
        ("田中部長", "田中部長"),
        ("佐藤先生", "佐藤先生"),
        ("お客様", "お客様"),
        ("", ""),
    ],
)
def test_colleagues_are_san_unless_a_title_is_said_instead(name, said):
    assert inward(name, "ja") == said


@pytest.mark.parametrize("name", ["鈴木", "鈴木さん", "鈴木部長", "鈴木様"])
def test_our_own_people_are_bare_before_customers(name):
    assert own_staff(name, "株式会社アクメ", "ja") == "弊社の鈴木"


def test_our_own_people_belong_to_the_house_we_keep():
    assert own_staff("鈴木", "みどり医院", "ja", "clinic") == "当院の鈴木"
    assert own_staff("鈴木", "", "ja", "shop") == "当店の鈴木"


def test_english_names_the_company():
    assert own_staff("Hanako Suzuki", "Acme", "en") == "Hanako Suzuki of Acme"
    assert own_staff("Hanako Suzuki", "", "en") == "Hanako Suzuki"


@pytest.mark.parametrize(
    ("kind", "written", "spoken"),
    [
        ("company", "貴社", "御社"),
        ("clinic", "貴院", "御院"),
        ("bank", "貴行", "御行"),
        ("school", "貴校", "御校"),
        ("shop", "貴店", "お店"),
        ("consumer", "", ""),
    ],
)
def test_a_firm_is_called_by_its_kind_in_writing_and_in_speech(kind, written, spoken):
    assert firm(kind) == written
    assert firm(kind, written=False) == spoken


@pytest.mark.parametrize(
    "name", ["株式会社サクラ", "株式会社サクラ御中", "株式会社サクラ 御中", "株式会社サクラ様", "株式会社サクラ様 御中"]
)
def test_a_firm_is_onchu_once(name):
    assert company(name) == "株式会社サクラ 御中"


def test_no_firm_has_no_onchu():
    assert company(" ") == ""


def test_our_own_people_see_a_nickname_as_it_is() -> None:
    assert named("たなかっち🎀", "ja") == "たなかっち🎀"
    assert named("田中一郎", "ja") == "田中一郎様"
