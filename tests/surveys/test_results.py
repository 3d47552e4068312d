"""What surveys have come to: honest figures, for whom they are meant."""

import csv
import io
from datetime import date, timedelta

import pytest

from crm.notices import SurveyChart, SurveyFile, SurveyLine
from crm.refusals import Gone, NothingToShow
from crm.surveys import results
from handlers.locales import phrases
from handlers.paper import charts
from handlers.slack.blocks.surveys import results as blocks
from storage.tables import Company, Survey, SurveyAnswer, SurveyInvite, SurveyReply, SurveyWave
from tests.builders import HOUSE, NOW, a_customer, a_line_user, a_rep, a_team, saved
from tests.deeds import by, refused
from tests.line_events import owed
from tests.surveys import own

DAY = timedelta(days=1)
ZONE = HOUSE.business.zone


async def answered(store, survey, owner, scores, *, wave=None, company=None, asked_only=0, reason=None):
    """So many answers of customers of their own, and so many who have not answered."""
    for at, score in enumerate([*scores, *[None] * asked_only]):
        customer = await a_customer(store, owner=owner, name=f"田中 {at}", company_id=company.id if company else None)
        account = await a_line_user(store, customer=customer)
        fields = {"survey_id": survey.id, "customer_id": customer.id}
        token = {"line_user_id": account.id, "token": f"{survey.id}-{account.id}", "asked_at": NOW}
        invite = await saved(store, SurveyInvite(**fields, **token, wave_id=wave.id if wave else None))
        if score is not None:
            made = SurveyAnswer(invite_id=invite.id, **fields, score=score, reason=reason, answered_at=NOW + DAY)
            await saved(store, made)


async def a_survey(store, kind="nps", **more):
    return await saved(store, Survey(kind=kind, title=kind.upper(), **more))


async def a_wave(store, survey, day):
    return await saved(store, SurveyWave(survey_id=survey.id, state="done", starts_on=day, ends_on=day))


async def shown(store, reader, survey):
    async with by(store, reader) as work:
        return await results.show(work, survey.id)


async def test_a_score_stands_with_its_n_margin_and_response_rate(store):
    admin, survey = await a_rep(store, role="admin"), await a_survey(store)
    await answered(store, survey, admin, [10, 9, 9, 8, 6, 3], asked_only=4)

    result = await shown(store, admin, survey)
    text = str(blocks.survey_result(result, phrases("ja"), ZONE))

    assert (result.asked, result.answered, result.counts) == (10, 6, {10: 1, 9: 2, 8: 1, 6: 1, 3: 1})
    assert "NPS +17 ±55（n=6） 参考値" in text
    assert "回答率60%" in text


@pytest.mark.parametrize(
    ("kind", "counts", "figure"),
    [
        ("nps", {10: 3, 0: 1}, "回答数のみ（n=4）　0: 1　10: 3"),
        ("nps", {10: 20, 0: 20}, "NPS +0 ±29（n=40）"),
        ("nps", {0: 30}, "NPS -100 ±12（n=30）"),
        ("csat", {5: 20, 4: 6, 3: 4}, "CSAT 87%（n=30）"),
        ("csat", {}, "回答数のみ（n=0）　—"),
        ("ces", {7: 3, 4: 3}, "CES 5.5　5以上 50%（n=6） 参考値"),
    ],
)
def test_every_figure_says_how_far_it_can_be_trusted(kind, counts, figure):
    assert blocks.figure(kind, counts, phrases("ja")) == figure


async def test_waves_are_compared_with_the_one_before(store):
    admin, survey = await a_rep(store, role="admin"), await a_survey(store)
    first = await a_wave(store, survey, date(2026, 7, 1))
    second = await a_wave(store, survey, date(2026, 10, 1))
    await answered(store, survey, admin, [0] * 8, wave=first, asked_only=2)
    await answered(store, survey, admin, [10] * 8, wave=second)

    result = await shown(store, admin, survey)
    text = str(blocks.survey_result(result, phrases("ja"), ZONE))

    assert [(each.label, each.asked, each.counts) for each in result.waves] == [
        ("2026-07-01", 10, {0: 8}),
        ("2026-10-01", 8, {10: 8}),
    ]
    assert text.count("前回と差があります") == 1


async def test_segments_are_owners_and_industries(store):
    survey = await a_survey(store)
    sato, suzuki = await a_rep(store, role="admin", full_name="佐藤 花子"), await a_rep(store, full_name="鈴木 次郎")
    firm = await saved(store, Company(name="鈴木造船", key="スズキ", industry="造船"))
    await answered(store, survey, sato, [9, 9])
    await answered(store, survey, suzuki, [3], company=firm)

    result = await shown(store, sato, survey)

    assert [(each.label, each.counts) for each in result.owners] == [("佐藤 花子", {9: 2}), ("鈴木 次郎", {3: 1})]
    assert [(each.label, each.counts) for each in result.industries] == [("", {9: 2}), ("造船", {3: 1})]


async def test_everybody_sees_the_answers_of_those_whom_they_answer_for(store):
    team, survey = await a_team(store), await a_survey(store)
    rep, manager = await a_rep(store, team_id=team.id), await a_rep(store, role="manager", team_id=team.id)
    await answered(store, survey, rep, [9], reason="早い")
    await answered(store, survey, manager, [8])
    await answered(store, survey, await a_rep(store), [1], reason="遅い")

    seen = {name: await shown(store, each, survey) for name, each in (("rep", rep), ("manager", manager))}
    seen["admin"] = await shown(store, await a_rep(store, role="admin"), survey)

    assert {name: each.counts for name, each in seen.items()} == {
        "rep": {9: 1},
        "manager": {9: 1, 8: 1},
        "admin": {9: 1, 8: 1, 1: 1},
    }
    assert [each.words for each in seen["rep"].words] == ["早い"]


async def test_the_list_shows_every_survey_but_the_pulse(store):
    admin, survey = await a_rep(store, role="admin"), await a_survey(store, "csat")
    await a_survey(store, "handover")
    await answered(store, survey, admin, [5], asked_only=1)

    async with by(store, admin) as work:
        listed = await results.list_(work)

    assert listed.lines == (SurveyLine(survey.id, "csat", "CSAT", "open", 2, 1),)
    assert listed.makes


async def test_questions_are_counted_each_for_itself(store):
    admin = await a_rep(store, role="admin")
    survey = await own.made(store, admin)
    await answered(store, survey, admin, [], asked_only=2)
    for number, choice in ((1, "yes"), (2, "no")):
        await _replied(store, survey, number, question="again", choices=[choice])
    await _replied(store, survey, 1, question="speed", score=4)
    await _replied(store, survey, 2, question="why", text="遠いから")

    result = await shown(store, admin, survey)

    assert [(each.n, each.counts) for each in result.questions] == [
        (2, {"yes": 1, "no": 1}),
        (1, {}),
        (1, {"1": 0, "2": 0, "3": 0, "4": 1, "5": 0}),
        (0, {}),
    ]
    assert result.questions[1].texts == ("遠いから",)
    assert (result.asked, result.answered) == (2, 2)


async def test_the_file_has_a_line_for_every_answer_and_runs_nothing(store):
    admin, survey = await a_rep(store, role="admin"), await a_survey(store)
    await answered(store, survey, admin, [9, 3], reason="=HYPERLINK(1)")

    async with by(store, admin) as work:
        await results.file(work, survey.id)

    [notice] = await owed(store, SurveyFile)
    [(name, content, _)] = blocks.survey_file(notice, phrases("ja"), ZONE).files
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert name == f"survey-{survey.id}.csv"
    assert [line["score"] for line in lines] == ["3", "9"]
    assert {line["words"] for line in lines} == {"'=HYPERLINK(1)"}


async def test_the_waves_come_as_a_picture(store):
    admin, survey = await a_rep(store, role="admin"), await a_survey(store)
    for month, scores in ((7, [0] * 6), (10, [10] * 6)):
        await answered(store, survey, admin, scores, wave=await a_wave(store, survey, date(2026, month, 1)))

    async with by(store, admin) as work:
        await results.chart(work, survey.id)

    [notice] = await owed(store, SurveyChart)
    [(name, picture, _)] = blocks.survey_chart(notice, phrases("ja"), ZONE).files
    assert name == "survey-trend.png"
    assert picture.startswith(b"\x89PNG")


def test_a_chart_has_a_glyph_for_every_character():
    """A missing one would be a warning, and warnings are errors here."""
    points = [charts.Point("2026-10-01 𠮷野家 ⑴ 😀", 41.0, 9.5, 120), charts.Point("髙﨑", -8.0, 12.0, 30)]

    assert charts.trend("推奨度（0〜10）𠮷", "NPS", points).startswith(b"\x89PNG")


async def test_a_single_wave_is_no_trend_and_no_answer_no_file(store):
    admin, survey = await a_rep(store, role="admin"), await a_survey(store)

    async with refused(NothingToShow()), by(store, admin) as work:
        await results.chart(work, survey.id)
    async with refused(NothingToShow()), by(store, admin) as work:
        await results.file(work, survey.id)


async def test_a_survey_that_is_not_there_is_told(store):
    async with refused(Gone()), by(store, await a_rep(store, role="admin")) as work:
        await results.show(work, 99)


async def _replied(store, survey, number, **fields):
    given = {"survey_id": survey.id, "customer_id": number, "invite_id": number, "answered_at": NOW}
    await saved(store, SurveyReply(**given, **fields))
