from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.activities.loglines import LONGEST_WHAT, read
from tests.log_lines import NOON, WEDNESDAY, Named, a_line, whats


def test_the_line_of_the_manual_is_a_visit_with_one_call_to_make():
    line = a_line("田中様 訪問 見積の件で打合せ。来週金曜15時に電話", 来週金曜15時="2026-12-11T15:00")

    assert line.who == ("田中",)
    assert line.kind == "visit"
    assert line.text == "見積の件で打合せ。来週金曜15時に電話"
    assert line.when is None
    (task,) = line.tasks
    assert (task.what, task.day, task.time) == ("電話", date(2026, 12, 11), time(15))
    assert (task.promise, task.span, task.doubt) == (False, "来週金曜15時", None)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("田中様 訪問", ("田中",)),
        ("田中さん 訪問", ("田中",)),
        ("佐藤先生 来院", ("佐藤",)),
        ("鈴木氏 電話", ("鈴木",)),
        ("鵜殿様 訪問", ("鵜殿",)),
        ("本多様 電話", ("本多",)),
        ("一ノ瀬様 電話", ("一ノ瀬",)),
        ("たなかさん 電話", ("たなか",)),
        ("田中さくら様 電話", ("田中さくら",)),
        ("田中部長 訪問", ("田中部長",)),
        ("田中様、佐藤様 会食", ("田中", "佐藤")),
        ("田中様と佐藤様を訪問。鈴木様をご紹介いただく", ("田中", "佐藤")),
        ("田中様 佐藤様 会食", ("田中", "佐藤")),
        ("田中様の先生と電話", ("田中",)),
        ("電話 田中様 見積の件", ("田中",)),
        ("サクラの田中様 訪問", ("サクラの田中",)),
    ],
)
def test_whoever_has_an_honorific_is_who_it_is_about(text, who):
    assert a_line(text).who == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("株式会社サクラ 田中様 訪問", "株式会社サクラ 田中"),
        ("四日市工場 鈴木様 納品", "四日市工場 鈴木"),
        ("田中 一郎様 訪問", "田中 一郎"),
        ("サクラ 田中 訪問 納期", "サクラ 田中"),
    ],
)
def test_a_firm_or_surname_before_the_name_stays_with_it(text, who):
    assert a_line(text).who == (who,)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("田中 訪問 見積", ("田中",)),
        ("たなか 電話 不在", ("たなか",)),
        ("田中に電話。不在", ("田中",)),
        ("アオキ 型番AB-12-05を20台", ("アオキ",)),
        ("三井商事 3年契約", ("三井商事",)),
    ],
)
def test_a_bare_first_word_is_a_name(text, who):
    assert a_line(text).who == who


@pytest.mark.parametrize(
    "text",
    [
        "見積の件で打合せ",
        "見積書送付済 了解",
        "フォロー: 了解",
        "新規 訪問",
        "資料 送付",
        "お礼メール送信済み。",
        "また 電話",
        "業者さんから電話",
        "お客さんから電話",
        "ご近所さんから電話",
        "新仕様の説明で訪問",
        "たくさん注文",
        "お疲れ様です",
        "様子見で訪問",
        "Left voicemail",
        "Second meeting went well",
        "Acme renewal",
        "Lunch with CFO",
        "",
        "。。。",
    ],
)
def test_a_line_that_names_nobody_is_about_nobody(text):
    assert a_line(text).who == ()


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("昨日の件で田中様に電話", "田中"),
        ("火災保険の更新 水谷様 来店", "水谷"),
        ("新規 田中様 訪問", "田中"),
        ("お疲れ様です。田中様 訪問しました", "田中"),
        ("新仕様の説明で田中様を訪問", "田中"),
        ("見積を田中様に送付", "田中"),
    ],
)
def test_a_name_deep_in_the_line_is_found_too(text, who):
    assert a_line(text).who == (who,)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Mr Smith visit discussed quote", ("Smith",)),
        ("Mr. Smith, call about quote", ("Smith",)),
        ("Jane Smith call about quote", ("Jane Smith",)),
        ("Visited Jane Smith about the quote", ("Jane Smith",)),
        ("Called Ms. Smith. She wants a demo", ("Smith",)),
        ("Met with Jane, she liked it", ("Jane",)),
        ("Met Tanaka-san, sent quote", ("Tanaka",)),
        ("Lunch with Jane Smith. Nice", ("Jane Smith",)),
        ("Demo with May from March Networks", ("May",)),
    ],
)
def test_english_names_are_capitalised_words_beside_what_was_done(text, who):
    assert a_line(text).who == who


def test_a_name_only_in_what_is_to_be_done_is_better_than_none():
    line = a_line("来週金曜に田中様に電話", 来週金曜="2026-12-11")

    assert line.who == ("田中",)
    assert whats(line) == ["田中様に電話"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("田中様 訪問", "visit"),
        ("田中様 ご来店", "visit"),
        ("田中様 来社", "visit"),
        ("田中様 商談", "visit"),
        ("田中様 打合せ", "visit"),
        ("田中様 打ち合わせ", "visit"),
        ("田中様 電話", "call"),
        ("田中様 架電", "call"),
        ("田中様 TEL", "call"),
        ("田中様 メール", "mail"),
        ("田中様 Zoom", "online"),
        ("田中様 オンライン商談", "online"),
        ("田中様 Teams", "online"),
        ("田中様 会食", "meal"),
        ("田中様 ランチ", "meal"),
        ("田中様 展示会", "exhibition"),
        ("田中様 商談会", "exhibition"),
        ("Mr Smith phoned", "call"),
        ("Emailed Mr Smith", "mail"),
        ("Met Mr Smith", "visit"),
        ("Dinner with Mr Smith", "meal"),
        ("田中様 納品", "other"),
        ("田中様 hotel", "other"),
    ],
)
def test_a_kind_word_tells_the_kind(text, kind):
    assert a_line(text).kind == kind


def test_the_earliest_kind_word_wins():
    assert a_line("田中様 訪問 電話番号の変更、メールも確認").kind == "visit"
    assert a_line("田中様 電話。後で訪問").kind == "call"


@pytest.mark.parametrize("text", ["田中様 Zoomで打合せ", "田中様 打合せ（Zoom）", "田中様 商談 オンライン"])
def test_a_meeting_is_a_visit_only_when_nothing_surer_stands_beside_it(text):
    assert a_line(text).kind == "online"


def test_a_surer_word_in_another_clause_leaves_a_meeting_a_visit():
    assert a_line("田中様 商談 見積提示、電話で社内確認").kind == "visit"


@pytest.mark.parametrize(
    "text",
    [
        "田中様 打合せの件で電話",
        "田中様 電話番号を聞いた。電話",
        "田中様 訪問の約束。電話",
        "田中様 社内打合せ後に電話",
    ],
)
def test_a_kind_word_that_is_only_talked_about_does_not_count(text):
    assert a_line(text).kind == "call"


def test_a_call_to_make_is_not_the_kind_of_what_was_done():
    line = a_line("田中様 納品。来週金曜に電話", 来週金曜="2026-12-11")

    assert line.kind == "other"
    assert whats(line) == ["電話"]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("田中様 訪問 見積の件", "見積の件"),
        ("田中様を訪問、見積を提示", "見積を提示"),
        ("田中様を訪問し見積を提示", "訪問し見積を提示"),
        ("田中様に電話した。不在", "不在"),
        ("田中様からメールあり。納期の相談", "納期の相談"),
        ("田中様の件で確認", "田中様の件で確認"),
        ("田中様のご自宅を訪問", "田中様のご自宅を訪問"),
        ("田中様　訪問　見積提示\n続き", "見積提示\n続き"),
        ("田中様 訪問", ""),
        ("お疲れ様です。田中様 訪問しました。順調", "順調"),
        ("Called Mr. Smith. He wants a demo", "He wants a demo"),
    ],
)
def test_the_note_is_the_line_without_the_names_and_kind_words_it_began_with(text, note):
    assert a_line(text).text == note


def test_what_is_to_be_done_is_cut_to_its_bound():
    line = a_line("来週火曜に" + "確認" * 300, 来週火曜="2026-12-08")

    assert whats(line) == [("確認" * 300)[:LONGEST_WHAT]]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "田中",
                "様",
                "訪問",
                "電話",
                "見積",
                " ",
                "、",
                "。",
                "に",
                "を",
                "の件",
                "した",
                "Mr ",
                "Jane ",
                "call ",
                ". ",
                "（",
                "\n",
            ]
        ),
        max_size=12,
    ),
    st.lists(st.tuples(st.integers(0, 12), st.integers(-400, 400), st.none() | st.times()), max_size=3),
    st.sampled_from([None, "year", "period"]),
)
def test_any_line_is_read_into_what_it_says_and_nothing_before_today_is_to_be_done(parts, places, doubt):
    dates = []
    for place, days, at in places:
        parts.insert(min(place, len(parts)), ("【日】", date.fromordinal(WEDNESDAY.toordinal() + days), at))
    text = "".join(part if isinstance(part, str) else part[0] for part in parts)
    start = 0
    for part in parts:
        if isinstance(part, tuple):
            dates.append(Named(part[1], part[2], part[0], start, start + len(part[0]), doubt))
        start += len(part if isinstance(part, str) else part[0])

    line = read(text, dates, WEDNESDAY, NOON)

    assert line.text in text
    assert all(who and who in text for who in line.who)
    assert all(task.day >= WEDNESDAY and 0 < len(task.what) <= LONGEST_WHAT for task in line.tasks)
    assert line.when is None or line.when <= WEDNESDAY
    assert len(line.tasks) <= len(dates)
