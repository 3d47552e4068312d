"""What leads to a case without anybody asking: anger, a clock that has run out, the morning, and praise for balance."""

from dataclasses import replace
from datetime import timedelta

import pytest

from crm.cases import anger, listings, opening
from crm.notices import AngryWords, CaseLate, LowScoreWords, MiddlingScores, Praise, ScoreWords
from crm.refusals import NotAllowed
from handlers.line.surveys import data
from reminders.rounds import Round
from reminders.sweeps import cases as sweep
from storage.tables import Case, CompanySettings, Outbox
from tests.builders import HOUSE, NOW, a_case, a_customer, a_rep, a_team, an_answer, saved
from tests.deeds import by, refused
from tests.line_events import asked, hear, linked, owed, relayed, rows, tap, words

SORE = "対応がひどいです。約束と違います"


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("対応がひどいです", "ひどい"),
        ("もう二度と頼みません", "二度と"),
        ("ﾌｻﾞｹないで", "ふざけ"),
        ("最低限の部品で結構です", None),
        ("クレームブリュレがおいしかった", None),
        ("This is UNACCEPTABLE.", "unacceptable"),
        ("a complainant's view", None),
        ("ありがとうございました", None),
        ("", None),
    ],
)
def test_anger_is_told_from_words_that_only_look_like_it(text, word):
    assert anger.found(text, anger.WORDS) == word


async def test_an_angry_message_reaches_the_owner_with_the_suggestion_of_a_case(store):
    await linked(store)

    await hear(store, words(SORE))

    [notice] = await owed(store, AngryWords)
    assert (notice.words, notice.found, notice.state) == (SORE, "ひどい", "asked")
    assert await relayed(store) == []
    assert await rows(store, Case) == []


async def test_a_case_is_opened_by_a_person_and_the_suggestion_says_so(store):
    rep, _ = await linked(store)
    await hear(store, words(SORE))
    [notice] = await owed(store, AngryWords)

    async with by(store, rep) as work:
        await opening.take_up(work, notice.message_id)
    await hear(store, words("まだ連絡がない。最悪"))

    [case] = await rows(store, Case)
    assert (case.source, case.words) == ("words", SORE)
    assert [each.state for each in await owed(store, AngryWords)] == ["asked", "opened"]
    assert [each.text for each in await relayed(store)] == ["まだ連絡がない。最悪"]


async def test_what_was_no_complaint_is_left(store):
    rep, _ = await linked(store)
    await hear(store, words("ひどい雨でしたね"))
    [notice] = await owed(store, AngryWords)

    async with refused(NotAllowed("cases.leave")), by(store, await a_rep(store)) as work:
        await opening.leave(work, notice.message_id)
    async with by(store, rep) as work:
        await opening.leave(work, notice.message_id)

    assert [each.state for each in await owed(store, AngryWords)] == ["asked", "left"]
    assert await rows(store, Case) == []


async def test_each_company_has_its_own_words(store):
    await linked(store)
    await saved(store, CompanySettings(angry_words=["かゆい"]))

    await hear(store, words(SORE))
    await hear(store, words("かゆいです"))

    assert [each.text for each in await relayed(store)] == [SORE]
    assert [each.words for each in await owed(store, AngryWords)] == ["かゆいです"]


async def test_whoever_waits_too_long_is_told_of_once_and_above_too(store):
    team = await a_team(store)
    manager = await a_rep(store, role="manager", team_id=team.id)
    rep = await a_rep(store, team_id=team.id)
    customer = await a_customer(store, owner=rep)
    async with by(store, rep) as work:
        await opening.open_(work, customer.id, SORE)
        [case] = (await listings.page(work)).lines
    assert case.due is not None

    for late in (case.due - timedelta(minutes=1), case.due, case.due + timedelta(minutes=1)):
        await sweep.sweep(Round(store, HOUSE, late))

    told = await owed(store, CaseLate)
    assert [(each.case_id, each.what) for each in told] == [(case.case_id, "answer")] * 2
    assert {row.recipient for row in await rows(store, Outbox) if row.kind == "CaseLate"} == {
        rep.slack_id,
        manager.slack_id,
    }


async def test_an_unsolved_case_is_told_of_after_its_second_clock(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    await a_case(store, customer=customer, reply_due=NOW, replied_at=NOW, solve_due=NOW, step="apologised")

    await sweep.sweep(Round(store, HOUSE, NOW))

    assert {each.what for each in await owed(store, CaseLate)} == {"solution"}


async def test_nobody_is_told_at_night_and_nothing_of_what_is_closed(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    await a_case(store, customer=customer, reply_due=NOW, solve_due=NOW, state="closed", step="closed", closed_at=NOW)
    night = HOUSE.business.moment(HOUSE.business.local(NOW).date(), HOUSE.business.quiet_from)

    for moment in (NOW, night):
        await sweep.sweep(Round(store, HOUSE, moment))

    assert await owed(store, CaseLate) == []


async def test_in_the_morning_middling_answers_are_proposed_once(store):
    rep = await a_rep(store)
    yesterday = NOW - timedelta(days=1)
    for score in (4, 5, 6, 7):
        customer = await a_customer(store, owner=rep, name=f"評価 {score}")
        await an_answer(store, customer=customer, score=score, reason="普通", at=yesterday)

    for _ in range(2):
        await sweep.sweep(Round(store, HOUSE, NOW))

    [notice] = await owed(store, MiddlingScores)
    assert [(each.score, each.reason) for each in notice.scores] == [(5, "普通"), (6, "普通")]


async def test_a_middling_answer_can_become_a_case(store):
    rep = await a_rep(store)
    answer = await an_answer(store, customer=await a_customer(store, owner=rep), score=5, reason="普通")

    for _ in range(2):
        async with by(store, rep) as work:
            await opening.take_up_answer(work, answer.id)

    [case] = await rows(store, Case)
    assert (case.answer_id, case.source, case.words) == (answer.id, "score", "普通")


async def test_kind_words_of_a_promoter_are_shared_with_the_team(store):
    token = await asked(store)
    house = replace(HOUSE, team_channel="C0TEAM")

    await hear(store, tap(data(token, 9)), house=house)
    await hear(store, words("とても親切でした"), house=house)

    assert [each.words for each in await owed(store, Praise)] == ["とても親切でした"]
    assert [each.reason for each in await owed(store, ScoreWords)] == ["とても親切でした"]


async def test_the_words_of_others_are_not_shared(store):
    token = await asked(store)
    house = replace(HOUSE, team_channel="C0TEAM")

    await hear(store, tap(data(token, 2)), house=house)
    await hear(store, words("遅かった"), house=house)

    assert await owed(store, Praise) == []
    assert len(await owed(store, LowScoreWords)) == 1
