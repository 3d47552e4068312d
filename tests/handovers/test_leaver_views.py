"""Somebody who is about to leave looks at more than usual: nobody carries the customer list away unseen."""

from datetime import date, datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from crm import desks
from crm.activities import agendas
from crm.handovers import leavers
from crm.handovers.leavers import MOST_CUSTOMERS, MOST_PAGES
from crm.handovers.plans import Words
from crm.imports import uploads
from crm.imports.uploads import Upload
from crm.notices import LeaverViews
from crm.records import briefs, cards, companies, profiles, timelines
from handlers.locales import phrases
from storage.store import Store
from storage.tables import Company, Customer, Handover, Outbox, RateBucket, Rep
from tests.builders import NOW, Clock, a_customer, a_rep, saved, written
from tests.deeds import by
from tests.followup_deeds import pressed
from tests.handovers.scene import Scene, a_scene
from tests.home_stage import opened
from tests.line_events import owed, rows
from tests.stage import ITO, SATO, on_stage

HOUR = timedelta(hours=1)
ja = phrases("ja")


async def messages(store: Store, kind: type) -> list[tuple[str, int | None]]:
    return [(row.recipient, row.update_of) for row in await rows(store, Outbox) if row.kind == kind.__name__]


# --- looking at more than usual ---------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def leaving(store: Store) -> Scene:
    """佐藤's handover for leaving is under way."""
    scene = await a_scene(store, 2)
    await scene.proposed(scene.wish(reason="leaving", effective_day=date(2026, 12, 18)), Words())
    return scene


async def looked_at(store: Store, rep: Rep, customers: list[Customer], now: datetime = NOW) -> None:
    for each in customers:
        async with by(store, rep, now) as work:
            await cards.card(work, each.id)


async def others(store: Store, scene: Scene, number: int) -> list[Customer]:
    """Customers of a colleague: everybody may look at them."""
    return [await a_customer(store, owner=scene.takahashi, name=f"客 {each}") for each in range(number)]


async def test_whoever_is_about_to_leave_and_looks_at_many_customers_is_noticed_once_a_day(store, leaving):
    many = await others(store, leaving, MOST_CUSTOMERS + 5)

    await looked_at(store, leaving.sato, many[:MOST_CUSTOMERS])
    before = await owed(store, LeaverViews)
    await looked_at(store, leaving.sato, many[MOST_CUSTOMERS:])

    [alarm] = await owed(store, LeaverViews)
    assert before == []
    assert (alarm.name, alarm.customers, alarm.pages) == ("佐藤", MOST_CUSTOMERS + 1, 0)
    assert await messages(store, LeaverViews) == [(leaving.manager.slack_id, None)]


async def test_the_next_day_is_told_of_anew(store, leaving):
    many = await others(store, leaving, MOST_CUSTOMERS + 1)

    await looked_at(store, leaving.sato, many)
    await looked_at(store, leaving.sato, many, NOW + 48 * HOUR)

    assert len(await owed(store, LeaverViews)) == 2


async def test_the_same_customer_counts_once_however_they_are_looked_at(store, leaving):
    [customer] = await others(store, leaving, 1)
    looks = (cards.card, briefs.brief, timelines.show)

    for _ in range(MOST_CUSTOMERS):
        for look in looks:
            async with by(store, leaving.sato) as work:
                await look(work, customer.id)

    assert await owed(store, LeaverViews) == []


@pytest.mark.parametrize(
    "look", [cards.card, briefs.brief, timelines.show, profiles.show], ids=lambda each: each.__module__
)
async def test_every_way_to_look_at_a_customer_counts(store, leaving, look):
    async with by(store, leaving.sato) as work:
        await look(work, leaving.customers[0].id)

    assert sorted(each.name for each in await _buckets(store)) == [
        f"leaver:{leaving.sato.id}:{leaving.customers[0].id}",
        f"leaver:{leaving.sato.id}:customer",
    ]


async def _buckets(store: Store) -> list[RateBucket]:
    async with store.read() as session:
        return list(await session.scalars(select(RateBucket)))


@pytest.mark.parametrize("what", ["home", "follow-ups", "company", "file"])
async def test_lists_that_are_turned_and_files_count_as_pages(store, leaving, what):
    company = await saved(store, Company(name="株式会社サクラ", key="サクラ"))

    async def turn(work) -> object:
        if what == "home":
            return await desks.turn(work)
        if what == "follow-ups":
            return await agendas.mine(work, 1)
        if what == "company":
            return await companies.card(work, company.id)
        return await uploads.receive(work, [Upload("F1", "list.csv", "D1", "1.1")])

    for _ in range(MOST_PAGES + 1):
        async with by(store, leaving.sato) as work:
            await turn(work)

    [alarm] = await owed(store, LeaverViews)
    assert (alarm.customers, alarm.pages) == (0, MOST_PAGES + 1)


@pytest.mark.parametrize(("action", "value"), [("home.turn", "1"), ("home.show", "all"), ("home.sort", "name")])
async def test_a_press_on_the_home_page_leaves_its_trace(store, leaving, action, value):
    await pressed(store, leaving.sato, action, value)

    assert [each.name for each in await _buckets(store)] == [f"leaver:{leaving.sato.id}:page"]


async def test_nobody_else_is_counted(store, leaving):
    moved_on = await a_rep(store, team_id=leaving.sato.team_id)
    await a_customer(store, owner=moved_on)
    await leaving.proposed(leaving.wish(predecessor=moved_on.slack_id, reason="transfer"), by_=moved_on)

    for rep in (moved_on, leaving.suzuki, leaving.manager):
        await looked_at(store, rep, leaving.customers)
        async with by(store, rep) as work:
            await leavers.watch(work, leavers.PAGE)

    assert await _buckets(store) == []


async def test_once_the_handover_is_refused_nobody_is_about_to_leave(store, leaving):
    async with written(store) as work:
        [handover] = await drafts_of(work)
        handover.state = "cancelled"

    await looked_at(store, leaving.sato, leaving.customers)

    assert await _buckets(store) == []


async def drafts_of(work) -> list[Handover]:
    return list(await work.session.scalars(select(Handover)))


async def test_who_stands_in_for_the_manager_is_not_told_of_themselves(store, leaving):
    async with written(store) as work:
        (await work.session.get_one(Rep, leaving.manager.id)).deputy_id = leaving.sato.id

    await looked_at(store, leaving.sato, await others(store, leaving, MOST_CUSTOMERS + 1))

    assert [recipient for recipient, _ in await messages(store, LeaverViews)] == [leaving.manager.slack_id]


# --- in Slack ---------------------------------------------------------------------------------------------------------


async def test_pages_of_the_home_page_are_noticed_although_they_are_drawn_where_nothing_is_written(database_url):
    async with on_stage(database_url, Clock()) as stage:
        store = stage.kizuna.store
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        await stage.command("/kizuna", by=ITO)
        [sato] = [rep for rep in await rows(store, Rep) if rep.slack_id == SATO]
        await saved(store, Handover(from_id=sato.id, reason="leaving", state="agreed", effective_day=date(2026, 12, 1)))

        for _ in range(MOST_PAGES + 1):
            page = await opened(stage)
            assert page is not None
            await stage.post(f"slack/{SATO}/click", view_id=page["id"], action_id="home.sort", selected_option="name")

        await stage.direct_message(ja("leaver.views", name="佐藤 健太さん"), user=ITO)
        assert not any(ja("leaver.discreet") in str(each) for each in await stage.direct_messages(SATO))
