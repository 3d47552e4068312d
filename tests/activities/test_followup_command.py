"""/followup: a line becomes a follow-up in one go, and what it leaves open is asked without losing the line."""

from datetime import date, time

import pytest

from crm.notices import FollowupAdded, Sentence, WhenFollowup, WhoseFollowup
from crm.refusals import ChangedSince, NameMissing, TextTooLong
from handlers.slack.answers import Errors, Open, Tell
from storage.tables import Customer, Draft, Followup
from tests.deeds import refused
from tests.followup_deeds import NEXT_FRIDAY, pressed, sato, sent, typed
from tests.line_events import rows

# --- one line ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "day", "at", "what", "promise"),
    [
        ("田中様 来週金曜 見積送付", NEXT_FRIDAY, None, "見積送付", True),
        ("来週金曜 田中様 見積送付", NEXT_FRIDAY, None, "見積送付", True),
        ("サクラ 田中様 11/27 15時 訪問", NEXT_FRIDAY, time(15), "訪問", False),
        ("株式会社サクラ 田中一郎 電話 3営業日後", date(2026, 11, 26), None, "電話", False),
        ("田中様に来週金曜までに見積を送ります", NEXT_FRIDAY, None, "見積を送ります", True),
        ("田中様 電話 期限：来週金曜", NEXT_FRIDAY, None, "電話", False),
    ],
)
async def test_a_japanese_line_is_understood(store, line, day, at, what, promise):
    rep = await sato(store)

    await typed(store, rep, line)

    [row] = await rows(store, Followup)
    assert (row.due_day, row.due_time, row.what, row.promise) == (day, at, what, promise)
    assert (row.customer_id, row.owner_id) == (1, rep.id)


@pytest.mark.parametrize(
    ("line", "day", "at", "what"),
    [
        ("Tanaka send quote due: next friday 3pm", NEXT_FRIDAY, time(15), "send quote"),
        ("Tanaka send quote next friday", NEXT_FRIDAY, None, "send quote"),
        ("Ichiro Tanaka send quote DUE: in 2 days", date(2026, 11, 22), None, "send quote"),
        ("Mr. Tanaka call tomorrow 3pm", date(2026, 11, 21), time(15), "call"),
    ],
)
async def test_an_english_line_is_understood(store, line, day, at, what):
    rep = await sato(store, "Acme Inc. Ichiro Tanaka")

    await typed(store, rep, line)

    [row] = await rows(store, Followup)
    assert (row.customer_id, row.due_day, row.due_time, row.what) == (1, day, at, what)


async def test_several_people_and_several_things_are_all_owed(store):
    rep = await sato(store, "株式会社サクラ 田中一郎", "株式会社モミジ 鈴木花子")

    answer = await typed(store, rep, "田中様と鈴木様 明日 お礼メール、来週金曜 見積送付")

    assert isinstance(answer, Tell)
    assert isinstance(answer.notice, FollowupAdded)
    made = await rows(store, Followup)
    assert sorted((row.customer_id, row.due_day) for row in made) == [
        (customer, day) for customer in (1, 2) for day in (date(2026, 11, 21), NEXT_FRIDAY)
    ]


async def test_what_was_added_is_taken_back_and_nothing_is_left(store):
    rep = await sato(store)
    answer = await typed(store, rep, "田中様 来週金曜 見積送付")

    done = await pressed(store, rep, "followup.take_back", answer.notice.operation)

    assert isinstance(done, Tell)
    assert (done.notice, done.replace) == (Sentence("followup.taken_back"), True)
    assert await rows(store, Followup) == []
    assert len(await rows(store, Customer)) == 1


async def test_what_was_done_since_is_not_taken_back(store):
    rep = await sato(store)
    answer = await typed(store, rep, "田中様 来週金曜 見積送付")
    await pressed(store, rep, "followup.done", "1")

    async with refused(ChangedSince()):
        await pressed(store, rep, "followup.take_back", answer.notice.operation)


async def test_a_line_without_a_name_is_refused_and_so_is_a_pasted_document(store):
    rep = await sato(store)

    async with refused(NameMissing()):
        await typed(store, rep, "来週金曜")
    async with refused(TextTooLong(500)):
        await typed(store, rep, "田中様 明日 " + "あ" * 500)


# --- what it leaves open ----------------------------------------------------------------------------------------------


async def test_of_several_the_rep_chooses_and_the_line_goes_on(store):
    rep = await sato(store, "株式会社サクラ 田中一郎", "株式会社モミジ 田中花子")

    asked = await typed(store, rep, "田中様 来週金曜 見積送付")
    assert isinstance(asked, Tell)
    assert isinstance(asked.notice, WhoseFollowup)
    answer = await pressed(store, rep, "followup.pick", f"{asked.notice.draft_id}.2")

    assert isinstance(answer, Tell)
    assert answer.replace
    [row] = await rows(store, Followup)
    assert (row.customer_id, row.due_day, row.what) == (2, NEXT_FRIDAY, "見積送付")


async def test_a_firm_before_the_name_says_which_one(store):
    rep = await sato(store, "株式会社サクラ 田中一郎", "株式会社モミジ 田中花子")

    await typed(store, rep, "株式会社モミジ 田中花子 見積送付 来週金曜までに")

    [row] = await rows(store, Followup)
    assert (row.customer_id, row.what) == (2, "見積送付")


async def test_a_name_that_nobody_has_is_created_and_the_line_goes_on(store):
    rep = await sato(store)

    asked = await typed(store, rep, "山本様 明日 電話")
    assert isinstance(asked, Tell)
    await pressed(store, rep, "followup.create", str(asked.notice.draft_id))

    assert (asked.notice.name, asked.notice.choices) == ("山本", ())
    [row] = await rows(store, Followup)
    assert (row.customer_id, row.what, [each.name for each in await rows(store, Customer)][-1]) == (2, "電話", "山本")


@pytest.mark.parametrize(
    ("line", "what", "guess"),
    [
        ("田中様 見積送付", "見積送付", None),
        ("田中様 電話", "電話", None),
        ("田中様 電話 見積の件", "電話 見積の件", None),
        ("田中様 来週 見積送付", "見積送付", date(2026, 11, 23)),
        ("田中様 11月27日(木) 見積送付", "見積送付", NEXT_FRIDAY),
        ("田中様 見積送付 期限: そのうち", "見積送付", None),
    ],
    ids=["no day", "a kind", "a kind and words", "only a week", "not that weekday", "no date behind due"],
)
async def test_without_a_sure_day_the_day_is_asked_for(store, line, what, guess):
    rep = await sato(store)

    asked = await typed(store, rep, line)

    assert isinstance(asked, Tell)
    assert isinstance(asked.notice, WhenFollowup)
    assert (asked.notice.what, asked.notice.guess) == (what, guess)
    assert (asked.notice.tomorrow, asked.notice.business_day) == (date(2026, 11, 21), date(2026, 11, 24))
    assert await rows(store, Followup) == []


@pytest.mark.parametrize(
    ("answer", "day", "at"), [("2026-11-24", date(2026, 11, 24), None), ("2026-11-27T15:00", NEXT_FRIDAY, time(15))]
)
async def test_one_press_answers_when_and_a_draft_is_used_once(store, answer, day, at):
    rep = await sato(store, "株式会社サクラ 田中一郎", "株式会社モミジ 田中花子")
    whose = await typed(store, rep, "田中様 見積送付")
    when = await pressed(store, rep, "followup.pick", f"{whose.notice.draft_id}.2")

    await pressed(store, rep, "followup.on", f"{when.notice.draft_id}.{answer}")

    [row] = await rows(store, Followup)
    assert (row.customer_id, row.due_day, row.due_time, row.what) == (2, day, at, "見積送付")
    assert all(draft.used_at for draft in await rows(store, Draft))


async def test_another_day_is_given_in_words(store):
    rep = await sato(store)
    asked = await typed(store, rep, "田中様 見積送付")

    form = await pressed(store, rep, "followup.pick_day", str(asked.notice.draft_id))
    assert isinstance(form, Open)
    unclear = await sent(store, rep, "followup.day", form.view["private_metadata"], when="そのうち")
    await sent(store, rep, "followup.day", form.view["private_metadata"], when="来週金曜 15時")

    assert isinstance(unclear, Errors)
    assert "when" in unclear.fields
    [row] = await rows(store, Followup)
    assert (row.due_day, row.due_time) == (NEXT_FRIDAY, time(15))


async def test_a_misspelt_name_is_asked_about_even_when_only_one_comes_close(store):
    rep = await sato(store, "Acme Inc. Jonathan Smith")

    asked = await typed(store, rep, "Jonathon Smith call tomorrow")

    assert isinstance(asked, Tell)
    assert isinstance(asked.notice, WhoseFollowup)
    assert (asked.notice.close, [each.customer_id for each in asked.notice.choices]) == (True, [1])
    assert await rows(store, Followup) == []
