"""Rows straight from the driver: the same words on both databases, in the session's own transaction."""

from storage import driver
from storage.driver import Statement
from storage.store import Store
from tests.builders import a_customer


def test_parameters_and_joined_texts_are_written_as_each_driver_wants_them():
    made = Statement.of(
        "SELECT group_concat(key, ' '), id::text FROM customer_keys WHERE key = :first AND id % 2 <> :mine"
    )

    assert (
        made.sqlite
        == "SELECT group_concat(key, ' '), id::text FROM customer_keys WHERE key = :first AND id % 2 <> :mine"
    )
    assert made.postgresql == (
        "SELECT string_agg(key, ' '), id::text FROM customer_keys WHERE key = %(first)s AND id %% 2 <> %(mine)s"
    )


async def test_a_row_is_read_by_its_parameters(store: Store):
    customer = await a_customer(store, name="田中 一郎")
    await a_customer(store, name="鈴木 花子")

    async with store.read() as session:
        found = await driver.rows(
            session, Statement.of("SELECT name FROM customers WHERE id = :id"), {"id": customer.id}
        )

    assert [tuple(each) for each in found] == [("田中 一郎",)]


async def test_what_another_wrote_after_the_snapshot_is_not_seen(store: Store):
    names = Statement.of("SELECT name FROM customers ORDER BY id")
    await a_customer(store, name="田中 一郎")

    async with store.read() as session:
        first = [tuple(each) for each in await driver.rows(session, names, {})]
        await a_customer(store, name="鈴木 花子")
        second = [tuple(each) for each in await driver.rows(session, names, {})]

    assert first == second == [("田中 一郎",)]
