"""The store: a snapshot to read, one transaction to write, one pen on SQLite, and a bell that is heard everywhere."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from storage import ledger
from storage.store import WORK_WAITS, Store
from storage.tables import Customer, Ledger, Rep
from storage.turns import Turns
from storage.urls import BadUrlError
from tests.builders import NOW, a_customer, a_rep, owed, saved
from tests.patience import PATIENCE

GIVES_UP = ("never", "while it waits", "as its turn comes")


@asynccontextmanager
async def another(url: str) -> AsyncIterator[Store]:
    """A second process's view of the same database."""
    made = Store.open(url)
    yield made
    await made.close()


async def slots(store: Store) -> int:
    async with store.read() as session:
        return await ledger.slots(session)


async def take(store: Store, slot: str, then: Exception | None = None) -> None:
    async with store.write() as session:
        await ledger.take(session, "test", slot, NOW)
        if then is not None:
            raise then


# --- reading ---------------------------------------------------------------------------------------------------------


async def test_a_snapshot_does_not_see_what_is_committed_while_it_is_read(store):
    count = select(func.count()).select_from(Rep)
    async with store.read() as session:
        before = (await session.execute(count)).scalar_one()
        await a_rep(store)
        meanwhile = (await session.execute(count)).scalar_one()

    async with store.read() as session:
        after = (await session.execute(count)).scalar_one()

    assert (before, meanwhile, after) == (0, 0, 1)


async def test_a_reader_cannot_write(store):
    async with store.read() as session:
        with pytest.raises(DBAPIError):
            await session.execute(insert(Ledger).values(job="test", slot="1", at=NOW))

    assert await slots(store) == 0


# --- writing ---------------------------------------------------------------------------------------------------------


async def test_a_block_that_raises_leaves_nothing(store):
    with pytest.raises(RuntimeError):
        await take(store, "1", then=RuntimeError())

    assert await slots(store) == 0


async def test_a_block_that_is_cancelled_leaves_nothing_and_the_next_one_may_write(store):
    written_already = asyncio.Event()

    async def endless() -> None:
        async with store.write() as session:
            await ledger.take(session, "test", "1", NOW)
            written_already.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(endless())
    await written_already.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(PATIENCE):
        await take(store, "2")

    async with store.read() as session:
        assert list(await session.scalars(select(Ledger.slot))) == ["2"]


async def test_what_is_written_is_seen_by_others_only_when_all_of_it_is_committed(store):
    async with store.write() as session:
        await ledger.take(session, "test", "1", NOW)
        await ledger.take(session, "test", "2", NOW)
        meanwhile = await slots(store)

    assert (meanwhile, await slots(store)) == (0, 2)


async def test_a_reference_to_nobody_is_refused_by_the_database_itself(store):
    with pytest.raises(IntegrityError):
        await saved(store, Customer(name="田中", owner_id=4711))


@pytest.mark.parametrize("naive", [datetime(2026, 11, 20, 9), datetime(2026, 11, 20, 9, fold=1)])  # noqa: DTZ001
async def test_an_instant_without_a_zone_is_refused(store, naive):
    with pytest.raises(StatementError):
        await a_rep(store, seen_at=naive)


async def test_instants_come_back_aware_and_equal(store):
    rep = await a_rep(store, seen_at=NOW.astimezone())

    async with store.read() as session:
        again = await session.get(Rep, rep.id)

    assert again.seen_at == NOW
    assert again.seen_at.utcoffset() is not None


async def test_two_writers_at_once_both_get_through(store):
    await asyncio.gather(*(take(store, str(number)) for number in range(20)))

    assert await slots(store) == 20


async def test_two_processes_write_to_one_database(database_url, store):
    async with another(database_url) as other:
        await asyncio.gather(*(take(each, f"{number}") for number in range(10) for each in (store, other)))

    assert await slots(store) == 10


@pytest.mark.parametrize("url", ["mysql://host/name", "nonsense", ""])
def test_a_url_of_no_database_that_we_know_is_refused(url):
    with pytest.raises(BadUrlError):
        Store.open(url)


async def test_on_sqlite_what_is_committed_is_on_the_disk(sqlite_url):
    full = 2  # tests/databases.py asks for less: this is the store as the product opens it

    async with another(sqlite_url) as store, store.write() as session:
        assert (await session.execute(text("PRAGMA synchronous"))).scalar_one() == full


# --- turns -----------------------------------------------------------------------------------------------------------


async def test_on_sqlite_the_inbox_writes_before_all_others_who_wait(sqlite_url):
    order: list[str] = []

    async def write(store: Store, name: str, *, urgent: bool) -> None:
        async with store.write(urgent=urgent):
            order.append(name)

    async with another(sqlite_url) as store:
        async with store.write():
            waiting = [asyncio.create_task(write(store, f"rule {number}", urgent=False)) for number in range(3)]
            await asyncio.sleep(0)
            waiting += [asyncio.create_task(write(store, f"inbox {number}", urgent=True)) for number in range(2)]
            await asyncio.sleep(0)
        await asyncio.gather(*waiting)

    assert order == ["inbox 0", "inbox 1", "rule 0", "rule 1", "rule 2"]


def run(scenario: Coroutine[None, None, None]) -> None:
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(scenario)
    finally:
        loop.close()


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(GIVES_UP)), max_size=8))
def test_a_turn_is_never_lost_and_never_held_twice(waiters):
    """`waiters`: is it urgent, and when does it give up?"""
    served: list[int] = []
    inside: list[int] = []

    async def wait(turns: Turns, number: int, *, urgent: bool) -> None:
        async with turns.take(urgent=urgent):
            inside.append(number)
            assert inside == [number]
            await asyncio.sleep(0)
            served.append(number)
            inside.remove(number)

    async def scenario() -> None:
        turns, tasks = Turns(), list[asyncio.Task[None]]()
        async with turns.take():
            tasks = [asyncio.create_task(wait(turns, at, urgent=one[0])) for at, one in enumerate(waiters)]
            await asyncio.sleep(0)
            cancel(tasks, "while it waits")
        # The first of those who are left has just been handed the turn, and does not know it yet.
        cancel(tasks, "as its turn comes")
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*tasks, return_exceptions=True)
            async with turns.take():
                pass

    def cancel(tasks: list[asyncio.Task[None]], when: str) -> None:
        for task, (_, gives_up) in zip(tasks, waiters, strict=True):
            if gives_up == when:
                task.cancel()

    run(scenario())

    patient = [number for number, (_, gives_up) in enumerate(waiters) if gives_up == "never"]
    assert served == sorted(patient, key=lambda number: not waiters[number][0])


# --- the bell --------------------------------------------------------------------------------------------------------


async def quiet(store: Store) -> None:
    """The first look of a listener rings too; wait until it is over."""
    heard = -1
    while heard != store.bell.rung:
        heard = store.bell.rung
        await store.bell.wait(heard, 0.3)


async def test_work_of_another_process_rings_the_bell(database_url, store):
    await store.listen()
    await quiet(store)
    before = store.bell.rung

    async with another(database_url) as other, asyncio.timeout(PATIENCE):
        while store.bell.rung == before:  # PostgreSQL may not listen yet: a lost ring costs a second, never a row
            await owed(other)
            await store.bell.wait(before, 0.3)

    assert store.bell.rung > before


async def test_work_of_ones_own_rings_at_once_without_listening(store):
    before = store.bell.rung

    await owed(store)
    await store.bell.wait(before, 0)

    assert store.bell.rung == before + 1


async def work_left(store: Store, then: Exception) -> None:
    async with store.write() as session:
        session.info[WORK_WAITS] = True
        raise then


async def test_what_leaves_no_work_or_is_rolled_back_rings_nobody(store):
    before = store.bell.rung

    await a_customer(store)
    with pytest.raises(RuntimeError):
        await work_left(store, then=RuntimeError())

    assert store.bell.rung == before


async def test_a_ring_between_looking_and_waiting_is_not_missed(store):
    heard = store.bell.rung
    await store.bell.ring()

    async with asyncio.timeout(PATIENCE):
        await store.bell.wait(heard, PATIENCE * 10)
