"""A handover is agreed before anything changes: by a manager where the company wants it, then by each successor."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from crm.handovers import agreement, listings, proposing
from crm.handovers.faults import AlreadyDecided, WhyMissing
from crm.refusals import NotAllowed, Refused
from storage.handovers import rows as handover_rows
from storage.store import Store
from storage.tables import Audit, CompanySettings, Outbox
from tests.builders import NOW, a_customer, a_rep, a_team, saved
from tests.deeds import by, refused
from tests.handovers.scene import Scene, a_scene, owners, rows_of, stored


async def notices(store: Store, kind: str, to: str) -> list[Outbox]:
    rows = select(Outbox).where(col(Outbox.kind) == kind, col(Outbox.recipient) == to).order_by(col(Outbox.seq))
    async with store.read() as session:
        return list(await session.scalars(rows))


async def a_large_one(store: Store) -> Scene:
    """More customers than a rep may hand over by themselves."""
    await saved(store, CompanySettings(handover_approval="above", handover_above=1))
    return await a_scene(store)


async def test_until_the_successor_accepts_the_customers_stay_with_the_old_rep(store):
    scene = await a_scene(store)

    handover = await scene.proposed()
    await scene.swept()

    assert (await stored(store, handover)).state == "agreeing"
    assert await owners(store, scene.customers) == [scene.sato.id] * 2
    [offer] = await notices(store, "HandoverCard", scene.suzuki.slack_id)
    assert offer.fields["can"] == ["answer"]


async def test_accepted_customers_move_at_once_when_their_day_has_come(store):
    scene = await a_scene(store)
    handover = await scene.proposed()

    await scene.accepted(handover)
    rows = await scene.moved(handover)

    assert [row.state for row in rows] == ["moved", "moved"]
    assert await owners(store, scene.customers) == [scene.suzuki.id] * 2
    assert (await stored(store, handover)).state == "done"


async def test_before_its_day_an_accepted_handover_waits(store):
    scene = await a_scene(store)
    handover = await scene.proposed(scene.wish(effective_day=NOW.date() + timedelta(days=10)))
    await scene.accepted(handover)

    await scene.swept()
    before = await owners(store, scene.customers)
    await scene.swept(NOW + timedelta(days=10))

    assert (await stored(store, handover)).state == "done"
    assert before == [scene.sato.id] * 2
    assert await owners(store, scene.customers) == [scene.suzuki.id] * 2


async def test_a_large_handover_is_asked_about_first_and_the_successor_hears_only_after_the_yes(store):
    scene = await a_large_one(store)
    handover = await scene.proposed()
    early = await notices(store, "HandoverCard", scene.suzuki.slack_id)

    async with by(store, scene.manager) as work:
        await agreement.approve(work, handover.id)

    assert handover.state == "asked"
    assert early == []
    assert len(await notices(store, "HandoverCard", scene.suzuki.slack_id)) == 1


async def test_a_manager_who_proposes_has_agreed(store):
    scene = await a_large_one(store)

    handover = await scene.proposed(by_=scene.manager)

    assert handover.state == "agreeing"


async def test_a_refusal_leaves_everything_as_it_was_and_says_why(store):
    scene = await a_large_one(store)
    handover = await scene.proposed()

    async with by(store, scene.manager) as work:
        await agreement.refuse(work, handover.id, "時期が早い")

    assert [row.state for row in await rows_of(store, handover)] == ["cancelled", "cancelled"]
    shown = (await notices(store, "HandoverCard", scene.sato.slack_id))[-1].fields
    assert (shown["state"], shown["why"], shown["decided_by"]) == ("refused", "時期が早い", "部長")


async def test_a_no_without_its_reason_is_none(store):
    scene = await a_large_one(store)
    handover = await scene.proposed()

    async with by(store, scene.manager) as work:
        with pytest.raises(Refused) as no:
            await agreement.refuse(work, handover.id, "　")

    assert no.value.refusal == WhyMissing()


async def test_of_two_managers_who_approve_at_once_one_has_an_effect_and_the_other_is_told(store):
    scene = await a_large_one(store)
    other = await a_rep(store, slack_id="UBUCHO002", full_name="次長", role="manager", team_id=scene.manager.team_id)
    handover = await scene.proposed()

    async def approve(rep) -> object:
        try:
            async with by(store, rep) as work:
                return (await agreement.approve(work, handover.id)).state
        except Refused as no:
            return no.refusal

    answers = await asyncio.gather(approve(scene.manager), approve(other))

    assert sorted(type(each).__name__ for each in answers) == ["AlreadyDecided", "str"]
    assert len(await notices(store, "HandoverCard", scene.suzuki.slack_id)) == 1


async def test_of_two_who_answer_for_one_successor_at_once_one_has_an_effect_and_the_other_is_told(store):
    scene = await a_scene(store)
    handover = await scene.proposed()

    async def accept(rep) -> object:
        try:
            async with by(store, rep) as work:
                return (await agreement.accept(work, handover.id, scene.suzuki.id)).state
        except Refused as no:
            return no.refusal

    answers = await asyncio.gather(accept(scene.suzuki), accept(scene.manager))

    assert sorted(type(each).__name__ for each in answers) == ["AlreadyDecided", "str"]
    assert [row.state for row in await rows_of(store, handover)] == ["accepted"] * 2


async def test_a_declined_customer_stays_and_the_others_go(store):
    scene = await a_scene(store)
    handover = await scene.proposed()
    first, *_ = await rows_of(store, handover)

    async with by(store, scene.suzuki) as work:
        await agreement.decline(work, handover.id, scene.suzuki.id, "手が足りません", [first.id])
    await scene.accepted(handover)
    await scene.swept()

    assert [(row.state, row.why) for row in await rows_of(store, handover)] == [
        ("declined", "手が足りません"),
        ("moved", None),
    ]
    assert await owners(store, scene.customers) == [scene.sato.id, scene.suzuki.id]
    [told] = await notices(store, "HandoverDeclined", scene.sato.slack_id)
    assert (told.fields["names"], told.fields["by"], told.fields["why"]) == (["田中 一郎"], "鈴木", "手が足りません")


async def test_when_everybody_declines_it_is_called_off(store):
    scene = await a_scene(store)
    handover = await scene.proposed()

    async with by(store, scene.suzuki) as work:
        await agreement.decline(work, handover.id, scene.suzuki.id, "異動します")

    assert (await stored(store, handover)).state == "cancelled"


async def test_whoever_does_not_answer_is_told_of_to_the_manager_once(store):
    scene = await a_scene(store)
    await scene.proposed()

    in_time = await scene.swept(NOW + timedelta(days=4))  # Tuesday: the holiday is no business day
    late = await scene.swept(NOW + timedelta(days=7, hours=1))
    await scene.swept(NOW + timedelta(days=8))

    assert not [each for each in in_time if each.job == "handovers"]
    assert [each.effects for each in late if each.job == "handovers"] == [1]
    [told] = await notices(store, "HandoverUnanswered", scene.manager.slack_id)
    assert (told.fields["waiting"], told.fields["customers"]) == (["鈴木"], 2)


async def test_a_customer_waits_in_one_handover_at_a_time(store):
    scene = await a_scene(store)
    await scene.proposed(scene.wish(customers=(scene.customers[0].id,)))

    second = await scene.proposed(scene.wish(scene.takahashi))

    assert [row.customer_id for row in await rows_of(store, second)] == [scene.customers[1].id]
    assert [each["kind"] for each in second.conflicts] == ["waits"]


async def test_a_rep_hands_over_only_their_own_customers_and_the_attempt_stands_in_the_audit_log(store):
    scene = await a_scene(store)

    async with by(store, scene.takahashi) as work:
        answer = await proposing.propose(work, scene.wish(), proposing.Words())

    async with store.read() as session:
        lines = await session.scalars(select(Audit).where(col(Audit.table_name) == "refusals"))
        told = [(line.rule, line.actor, line.row_id) for line in lines]
    assert answer == NotAllowed("handovers.propose")
    assert told == [("handovers.propose", f"rep:{scene.takahashi.id}", scene.sato.id)]


async def test_a_manager_hands_over_what_belongs_to_the_team_and_nothing_else(store):
    scene = await a_scene(store)
    outsider = await a_rep(store, slack_id="UOTHER001", full_name="他部署")
    await a_customer(store, owner=outsider)

    async with by(store, scene.manager) as work:
        own = await proposing.preview(work, scene.wish())
        others = await proposing.preview(work, scene.wish(predecessor=outsider.slack_id))

    assert not isinstance(own, NotAllowed)
    assert others == NotAllowed("handovers.preview")


async def test_only_those_concerned_decide_and_look(store):
    scene = await a_large_one(store)
    handover = await scene.proposed()

    async with by(store, scene.takahashi) as work:
        async with refused(NotAllowed("handovers.approve")):
            await agreement.approve(work, handover.id)
        async with refused(NotAllowed("handovers.accept")):
            await agreement.accept(work, handover.id, scene.suzuki.id)
        async with refused(NotAllowed("handovers.cancel")):
            await agreement.cancel(work, handover.id)
        async with refused(NotAllowed("handovers.list")):
            await listings.customers_of(work, handover.id, 0, 0)


async def test_a_deputy_answers_for_whom_they_stand_in(store):
    scene = await a_scene(store)
    async with by(store, scene.suzuki) as work:
        (await work.session.get_one(type(scene.suzuki), scene.suzuki.id)).deputy_id = scene.takahashi.id
    handover = await scene.proposed()

    async with by(store, scene.takahashi) as work:
        await agreement.accept(work, handover.id, scene.suzuki.id)

    assert {row.state for row in await rows_of(store, handover)} == {"accepted"}


async def test_called_off_nobody_moves_any_more(store):
    scene = await a_scene(store)
    handover = await scene.proposed(scene.wish(effective_day=NOW.date() + timedelta(days=10)))
    await scene.accepted(handover)

    async with by(store, scene.sato) as work:
        await agreement.cancel(work, handover.id)
    await scene.swept(NOW + timedelta(days=10))

    assert {row.state for row in await rows_of(store, handover)} == {"cancelled"}
    assert await owners(store, scene.customers) == [scene.sato.id] * 2


async def test_when_customers_have_read_of_it_already_the_predecessor_hears_whom_to_tell(store):
    scene = await a_scene(store)
    handover = await scene.proposed(scene.wish(effective_day=NOW.date() + timedelta(days=10)))
    await scene.accepted(handover)
    async with by(store, scene.sato) as work:
        [first, *_] = await handover_rows.pending_rows(work.session, handover.id)
        first.farewell_at = NOW

    async with by(store, scene.suzuki) as work, refused(NotAllowed("handovers.cancel")):
        await agreement.cancel(work, handover.id)
    async with by(store, scene.sato) as work:
        await agreement.cancel(work, handover.id)

    [told] = await notices(store, "HandoverCalledOff", scene.sato.slack_id)
    assert (told.fields["names"], told.fields["number"]) == ([scene.customers[0].name], 1)


async def test_a_yes_to_what_was_called_off_is_told_so(store):
    scene = await a_scene(store)
    handover = await scene.proposed()
    async with by(store, scene.sato) as work:
        await agreement.cancel(work, handover.id)

    async with by(store, scene.suzuki) as work, refused(AlreadyDecided("cancelled", "佐藤")):
        await agreement.accept(work, handover.id, scene.suzuki.id)


async def test_a_manager_of_another_team_decides_nothing_here(store):
    scene = await a_large_one(store)
    elsewhere = await a_rep(store, slack_id="UELSE0001", role="manager", team_id=(await a_team(store, name="二課")).id)
    handover = await scene.proposed()

    async with by(store, elsewhere) as work:
        async with refused(NotAllowed("handovers.approve")):
            await agreement.approve(work, handover.id)
        async with refused(NotAllowed("handovers.refuse")):
            await agreement.refuse(work, handover.id, "いいえ")
