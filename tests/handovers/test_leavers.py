"""A colleague leaves: their customers are thought of at once, by whoever answers for them."""

from datetime import date, datetime

import pytest

from crm import reps
from crm.house import House
from crm.notices import LeaverAlert, LeaverBack
from crm.reps import Profile
from handlers.locales import phrases
from storage.store import Store
from storage.tables import Handover, Outbox, Rep
from tests.builders import HOUSE, NOW, Clock, a_case, a_customer, a_followup, a_rep, an_answer, written
from tests.handovers.scene import a_scene, stored
from tests.line_events import owed, rows
from tests.stage import ITO, SATO, on_stage

ja = phrases("ja")


async def told_by_slack(store: Store, rep: Rep, *, member: bool, now: datetime = NOW, house: House = HOUSE) -> None:
    async with written(store, now, house) as work:
        await reps.follow_slack(work, Profile(rep.slack_id, rep.display_name, rep.full_name, "ja", member=member))


async def drafts(store: Store) -> list[Handover]:
    return [each for each in await rows(store, Handover) if each.reason == "leaving" and each.made_by_id is None]


async def messages(store: Store, kind: type) -> list[tuple[str, int | None]]:
    return [(row.recipient, row.update_of) for row in await rows(store, Outbox) if row.kind == kind.__name__]


# --- an account is closed ---------------------------------------------------------------------------------------------


async def test_who_is_gone_leaves_a_draft_and_whoever_answers_for_them_hears_how_much(store):
    scene = await a_scene(store, 3)
    first = scene.customers[0]
    await a_followup(store, customer=first, owner_id=scene.sato.id, promise=True)
    await a_followup(store, customer=first, owner_id=scene.sato.id)
    await a_followup(store, customer=first, owner_id=scene.sato.id, state="done", done_at=NOW)
    await a_case(store, customer=first, answer=await an_answer(store, customer=first, score=1))

    await told_by_slack(store, scene.sato, member=False)

    [draft] = await drafts(store)
    assert (draft.state, draft.from_id, draft.effective_day) == ("draft", scene.sato.id, date(2026, 11, 20))
    assert await owed(store, LeaverAlert) == [LeaverAlert(draft.id, "佐藤", 3, 1, 1, 1)]
    assert await messages(store, LeaverAlert) == [(scene.manager.slack_id, None)]


async def test_slack_may_say_it_as_often_as_it_likes(store):
    scene = await a_scene(store, 1)

    for _ in range(2):
        await told_by_slack(store, scene.sato, member=False)

    assert len(await drafts(store)) == 1
    assert len(await owed(store, LeaverAlert)) == 1


@pytest.mark.parametrize(
    ("house", "readers"),
    [
        (HOUSE, ["UADMIN001"]),
        (House(team_channel="CTEAM"), ["CTEAM"]),
        (House(), []),
    ],
    ids=["admins", "the team", "nobody"],
)
async def test_without_a_manager_somebody_else_hears_of_it(store, house, readers):
    rep = await a_rep(store)
    await a_customer(store, owner=rep)

    await told_by_slack(store, rep, member=False, house=house)

    assert [recipient for recipient, _ in await messages(store, LeaverAlert)] == readers
    assert len(await drafts(store)) == 1


async def test_who_leaves_nobody_behind_leaves_quietly(store):
    rep, other = await a_rep(store), await a_rep(store)
    customer = await a_customer(store, owner=other)
    await a_customer(store, owner=rep, merged_into_id=customer.id)

    await told_by_slack(store, rep, member=False)

    assert await drafts(store) == []


async def test_where_everybody_is_in_a_handover_already_nothing_more_is_to_be_done(store):
    scene = await a_scene(store, 2)
    await scene.proposed(scene.wish(reason="leaving"))

    await told_by_slack(store, scene.sato, member=False)

    assert await drafts(store) == []
    assert await owed(store, LeaverAlert) == []


async def test_who_comes_back_withdraws_the_draft_and_whoever_heard_of_it_hears_that(store):
    scene = await a_scene(store, 1)
    await told_by_slack(store, scene.sato, member=False)
    [alert] = [row for row in await rows(store, Outbox) if row.kind == "LeaverAlert"]

    await told_by_slack(store, scene.sato, member=True)

    [draft] = await drafts(store)
    assert draft.state == "cancelled"
    assert [each.state for each in await owed(store, LeaverAlert)] == ["open", "back"]
    assert (await messages(store, LeaverAlert))[1] == (scene.manager.slack_id, alert.seq)
    assert await messages(store, LeaverBack) == [(scene.manager.slack_id, None)]


async def test_who_uses_the_bot_again_has_come_back_too(store):
    scene = await a_scene(store, 1)
    await told_by_slack(store, scene.sato, member=False)

    async with written(store) as work:
        await reps.introduce(work, Profile(scene.sato.slack_id, "佐藤", "佐藤", "ja", member=True))

    assert [draft.state for draft in await drafts(store)] == ["cancelled"]


async def test_who_goes_again_is_thought_of_again(store):
    scene = await a_scene(store, 1)

    for member in (False, True, False):
        await told_by_slack(store, scene.sato, member=member)

    assert [draft.state for draft in await drafts(store)] == ["cancelled", "draft"]


async def test_the_draft_has_served_once_everybody_is_in_a_handover(store):
    scene = await a_scene(store, 2)
    await told_by_slack(store, scene.sato, member=False)
    [draft] = await drafts(store)

    await scene.proposed(scene.wish(customers=(scene.customers[0].id,)), by_=scene.manager)
    halfway = (await stored(store, draft)).state
    await scene.proposed(by_=scene.manager)

    assert (halfway, (await stored(store, draft)).state) == ("draft", "done")
    assert [each.state for each in await owed(store, LeaverAlert)] == ["open", "planned"]


# --- in Slack ---------------------------------------------------------------------------------------------------------


async def test_an_account_that_slack_closes_opens_the_form_for_its_customers_from_the_alert(database_url):
    async with on_stage(database_url, Clock()) as stage:
        for name in ("株式会社サクラ 田中一郎", "株式会社モミジ 山本花子"):
            await stage.command(f"/customer new {name}")
        await stage.command("/kizuna", by=ITO)

        await stage.post(f"slack/{SATO}/change", deleted=True)
        alert = await stage.direct_message(ja("leaver.title", name="佐藤 健太さん"), user=ITO)
        await stage.press(alert, "handover.draft", by=ITO)
        form = await stage.modal(ITO)

        assert "お客様 2名" in str(alert)
        assert form["callback_id"] == "handover.request"
        assert SATO in str(form)


async def test_an_account_that_is_open_again_takes_the_button_off_the_alert(database_url):
    async with on_stage(database_url, Clock()) as stage:
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        await stage.command("/kizuna", by=ITO)
        await stage.post(f"slack/{SATO}/change", deleted=True)
        await stage.direct_message("handover.draft", user=ITO)

        await stage.post(f"slack/{SATO}/change", deleted=False)

        await stage.direct_message(ja("leaver.came_back", name="佐藤 健太さん"), user=ITO)
        alert = await stage.direct_message(ja("leaver.back"), user=ITO)
        assert "handover.draft" not in str(alert)
