from dataclasses import dataclass
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.loglines import CONTACT, LONGEST_WHAT, LogLine, read

WEDNESDAY = date(2026, 12, 2)
NOON = time(12)


@dataclass(frozen=True)
class Named:
    """A date as the grammar of dates would give it."""

    day: date
    time: time | None
    span: str
    start: int
    end: int
    doubt: str | None = None


def named(text: str, span: str, iso: str) -> Named:
    """`iso` is a day, a day and a time, or either with "?doubt" behind it."""
    stamp, _, doubt = iso.partition("?")
    moment = datetime.fromisoformat(stamp)
    start = text.index(span)
    return Named(moment.date(), moment.time() if "T" in stamp else None, span, start, start + len(span), doubt or None)


def a_line(text: str, **dates: str) -> LogLine:
    return read(text, [named(text, span, iso) for span, iso in dates.items()], WEDNESDAY, NOON)


def on(text: str, dates: dict[str, str]) -> LogLine:
    return a_line(text, **dates)


def whats(line: LogLine) -> list[str]:
    return [task.what for task in line.tasks]


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


@pytest.mark.parametrize(
    ("text", "span", "what"),
    [
        ("来週火曜までに見積を送付", "来週火曜", "見積を送付"),
        ("見積を来週火曜までに送付", "来週火曜", "見積を送付"),
        ("来週火曜から工事", "来週火曜", "工事"),
        ("来週火曜は訪問", "来週火曜", "訪問"),
        ("来週火曜の訪問", "来週火曜", "訪問"),
        ("来週火曜、電話", "来週火曜", "電話"),
        ("不在、来週火曜に電話", "来週火曜", "電話"),
        ("来週火曜に電話、資料も送る", "来週火曜", "電話、資料も送る"),
        ("見積の件、来週火曜に回答", "来週火曜", "見積の件、回答"),
        ("不在、見積の件、来週火曜に回答", "来週火曜", "見積の件、回答"),
        ("見積120万円 来週火曜に再訪問", "来週火曜", "再訪問"),
        ("定例 来週火曜", "来週火曜", "定例"),
        ("四半期レビュー、来週火曜", "来週火曜", "四半期レビュー"),
        ("次回は来週火曜に訪問", "来週火曜", "訪問"),
        ("次回は来週火曜", "来週火曜", "次回"),
        ("来週火曜〜11時に訪問", "来週火曜", "訪問"),
        ("名刺交換（来週火曜に電話）", "来週火曜", "電話"),
        ("フォロー: 来週火曜", "来週火曜", "フォロー"),
        ("call back on Tuesday", "Tuesday", "call back"),
        ("On Tuesday, call back", "Tuesday", "call back"),
        ("wants a demo, call back by Tuesday.", "Tuesday", "call back"),
        ("Sent the quote. Call back Tuesday", "Tuesday", "Call back"),
        ("Spoke to Mr. Smith; visit Tuesday", "Tuesday", "visit"),
    ],
)
def test_what_is_to_be_done_is_the_clause_without_its_date(text, span, what):
    line = on(text, {span: "2026-12-08"})

    assert whats(line) == [what]


def test_a_date_with_nothing_beside_it_is_a_contact():
    line = a_line("田中様 訪問。12月8日に", **{"12月8日": "2026-12-08"})

    assert whats(line) == [CONTACT]


def test_a_kind_word_and_a_coming_date_alone_are_something_to_do():
    line = a_line("田中様 電話 来週火曜", 来週火曜="2026-12-08")

    assert line.kind == "other"
    assert whats(line) == ["電話"]


def test_an_english_imperative_with_a_date_is_something_to_do():
    line = on("call Jane on Monday and visit on Friday", {"Monday": "2026-12-07", "Friday": "2026-12-04"})

    assert line.kind == "other"
    assert [(task.what, task.day.day) for task in line.tasks] == [("call Jane", 7), ("visit", 4)]


def test_each_coming_date_has_its_own_task():
    text = "田中様 訪問。金曜までに見積送付、来週月曜に電話して来週水曜に訪問"
    line = a_line(text, 金曜="2026-12-04", 来週月曜="2026-12-07", 来週水曜="2026-12-09")

    assert [(task.what, task.day.day) for task in line.tasks] == [("見積送付", 4), ("電話", 7), ("訪問", 9)]


def test_lines_of_a_list_are_tasks_of_their_own():
    line = on("田中様 訪問\n・来週月曜に電話\n・12/10に再訪", {"来週月曜": "2026-12-07", "12/10": "2026-12-10"})

    assert whats(line) == ["電話", "再訪"]


@pytest.mark.parametrize("text", ["12/8と12/9に訪問", "12/8、12/9に訪問"])
def test_two_dates_side_by_side_share_what_is_to_be_done(text):
    line = on(text, {"12/8": "2026-12-08", "12/9": "2026-12-09"})

    assert [(task.what, task.day.day) for task in line.tasks] == [("訪問", 8), ("訪問", 9)]


@pytest.mark.parametrize("text", ["12/8か12/9に訪問", "12/8または12/9に訪問", "12/8〜12/9に訪問"])
def test_a_choice_of_dates_is_the_first_one_in_doubt(text):
    line = on(text, {"12/8": "2026-12-08", "12/9": "2026-12-09"})

    (task,) = line.tasks
    assert (task.what, task.day.day, task.doubt) == ("訪問", 8, "several")
    assert task.span.startswith("12/8")
    assert task.span.endswith("12/9")


def test_the_doubt_of_a_date_is_handed_on():
    line = a_line("来週訪問", 来週="2026-12-07?period")

    assert line.tasks[0].doubt == "period"


def test_a_full_stop_or_comma_inside_a_date_parts_nothing():
    line = on("Send quote Dec 8, 2026. Thanks", {"Dec 8, 2026": "2026-12-08"})

    assert whats(line) == ["Send quote"]


@pytest.mark.parametrize(
    "words",
    [
        "見積を送ります",
        "資料送付",
        "カタログをお送りします",
        "サンプル持参",
        "回答します",
        "企画書提出",
        "ご連絡します",
        "ご連絡いたします",
        "折り返し",
    ],
)
def test_what_we_owe_is_a_promise(words):
    line = a_line(f"田中様 訪問。来週火曜に{words}", 来週火曜="2026-12-08")

    assert line.tasks[0].promise


@pytest.mark.parametrize("words", ["will send the quote by Tuesday", "I'll reply Tuesday", "Promised to call Tuesday"])
def test_what_we_owe_is_a_promise_in_english_too(words):
    line = a_line(f"Mr Smith visit. {words}", Tuesday="2026-12-08")

    assert line.tasks[0].promise


@pytest.mark.parametrize("words", ["電話", "訪問", "先方から回答", "資料を送付していただく", "回答待ち", "フォロー"])
def test_what_we_plan_or_they_owe_is_no_promise(words):
    line = a_line(f"田中様 訪問。来週火曜に{words}", 来週火曜="2026-12-08")

    assert not line.tasks[0].promise


def test_a_promise_in_another_clause_is_none_here():
    line = a_line("田中様 訪問。見積を送ります。来週火曜に電話", 来週火曜="2026-12-08")

    assert not line.tasks[0].promise


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

    assert (over.when, over.tasks, over.kind) == (WEDNESDAY, (), "visit")
    assert [(task.what, task.time) for task in coming.tasks] == [("訪問", time(17))]


def test_without_a_clock_an_hour_of_today_is_to_come():
    text = "田中様 今日10時に訪問"

    line = read(text, [named(text, "今日10時", "2026-12-02T10:00")], WEDNESDAY)

    assert whats(line) == ["訪問"]


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
