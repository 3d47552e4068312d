"""Who may take a handover back, at the same moment as others, a large one too, and by the button in Slack."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio
from sqlalchemy import select

from crm.handovers import agreement, proposing, undoing
from crm.handovers.plans import Words
from crm.notices import HandoverUndone
from crm.refusals import NotAllowed, Refused
from handlers.locales import phrases
from storage.tables import Audit, Customer, HandoverCustomer, Rep
from tests.builders import NOW, a_rep, a_team, written
from tests.deeds import by
from tests.handovers.scene import Scene, a_scene, owners, rows_of, stored
from tests.handovers.taking_back import DAY, handed_over, states, undone
from tests.line_events import owed as notices
from tests.line_events import rows
from tests.stage import ITO, SATO, Stage, on_stage

ja = phrases("ja")


# --- who may ----------------------------------------------------------------------------------------------------------


async def test_the_proposer_and_whoever_answers_for_the_predecessor_may_and_their_deputies(store):
    scene = await a_scene(store, 1)
    deputy, admin = await a_rep(store), await a_rep(store, role="admin")
    async with written(store) as work:
        (await work.session.get_one(Rep, scene.manager.id)).deputy_id = deputy.id

    for who in (scene.sato, scene.manager, deputy, admin):
        handover = await scene.proposed()
        await scene.accepted(handover)
        await scene.swept()
        assert (await undone(store, who, handover, NOW)).customers == 1


async def test_others_are_refused_and_the_attempt_is_on_record(store):
    scene, handover = await handed_over(store, 1)
    elsewhere = await a_rep(store, role="manager", team_id=(await a_team(store, name="二課")).id)

    for who in (scene.suzuki, scene.takahashi, elsewhere):
        async with by(store, who) as work:
            assert await undoing.undo(work, handover.id) == NotAllowed("handovers.undo")

    assert await owners(store, scene.customers) == [scene.suzuki.id]
    tried = [each for each in await rows(store, Audit) if each.table_name == "refusals"]
    assert [each.actor for each in tried] == [f"rep:{each.id}" for each in (scene.suzuki, scene.takahashi, elsewhere)]


async def test_two_who_undo_at_the_same_moment_undo_once(store):
    scene, handover = await handed_over(store, 2)

    async def attempt(who: Rep) -> str:
        try:
            return (await undone(store, who, handover)).state
        except Refused as no:
            return type(no.refusal).__name__

    outcomes = await asyncio.gather(attempt(scene.sato), attempt(scene.manager))

    assert sorted(outcomes) == ["AlreadyUndone", "undone"]
    assert await owners(store, scene.customers) == [scene.sato.id] * 2
    assert await states(store, handover) == [("undone", None)] * 2


async def test_an_undo_while_the_rest_still_moves_leaves_nobody_between_the_two(store):
    scene = await a_scene(store, 10)
    handover = await scene.proposed()
    first, *others = await rows_of(store, handover)
    await scene.accepted(handover, which=[first.id])
    await scene.swept()
    await scene.accepted(handover, which=[row.id for row in others])

    await asyncio.gather(undone(store, scene.sato, handover, NOW), scene.swept())
    await scene.swept()

    assert await owners(store, scene.customers) == [scene.sato.id] * 10
    assert {row.state for row in await rows_of(store, handover)} <= {"undone", "cancelled"}


# --- a large one ------------------------------------------------------------------------------------------------------

MANY = undoing.AT_ONCE + 1


async def test_a_large_one_goes_back_a_few_at_a_time_and_the_end_is_told(store):
    scene, handover = await handed_over(store, MANY)

    begun = await undone(store, scene.manager, handover)
    at_first = await owners(store, scene.customers)
    await scene.swept(NOW + DAY)

    assert (begun.state, begun.customers) == ("undoing", 0)
    assert at_first == [scene.suzuki.id] * MANY
    assert await owners(store, scene.customers) == [scene.sato.id] * MANY
    assert (await stored(store, handover)).state == "undone"
    told = await notices(store, HandoverUndone)
    assert {(each.state, each.customers) for each in told} == {("undone", MANY)}


async def test_a_large_one_that_was_cut_short_goes_on_where_it_was(store):
    scene, handover = await handed_over(store, MANY)
    await undone(store, scene.manager, handover)
    async with written(store) as work:
        await undoing.undo_some(work, (await undoing.due(work))[:10])
    halfway = (await owners(store, scene.customers)).count(scene.sato.id)

    await scene.swept(NOW + DAY)
    await scene.swept(NOW + DAY)

    assert halfway == 10
    assert await owners(store, scene.customers) == [scene.sato.id] * MANY
    assert len(await notices(store, HandoverUndone)) == 3  # the two reps, and the manager who has undone it


async def test_rows_are_given_back_once_however_often_they_are_asked_for(store):
    scene, handover = await handed_over(store, MANY)
    await undone(store, scene.manager, handover)
    async with store.read() as session:
        due = list(await session.scalars(select(HandoverCustomer.id).order_by(HandoverCustomer.id)))

    async def some() -> None:
        async with written(store) as work:
            await undoing.undo_some(work, due[:5])

    await asyncio.gather(some(), some())

    assert (await owners(store, scene.customers)).count(scene.sato.id) == 5


async def test_a_handover_that_nobody_takes_back_gives_nothing_back(store):
    scene, handover = await handed_over(store, 1)
    [row] = await rows_of(store, handover)

    async with written(store) as work:
        await undoing.undo_some(work, [row.id])
        await undoing.finish(work, [handover.id])

    assert await owners(store, scene.customers) == [scene.suzuki.id]
    assert (await stored(store, handover)).state == "done"


# --- in Slack ---------------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began, monday = datetime.now(UTC), datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    async with on_stage(database_url, lambda: monday + (datetime.now(UTC) - began)) as made:
        yield made


async def test_the_button_on_the_card_takes_the_handover_back(stage):
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    await stage.command("/kizuna", by=ITO)
    store = stage.kizuna.store
    people = {rep.slack_id: rep for rep in await rows(store, Rep)}
    scene = Scene(store, people[ITO], people[SATO], people[ITO], people[ITO], await rows(store, Customer))
    now = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
    async with by(store, scene.sato, now) as work:
        made = await proposing.propose(work, scene.wish(effective_day=now.date()), Words(), "電話")
    async with by(store, scene.suzuki, now) as work:
        await agreement.accept(work, made.id, scene.suzuki.id)
    await scene.swept(now)
    card = await stage.direct_message("handover.undo")

    await stage.press(card, "handover.undo")

    await stage.direct_message(ja("handover.head_undone", name="佐藤 健太", n=1))
    assert await owners(store, scene.customers) == [scene.sato.id]
    await stage.direct_message(ja("undoing.done", name="佐藤 健太さん", n=1), user=ITO)
