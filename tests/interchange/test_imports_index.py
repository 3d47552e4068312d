"""The search index of imported customers: written thousands at a time, and whole whatever happens in between."""

import contextlib
from collections import defaultdict

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from bot.interchange.imports import running
from bot.interchange.imports.pace import Growth, Pace
from crm import names
from crm.records import companies, finding, merges, profiles
from storage.interchange import imports
from storage.records import grams
from storage.store import Store
from storage.tables import Company, Customer, CustomerGram, CustomerKey, Rep
from tests.builders import a_rep, written
from tests.deeds import by
from tests.importing import Desk, PowerCutError

HEAD = "氏名,フリガナ,会社名,電話番号\n"
TABLE = HEAD + "".join(
    f"{family} {given},{kana},{'株式会社サクラ' if number % 2 else ''},03-0000-{number:04}\n"
    for number, (family, given, kana) in enumerate(
        (family, given, f"{first} {last}")
        for family, first in (("田中", "タナカ"), ("大岡", "オオオカ"), ("小野寺", "オノデラ"))
        for given, last in (("一郎", "イチロウ"), ("千尋", "チヒロ"), ("恵", "メグミ"), ("健太", "ケンタ"))
    )
)
# So small that all that happens in a long import happens in this one.
SMALL = Pace(most=2, gather=5, span=7, pause=0)


@pytest_asyncio.fixture
async def rep(store) -> Rep:
    return await a_rep(store, slack_id="U0SATO", full_name="佐藤 健太")


@pytest.fixture
def desk(store, tmp_path, rep) -> Desk:
    return Desk(store, tmp_path)


async def entries(store, table, entry) -> dict[int, set[str]]:
    found = defaultdict[int, set[str]](set)
    async with store.read() as session:
        for number, one in await session.execute(select(table.customer_id, entry)):
            found[number].add(one)
    return dict(found)


async def assert_whole(store) -> None:
    """Every customer is found by exactly what their names of today come to."""
    async with store.read() as session:
        everybody = select(Customer, Company.name).outerjoin(Company, Company.id == Customer.company_id)
        living = [row for row in await session.execute(everybody) if row[0].merged_into_id is None]
    keys = {each.id: names.search_keys(each.name, each.reading, firm) for each, firm in living}
    for each, _ in living:
        for other in [row for row in living if row[0].merged_into_id == each.id]:
            keys[each.id] |= keys[other[0].id]
    assert await entries(store, CustomerKey, CustomerKey.key) == keys
    known = {number: grams.of_keys(theirs) for number, theirs in keys.items()}
    assert await entries(store, CustomerGram, CustomerGram.gram) == known


def once(deed):
    """Done when the first rows have been written, and not again."""
    left = [deed]

    async def progressed(_rows: int) -> None:
        if left:
            await left.pop()()

    return progressed


async def test_imported_customers_are_found_by_all_their_names(desk, store):
    await desk.bring(TABLE, owner="U0SATO", pace=SMALL)

    assert len(await desk.customers()) == 12
    await assert_whole(store)


async def test_a_misspelt_name_comes_near_to_an_imported_customer(desk, store, rep):
    await desk.bring(TABLE, owner="U0SATO")

    async with by(store, rep) as work:
        found = await finding.find(work, "大岳千尋")

    assert found.close
    assert [each.name for each in found.customers] == ["大岡 千尋"]


async def test_a_customer_is_found_by_the_whole_name_as_soon_as_it_is_written(desk, store, rep):
    found = []

    async def look() -> None:
        async with by(store, rep) as work:
            found.extend((await finding.find(work, "田中一郎様")).customers)

    await desk.bring(TABLE, owner="U0SATO", pace=SMALL, progressed=once(look))

    assert [each.name for each in found] == ["田中 一郎"]


@pytest.mark.parametrize("at", [1, 3, 5, 15, 25, 30, 40])
async def test_a_run_that_is_cut_short_anywhere_leaves_nobody_out_of_the_index(desk, store, at):
    try:
        await desk.bring(TABLE, owner="U0SATO", pace=SMALL, progressed=power_cut_at(at))
    except PowerCutError:
        cut = True
    else:
        cut = False

    await desk.bring(TABLE, owner="U0SATO", pace=SMALL)

    assert cut or not store.sqlite  # PostgreSQL writes the index with the rows: there is less to be cut
    assert len(await desk.customers()) == 12
    await assert_whole(store)


@pytest.mark.parametrize("at", [1, 3, 15, 30])
async def test_nobody_who_was_written_stays_unfound_when_no_one_goes_on_with_a_run(desk, store, at):
    with contextlib.suppress(PowerCutError):
        await desk.bring(TABLE, owner="U0SATO", pace=SMALL, progressed=power_cut_at(at))

    await running.make_good(store, desk.begin, SMALL)

    assert await desk.customers()
    await assert_whole(store)


def power_cut_at(step: int):
    """The process ends after so many transactions, of rows or of the index."""
    left = [step]

    async def progressed(_rows: int) -> None:
        left[0] -= 1
        if not left[0]:
            raise PowerCutError

    return progressed


async def test_a_name_that_is_changed_during_the_import_leaves_nothing_of_the_old_one(desk, store, rep):
    async def marry() -> None:
        async with by(store, rep) as work:
            [tanaka] = (await finding.find(work, "田中一郎")).customers
            await profiles.edit(work, tanaka.id, tanaka.version, {"name": "山本 一郎", "reading": "ヤマモト イチロウ"})

    await desk.bring(TABLE, owner="U0SATO", pace=SMALL, progressed=once(marry))

    assert "山本 一郎" in {each.name for each in await desk.customers()}
    await assert_whole(store)


async def test_a_company_that_is_renamed_during_the_import_leaves_nothing_of_the_old_name(desk, store, rep):
    async def rename() -> None:
        async with by(store, rep) as work:
            firm = (await work.session.scalars(select(Company))).one()
            await companies.edit(work, firm.id, firm.version, {"name": "モミジ商事"})

    table = HEAD + "".join(TABLE.splitlines(keepends=True)[2:13:2])
    await desk.bring(table, owner="U0SATO", pace=Pace(most=6, span=7, pause=0), progressed=once(rename))

    await assert_whole(store)


async def test_whoever_is_merged_away_during_the_import_is_not_found_again(desk, store, rep):
    async def merge() -> None:
        async with by(store, rep) as work:
            one, other = (await work.session.scalars(select(Customer).order_by(Customer.id).limit(2))).all()
            await merges.merge(work, one.id, other.id)

    await desk.bring(TABLE, owner="U0SATO", pace=SMALL, progressed=once(merge))

    keys = await entries(store, CustomerKey, CustomerKey.key)
    pairs = await entries(store, CustomerGram, CustomerGram.gram)
    async with store.read() as session:
        [gone] = await session.scalars(select(Customer.id).where(Customer.merged_into_id.is_not(None)))
    assert gone not in keys | pairs
    assert len(keys) == len(pairs) == 11


def test_the_tables_are_looked_at_again_as_often_as_they_have_grown_fourfold():
    growth = Growth()

    assert [size for size in range(200, 20_001, 200) if growth.by(200)] == [1000, 4000, 16_000]
    assert growth.much


async def test_postgresql_knows_how_large_its_tables_are(postgres_url, tmp_path):
    store = Store.open(postgres_url)
    await a_rep(store, slack_id="U0SATO")
    await Desk(store, tmp_path).bring(TABLE, owner="U0SATO")

    async with written(store) as work:
        await imports.learn(work.session)

    async with store.read() as session:
        rows = text("SELECT reltuples FROM pg_class WHERE relname = 'customers'")
        assert (await session.execute(rows)).scalar_one() == 12
    await store.close()
