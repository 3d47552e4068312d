"""What finds customers in the store: their keys, the pairs of characters in them, and the questions asked of both."""

from sqlalchemy import select
from sqlmodel import col

from storage.records import customers, finding
from storage.store import Store
from storage.tables import CustomerGram, CustomerKey
from tests.builders import a_customer, written
from tests.namebook import settle


async def index(store: Store, customer_id: int) -> tuple[set[str], set[str]]:
    """Keys and grams that find the customer."""
    async with store.read() as session:
        keys = (await customers.keys_of(session, [customer_id])).get(customer_id, set())
        grams = set(
            await session.scalars(select(col(CustomerGram.gram)).where(col(CustomerGram.customer_id) == customer_id))
        )
    return keys, grams


async def test_a_customer_has_the_pairs_of_all_keys_and_no_others(store):
    customer = await a_customer(store)
    async with written(store) as work:
        await customers.set_keys(work.session, customer.id, ["田中", "田中一郎", ""])
    async with written(store) as work:
        await customers.set_keys(work.session, customer.id, ["田中", "林"])

    assert await index(store, customer.id) == ({"田中", "林"}, {"田中", "林"})


async def test_many_customers_get_their_keys_at_once_and_lose_their_old_ones(store):
    one, other, third = [await a_customer(store) for _ in range(3)]
    async with written(store) as work:
        await customers.set_keys_many(work.session, {one.id: ["佐藤"], other.id: ["田中一郎"], third.id: ["森"]})
    async with written(store) as work:
        await customers.set_keys_many(work.session, {one.id: ["佐藤健"], other.id: []})

    assert await index(store, one.id) == ({"佐藤健"}, {"佐藤", "藤健", "佐健"})
    assert await index(store, other.id) == (set(), set())
    assert await index(store, third.id) == ({"森"}, {"森"})


async def test_of_many_who_share_as_much_the_oldest_are_looked_at_on_every_database(store):
    await settle(store, [(f"大{each}千尋", None, "サクラ") for each in "赤青黒東西南北上下新古竹梅桜川野石水金戸" * 5])

    async with store.read() as session:
        shared = [each.id for each in await finding.sharing(session, {"千尋"}, mine=0)]

    assert sorted(shared) == list(range(1, finding.CANDIDATES + 1))


async def test_what_is_not_written_yet_is_found_in_its_unit_of_work(store):
    customer = await a_customer(store)
    async with written(store) as work:
        work.session.add(CustomerKey(key="小鳥遊", customer_id=customer.id))

        found = (await finding.named(work.session, ["小鳥遊"], customer.owner_id, 10)).customers

    assert [each.id for each in found] == [customer.id]


async def test_who_is_gone_is_left_out(store):
    kept, merged = await a_customer(store), await a_customer(store)
    async with written(store) as work:
        (await customers.by_id(work.session, merged.id)).merged_into_id = kept.id

    async with store.read() as session:
        there = await finding.by_ids(session, [merged.id, kept.id + 1000, kept.id])

    assert [each.id for each in there] == [kept.id]


async def test_keys_that_are_older_than_the_pairs_get_theirs_when_they_are_set_again(store):
    customer = await a_customer(store)
    async with store.write() as session:
        session.add(CustomerKey(key="田中一郎", customer_id=customer.id))

    async with written(store) as work:
        await customers.set_keys(work.session, customer.id, ["田中一郎"])

    assert await index(store, customer.id) == ({"田中一郎"}, {"田中", "中一", "一郎", "田一", "中郎"})
