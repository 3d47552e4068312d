"""What reps read in Slack about customers in LINE, in both languages and within what Slack takes."""

from datetime import date, time, timedelta

import pytest

from crm.notices import (
    ConsentDecided,
    CustomerLeft,
    CustomerLinked,
    CustomerWrote,
    Due,
    InviteReady,
    LowScoreAlert,
    LowScoreWords,
    Notice,
    ScoreChanged,
    ScoreWords,
)
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks import PHRASES
from sandbox.slack.checks import blocks_faults
from tests.builders import HOUSE, NOW

LONG = "長" * 5000
CODE = "KZ-7Q2M-XK0D-93TR-HV5A"
DUE = Due(1, "お詫びとご事情のおうかがい（評価3点）", date(2026, 11, 24), None, promise=False)

TOLD: list[Notice] = [
    LowScoreAlert(1, 2, "田中 一郎", "株式会社サクラ", 3, None, DUE),
    LowScoreAlert(1, 2, "田中 一郎", None, 3, "納期が遅れました", DUE),
    LowScoreAlert(1, 2, "田中 一郎", None, 3, LONG, None, state="closed"),
    LowScoreWords("田中 一郎", 3, LONG),
    LowScoreWords("田中 一郎", 3, ""),
    ScoreWords(2, "田中 一郎", 9, LONG),
    ScoreWords(2, "田中 一郎", 9, ""),
    ScoreChanged(2, "田中 一郎", 3, 9),
    CustomerLinked(2, "田中 一郎"),
    ConsentDecided(2, "田中 一郎", granted=True),
    ConsentDecided(2, "田中 一郎", granted=False),
    CustomerLeft(2, "田中 一郎"),
    CustomerWrote(2, "田中 一郎", LONG, "text"),
    CustomerWrote(2, "田中 一郎", "", "unsent"),
    CustomerWrote(None, "", "もしもし", "text"),
    CustomerWrote(None, "いちろう☆", "", "image"),
    CustomerWrote(2, "田中 一郎", "図面.pdf", "file"),
    CustomerWrote(2, "田中 一郎", "", "hologram"),
    InviteReady(
        2, "田中 一郎", CODE, "https://line.me/R/oaMessage/%40a/?" + "%E3" * 300, f"https://a.example/{CODE}", NOW
    ),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", TOLD, ids=lambda notice: repr(notice)[:60])
def test_slack_takes_every_message(notice, language):
    phrased = _phrased(notice, language)

    assert phrased.text.strip()
    assert len(phrased.text) < 4000
    assert blocks_faults(list(phrased.blocks)) == []


@pytest.mark.parametrize("notice", [TOLD[1], TOLD[3], TOLD[5], TOLD[12]], ids=lambda notice: type(notice).__name__)
def test_what_a_customer_writes_cannot_call_the_whole_channel(notice):
    field = "reason" if hasattr(notice, "reason") else "text"
    shout = type(notice)(**{**vars(notice), field: "<!channel> 至急 & <@U0SATO>"})

    shown = str(_phrased(shout, "ja").blocks)

    assert "<!channel>" not in shown
    assert "&lt;!channel&gt; 至急 &amp;" in shown


def test_a_name_cannot_call_the_channel_either():
    shown = _phrased(CustomerLinked(1, "<!channel>"), "en")

    assert "<!channel>" not in shown.text + str(shown.blocks)


def test_the_alert_shows_score_words_what_is_due_and_the_way_to_the_card():
    shown = _phrased(TOLD[1], "ja")

    text = str(shown.blocks)
    assert all(part in text for part in ("田中 一郎様", "3点", "> 納期が遅れました", "11月24日(火)"))
    card = next(each for each in shown.blocks[-1]["elements"] if each["action_id"] == "customer.card")
    assert card["value"] == "2"


def test_an_open_case_can_be_closed_and_a_closed_one_cannot():
    assert "case.close" in str(_phrased(TOLD[0], "ja").blocks)
    assert "case.close" not in str(_phrased(TOLD[2], "ja").blocks)


def test_the_alert_says_that_the_reason_is_being_asked_for():
    assert "おうかがいしています" in str(_phrased(TOLD[0], "ja").blocks)


@pytest.mark.parametrize("notice", [TOLD[4], TOLD[6], TOLD[13]], ids=lambda notice: type(notice).__name__)
def test_what_was_taken_back_is_said_to_be(notice):
    assert "取り消されました" in str(_phrased(notice, "ja").blocks)


def test_a_stranger_without_a_name_is_somebody_in_line():
    shown = _phrased(CustomerWrote(None, "", "もしもし", "text"), "ja")

    assert shown.text.startswith("LINEの方から")
    assert "customer.card" not in str(shown.blocks)


def test_a_picture_is_called_one_in_the_readers_language():
    notice = CustomerWrote(2, "田中 一郎", "", "image")

    assert "写真" in _phrased(notice, "ja").text
    assert "picture" in _phrased(notice, "en").text


def test_the_invitation_is_good_until_the_hour_that_is_shown():
    notice = InviteReady(2, "田中 一郎", CODE, "https://line.me/R/", "https://a.example/", NOW + timedelta(days=7))

    assert "11月27日(金) 09:00" in _phrased(notice, "ja").text


def test_a_due_time_stands_with_its_day():
    due = Due(1, "電話", date(2026, 11, 24), time(15), promise=False)

    assert "11月24日(火) 15:00" in str(_phrased(LowScoreAlert(1, 2, "田中", None, 3, None, due), "ja").blocks)


def _phrased(notice: Notice, language: str):
    return PHRASES[type(notice)](notice, phrases(language), HOUSE.business.zone)
