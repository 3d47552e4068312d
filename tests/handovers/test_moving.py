"""On the day a customer goes over as a whole, with what is owed to them, and a cover comes back by itself."""

from datetime import timedelta

import pytest

from crm.handovers import moving
from crm.handovers.plans import Words
from storage.handovers import rows
from storage.store import Store
from storage.tables import Case, Customer, Followup
from tests.builders import NOW, a_case, a_followup, an_answer, written
from tests.handovers.scene import a_scene, owners, rows_of, stored


async def followup(store: Store, number: int) -> Followup:
    async with store.read() as session:
        return await session.get_one(Followup, number)


@pytest.mark.parametrize("promise", [False, True], ids=["task", "promise"])
@pytest.mark.parametrize(
    ("choice", "owner", "state"), [("move", "suzuki", "open"), ("keep", "sato", "open"), ("close", "sato", "dropped")]
)
async def test_what_is_owed_goes_stays_or_ends_as_it_was_chosen(store, choice, owner, state, promise):
    scene = await a_scene(store, 1)
    owed = await a_followup(store, customer=scene.customers[0], owner_id=scene.sato.id, promise=promise, escalated=2)
    kind = "promises" if promise else "followups"
    handover = await scene.proposed(words=Words(choices={kind: choice}))

    await scene.accepted(handover)
    await scene.swept()

    now = await followup(store, owed.id)
    assert (now.owner_id, now.state) == (getattr(scene, owner).id, state)


async def test_what_a_colleague_owes_the_customer_stays_theirs(store):
    scene = await a_scene(store, 1)
    owed = await a_followup(store, customer=scene.customers[0], owner_id=scene.takahashi.id)
    handover = await scene.proposed()

    await scene.accepted(handover)
    await scene.swept()

    assert (await followup(store, owed.id)).owner_id == scene.takahashi.id


@pytest.mark.parametrize(("choice", "owner"), [("move", "suzuki"), ("keep", "sato")])
async def test_an_open_complaint_is_never_left_without_somebody(store, choice, owner):
    scene = await a_scene(store, 1)
    answer = await an_answer(store, customer=scene.customers[0], score=2)
    case = await a_case(store, customer=scene.customers[0], answer=answer, owner_id=scene.sato.id)
    handover = await scene.proposed(words=Words(choices={"cases": choice}))

    await scene.accepted(handover)
    await scene.swept()

    async with store.read() as session:
        assert (await session.get_one(Case, case.id)).owner_id == getattr(scene, owner).id


async def test_for_the_overlap_the_predecessor_stands_in(store):
    scene = await a_scene(store, 1)
    handover = await scene.proposed(scene.wish(overlap_until=NOW.date() + timedelta(days=7)))

    await scene.accepted(handover)
    await scene.swept()

    async with store.read() as session:
        customer = await session.get_one(Customer, scene.customers[0].id)
    assert (customer.owner_id, customer.deputy_id) == (scene.suzuki.id, scene.sato.id)


async def test_a_deputy_who_takes_over_is_no_deputy_any_more(store):
    scene = await a_scene(store, 1)
    async with written(store) as work:
        (await work.session.get_one(Customer, scene.customers[0].id)).deputy_id = scene.suzuki.id
    handover = await scene.proposed()

    await scene.accepted(handover)
    await scene.swept()

    async with store.read() as session:
        assert (await session.get_one(Customer, scene.customers[0].id)).deputy_id is None


async def test_a_cover_goes_back_by_itself_with_what_is_still_owed(store):
    scene = await a_scene(store, 1)
    owed = await a_followup(store, customer=scene.customers[0], owner_id=scene.sato.id)
    back = NOW.date() + timedelta(days=20)
    handover = await scene.proposed(scene.wish(reason="cover", return_day=back))
    await scene.accepted(handover)
    await scene.swept()
    during = await owners(store, scene.customers)

    await scene.swept(NOW + timedelta(days=19))
    day_before = await owners(store, scene.customers)
    await scene.swept(NOW + timedelta(days=20))

    assert (during, day_before) == ([scene.suzuki.id], [scene.suzuki.id])
    assert await owners(store, scene.customers) == [scene.sato.id]
    assert (await followup(store, owed.id)).owner_id == scene.sato.id
    assert [row.state for row in await rows_of(store, handover)] == ["returned"]


async def test_a_customer_whom_somebody_else_has_got_meanwhile_stays_with_them(store):
    scene = await a_scene(store, 2)
    handover = await scene.proposed(scene.wish(effective_day=NOW.date() + timedelta(days=1)))
    await scene.accepted(handover)
    async with written(store) as work:
        (await work.session.get_one(Customer, scene.customers[0].id)).owner_id = scene.takahashi.id

    await scene.swept(NOW + timedelta(days=1))

    assert await owners(store, scene.customers) == [scene.takahashi.id, scene.suzuki.id]
    assert [row.state for row in await rows_of(store, handover)] == ["cancelled", "moved"]


async def test_moved_twice_at_once_is_moved_once(store):
    scene = await a_scene(store, 1)
    handover = await scene.proposed()
    await scene.accepted(handover)
    async with store.read() as session:
        due = await rows.to_move(session, NOW.date(), 10)

    async with written(store) as work:
        first = await moving.move(work, due)
    async with written(store) as work:
        second = await moving.move(work, due)

    [row] = await rows_of(store, handover)
    assert (first, second) == ([handover.id], [])
    assert row.state == "moved"


async def test_a_batch_that_cannot_be_written_leaves_each_customer_with_the_old_rep(store):
    scene = await a_scene(store, 2)
    handover = await scene.proposed()
    await scene.accepted(handover)
    async with store.read() as session:
        due = await rows.to_move(session, NOW.date(), 10)

    with pytest.raises(ZeroDivisionError):
        await moved_and_then_a_crash(store, due)

    assert await owners(store, scene.customers) == [scene.sato.id] * 2
    assert {row.state for row in await rows_of(store, handover)} == {"accepted"}


async def moved_and_then_a_crash(store: Store, due: list[int]) -> None:
    async with written(store) as work:
        await moving.move(work, due)
        raise ZeroDivisionError


async def test_several_successors_move_each_with_their_own(store):
    scene = await a_scene(store, 4)
    handover = await scene.proposed(scene.wish(scene.suzuki, scene.takahashi))

    await scene.accepted(handover)
    await scene.swept()
    half = await owners(store, scene.customers)
    still = (await stored(store, handover)).state
    await scene.accepted(handover, scene.takahashi)
    await scene.swept()

    assert half == [scene.suzuki.id, scene.sato.id] * 2
    assert still == "agreeing"
    assert await owners(store, scene.customers) == [scene.suzuki.id, scene.takahashi.id] * 2
    assert (await stored(store, handover)).state == "done"
