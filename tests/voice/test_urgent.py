"""Bookings, lateness, pain, accidents: at once to a person, never a reason of a score."""

from datetime import timedelta

import pytest

from crm.notices import LowScoreWords, RelayedWords, ScoreWords, UrgentHeard, WhoIsThis
from crm.voice import urgent
from storage.tables import CompanySettings, SurveyAnswer
from tests.builders import NOW, a_customer, a_line_user, saved
from tests.line_events import USER, asked, hear, linked, owed, relayed, rows, said, tap, words

SOON = NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    "text",
    [
        "今日の予約をキャンセルしたいです",
        "ご　予　約の件",
        "１０分ほど遅れます",
        "すみません、遅刻しそうです",
        "歯が痛いです",
        "事故に遭いました",
        "至急お電話ください",
        "ｷｬﾝｾﾙで",
        "きゃんせるします",
        "間に合わないかも",
        "I am running late",
        "URGENT!!",
        "Can I cancel?",
        "it hurts",
    ],
)
def test_urgent_words_are_heard_however_they_are_typed(text):
    assert urgent.found(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "時代遅れのデザインですね",
        "会いたいです",
        "無事故で10年です",
        "納期が遅れました",
        "予約が取りにくいです",
        "ノイズキャンセルのイヤホン",
        "気持ちは痛いほど分かります",
        "急ぎではありません",
        "chocolate, please, later",
        "noise cancelling",
        "translate",
        "painting",
        "",
    ],
)
def test_words_that_only_look_like_it_are_not(text):
    assert urgent.found(text) is None


async def test_the_owner_hears_at_once_with_a_mark_and_the_customer_gets_the_telephone(store):
    await saved(store, CompanySettings(telephone="03-0000-0000"))
    _, customer = await linked(store)

    await hear(store, words("今日の予約に遅れます"))

    [told] = await owed(store, RelayedWords)
    assert (told.customer_id, told.lines[0].text, told.urgent) == (customer.id, "今日の予約に遅れます", True)
    assert await owed(store, UrgentHeard) == [UrgentHeard("サクラ商事", "03-0000-0000")]


async def test_an_urgent_word_is_never_the_reason_of_a_score_and_ends_the_asking(store):
    token = await asked(store)
    await hear(store, tap(f"nps:{token}:2"))

    await hear(store, words("至急お電話ください", at=SOON), words("待っています", at=SOON))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason is None
    assert await owed(store, LowScoreWords) == await owed(store, ScoreWords) == []
    assert [(each.text, each.urgent) for each in await relayed(store)] == [
        ("至急お電話ください", True),
        ("待っています", False),
    ]


async def test_the_short_answer_comes_once_an_hour(store):
    await linked(store)

    await hear(store, words("至急"), words("至急です", at=SOON))
    await hear(store, words("至急ですよ", at=NOW + timedelta(hours=1)))

    assert await said(store) == ["UrgentHeard"] * 2


async def test_the_companys_own_list_counts_instead(store):
    await saved(store, CompanySettings(urgent_words=["水漏れ"]))
    await linked(store)

    await hear(store, words("予約の件です"), words("水漏れです", at=SOON))

    assert [each.urgent for each in await relayed(store)] == [False, True]


async def test_a_stranger_in_a_hurry_reaches_the_team_with_a_mark(store):
    await a_line_user(store, user_id=USER)

    await hear(store, words("事故です"))

    assert [each.urgent for each in await owed(store, WhoIsThis)] == [True]
    assert await said(store) == ["UrgentHeard"]


async def test_words_that_stop_go_before_everything(store):
    await saved(store, CompanySettings(urgent_words=["停止"]))
    await a_line_user(store, user_id=USER, customer=await a_customer(store))

    await hear(store, words("停止"))

    assert await owed(store, UrgentHeard) == []
