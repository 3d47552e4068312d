"""Every notice to a customer, in both languages, within what LINE takes and as one speaks to a customer."""

from collections.abc import Iterator
from datetime import date, time

import pytest

from crm import notices
from crm.notices import (
    CodeRefused,
    ConsentNoted,
    HandoverFarewell,
    HandoverGreeting,
    Linked,
    Notice,
    NpsQuestion,
    NpsThanks,
    PulseQuestion,
    PulseThanks,
    ReasonThanks,
    Welcome,
)
from crm.privacy.consents import PURPOSES
from handlers.handover_letters import drafts
from handlers.line.bubbles import PHRASES, kit
from handlers.locales import LANGUAGES, phrases
from sandbox.line.checks import faults_of
from sandbox.line.limits import VALIDATE
from tests.builders import NOW
from tests.points import line_points

LONG = "長" * 100
NINE, SIX = time(9), time(18)
COMPANY, NAME, REP, TOKEN = "サクラ商事", "田中 一郎", "佐藤 花子", "t" * 22

# The largest survey's questions: ten choices of forty characters, eleven scores with ends, and words.
LONGEST = [
    {
        "key": "k" * 32,
        "kind": "choice",
        "ja": "い" * 300,
        "en": "e" * 300,
        "choices": [{"key": f"{at:032}", "ja": f"{at}" + "う" * 38, "en": f"{at}" + "o" * 38} for at in range(10)],
    },
    {
        "key": "s",
        "kind": "scale",
        "ja": "い" * 300,
        "en": "e" * 300,
        "least": 0,
        "most": 10,
        "ends": {"low_ja": "低" * 40, "high_ja": "高" * 40},
    },
    {"key": "t", "kind": "text", "ja": "い" * 300, "en": "e" * 300},
]

REFERRAL_REFUSED = ("own", "chain", "known", "once", "again", "unknown", "locked", "off", "unlinked")

FACTS = ("reading", "company", "title", "email", "phone", "address", "birthday")

FILE = notices.Attachment("file", "https://example.com/m/" + "n" * 43, "", "見" * 255, 25_000_000)
PICTURE = notices.Attachment("image", "https://example.com/m/a", "https://example.com/m/a/preview", "絵.png", 1)

SAID: list[Notice] = [
    notices.DialogueLeft(COMPANY),
    notices.RepReply(1, "佐" * 100, "", (notices.Part(1, "長" * 1500, quote="q" * 60), notices.Part(1, file=FILE))),
    notices.RepReply(
        1, REP, "https://example.com/p.png", (notices.Part(1, "はい"), *[notices.Part(1, file=PICTURE)] * 4)
    ),
    Welcome(COMPANY),
    Welcome(COMPANY, back=True),
    Linked(COMPANY, NAME, REP, "12"),
    Linked(COMPANY, NAME, REP, ""),
    Linked(LONG, LONG, LONG, "9" * 18),
    notices.HowToLink(COMPANY),
    notices.AlreadyLinked(NAME),
    notices.LinkQuestion(COMPANY, NAME, REP, 12),
    notices.LinkQuestion("", LONG, LONG, 10**18),
    notices.HowToLink(COMPANY, page=True),
    notices.NoRepYet(COMPANY, "03-0000-0000", page=True),
    notices.LinkPage(COMPANY, "https://crm.example.com/link?linkToken=LINK-TOKEN"),
    notices.LinkDeclined(),
    notices.LinkDeclined(over=True),
    notices.RepGreeting(COMPANY, REP),
    notices.RepGreeting(LONG, LONG),
    notices.MyRep(COMPANY, (notices.RepCard(REP, (NAME,), "https://example.com/sato.jpg"),), NINE, SIX, "03-0000-0000"),
    notices.MyRep("", (notices.RepCard(LONG, (LONG, NAME), "http://insecure.example", LONG),) * 12, NINE, SIX),
    notices.NoRepYet(COMPANY),
    notices.NoRepYet(COMPANY, "０３ー００００"),
    notices.UrgentHeard(COMPANY),
    notices.UrgentHeard(COMPANY, "+81 3 0000 0000"),
    notices.Away(COMPANY, REP, date(2026, 11, 24), NINE),
    notices.Away("", LONG, date(2026, 11, 24), NINE, "03-0000-0000", hint=True),
    notices.Away(COMPANY, "", date(2026, 11, 24), NINE, "番号なし"),
    notices.RepAway(COMPANY, REP, "鈴木 一郎", date(2026, 11, 24), "03-0000-0000"),
    notices.RepAway("", LONG, "", date(2026, 11, 24)),
    notices.UnlinkQuestion(COMPANY, ((12, NAME),)),
    notices.UnlinkQuestion("", ((10**18, LONG),) * 10),
    notices.Unlinked(COMPANY, NAME),
    notices.Unlinked(COMPANY),
    *(notices.OfferRefused(COMPANY, why) for why in ("expired", "forged", "used", "other", "limit", "off", "locked")),
    *(CodeRefused(why, COMPANY) for why in ("wrong", "expired", "used", "locked")),
    ConsentNoted(granted=True, company=COMPANY),
    ConsentNoted(granted=False, company=COMPANY),
    ConsentNoted(granted=False, company=LONG, purposes=PURPOSES),
    notices.SettingsCard(COMPANY, tuple((each, each == "service") for each in PURPOSES), "ja", 20, tuple(range(9, 21))),
    notices.SettingsCard(LONG, (), None, None, ()),
    notices.LanguageNoted("ja"),
    notices.LanguageNoted("en"),
    notices.HourNoted(20, 20),
    notices.HourNoted(9, 3),
    *(notices.WhoseData(wish, (("1", NAME), ("9" * 18, LONG))) for wish in ("erasure", "disclosure")),
    *(notices.ErasureQuestion(name, "E-0123456789AB", last=last) for name in (NAME, LONG) for last in (True, False)),
    *(notices.ErasureAnswered(state, "E-0123456789AB") for state in ("confirmed", "left", "late", "done")),
    notices.ErasureReceipt("E-0123456789AB", "en"),
    notices.DisclosureSummary(NAME, (("phone", "090"),), (("messages", 3),), "https://example.com/d/t", NOW),
    notices.DisclosureSummary(LONG, tuple((each, LONG * 3) for each in FACTS), (), None, None),
    notices.ExpiryWarning(COMPANY, NAME, 1500, (notices.PointsLeave(date(2026, 11, 30), 300),)),
    notices.ExpiryWarning("", LONG, 10**9, (notices.PointsLeave(date(2026, 11, 30), 10**9),) * 6, 10**9, shared=True),
    notices.ExpiryWarning(COMPANY, NAME, 9, (notices.PointsLeave(date(2026, 11, 30), 9),), idle=True),
    NpsThanks(2, changed=False, asks=True, name=NAME, points=50),
    notices.ScoreThanks("csat", 5, changed=False, asks=False, name=LONG, points=10_000_000),
    notices.OwnThanks(NAME, 50),
    notices.BirthdayPoints(COMPANY, NAME, 500, 1500),
    *(notices.FamilyChanged(COMPANY, NAME, what, LONG, 10**9) for what in ("joined", "left", "parted")),
    notices.ReferralCard(COMPANY, "KF-7Q2M-XK0D", "@kizuna-demo", 500, 300, 180),
    notices.ReferralCard("", "KF-7Q2M-XK0D", "", 0, 10_000_000, 730),
    notices.ReferralCard(LONG, "KF-7Q2M-XK0D", "@kizuna-demo", 10_000_000, 0, 730),
    notices.ReferralMet(COMPANY, 300, 180),
    notices.ReferralMet(LONG, 0, 730, linked=True),
    *(notices.ReferralRefused(COMPANY, why) for why in REFERRAL_REFUSED),
    *(notices.ReferralEarned(COMPANY, NAME, 500, 1500, friend) for friend in (True, False)),
    NpsQuestion(COMPANY, NAME, TOKEN),
    NpsQuestion("", LONG, TOKEN),
    *(NpsThanks(score, changed=score == 7, asks=score != 8, name=NAME) for score in range(11)),
    *(notices.ScoreQuestion(kind, COMPANY, NAME, TOKEN) for kind in ("csat", "ces")),
    *(notices.ScoreQuestion(kind, "", LONG, TOKEN) for kind in ("csat", "ces")),
    *(
        notices.ScoreThanks(kind, score, changed=score == 4, asks=score != 3, name=NAME)
        for kind, most in (("csat", 5), ("ces", 7))
        for score in range(1, most + 1)
    ),
    *(notices.OwnQuestion(COMPANY, NAME, "ご来店", each, TOKEN, first=at == 0) for at, each in enumerate(LONGEST)),
    *(
        notices.BallotQuestion(COMPANY, "ご来店", each, TOKEN, NAME, first=at == 0)
        for at, each in enumerate(LONGEST[:2])
    ),
    notices.BallotQuestion("", LONG, LONGEST[0], TOKEN, language="en"),
    notices.OwnThanks(NAME),
    *(
        notices.SurveyReminder(COMPANY, NAME, type(each).__name__, notices.pack(each))
        for each in (
            NpsQuestion(COMPANY, NAME, TOKEN),
            notices.ScoreQuestion("csat", COMPANY, NAME, TOKEN),
            notices.OwnQuestion(COMPANY, NAME, "ご来店", LONGEST[0], TOKEN, first=True),
        )
    ),
    *(notices.BallotThanks(language, closed=closed) for language in LANGUAGES for closed in (False, True)),
    notices.YouSaidWeDid("サクラ商事", NAME, LONG, LONG),
    notices.TierReached("サクラ商事", NAME, "ゴールド", ("優先窓口", "ご招待会"), 150),
    notices.TierReached("", LONG, LONG),
    notices.TierEnding("サクラ商事", NAME, "ゴールド", date(2026, 12, 31), 1200, "points", "シルバー"),
    notices.TierEnding("", LONG, LONG, date(2026, 12, 31), 1200, "money"),
    notices.TierLowered("サクラ商事", NAME, "ゴールド", "シルバー"),
    notices.TierLowered("", LONG, LONG),
    *line_points.SAID,
    ReasonThanks(NAME, case=True, rep=REP),
    ReasonThanks(NAME, case=False, rep=REP, review="https://example.com/reviews"),
    ReasonThanks(NAME, case=False, rep=REP),
    notices.SurveyClosed(COMPANY),
    notices.Apology("ab12", COMPANY),
    *(
        kind(letter, NAME, "佐藤 花子", "鈴木 次郎", date(2026, 12, 1), COMPANY)
        for reason in ("transfer", "leaving", "cover")
        for kind, letter in zip((HandoverFarewell, HandoverGreeting), drafts("ja", COMPANY, reason), strict=True)
    ),
    HandoverFarewell("{customer}" + LONG * 9, LONG, LONG, LONG, date(2026, 12, 1), LONG),
    PulseQuestion(COMPANY, NAME, REP, TOKEN),
    PulseQuestion("", LONG, LONG, TOKEN),
    *(PulseThanks(score, changed=score == 4, asks=score != 3, name=NAME) for score in range(1, 6)),
]


def test_every_notice_to_customers_has_its_phrase():
    unsaid = {notices.WantProfile, notices.WantQuota, notices.WantMenu, notices.WantContent}

    to_customers = {kind for kind in notices.KINDS.values() if kind.channel == "line"} - unsaid

    assert set(PHRASES) == to_customers == {type(notice) for notice in SAID}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", SAID, ids=str)
def test_line_takes_every_message(notice, language):
    messages = _phrased(notice, language)

    assert faults_of(VALIDATE, {"messages": messages}) == []


@pytest.mark.parametrize("notice", SAID, ids=str)
def test_nobody_is_honoured_twice_or_not_at_all(notice):
    shown = "".join(_texts(_phrased(notice, "ja")))

    assert "様様" not in shown
    assert NAME not in shown.replace(f"{NAME}様", "")


def test_a_name_stored_with_its_honorific_is_not_given_a_second_one():
    [greeting, _] = _phrased(Linked(COMPANY, "田中様", REP, "1"), "ja")

    assert greeting["text"].startswith("田中様、")


def test_our_own_people_are_named_bare_before_customers():
    [greeting, _] = _phrased(Linked(COMPANY, NAME, REP, "1"), "ja")

    assert "弊社の佐藤" in greeting["text"]
    assert not any(f"花子{honour}" in greeting["text"] for honour in ("さん", "様"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_request_for_consent_states_purpose_two_choices_and_how_to_stop(language):
    [_, request] = _phrased(Linked(COMPANY, NAME, REP, "12"), language)

    shown = " ".join(_texts([request]))
    assert ("満足度" if language == "ja" else "satisfaction") in shown
    assert ("停止" if language == "ja" else "stop") in shown
    assert [action["data"] for action in _actions(request)] == ["consent:yes:12", "consent:no:12"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_is_one_bubble_of_eleven_equal_buttons(language):
    [question] = _phrased(NpsQuestion(COMPANY, NAME, TOKEN), language)

    assert question["contents"]["type"] == "bubble"
    actions = list(_actions(question))
    assert [action["label"] for action in actions] == [str(score) for score in range(11)]
    assert [action["data"] for action in actions] == [f"nps:{TOKEN}:{score}" for score in range(11)]
    assert len({button["style"] for button in _parts(question) if button.get("type") == "button"}) == 1


def test_a_tap_stands_in_the_talk_as_the_customers_own_words():
    [question] = _phrased(NpsQuestion(COMPANY, NAME, TOKEN), "ja")

    assert list(_actions(question))[8]["displayText"] == "8点"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ends_of_the_scale_are_worded_and_the_purpose_is_stated(language):
    [question] = _phrased(NpsQuestion(COMPANY, NAME, TOKEN), language)

    shown = list(_texts([question]))
    ends = ("お薦めしない", "ぜひお薦め") if language == "ja" else ("not at all likely", "extremely likely")
    assert all(any(end in text for text in shown) for end in ends)
    assert any(("改善" if language == "ja" else "improve") in text for text in shown)
    assert any(("停止" if language == "ja" else "stop") in text for text in shown)


@pytest.mark.parametrize(("score", "word"), [(0, "理由"), (6, "理由"), (7, "お気づき"), (10, "良かった点")])
def test_the_reason_is_asked_in_the_tone_of_the_score(score, word):
    [thanks] = _phrased(NpsThanks(score, changed=False, asks=True, name=NAME), "ja")

    assert word in thanks["text"]
    assert f"{score}点" in thanks["text"]


@pytest.mark.parametrize("notice", SAID, ids=str)
def test_no_customer_reads_what_we_call_them_among_ourselves(notice):
    shown = "".join(_texts(_phrased(notice, "ja") + _phrased(notice, "en"))).lower()

    assert not any(word in shown for word in ("批判者", "detractor", "promoter", "了解", "nps"))


def test_what_stops_and_what_goes_on_is_said():
    [stopped] = _phrased(ConsentNoted(granted=False, company=COMPANY), "ja")

    assert all(word in stopped["text"] for word in ("お送りしません", "これまでどおり", "「再開」"))


def test_words_are_cut_as_line_counts_and_never_inside_a_character():
    cut = kit.cut("😀" * 3000, 5000)

    assert len(cut.encode("utf-16-le")) // 2 <= 5000
    assert cut.endswith("😀…")


def _phrased(notice: Notice, language: str) -> list[dict]:
    return PHRASES[type(notice)](notice, phrases(language))


def _parts(node: object) -> Iterator[dict]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _parts(child)


def _actions(message: dict) -> Iterator[dict]:
    return (part for part in _parts(message) if part.get("type") == "postback")


def _texts(messages: list[dict]) -> Iterator[str]:
    for part in _parts(messages):
        yield from (value for key, value in part.items() if key in {"text", "altText", "displayText", "label"})
