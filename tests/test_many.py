"""Many rows at once: they stand in the store as if each had been flushed, and in the audit log too."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from storage import many
from storage.history import values
from storage.store import Store
from storage.tables import Audit, Customer
from tests.builders import NOW, a_rep, saved, written

STRANGE = {
    "name": 'O\'Brien "Bob" {田中}, \\n',
    "note": "一行目\n二行目 🌸",
    "tags": ["VIP, 紹介", '"'],
    "custom": {"1": 1.5, "2": None, "3": [True]},
    "mourning_from": date(2026, 11, 1),
    "created_at": datetime(2020, 4, 5, 15, 0, tzinfo=UTC),
    "gifts_declined": True,
    "birth_month": 4,
}


async def test_many_rows_are_what_single_ones_would_be(store):
    rep = await a_rep(store)
    rows = [{"name": f"客 {number}", "owner_id": rep.id} for number in range(many.TOGETHER)]
    rows.append(STRANGE | {"owner_id": rep.id})

    async with written(store) as work:
        ids = await many.add(work.session, work, Customer, rows)

    typed = await saved(store, Customer(**STRANGE, owner_id=rep.id))
    async with store.read() as session:
        found = {each.id: each for each in await session.scalars(select(Customer))}
        lines = {
            each.row_id: each for each in await session.scalars(select(Audit).where(Audit.table_name == "customers"))
        }
    assert [found[each].name for each in ids] == [row["name"] for row in rows]
    assert values(found[ids[-1]]) == values(typed) | {"id": ids[-1]}
    assert found[ids[0]].created_at == NOW
    assert lines[ids[-1]].after == lines[typed.id].after | {"id": ids[-1]}
    assert (lines[ids[0]].before, lines[ids[0]].row_version, lines[ids[0]].customer_id) == (None, 1, ids[0])


async def test_many_changed_rows_are_what_a_flush_would_have_made_of_them(store):
    rep, other = await a_rep(store), await a_rep(store)
    one, two, third = [await saved(store, Customer(**STRANGE, owner_id=rep.id)) for _ in range(3)]

    async with written(store) as work:
        flushed, *rows = [await work.session.get_one(Customer, each.id) for each in (one, two, third)]
        for row in (flushed, *rows):
            row.owner_id = other.id
        flushed.note, rows[0].note = None, None
        rows[0].tags, flushed.tags = ["新"], ["新"]
        await many.change(work.session, work, rows)

    async with store.read() as session:
        found = {each.id: values(each) for each in await session.scalars(select(Customer))}
        lines = await session.scalars(select(Audit).where(Audit.row_version == 2).order_by(Audit.row_id))
        told = {each.row_id: (each.before, each.after, each.rule, each.customer_id) for each in lines}
    assert found[two.id] == found[one.id] | {"id": two.id}
    assert found[third.id] == values(third) | {"owner_id": other.id, "version": 2}
    before, after, *rest = told[one.id]
    assert told[two.id] == (before | {"id": two.id}, after | {"id": two.id}, rest[0], two.id)
    assert before == values(one)


async def test_rows_that_have_not_changed_are_not_written(store):
    rep = await a_rep(store)
    customer = await saved(store, Customer(**STRANGE, owner_id=rep.id))

    async with written(store) as work:
        row = await work.session.get_one(Customer, customer.id)
        row.owner_id = rep.id
        await many.change(work.session, work, [row])

    async with store.read() as session:
        assert values(await session.get_one(Customer, customer.id)) == values(customer)


async def test_no_rows_are_no_numbers(store):
    async with written(store) as work:
        ids = await many.add(work.session, work, Customer, [])

    assert ids == []


async def test_a_text_that_is_too_long_is_refused_and_never_cut(postgres_url):
    """SQLite has no lengths."""
    store = Store.open(postgres_url)
    rep = await a_rep(store)

    with pytest.raises(DBAPIError):
        async with written(store) as work:
            await many.add(work.session, work, Customer, [{"name": "長" * 101, "owner_id": rep.id}])
    await store.close()
