"""Who may merge whom, what is asked first, and what happens when several merge at once."""

import asyncio

import pytest

from crm.notices import MergeDone, WhichCustomer
from crm.records import merges
from crm.records.merges import Picking
from crm.refusals import (
    AlreadyMerged,
    AlreadyUndone,
    NotAllowed,
    Refused,
    SameCustomer,
)
from storage.tables import (
    Audit,
    Customer,
    Interaction,
)
from tests.builders import (
    a_rep,
    a_team,
    an_interaction,
)
from tests.deeds import by, created, logged, refused
from tests.line_events import rows
from tests.merging import everything, fresh, merged, owners, two_of, undone
from tests.stage import SATO, on_stage

# --- who may, and what is no merge ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [("rep", "same", False), ("manager", "same", True), ("manager", "other", False), ("admin", "other", True)],
)
async def test_merging_needs_reach_to_both_owners(store, role, place, may):
    teams = {each: await a_team(store, name=each) for each in ("same", "other")}
    mine, theirs = [await a_rep(store, team_id=teams["same"].id) for _ in range(2)]
    who = await a_rep(store, role=role, team_id=teams[place].id)
    survivor, other = await created(store, mine, "田中一郎"), await created(store, theirs, "田中一郎")

    try:
        await merged(store, who, survivor, other)
        outcome = None
    except Refused as no:
        outcome = no.refusal

    assert outcome == (None if may else NotAllowed("merges.merge"))
    assert ((await fresh(store, other)).merged_into_id == survivor.id) is may


async def test_a_rep_does_not_merge_a_colleagues_customer_into_their_own(store):
    rep = await a_rep(store)
    survivor, other = await created(store, rep, "田中一郎"), await created(store, await a_rep(store), "田中一郎")

    async with refused(NotAllowed("merges.start")), by(store, rep) as work:
        await merges.start(work, survivor.id, other.id)


async def test_nobody_becomes_one_with_themselves_or_twice(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)

    async with refused(SameCustomer()):
        await merged(store, rep, survivor, survivor)
    await merged(store, rep, survivor, other)
    async with refused(AlreadyMerged(other.name)):
        await merged(store, rep, survivor, other)
    async with refused(SameCustomer()), by(store, rep) as work:
        await merges.start(work, survivor.id, other.id)


async def test_as_long_as_one_is_unclear_it_is_asked_who_is_meant(store):
    rep = await a_rep(store)
    one, other = await created(store, rep, "田中一郎"), await created(store, rep, "田中花子")
    await created(store, rep, "鈴木実")

    async with by(store, rep) as work:
        who = await merges.start(work, "田中", "鈴木")
        whom = await merges.start(work, "鈴木", "田中")
        alone = await merges.start(work, "鈴木")

    assert isinstance(who, WhichCustomer)
    assert isinstance(whom, Picking)
    assert isinstance(alone, Picking)
    assert (who.then, [each.customer_id for each in whom.alike]) == ("merge.start", [one.id, other.id])
    assert alone.alike == ()


# --- at once ----------------------------------------------------------------------------------------------------------


async def test_two_who_merge_the_same_pair_in_opposite_directions_merge_it_once(store):
    rep = await a_rep(store)
    one, other = await two_of(store, rep)
    await everything(store, one)

    outcomes = await asyncio.gather(
        merged(store, rep, one, other), merged(store, rep, other, one), return_exceptions=True
    )

    [no] = [each.refusal for each in outcomes if isinstance(each, Refused)]
    assert isinstance(no, AlreadyMerged)
    assert len([each for each in outcomes if isinstance(each, MergeDone)]) == 1
    assert [each.merged_into_id is None for each in await rows(store, Customer)].count(True) == 1


async def test_a_log_at_the_moment_of_the_merge_is_not_lost_on_the_duplicate(store):
    rep = await a_rep(store)
    survivor, other = await created(store, rep, "田中一郎"), await created(store, rep, "鈴木花子")

    await asyncio.gather(
        merged(store, rep, survivor, other), *(logged(store, rep, f"鈴木様 訪問 {number}回目") for number in range(4))
    )

    assert set(await owners(store, Interaction)) == {survivor.id}


async def test_two_who_undo_at_once_undo_once(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    done = await merged(store, rep, survivor, other)

    outcomes = await asyncio.gather(*(undone(store, rep, done) for _ in range(2)), return_exceptions=True)

    assert len([each for each in outcomes if isinstance(each, MergeDone)]) == 1
    assert [each.refusal for each in outcomes if isinstance(each, Refused)] == [AlreadyUndone()]


async def test_the_audit_log_tells_of_every_row_that_moved(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    await an_interaction(store, customer=other)

    done = await merged(store, rep, survivor, other)

    lines = [line for line in await rows(store, Audit) if line.operation == done.operation]
    assert {line.rule for line in lines} == {"merges.merge"}
    [moved] = [line for line in lines if line.table_name == "interactions"]
    assert (moved.before["customer_id"], moved.after["customer_id"]) == (other.id, survivor.id)


# --- on the screen ----------------------------------------------------------------------------------------------------


async def test_a_rep_merges_two_customers_by_command_and_parts_them_again(database_url):
    async with on_stage(database_url) as stage:
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        hint = await stage.command("/customer new 株式会社サクラ 田中一朗")
        await stage.command("/customer merge 田中一郎 = 田中一朗")
        form = await stage.modal()
        await stage.post(f"slack/{SATO}/submit", view_id=form["id"], values={})
        done = await stage.direct_message("統合しました")
        await stage.press(done, "merge.undo")
        parted = await stage.direct_message("取り消しました")

        assert "似たお名前" in hint
        assert "補われる" not in str(form)
        assert parted["ts"] == done["ts"]


async def test_a_rep_looks_for_the_other_one_and_keeps_that_one_instead(database_url):
    async with on_stage(database_url) as stage:
        for name in ("田中一郎", "鈴木花子"):
            await stage.command(f"/customer new {name}")
        await stage.command("/customer 統合 田中一郎")
        pick = await stage.modal()
        chosen = {
            "type": "external_select",
            "selected_option": {"text": {"type": "plain_text", "text": "鈴木"}, "value": "2"},
        }
        await stage.post(f"slack/{SATO}/submit", view_id=pick["id"], values={"other": {"customer.options": chosen}})
        preview = await stage.modal(after=pick)
        await stage.post(f"slack/{SATO}/click", view_id=preview["id"], action_id="merge.swap")
        turned = await stage.modal(after=preview)
        await stage.post(f"slack/{SATO}/submit", view_id=turned["id"], values={})
        done = await stage.direct_message("統合しました")

        assert "まとめられるお客様*\n鈴木花子様" in str(preview["blocks"][1]["text"]["text"])
        assert "まとめられるお客様*\n田中一郎様" in str(turned["blocks"][1]["text"]["text"])
        assert "田中一郎様の記録を、鈴木花子様に" in done["text"]
