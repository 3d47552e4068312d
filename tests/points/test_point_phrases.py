"""What customers read of points: the words fit what happened, and nothing of ours stands among them."""

from dataclasses import replace
from datetime import date, time

import pytest

from crm.notices import Notice, PointsCard, PointsCards, PointsHistory, PointsMoved, RewardCode, RewardReturned
from handlers.line.bubbles import PHRASES
from handlers.locales import phrases
from tests.points.line_points import AFTER, EMPTY, NAME, PLAIN, QR


def phrased(notice: Notice, language: str = "ja") -> str:
    return str(PHRASES[type(notice)](notice, phrases(language)))


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        ({"points": 128, "reason": "purchase"}, ("128ポイントをお付けしました", "お買い物")),
        ({"points": -500, "reason": "checkout"}, ("500ポイントをご利用いただきました", "お会計でのご利用")),
        ({"points": -128, "reason": "correction"}, ("128ポイントを差し引かせていただきました", "訂正")),
        (
            {"points": 500, "reason": "referral", "pending": True, "ready_on": date(2026, 12, 1)},
            ("500ポイントをお付けする予定です", "12月1日(火)からお使いいただけます"),
        ),
        ({"points": 128, "reason": "purchase", "owed": 20}, ("不足分20ポイント",)),
    ],
    ids=["came", "spent", "taken", "promised", "owed"],
)
def test_what_moved_is_said_as_what_it_was(moved, words):
    said = phrased(PointsMoved("サクラ商事", NAME, balance=608, **moved))

    assert all(each in said for each in (*words, "現在の残高: 608ポイント"))


def test_the_staffs_own_notes_do_not_stand_in_the_history():
    said = phrased(PointsHistory(1, NAME, AFTER))

    assert "特典と交換（コーヒー券）" in said
    assert "社内メモ" not in said


def test_days_of_the_history_have_their_year_and_promises_are_told_from_points():
    said = phrased(PointsHistory(1, NAME, AFTER))

    assert "2026年11月20日(金)" in said
    assert "確定待ち +500" in said


def test_the_card_names_what_waits_what_goes_and_what_the_tier_brings():
    said = phrased(PointsCards("サクラ商事", (PointsCard(NAME, PLAIN, 60),)))

    assert all(
        each in said for each in ("480ポイント", "480円相当", "確定待ち: 500ポイント", "2026年11月30日(月)まで: 80")
    )
    assert all(each in said for each in ("あと1,200ポイントでゴールド", "特典: 優先予約", "'width': '60%'"))
    assert "9999" not in said


def test_a_card_without_rewards_and_referral_offers_neither():
    said = phrased(PointsCards("サクラ商事", (PointsCard(NAME, EMPTY, rewards=False),)))

    assert "特典を見る" not in said
    assert "お友達" not in said
    assert "ご利用の履歴はまだございません" in said


def test_what_came_back_and_went_at_once_is_told_as_both():
    said = phrased(RewardReturned("lapsed", "コーヒー券", 100, 280, 200))

    assert all(each in said for each in ("300ポイントをお戻し", "このうち有効期限を過ぎた200ポイント", "残高: 280"))


def test_without_an_address_that_line_can_fetch_the_number_stands_alone():
    code = RewardCode(1, NAME, "コーヒー券", 300, 180, "12345678", time(15, 4), QR)

    assert QR in phrased(code)
    assert "'type': 'image'" not in phrased(replace(code, picture=""))
    assert "1234 5678" in phrased(replace(code, picture=""))
