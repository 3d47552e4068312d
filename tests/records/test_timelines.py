"""The timeline: everything that happened with a customer, once, in order, however the pages are turned."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.ext.asyncio import AsyncSession

from crm.notices import WhichCustomer
from crm.records import merges, timelines
from crm.records.timelines import KINDS, PAGE, Timeline, Turn
from crm.refusals import Gone, NobodyFound
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks.records import timelines as blocks
from sandbox.slack.checks import view_faults
from storage.records.timelines import QUERIES, Asked, Happened, Place, end_of
from storage.store import Store
from storage.tables import (
    METADATA,
    Company,
    Consent,
    Customer,
    Employment,
    LineUser,
    Message,
    Rep,
    SurveyInvite,
)
from tests.builders import (
    HOUSE,
    NOW,
    a_case,
    a_customer,
    a_followup,
    a_line_user,
    a_rep,
    an_answer,
    an_interaction,
    saved,
    written,
)
from tests.deeds import by, created, refused
from tests.line_events import rows
from tests.stage import Stage, on_stage, until

ZONE = HOUSE.business.zone
TODAY = date(2026, 11, 20)


async def page(
    store: Store, customer: Customer, only: str = "all", turn: Turn | None = None, reader: Rep | None = None
) -> Timeline:
    async with by(store, reader or await a_rep(store)) as work:
        return await timelines.show(work, customer.id, only, turn)


async def a_message(store: Store, account: LineUser, customer: Customer, at: datetime, **more) -> Message:
    fields = {"direction": "in", "kind": "text", "text": "納期を教えてください", "platform_id": f"m{at.timestamp()}"}
    return await saved(store, Message(line_user_id=account.id, customer_id=customer.id, at=at, **(fields | more)))


async def a_consent(store: Store, customer: Customer, at: datetime, *, granted: bool = True) -> Consent:
    fields = {"purpose": "surveys", "text_version": "surveys-1", "channel": "line"}
    return await saved(store, Consent(customer_id=customer.id, granted=granted, decided_at=at, **fields))


async def an_eventful_customer(store: Store) -> Customer:
    """One of each kind, an hour apart, in the order of KINDS from the latest to the oldest."""
    customer = await a_customer(store)
    account = await a_line_user(store, customer=customer)
    await an_interaction(store, customer=customer, day=TODAY, text="訪問 見積の件")
    await a_message(store, account, customer, NOW - timedelta(hours=1))
    answer = await an_answer(store, customer=customer, score=3, reason="遅い", at=NOW - timedelta(hours=3))
    async with written(store) as work:
        (await work.session.get(SurveyInvite, answer.invite_id)).asked_at = NOW - timedelta(hours=2)
    closed = {"state": "closed", "closed_at": NOW - timedelta(hours=5)}
    await a_case(store, customer=customer, answer=answer, at=NOW - timedelta(hours=4), **closed)
    await a_followup(store, customer=customer, state="done", done_at=NOW - timedelta(hours=6))
    await a_followup(store, customer=customer, state="open", what="まだ先の電話")
    await a_consent(store, customer, NOW - timedelta(hours=7))
    company = await saved(store, Company(name="株式会社モミジ", key="モミジ"))
    moved = Employment(customer_id=customer.id, company_id=company.id, ended_at=NOW - timedelta(hours=8))
    await saved(store, moved)
    duplicate = await a_customer(store, name="田中 いちろう")
    async with by(store, await a_rep(store, role="admin"), NOW - timedelta(hours=9)) as work:
        await merges.merge(work, customer.id, duplicate.id)
    return customer


# --- what stands in it ------------------------------------------------------------------------------------------------


async def test_everything_that_happened_stands_there_the_newest_first(store):
    customer = await an_eventful_customer(store)

    shown = await page(store, customer)

    assert [each.kind for each in shown.page] == list(QUERIES)
    assert [each.facts.get("text") for each in shown.page if each.facts.get("text")] == [
        "訪問 見積の件",
        "納期を教えてください",
        "遅い",
        "電話",
        "株式会社モミジ",
        "田中 いちろう",
    ]
    assert (shown.older, shown.newer) == (False, False)


@pytest.mark.parametrize("only", [only for only in KINDS if only != "all"])
async def test_only_one_kind_of_thing_is_shown_when_asked_for(store, only):
    customer = await an_eventful_customer(store)

    shown = await page(store, customer, only)

    assert {each.kind for each in shown.page} == set(KINDS[only])
    assert shown.only == only


async def test_every_kind_of_thing_belongs_to_one_choice():
    chosen = [kind for only, kinds in KINDS.items() if only != "all" for kind in kinds]

    assert sorted(chosen) == sorted(QUERIES)
    assert set(blocks.PHRASES) == set(QUERIES)


async def test_nothing_of_anybody_else_stands_there(store):
    await an_eventful_customer(store)

    shown = await page(store, await a_customer(store))

    assert shown.page == ()


async def test_a_visit_stands_on_the_day_it_was_made_above_all_else_of_that_day(store):
    customer = await a_customer(store)
    account = await a_line_user(store, customer=customer)
    late_at_night = datetime(2026, 11, 17, 14, 59, tzinfo=UTC)
    await a_message(store, account, customer, late_at_night, text="おやすみなさい")
    await a_message(store, account, customer, late_at_night + timedelta(minutes=2), text="翌日です")
    await an_interaction(store, customer=customer, day=date(2026, 11, 17), text="昼の訪問")

    shown = await page(store, customer)

    assert [each.facts["text"] for each in shown.page] == ["翌日です", "昼の訪問", "おやすみなさい"]


async def test_a_merge_that_was_undone_is_not_told(store):
    admin = await a_rep(store, role="admin", full_name="伊藤 真理")
    customer, duplicate = await a_customer(store), await a_customer(store)
    async with by(store, admin) as work:
        done = await merges.merge(work, customer.id, duplicate.id)

    merged = await page(store, customer)
    async with by(store, admin) as work:
        await merges.undo(work, done.operation)

    assert [(each.kind, merged.names[each.rep_id]) for each in merged.page] == [("merge", "伊藤 真理")]
    assert (await page(store, customer)).page == ()


async def test_the_timeline_of_a_duplicate_is_the_survivors(store):
    survivor = await an_eventful_customer(store)
    merged = await a_customer(store, merged_into_id=survivor.id)

    shown = await page(store, merged)

    assert shown.customer_id == survivor.id
    assert len(shown.page) == len(QUERIES)


async def test_everybody_may_read_it_and_nobody_of_that_number_is_gone(store):
    customer, reader = await an_eventful_customer(store), await a_rep(store, role="read_only")

    assert (await page(store, customer, reader=reader)).page
    async with refused(Gone()):
        await page(store, Customer(id=4711, name="x", owner_id=1), reader=reader)


async def test_a_name_that_several_have_is_asked_about(store):
    rep = await a_rep(store)
    for name in ("株式会社サクラ 田中一郎", "株式会社モミジ 田中花子"):
        await created(store, rep, name)

    async with by(store, rep) as work:
        asked, found = await timelines.look_up(work, "田中"), await timelines.look_up(work, "田中花子")

    assert isinstance(asked, WhichCustomer)
    assert (len(asked.choices), asked.then) == (2, "customer.timeline")
    assert isinstance(found, Timeline)
    assert found.customer == "田中花子"
    async with refused(NobodyFound("山本")), by(store, rep) as work:
        await timelines.look_up(work, "山本")


# --- turning pages ----------------------------------------------------------------------------------------------------


async def a_crowded_customer(store: Store) -> Customer:
    """Sixty things, many of them at the very same moment or on the same day."""
    dice = random.Random(7)
    customer = await a_customer(store)
    account = await a_line_user(store, customer=customer)
    moments = [*(end_of(date(2026, 11, day), ZONE) for day in (1, 2)), *(NOW - timedelta(days=n) for n in range(6))]
    for number in range(20):
        at, day = dice.choice(moments), dice.choice(moments).astimezone(ZONE).date()
        await a_message(store, account, customer, at, platform_id=str(number))
        await a_consent(store, customer, at)
        await an_interaction(store, customer=customer, day=day)
    return customer


async def walked(store: Store, customer: Customer, only: str = "all") -> list[Timeline]:
    """The pages from the newest to the oldest."""
    pages = [await page(store, customer, only)]
    while pages[-1].older:
        pages.append(await page(store, customer, only, Turn(pages[-1].page[-1].place, newer=False)))
    return pages


@pytest.mark.parametrize("only", ["all", "touches", "line", "surveys"])
async def test_turning_to_older_pages_shows_everything_once_and_in_order(store, only):
    customer = await a_crowded_customer(store)

    pages = await walked(store, customer, only)

    places = [each.place for shown in pages for each in shown.page]
    assert places == sorted(set(places), reverse=True)
    assert len(places) == (60 if only == "all" else 20)
    assert {len(shown.page) for shown in pages[:-1]} == {PAGE}
    assert [shown.newer for shown in pages] == [False] + [True] * (len(pages) - 1)


@pytest.mark.parametrize("only", ["all", "touches", "line"])
async def test_turning_back_shows_the_same_pages(store, only):
    customer = await a_crowded_customer(store)
    pages = await walked(store, customer, only)

    back = [pages[-1]]
    while back[-1].newer:
        back.append(await page(store, customer, only, Turn(back[-1].page[0].place, newer=True)))

    assert [shown.page for shown in reversed(back)] == [shown.page for shown in pages]
    assert all(shown.older for shown in back[1:])


async def test_what_happens_meanwhile_moves_no_page(store):
    customer = await a_crowded_customer(store)
    first = await page(store, customer)
    before = await page(store, customer, turn=Turn(first.page[-1].place, newer=False))

    await an_interaction(store, customer=customer, day=TODAY, text="いま")

    after = await page(store, customer, turn=Turn(first.page[-1].place, newer=False))
    assert after.page == before.page
    newest = await page(store, customer, turn=Turn(before.page[0].place, newer=True))
    assert newest.newer
    assert (await page(store, customer, turn=Turn(newest.page[0].place, newer=True))).page[0].facts["text"] == "いま"


async def test_a_kind_asks_for_no_more_than_it_may_show(store):
    customer = await a_crowded_customer(store)

    async with store.read() as session:
        asked = Asked(customer.id, 5, ZONE)
        found = {kind: await query(session, asked) for kind, query in QUERIES.items()}

    assert max(len(each) for each in found.values()) == 5


async def test_a_page_costs_a_query_a_kind_and_a_few(store):
    customer, heard = await a_crowded_customer(store), []
    reader = await a_rep(store)

    def hear(_connection, _cursor, statement, *_) -> None:
        heard.append(statement)

    async with by(store, reader) as work:
        event.listen(Engine, "before_cursor_execute", hear)
        await timelines.show(work, customer.id)
        event.remove(Engine, "before_cursor_execute", hear)

    assert len(heard) <= len(QUERIES) + 4


async def test_every_query_finds_its_rows_by_an_index(sqlite_url):
    """PostgreSQL reads small tables whole, whatever indexes there are; SQLite's plan does not depend on the rows."""
    store, asking = Store.open(sqlite_url), []

    def hear(_connection, _cursor, statement, parameters, *_) -> None:
        asking.append((statement, parameters))

    async with store.read() as session:
        event.listen(Engine, "before_cursor_execute", hear)
        for query in QUERIES.values():
            await query(session, Asked(1, PAGE + 1, ZONE, Place(NOW, "consent", 1)))
        event.remove(Engine, "before_cursor_execute", hear)
        plans = [await plan_of(session, *each) for each in asking if each[0].startswith(("SELECT", "WITH"))]
    await store.close()

    assert len(plans) == len(QUERIES)
    read_whole = {step.split()[1] for plan in plans for step in plan if step.startswith("SCAN")}
    assert read_whole & METADATA.tables.keys() == set(), plans


async def plan_of(session: AsyncSession, statement: str, parameters: tuple) -> list[str]:
    connection = await session.connection()
    return [row[3] for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


# --- on the screen ----------------------------------------------------------------------------------------------------

SHOUT = "<!channel>&<@U0SATO>*_~`\n" * 100


def _full_page() -> Timeline:
    facts = {"kind": "visit", "way": "in", "state": "done", "granted": True, "score": 3, "text": SHOUT}
    kinds = list(QUERIES)
    happened = [Happened(NOW - timedelta(days=n), kinds[n % len(kinds)], 2**63 - 1 - n, 1, facts) for n in range(PAGE)]
    return Timeline(2**63 - 1, SHOUT[:100], SHOUT[:100], "all", tuple(happened), True, True, {1: SHOUT[:100]}, TODAY)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("empty", [False, True], ids=["full", "empty"])
def test_slack_takes_every_page(language, empty):
    shown = _full_page()
    shown = Timeline(1, "田", None, "line", (), False, False, {}, TODAY) if empty else shown

    view = blocks.timeline(shown, phrases(language), ZONE)

    assert view_faults(view, ["modal"]) == []
    assert not any(call in str(view) for call in ("<!", "<@"))


def test_the_day_stands_once_and_with_its_year_when_it_is_not_this_one():
    happened = [
        Happened(NOW - timedelta(days=days, minutes=n), "asked", n, None, {}) for n, days in enumerate((0, 0, 330))
    ]
    view = blocks.timeline(
        Timeline(1, "田中", None, "all", tuple(happened), False, False, {}, TODAY), phrases("ja"), ZONE
    )

    days = [block["elements"][0]["text"] for block in view["blocks"] if block["type"] == "context"]
    assert days == ["11月20日(金)", "2025年12月25日(木)"]


async def test_the_pages_are_turned_in_the_modal(sqlite_url):
    async with on_stage(sqlite_url) as stage:
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        [customer] = await rows(stage.kizuna.store, Customer)
        for number in range(20):
            day = TODAY - timedelta(days=number)
            await an_interaction(stage.kizuna.store, customer=customer, day=day, text=f"{number}件目の訪問")
        await stage.command("/customer 履歴 田中様")
        await shown_in_modal(stage, "0件目の訪問")

        await pressed(stage, "timeline.older")
        await shown_in_modal(stage, "19件目の訪問")
        await pressed(stage, "timeline.newer")
        await shown_in_modal(stage, "0件目の訪問")
        await pressed(stage, "timeline.filter", value="line")

        await shown_in_modal(stage, "この種類の記録はありません")


async def pressed(stage: Stage, action: str, **choice) -> None:
    form = await stage.modal()
    done = await stage.post("slack/U0SATO/click", view_id=form["id"], action_id=action, **choice)
    assert done.get("status") == 200, done


async def shown_in_modal(stage: Stage, words: str) -> None:
    async def look() -> bool:
        return words in str(await stage.modal())

    await until(look, words)
