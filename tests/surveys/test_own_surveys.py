"""Surveys of several questions: one after the other, each way to its end, nothing counted twice."""

from datetime import timedelta

import pytest

from crm.notices import OwnQuestion, OwnThanks, SurveyClosed, SurveyWords
from crm.refusals import AskedRecently, NotAllowed, SurveyOver
from crm.surveys import own as rules
from handlers.line.own_surveys import data
from storage.tables import Audit, Message, Survey, SurveyReply
from tests.builders import NOW, a_rep
from tests.deeds import by, refused
from tests.line_events import acting, event, hear, linked, owed, relayed, rows, said, tap, words
from tests.surveys import own

SOON, LATER = NOW + timedelta(minutes=5), NOW + timedelta(hours=3)
DAY = timedelta(days=1)


async def test_the_first_question_goes_out_with_the_invitation(store):
    token = await own.asked(store)

    [question] = await owed(store, OwnQuestion)
    assert (question.title, question.question["key"], question.token) == ("ご来店アンケート", "again", token)
    assert question.first


async def test_a_tap_is_kept_and_answered_with_the_next_question(store):
    token = await own.asked(store)

    await hear(store, tap(data(token, "again", "no"), at=SOON))

    [reply] = await rows(store, SurveyReply)
    assert (reply.question, reply.choices, reply.answered_at) == ("again", ["no"], SOON)
    assert [each.question["key"] for each in await owed(store, OwnQuestion)] == ["again", "why"]


async def test_an_answer_may_lead_past_a_question(store):
    token = await own.asked(store)

    await hear(store, tap(data(token, "again", "yes")), tap(data(token, "speed", "4"), at=SOON))

    assert [each.question["key"] for each in await owed(store, OwnQuestion)] == ["again", "speed", "more"]


async def test_a_score_may_lead_to_the_end(store):
    token = await own.asked(store)

    await hear(store, tap(data(token, "again", "yes")), tap(data(token, "speed", "1"), at=SOON))

    assert len(await owed(store, OwnThanks)) == 1


async def test_words_answer_the_question_that_asks_for_them_and_reach_the_owner(store):
    token = await own.asked(store)
    await hear(store, tap(data(token, "again", "no")))

    await hear(store, words("遠いからです", at=SOON))

    [_, reply] = await rows(store, SurveyReply)
    assert (reply.question, reply.text) == ("why", "遠いからです")
    assert [(each.customer, each.text) for each in await owed(store, SurveyWords)] == [("田中 一郎", "遠いからです")]
    assert (await said(store))[-1] == "OwnThanks"
    assert await relayed(store) == []


async def test_words_where_a_tap_is_awaited_are_a_message_like_any_other(store):
    await own.asked(store)

    await hear(store, words("見積をお願いします", at=SOON))

    assert await rows(store, SurveyReply) == []
    assert len(await relayed(store)) == 1


async def test_words_a_day_later_are_not_the_answer(store):
    token = await own.asked(store)
    await hear(store, tap(data(token, "again", "no")))

    await hear(store, words("見積をお願いします", at=NOW + DAY))

    assert len(await rows(store, SurveyReply)) == 1
    assert len(await relayed(store)) == 1


async def test_a_question_for_words_may_be_passed_over(store):
    token = await own.asked(store)
    await hear(store, tap(data(token, "again", "no")))

    await hear(store, tap(data(token, "why", "-"), at=SOON))

    [_, reply] = await rows(store, SurveyReply)
    assert (reply.question, reply.text) == ("why", None)
    assert len(await owed(store, OwnThanks)) == 1


async def test_words_that_are_taken_back_leave_no_copy(store):
    token = await own.asked(store)
    await hear(store, tap(data(token, "again", "no")), words("遠いからです", at=SOON, message_id="77"))

    await hear(store, event("unsend", at=LATER, unsend={"messageId": "77"}))

    [_, reply] = await rows(store, SurveyReply)
    assert not reply.text
    left = [*(await rows(store, Audit)), *(await rows(store, Message))]
    assert not any("遠いから" in str(vars(each)) for each in left)
    assert all(each.text == "" for each in await owed(store, SurveyWords))


async def test_the_same_tap_twice_is_one_answer(store):
    token = await own.asked(store)

    await hear(store, tap(data(token, "again", "no")), tap(data(token, "again", "no"), at=SOON))

    assert len(await rows(store, SurveyReply)) == 1


async def test_another_answer_changes_the_way_and_takes_back_what_is_off_it(store):
    token = await own.asked(store)
    await hear(store, tap(data(token, "again", "no")), tap(data(token, "why", "-"), at=SOON))

    await hear(store, tap(data(token, "again", "yes"), at=LATER))

    assert [(each.question, each.choices) for each in await rows(store, SurveyReply)] == [("again", ["yes"])]
    assert (await owed(store, OwnQuestion))[-1].question["key"] == "speed"


async def test_an_answer_can_be_changed_for_a_day(store):
    token = await own.asked(store)
    await hear(store, tap(data(token, "again", "no")))

    await hear(store, tap(data(token, "again", "yes"), at=NOW + DAY))

    [reply] = await rows(store, SurveyReply)
    assert reply.choices == ["no"]
    assert len(await owed(store, SurveyClosed)) == 1


@pytest.mark.parametrize(
    "broken",
    ["own", "own:{}", "own:{}:again", "own:{}:again:maybe", "own:{}:speed:4", "own:{}:nothing:yes", "own::again:yes"],
)
async def test_broken_buttons_and_questions_out_of_turn_count_for_nothing(store, broken):
    token = await own.asked(store)

    await hear(store, tap(broken.format(token)))

    assert await rows(store, SurveyReply) == []
    assert (await said(store))[-1] == "SurveyClosed"


async def test_another_account_answers_nothing(store):
    token = await own.asked(store)

    await hear(store, tap(data(token, "again", "yes"), user="U" + "2" * 32))

    assert await rows(store, SurveyReply) == []


async def test_a_closed_survey_is_answered_no_more(store):
    token = await own.asked(store)
    async with by(store, await a_rep(store, role="manager")) as work:
        await rules.close(work, 1)

    await hear(store, tap(data(token, "again", "yes")))

    assert await rows(store, SurveyReply) == []
    [survey] = await rows(store, Survey)
    assert survey.state == "closed"


async def test_a_closed_survey_is_sent_no_more(store):
    rep, customer = await linked(store, role="manager")
    survey = await own.made(store, rep)
    async with by(store, rep) as work:
        await rules.close(work, survey.id)

    async with refused(SurveyOver()), acting(store, rep) as work:
        await rules.send(work, survey.id, customer.id)


async def test_a_survey_of_ones_own_tires_people_like_any_other(store):
    rep, customer = await linked(store, role="manager")
    survey = await own.made(store, rep)
    async with acting(store, rep) as work:
        await rules.send(work, survey.id, customer.id)

    async with refused(AskedRecently("田中 一郎", 1)), acting(store, rep, NOW + DAY) as work:
        await rules.send(work, survey.id, customer.id)


async def test_only_whoever_answers_for_people_makes_surveys(store):
    rep = await a_rep(store)

    async with refused(NotAllowed("own_surveys.make")):
        await own.made(store, rep)
