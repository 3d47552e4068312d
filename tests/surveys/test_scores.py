"""CSAT and CES: the same ways as the NPS question, on scales of their own."""

from datetime import timedelta

import pytest

from crm.notices import LowScoreAlert, NpsQuestion, ReasonThanks, ScoreQuestion, ScoreThanks
from crm.refusals import AskedRecently, Gone
from crm.surveys import surveys
from handlers.line.surveys import data
from handlers.locales import phrases
from handlers.slack.blocks import PHRASES
from handlers.slack.heard import Heard
from handlers.slack.surveys import surveys as slack_surveys
from storage.tables import Case, CompanySettings, Survey, SurveyAnswer, SurveyInvite
from tests.builders import HOUSE, NOW, an_asking, saved, written
from tests.deeds import refused
from tests.line_events import acting, hear, linked, owed, rows, tap, words

SOON = NOW + timedelta(minutes=5)
DAY = timedelta(days=1)


async def asked(store, kind):
    rep, customer = await linked(store)
    async with acting(store, rep) as work:
        await surveys.ask(work, kind, customer.id)
    [invite] = await rows(store, SurveyInvite)
    return invite.token


@pytest.mark.parametrize("kind", ["csat", "ces"])
async def test_the_button_of_a_kind_asks_its_question(store, kind):
    rep, customer = await linked(store)

    async with acting(store, rep) as work:
        heard = Heard("block_actions", f"survey.{kind}", rep.slack_id, value=str(customer.id))
        await slack_surveys.pressed(work, heard)

    [invite] = await rows(store, SurveyInvite)
    assert await owed(store, ScoreQuestion) == [ScoreQuestion(kind, "サクラ商事", "田中 一郎", invite.token)]
    assert await owed(store, NpsQuestion) == []
    assert [survey.kind for survey in await rows(store, Survey)] == [kind]


async def test_a_kind_that_nobody_knows_is_not_asked(store):
    rep, customer = await linked(store)

    async with refused(Gone()), acting(store, rep) as work:
        await surveys.ask(work, "handover", customer.id)


@pytest.mark.parametrize(
    ("kind", "score", "kept"),
    [("csat", 1, True), ("csat", 5, True), ("csat", 0, False), ("csat", 6, False), ("ces", 7, True), ("ces", 8, False)],
)
async def test_only_scores_of_its_scale_count(store, kind, score, kept):
    token = await asked(store, kind)

    await hear(store, tap(data(token, score, kind)))

    assert len(await rows(store, SurveyAnswer)) == kept


async def test_a_button_of_one_survey_does_not_answer_another(store):
    token = await asked(store, "csat")

    await hear(store, tap(data(token, 9, "nps")), tap(data(token, 3, "ces")))

    assert await rows(store, SurveyAnswer) == []


@pytest.mark.parametrize(("kind", "score", "opened"), [("csat", 2, 1), ("csat", 3, 0), ("ces", 1, 0)])
async def test_a_low_satisfaction_opens_a_case_and_an_effort_does_not(store, kind, score, opened):
    token = await asked(store, kind)

    await hear(store, tap(data(token, score, kind)))

    assert len(await rows(store, Case)) == len(await owed(store, LowScoreAlert)) == opened


@pytest.mark.parametrize(
    ("kind", "score", "settings"), [("csat", 3, {"csat_low": 3}), ("nps", 6, {"case_low": 6})], ids=["csat", "nps"]
)
async def test_how_low_is_low_is_the_companys_to_say(store, kind, score, settings):
    await saved(store, CompanySettings(**settings))
    token = await asked(store, kind)

    await hear(store, tap(data(token, score, kind)))

    assert len(await rows(store, Case)) == 1


async def test_the_reason_is_asked_after_the_score_and_taken(store):
    token = await asked(store, "csat")

    await hear(store, tap(data(token, 2, "csat")), words("待ち時間が長かったです", at=SOON))

    [answer] = await rows(store, SurveyAnswer)
    assert (answer.score, answer.reason) == (2, "待ち時間が長かったです")
    assert await owed(store, ScoreThanks) == [ScoreThanks("csat", 2, changed=False, asks=True, name="田中 一郎")]
    assert len(await owed(store, ReasonThanks)) == 1


async def test_an_answer_can_be_changed_for_a_day(store):
    token = await asked(store, "ces")

    await hear(store, tap(data(token, 3, "ces")), tap(data(token, 6, "ces"), at=SOON))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 6
    assert [thanks.changed for thanks in await owed(store, ScoreThanks)] == [False, True]


@pytest.mark.parametrize(("days", "kind"), [(29, "csat"), (89, "nps")])
async def test_any_invitation_starts_the_quiet_time_of_every_kind(store, days, kind):
    rep, customer = await linked(store)
    await an_asking(store, customer=customer, at=NOW - days * DAY)

    async with refused(AskedRecently("田中 一郎", days)), acting(store, rep) as work:
        await surveys.ask(work, kind, customer.id)


async def test_what_has_just_happened_may_be_asked_about_sooner(store):
    rep, customer = await linked(store)
    await an_asking(store, customer=customer, at=NOW - 30 * DAY)

    async with acting(store, rep) as work:
        await surveys.ask(work, "csat", customer.id)

    assert len(await owed(store, ScoreQuestion)) == 1


async def test_a_closed_survey_takes_no_first_answer_but_second_thoughts(store):
    token = await asked(store, "csat")
    await hear(store, tap(data(token, 3, "csat")))
    await _close(store)

    await hear(store, tap(data(token, 4, "csat"), at=SOON))

    assert [answer.score for answer in await rows(store, SurveyAnswer)] == [4]


async def test_a_survey_is_closed_after_its_last_day(store):
    token = await asked(store, "csat")
    await _close(store, state="open", closes_on=NOW.date() - DAY)

    await hear(store, tap(data(token, 3, "csat")))

    assert await rows(store, SurveyAnswer) == []


async def _close(store, **fields):
    async with written(store) as work:
        survey = await work.session.get(Survey, 1)
        for name, value in ({"state": "closed"} | fields).items():
            setattr(survey, name, value)


async def test_an_alert_says_of_how_many_points_a_score_is(store):
    token = await asked(store, "csat")

    await hear(store, tap(data(token, 2, "csat")))

    [alert] = await owed(store, LowScoreAlert)
    text = PHRASES[LowScoreAlert](alert, phrases("ja"), HOUSE.business.zone).text
    assert (alert.survey, alert.score) == ("csat", 2)
    assert "5点満点の2点" in text
