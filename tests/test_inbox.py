"""The inbox: on disk before anybody is thanked, and each event once."""

import asyncio
from datetime import datetime

from sqlalchemy import event, select, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from storage import inbox
from storage.inbox import BATCH, Arrival, Gate, Taken
from storage.store import Store
from storage.tables import Inbox
from tests.builders import NOW
from tests.line_events import rows


def arrival(name: str, lane: str = "", lease: str | None = None) -> Arrival:
    return Arrival(name, "line", "message.text", lane or name, "{}", NOW, lease)


async def kept(store: Store, *names: str, lane: str = "") -> dict[str, int]:
    return await Gate(store).accept([arrival(name, lane) for name in names], NOW)


async def claimed(store: Store, now: datetime = NOW, limit: int = BATCH) -> list[Taken]:
    async with store.write() as session:
        return await inbox.claim(session, now, limit)


async def states(store: Store) -> dict[str, str]:
    return {row.dedupe: row.state for row in await rows(store, Inbox)}


def names(taken: list[Taken], by_seq: dict[str, int]) -> list[str]:
    known = {seq: name for name, seq in by_seq.items()}
    return [known[one.seq] for one in taken]


# --- coming in -------------------------------------------------------------------------------------------------------


async def test_what_arrives_together_is_committed_together(store):
    commits = []
    event.listen(store._writer.sync_engine, "commit", commits.append)
    gate = Gate(store)

    new = await asyncio.gather(*(gate.accept([arrival(f"e{number}")], NOW) for number in range(50)))

    assert [list(each) for each in new] == [[f"e{number}"] for number in range(50)]
    assert len(commits) <= 3


async def test_whoever_was_let_in_is_on_disk(database_url, store):
    gate, other, missing = Gate(store), Store.open(database_url), []

    async def come(number: int) -> None:
        new = await gate.accept([arrival(f"e{number}")], NOW)
        async with other.read() as session:
            if await session.get(Inbox, new[f"e{number}"]) is None:
                missing.append(number)

    await asyncio.gather(*(come(number) for number in range(30)))
    await other.close()

    assert missing == []


async def test_one_who_comes_twice_is_let_in_once(store):
    gate = Gate(store)

    first, second = await asyncio.gather(*(gate.accept([arrival("e1"), arrival("e1")], NOW) for _ in range(2)))
    third = await gate.accept([arrival("e1"), arrival("e2")], NOW)

    assert [set(first), set(second), set(third)] == [{"e1"}, set(), {"e2"}]
    assert await states(store) == {"e1": "open", "e2": "open"}


async def test_two_doors_on_two_machines_let_the_same_one_in_once(database_url, store):
    other = Store.open(database_url)

    new = await asyncio.gather(*(kept(each, f"e{number}") for number in range(10) for each in (store, other)))
    await other.close()

    assert sorted(name for each in new for name in each) == sorted(f"e{number}" for number in range(10))


async def test_nothing_to_let_in_touches_nothing(store):
    assert await Gate(store).accept([], NOW) == {}


async def test_a_door_that_gives_up_takes_nobody_with_it(store):
    gate = Gate(store)
    async with store.write():  # on SQLite the gate now waits for its turn, with all of them
        impatient = asyncio.create_task(gate.accept([arrival("e1")], NOW))
        patient = asyncio.create_task(gate.accept([arrival("e2")], NOW))
        await asyncio.sleep(0)
        impatient.cancel()

    assert "e2" in await patient
    assert "e2" in await states(store)


async def test_a_broken_database_is_told_to_every_door_that_waits_and_forgotten_when_it_is_whole(store):
    gate = Gate(store)
    await statement(store, "ALTER TABLE inbox RENAME TO elsewhere")

    try:
        told = await asyncio.gather(
            *(gate.accept([arrival(f"e{number}")], NOW) for number in range(5)), return_exceptions=True
        )
    finally:
        await statement(store, "ALTER TABLE elsewhere RENAME TO inbox")
    after = await gate.accept([arrival("e9")], NOW)

    assert [isinstance(each, DBAPIError) for each in told] == [True] * 5
    assert list(after) == ["e9"]
    assert await states(store) == {"e9": "open"}


async def statement(store: Store, sql: str) -> None:
    async with store.write() as session:
        await session.execute(text(sql))


async def test_a_hundred_events_of_one_webhook_keep_their_order(store):
    new = await kept(store, *(f"e{number}" for number in range(100)), lane="customer")

    assert names(await claimed(store), new) == [f"e{number}" for number in range(100)]


# --- pressing again --------------------------------------------------------------------------------------------------


async def test_a_key_that_is_given_back_lets_the_same_thing_in_again(store):
    lease = inbox.new_lease()
    [seq] = (await Gate(store).accept([arrival("press", lease=lease)], NOW)).values()

    async with store.write() as session:
        await inbox.finish(session, seq, lease, dedupe=f"{seq}:{lease}")

    assert set(await kept(store, "press")) == {"press"}
    assert sorted((await states(store)).values()) == ["done", "open"]


async def test_a_press_that_is_given_up_is_dead_and_may_be_pressed_again(store):
    lease = inbox.new_lease()
    [seq] = (await Gate(store).accept([arrival("press", lease=lease)], NOW)).values()
    taken = Taken(seq, "slack", "block_actions", "press", "{}", NOW, NOW, 1, lease)

    async with store.write() as session:
        await inbox.give_up(session, taken, "abcd1234")

    assert set(await kept(store, "press")) == {"press"}
    async with store.read() as session:
        assert list(await session.scalars(select(Inbox.state).order_by(col(Inbox.seq)))) == ["dead", "open"]
