"""The form of a simple survey, and the command that sends it."""

import pytest

from crm.notices import OwnQuestion
from crm.records import customers as records
from crm.refusals import NotAllowed
from crm.surveys import own as rules
from handlers.locales import LANGUAGES, phrases
from handlers.slack.answers import Errors, Open
from handlers.slack.blocks.surveys import forms as blocks
from handlers.slack.heard import Heard
from handlers.slack.surveys import forms, surveys
from sandbox.slack.checks import view_faults
from storage.tables import Survey
from tests.builders import a_customer, a_line_user, a_rep
from tests.deeds import by, refused
from tests.line_events import acting, linked, owed, rows
from tests.surveys import own

FILLED = {
    "title": "ご来店アンケート",
    "words_1": "早さはいかがでしたか。",
    "kind_1": "scale",
    "words_2": "どちらでお知りになりましたか。",
    "kind_2": "choice",
    "choices_2": "紹介\n\n 検索 \n",
    "kind_3": "scale",
    "words_4": "ご意見をどうぞ。",
    "kind_4": "text",
    "remind_after": "７",
    "closes_on": "2026-12-31",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_slack_takes_the_forms(language):
    say = phrases(language)

    assert view_faults(blocks.new_form(say), ("modal",)) == []
    assert view_faults(blocks.send_form(9_223_372_036_854_775_807, "あ" * 100, say), ("modal",)) == []


async def test_the_form_makes_a_survey(store):
    manager = await a_rep(store, role="manager")

    async with acting(store, manager) as work:
        answer = await forms.make(work, Heard("view_submission", "survey.new", manager.slack_id, state=FILLED))

    [survey] = await rows(store, Survey)
    assert [each["kind"] for each in survey.questions] == ["scale", "choice", "text"]
    assert [each["ja"] for each in survey.questions[1]["choices"]] == ["紹介", "検索"]
    assert (survey.remind_after, survey.made_by_id, answer.notice.key) == (7, manager.id, "survey_form.made")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("choices_2", "紹介"),
        ("choices_2", "紹介\n" + "あ" * 41),
        ("remind_after", "毎日"),
        ("closes_on", "2026-01-01"),
        ("words_4", "あ" * 301),
        ("kind_4", ""),
    ],
)
async def test_what_is_wrong_is_said_where_it_was_typed(store, field, value):
    manager = await a_rep(store, role="manager")

    async with acting(store, manager) as work:
        heard = Heard("view_submission", "survey.new", manager.slack_id, state=FILLED | {field: value})
        answer = await forms.make(work, heard)

    assert isinstance(answer, Errors)
    assert set(answer.fields) == {field}
    assert await rows(store, Survey) == []


async def test_an_anonymous_survey_says_at_the_question_that_it_takes_no_words(store):
    manager = await a_rep(store, role="manager")
    state = {name: value for name, value in FILLED.items() if name != "remind_after"} | {"anonymous": "yes"}

    async with acting(store, manager) as work:
        answer = await forms.make(work, Heard("view_submission", "survey.new", manager.slack_id, state=state))

    assert set(answer.fields) == {"kind_4"}


async def test_a_rep_is_told_at_once_that_they_make_no_surveys(store):
    rep = await a_rep(store)

    async with refused(NotAllowed("own_surveys.begin")), by(store, rep) as work:
        await surveys.command(work, Heard("command", "/survey", rep.slack_id, text="new"))


async def test_the_command_sends_a_survey_by_its_number(store):
    rep, customer = await linked(store, role="manager")
    survey = await own.made(store, rep)
    await _findable(store, customer)

    async with acting(store, rep) as work:
        heard = Heard("command", "/survey", rep.slack_id, text=f"{survey.id} 田中様")
        answer = await surveys.command(work, heard)

    assert answer.notice.key == "surveys.asked"
    assert len(await owed(store, OwnQuestion)) == 1


async def test_who_could_be_several_is_chosen_in_the_form(store):
    rep, customer = await linked(store, role="manager")
    survey = await own.made(store, rep)
    other = await a_customer(store, owner=rep, name="田中 花子")
    await a_line_user(store, customer=other)
    await _findable(store, customer, other)

    async with acting(store, rep) as work:
        form = await surveys.command(work, Heard("command", "/survey", rep.slack_id, text=f"{survey.id} 田中"))
        heard = Heard("view_submission", "survey.send", rep.slack_id, view=form.view, state={"customer": str(other.id)})
        await forms.send(work, heard)

    assert isinstance(form, Open)
    assert [each.name for each in await owed(store, OwnQuestion)] == ["田中 花子"]


async def test_closing_is_for_those_who_make(store):
    manager, rep = await a_rep(store, role="manager"), await a_rep(store)
    survey = await own.made(store, manager)

    async with refused(NotAllowed("own_surveys.close")), by(store, rep) as work:
        await rules.close(work, survey.id)


async def _findable(store, *customers):
    async with by(store, await a_rep(store, role="admin")) as work:
        await records.index(work, [each.id for each in customers])
