"""/case and the forms behind it, as reps type, press and fill them in."""

import pytest

from crm.notices import CaseCard, CaseList, Sentence, ThemeList, WhichCustomer
from handlers.slack.answers import Answer, Errors, Open, Tell
from handlers.slack.cases import cases
from handlers.slack.heard import Heard
from storage.tables import Case
from tests.builders import HOUSE, a_rep
from tests.deeds import by
from tests.followup_deeds import pressed, sato, sent
from tests.line_events import rows


async def typed(store, rep, text: str) -> Answer:
    async with by(store, rep) as work:
        return await cases.command(work, Heard("command", "/case", rep.slack_id, text=text, language="ja", house=HOUSE))


def card(answer: Answer | None) -> CaseCard:
    assert isinstance(answer, Tell)
    assert isinstance(answer.notice, CaseCard)
    return answer.notice


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("田中様 納期が遅れてお困り", "納期が遅れてお困り"),
        ("田中一郎様　納期が遅れた\n連絡もない", "納期が遅れた\n連絡もない"),
        ("田中さん：対応が悪いとのこと", "対応が悪いとのこと"),
        ("田中: delivered late", "delivered late"),
    ],
)
async def test_a_line_opens_a_case(store, line, words):
    rep = await sato(store)

    shown = card(await typed(store, rep, line))

    assert (shown.customer, shown.source, shown.step) == ("田中一郎", "hand", "new")
    assert (shown.words or "").lstrip("：: ") == words


async def test_a_name_alone_shows_the_case_or_the_form_for_a_new_one(store):
    rep = await sato(store)

    form = await typed(store, rep, "田中様")
    await sent(store, rep, "case.new", form.view["private_metadata"], words="納期が遅れた")

    assert isinstance(form, Open)
    assert card(await typed(store, rep, "田中様")).words == "納期が遅れた"


async def test_a_name_of_several_keeps_the_words_until_one_is_chosen(store):
    rep = await sato(store, "株式会社サクラ 田中一郎", "株式会社モミジ 田中一郎")

    asked = await typed(store, rep, "田中様")
    form = await typed(store, rep, "田中様 納期が遅れた")

    assert isinstance(asked, Tell)
    assert isinstance(asked.notice, WhichCustomer)
    assert isinstance(form, Open)
    assert "納期が遅れた" in str(form.view)
    shown = await sent(
        store, rep, "case.new", "", customer=str(asked.notice.choices[0].customer_id), words="納期が遅れた"
    )
    assert card(shown).words == "納期が遅れた"


async def test_nothing_but_the_command_lists_what_is_open_and_a_word_lists_the_themes(store):
    rep = await sato(store)
    await typed(store, rep, "田中様 納期が遅れた")

    open_ones, themes = await typed(store, rep, ""), await typed(store, rep, "声")

    assert isinstance(open_ones, Tell)
    assert isinstance(open_ones.notice, CaseList)
    assert [line.words for line in open_ones.notice.lines] == ["納期が遅れた"]
    assert isinstance(themes, Tell)
    assert isinstance(themes.notice, ThemeList)


async def test_progress_is_written_down_in_a_form_that_opens_with_what_is_known(store):
    rep = await sato(store)
    shown = card(await typed(store, rep, "田中様 納期が遅れた"))
    number = str(shown.case_id)

    saved = card(await sent(store, rep, "case.work", number, step="apologised", given="菓子折り"))
    form = await pressed(store, rep, "case.work", number)

    assert (saved.step, saved.given) == ("apologised", "菓子折り")
    assert isinstance(form, Open)
    fields = {block["block_id"]: block["element"] for block in form.view["blocks"] if block["type"] == "input"}
    assert fields["given"]["initial_value"] == "菓子折り"
    assert fields["step"]["initial_option"]["value"] == "apologised"


async def test_what_is_wrong_with_a_form_is_said_at_its_field(store):
    rep = await sato(store)
    shown = card(await typed(store, rep, "田中様 納期が遅れた"))

    nobody = await sent(store, rep, "case.route", str(shown.case_id), helper="U0NOBODY")
    nothing = await sent(store, rep, "case.new", str(shown.customer_id), words=" ")

    assert isinstance(nobody, Errors)
    assert list(nobody.fields) == ["helper"]
    assert isinstance(nothing, Errors)
    assert list(nothing.fields) == ["words"]


async def test_help_is_asked_given_and_told(store):
    rep, colleague = await sato(store), await a_rep(store, full_name="鈴木 花子")
    number = str(card(await typed(store, rep, "田中様 納期が遅れた")).case_id)

    asked = await sent(store, rep, "case.route", number, helper=colleague.slack_id, note="在庫の確認")
    await pressed(store, colleague, "case.acknowledge", number)
    done = await sent(store, colleague, "case.help", number, words="手配しました")

    assert [each.notice for each in (asked, done) if isinstance(each, Tell)] == [
        Sentence("cases.routed"),
        Sentence("cases.helped_done"),
    ]
    assert card(await pressed(store, rep, "case.show", number)).help == "done"


async def test_a_case_is_closed_and_opened_again_where_it_is_shown(store):
    rep = await sato(store)
    number = str(card(await typed(store, rep, "田中様 納期が遅れた")).case_id)

    closed = card(await pressed(store, rep, "case.close", number))
    again = card(await pressed(store, rep, "case.reopen", number))

    assert (closed.step, again.step) == ("closed", "reopened")
    assert [case.state for case in await rows(store, Case)] == ["open"]
