import pytest

from crm.activities.loglines import CONTACT
from tests.log_lines import a_line, on, whats


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
        ("来週火曜に電話（仮）", "来週火曜", "電話（仮）"),
        ("（仮）来週火曜に電話", "来週火曜", "（仮）電話"),
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
    "words",
    [
        "見積を送る",
        "契約書を郵送",
        "至急折返し",
        "見本を届けます",
        "資料をFAXします",
        "覚書を持っていく",
        "修正案を出すと約束",
        "カタログを渡す約束",
        "お見積りをお出しします",
    ],
)
def test_sending_bringing_and_answering_are_owed(words):
    assert a_line(f"田中様 訪問。来週火曜に{words}", 来週火曜="2026-12-08").tasks[0].promise


@pytest.mark.parametrize("words", ["Send the quote", "I'll bring samples", "resend the invoice", "will share the deck"])
def test_in_english_an_imperative_is_owed_too(words):
    assert a_line(f"Met Jane. {words} by Tuesday", Tuesday="2026-12-08").tasks[0].promise


@pytest.mark.parametrize(
    "words",
    [
        "She will send us the specs by Tuesday",
        "Jane will send the order by Tuesday",
        "They'll reply Tuesday",
        "expect to hear back Tuesday",
    ],
)
def test_what_the_customer_promises_is_a_plain_follow_up(words):
    assert not a_line(f"Met Jane. {words}", Tuesday="2026-12-08").tasks[0].promise


@pytest.mark.parametrize(
    "words",
    ["来週火曜に資料を送っていただけるとのこと", "担当者から来週火曜に回答", "来週火曜に送付した資料の件で電話"],
)
def test_so_it_is_in_japanese(words):
    assert not a_line(f"田中様 訪問。{words}", 来週火曜="2026-12-08").tasks[0].promise


@pytest.mark.parametrize(
    ("text", "undated"),
    [
        ("田中様 電話 見積を送ります", ("見積を送ります",)),
        ("田中様 電話。入荷次第ご連絡します。", ("入荷次第ご連絡します",)),
        ("Met Jane. I'll send the quote", ("I'll send the quote",)),
        ("田中様 訪問 見積を送りました", ()),
        ("田中様 メール 資料送付", ()),
        ("田中様 電話。また連絡しますと言われた", ()),
        ("Met Jane. She'll send the order", ()),
    ],
)
def test_a_promise_may_name_no_day(text, undated):
    line = a_line(text)

    assert (line.undated, line.tasks) == (undated, ())


@pytest.mark.parametrize(
    "text",
    [
        "田中様 電話 保険の満期は来週火曜。",
        "田中様 訪問 納期は来週火曜頃とのこと",
        "田中様 電話。在庫なし、来週火曜入荷予定と回答",
        "田中様 電話 来週火曜の納品は難しい旨をお伝えした",
        "Met Jane. Budget approval expected 来週火曜",
    ],
)
def test_what_only_has_a_date_is_nothing_to_do(text):
    line = a_line(text, 来週火曜="2026-12-08")

    assert line.tasks == ()
    assert "来週火曜" in line.text


def test_a_day_that_describes_a_thing_leaves_the_other_one_to_the_task():
    line = on("田中様 電話。12/20出発の見積を12/8までに送付", {"12/20": "2026-12-20", "12/8": "2026-12-08"})

    assert [(task.what, task.day.day) for task in line.tasks] == [("12/20出発の見積を送付", 8)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("田中様 訪問 資料 来週火曜に送付", "資料送付"),
        ("田中様 訪問。見学会 来週火曜 参加します", "見学会参加します"),
        ("田中様 デモ訪問 回線工事 来週火曜", "回線工事"),
        ("田中様 希望を伺った→来週火曜 発送します", "発送します"),
    ],
)
def test_what_was_done_is_not_what_is_to_be_done(text, what):
    assert whats(on(text, {"来週火曜": "2026-12-08"})) == [what]


def test_a_weekday_that_is_not_the_dates_could_be_either():
    line = a_line("田中様 訪問。12/4(木)に再訪", **{"12/4(木)": "2026-12-04?weekday"})

    assert [day.day for day, _ in line.tasks[0].options] == [4, 3]


def test_of_the_two_the_one_that_is_over_is_not_offered():
    line = a_line("田中様 訪問。12/3(火)に再訪", **{"12/3(火)": "2026-12-03?weekday"})

    assert [day.day for day, _ in line.tasks[0].options] == [3, 8]


def test_a_choice_of_dates_offers_each():
    line = on("12/8か12/9に訪問", {"12/8": "2026-12-08", "12/9": "2026-12-09"})

    assert [day.day for day, _ in line.tasks[0].options] == [8, 9]
