"""The form of a new follow-up, and the list as it is worked through, in its handlers and through the real doors."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import select

from crm.activities import agendas
from crm.notices import FollowupList, FollowupNudge
from handlers.slack import SHOWING
from handlers.slack.answers import Errors, Open, Tell
from reminders.sweeps import run_all
from storage.tables import Followup, Outbox
from tests.builders import a_rep
from tests.followup_deeds import NEXT_FRIDAY, pressed, sato, sent, typed
from tests.line_events import rows
from tests.stage import ITO, SATO, Stage, on_stage

# --- the form ---------------------------------------------------------------------------------------------------------


async def test_the_form_of_a_customer_owes_what_it_says(store):
    rep = await sato(store)
    form = await pressed(store, rep, "followup.new", "1")
    assert isinstance(form, Open)

    fields = {"what": "見積送付", "when": "来週金曜", "promise": "yes", "owner": SATO}
    await sent(store, rep, "followup.new", form.view["private_metadata"], **fields)

    [row] = await rows(store, Followup)
    assert (row.customer_id, row.due_day, row.what, row.promise) == (1, NEXT_FRIDAY, "見積送付", True)
    assert await rows(store, Outbox) == []


async def test_a_colleague_who_is_to_do_it_is_told(store):
    rep = await sato(store)
    colleague = await a_rep(store, slack_id="USUZUKI")

    await sent(store, rep, "followup.new", "", customer="1", when="明日", owner="USUZUKI")

    [row], [told] = await rows(store, Followup), await rows(store, Outbox)
    assert row.owner_id == colleague.id
    assert (told.recipient, told.fields["state"], told.fields["by"]) == ("USUZUKI", "given", "佐藤 花子")


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"when": "そのうち"}, "when"),
        ({"when": "昨日"}, "when"),
        ({"when": "来週"}, "when"),
        ({"when": "明日", "owner": "USTRANGER"}, "owner"),
    ],
)
async def test_what_the_form_gets_wrong_is_said_at_its_field(store, fields, wrong):
    rep = await sato(store)

    answer = await sent(store, rep, "followup.new", "1", **fields)

    assert isinstance(answer, Errors)
    assert list(answer.fields) == [wrong]


# --- the list, worked through -----------------------------------------------------------------------------------------


async def test_nothing_typed_shows_the_list_and_done_draws_it_anew_with_a_way_back(store):
    rep = await sato(store)
    for day in ("明日", "来週金曜"):
        await typed(store, rep, f"田中様 {day} 電話")

    listed = await typed(store, rep, "")
    done = await pressed(store, rep, "followup.list_done", "1.mine.0")
    back = await pressed(store, rep, "followup.list_undo", "1.mine.0")

    pages = [each.notice for each in (listed, done, back)]
    assert all(isinstance(page, FollowupList) for page in pages)
    assert [page.total for page in pages] == [2, 1, 2]
    assert isinstance(pages[1].just, FollowupNudge)
    assert (done.replace, pages[1].just.state) == (True, "done")


async def test_later_from_the_list_moves_the_line(store):
    rep = await sato(store)
    await typed(store, rep, "田中様 明日 電話")

    answer = await pressed(store, rep, "followup.list_snooze", "1.business_day.mine.0")
    form = await pressed(store, rep, "followup.list_snooze", "1.date.mine.0")

    assert [line.day for line in answer.notice.lines] == [date(2026, 11, 24)]
    assert isinstance(form, Open)
    told = await sent(store, rep, "followup.until", form.view["private_metadata"], when="来週金曜 10時")
    assert isinstance(told, Tell)
    [row] = await rows(store, Followup)
    assert (row.due_day, row.due_time) == (NEXT_FRIDAY, time(10))


@pytest.mark.parametrize("word", ["team", "チーム"])
async def test_a_manager_sees_the_team(store, word):
    manager = await a_rep(store, role="manager")

    answer = await typed(store, manager, word)

    assert isinstance(answer, Tell)
    assert (answer.notice.scope, answer.notice.total) == (agendas.TEAM, 0)


def test_what_opens_a_form_or_turns_a_page_may_be_pressed_again():
    again = {"snooze", "list_snooze", "hand", "new", "list", "page", "pick_day"}

    assert {f"followup.{each}" for each in again} <= SHOWING


# --- on the stage -----------------------------------------------------------------------------------------------------


async def test_a_follow_up_from_the_line_to_done_and_back_through_the_real_doors(database_url):
    began = datetime.now(UTC)
    clock = lambda: datetime(2026, 11, 30, 1, 0, tzinfo=UTC) + (datetime.now(UTC) - began)  # noqa: E731 - of this test
    async with on_stage(database_url, clock) as stage:
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        added = await stage.command("/followup 田中様 来週金曜 見積送付")
        await stage.command("/followup")
        await _press_in_list(stage, "followup.list_done")
        await stage.last_in("general", "見積送付」が完了しました")
        await _press_in_list(stage, "followup.list_undo")
        await stage.last_in("general", "これからのご対応 1件")

    assert "12月11日(金)" in added


async def _press_in_list(stage: Stage, action: str) -> None:
    listed = await stage.last_in("general", action)
    await stage.press_in("general", listed, _action(listed, action))


async def test_a_nudge_is_handed_on_done_taken_back_and_done_again_through_the_real_doors(database_url):
    began = datetime.now(UTC)
    clock = lambda: datetime(2026, 11, 30, 1, 0, tzinfo=UTC) + (datetime.now(UTC) - began)  # noqa: E731 - as above
    async with on_stage(database_url, clock) as stage:
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        await stage.command("/followup 田中様 今日14時 電話")
        await run_all(stage.kizuna.store, stage.kizuna.house, datetime(2026, 11, 30, 5, 0, tzinfo=UTC))
        await stage.press(await stage.direct_message("followup.done", "電話"), "followup.hand")
        values = {"person": {"person": {"selected_user": ITO}}, "word": {"word": {"value": "出張のため"}}}
        sent = await stage.post(f"slack/{SATO}/submit", view_id=(await stage.modal())["id"], values=values)
        await stage.direct_message("伊藤 真理さんの担当になりました")

        await stage.press(await stage.direct_message("出張のため", user=ITO), "followup.done", by=ITO)
        for _ in range(2):
            done = await stage.direct_message("完了しました", user=ITO)
            await stage.press(done, _action(done, "followup.undo"), by=ITO)
            again = await stage.direct_message("followup.snooze", user=ITO)
            await stage.press(again, _action(again, "followup.done"), by=ITO)
        await stage.direct_message("完了しました", user=ITO)

        async with stage.kizuna.store.read() as session:
            [row] = (await session.scalars(select(Followup))).all()
    assert sent["errors"] is None
    assert row.state == "done"


def _action(message: dict, name: str) -> str:
    """The action of the button as it is called now."""
    found = [e for b in message["blocks"] for e in [*b.get("elements", []), b.get("accessory")] if isinstance(e, dict)]
    return next(e["action_id"] for e in found if str(e.get("action_id", "")).startswith(name))
