"""Whom a line is about, and whom it only mentions."""

import pytest

from tests.log_lines import a_line


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Lunch with Carlos Gomez and Sophie Martin. Nice", ("Carlos Gomez", "Sophie Martin")),
        ("Met Jane Smith, David Lee and Emily Chen", ("Jane Smith", "David Lee", "Emily Chen")),
        ("Left voicemail for Robert Johnson", ("Robert Johnson",)),
        ("Quick visit to see Sophie Martin", ("Sophie Martin",)),
        ("Tried calling Will Turner, no luck", ("Will Turner",)),
        ("Jane called.", ("Jane",)),
        ("Phone: Carlos Gomez. Order delayed", ("Carlos Gomez",)),
        ("Met Anna Müller today", ("Anna Müller",)),
        ("Dinner w/ John O'Brien", ("John O'Brien",)),
        ("Site visit with Grace Kim", ("Grace Kim",)),
        ("Had lunch with Grace, she likes it", ("Grace",)),
        ("(訪問)伊藤様 サンプル", ("伊藤",)),
        ("みどり園芸 鈴木様 訪問", ("みどり園芸 鈴木",)),
        ("本日は株式会社サクラの田中様とお会いしました", ("株式会社サクラの田中",)),
        ("Anna Müller様 訪問", ("Anna Müller",)),
        ("中村様 訪問 w/ Carlos Gomez様", ("中村", "Carlos Gomez")),
        ("中村様 訪問。鈴木様も同席", ("中村", "鈴木")),
    ],
)
def test_names_stand_beside_words_of_contact(text, who):
    assert a_line(text).who == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("遠藤様ご紹介の金子様に電話", ("金子",)),
        ("鈴木様のご紹介で山本様が来店", ("山本",)),
        ("田中様ご紹介で来店", ()),
        ("佐藤課長と同行して田中様訪問", ("田中",)),
        ("弊社の佐藤部長と田中様を訪問", ("田中",)),
        ("田中様へ、鈴木様の件で電話", ("田中",)),
        ("先日の田中様 訪問", ("田中",)),
        ("Jane Smith called about Sophie Martin", ("Jane Smith",)),
    ],
)
def test_who_is_only_talked_about_or_came_from_us_is_not_who_it_is_about(text, who):
    assert a_line(text).who == who


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("Met Jane Smith (Harbor Coffee)", ("Harbor Coffee",)),
        ("Visited Jane Smith at Harbor Coffee, fine", ("Harbor Coffee",)),
        ("Met Riverside Foods, Sophie Martin. Fine", ("Sophie Martin",)),
        ("田中様（サクラ商会）訪問", ("サクラ商会",)),
        ("田中様@サクラ商会 訪問", ("サクラ商会",)),
        ("渡邉様 渡邉設備 訪問", ("渡邉設備",)),
    ],
)
def test_what_stands_beside_a_name_may_be_the_firm(text, beside):
    assert a_line(text).beside == beside


@pytest.mark.parametrize(
    ("text", "guesses"),
    [
        ("Acme renewal", (("Acme",),)),
        ("Priya wants to postpone", (("Priya",),)),
        ("Sent the proposal to Will Turner", (("Will Turner",),)),
        ("Smith visit", (("Smith",),)),
        ("visited anna müller. all ok", (("anna müller",),)),
        ("Will resend it", ()),
        ("Left a message", ()),
    ],
)
def test_other_capital_letters_and_small_words_are_guesses(text, guesses):
    line = a_line(text)

    assert line.who == ()
    assert line.guesses == guesses
