"""The worker: one bad event takes neither its neighbours nor the worker with it, and whoever waits for it hears so."""

import asyncio
import json
from datetime import timedelta

import structlog
from sqlalchemy import event, text

from bot.ear import Ear
from bot.worker import Worker
from crm.notices import Apology
from storage import inbox
from storage.inbox import LEASE, MAX_ATTEMPTS, Arrival, Gate
from storage.store import Store
from storage.tables import Inbox, Message
from tests.builders import HOUSE, NOW, Clock, a_customer, a_line_user
from tests.line_events import USER, owed, rows, words
from tests.stage import until

OTHER = "U" + "2" * 32
# LINE's JSON may hold a number that no float can; the door lets it in, because it is still somebody's message.
BROKEN = '{"type": "message", "timestamp": Infinity}'


def worker_of(store: Store, clock: Clock) -> Worker:
    return Worker(store, Ear(HOUSE), None, clock)


async def heard(store: Store, *events: dict | str, lane: str = USER) -> None:
    """These events, as the door keeps them."""
    arrivals = []
    for each in events:
        payload = each if isinstance(each, str) else json.dumps(each, ensure_ascii=False)
        arrivals.append(Arrival(f"line:{abs(hash(payload))}", "line", "message.text", lane, payload, NOW))
    await Gate(store).accept(arrivals, NOW)


async def states(store: Store) -> list[str]:
    return [row.state for row in await rows(store, Inbox)]


async def said_to_us(store: Store) -> list[str]:
    return [message.text for message in await rows(store, Message)]


async def table(store: Store, name: str, new: str) -> None:
    """A migration that went wrong, or a disk."""
    async with store.write() as session:
        await session.execute(text(f"ALTER TABLE {name} RENAME TO {new}"))


async def test_a_bad_event_blocks_its_own_lane_and_no_other(store):
    clock = Clock()
    await heard(store, BROKEN, words("次のお話"))
    await heard(store, words("別の人のお話", OTHER), lane=OTHER)

    with structlog.testing.capture_logs() as logged:
        await worker_of(store, clock).drain()

    assert await states(store) == ["open", "open", "done"]
    assert await said_to_us(store) == ["別の人のお話"]
    assert [line["event"] for line in logged] == ["mishap"]


async def test_a_bad_event_is_put_to_rest_in_the_end_and_its_lane_goes_on(store):
    clock = Clock()
    await heard(store, BROKEN, words("次のお話"))

    for _ in range(MAX_ATTEMPTS):
        await worker_of(store, clock).drain()
        clock.forward(hours=1)
    await worker_of(store, clock).drain()

    assert await states(store) == ["dead", "done"]
    assert await said_to_us(store) == ["次のお話"]


async def test_what_could_not_be_done_is_done_when_the_trouble_is_over(store):
    clock = Clock()
    await heard(store, words("お話"))
    await table(store, "messages", "elsewhere")
    try:
        await worker_of(store, clock).drain()
    finally:
        await table(store, "elsewhere", "messages")
    clock.forward(minutes=1)

    await worker_of(store, clock).drain()

    assert await states(store) == ["done"]
    assert await said_to_us(store) == ["お話"]


async def test_when_we_give_up_the_customer_is_told_with_the_reference_of_the_log_line(store):
    clock = Clock()
    await a_line_user(store, user_id=USER, customer=await a_customer(store))
    await heard(store, words("内緒のお話"))
    await table(store, "messages", "elsewhere")

    try:
        with structlog.testing.capture_logs() as logged:
            for _ in range(MAX_ATTEMPTS):
                await worker_of(store, clock).drain()
                clock.forward(hours=1)
    finally:
        await table(store, "elsewhere", "messages")

    assert await states(store) == ["dead"]
    [apology] = await owed(store, Apology)
    assert apology.reference == logged[-1]["reference"]
    assert len(logged) == MAX_ATTEMPTS
    assert "内緒" not in str(logged)
    assert USER not in str(logged)


async def test_an_event_that_kills_the_process_each_time_is_not_tried_for_ever(store):
    clock = Clock()
    await heard(store, words("お話"))
    for _ in range(MAX_ATTEMPTS):
        async with store.write() as session:
            assert len(await inbox.claim(session, clock())) == 1
        clock.forward(seconds=LEASE.total_seconds() + 1)

    await worker_of(store, clock).drain()

    assert await states(store) == ["dead"]
    assert await said_to_us(store) == []


async def test_a_lane_that_waits_does_not_keep_the_worker_busy(store):
    clock = Clock()
    await heard(store, BROKEN, words("次のお話"))
    worker, turns = worker_of(store, clock), []
    await worker.drain()
    event.listen(store._writer.sync_engine, "begin", turns.append)

    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.3)
    worker.stop()
    await store.bell.ring()
    await running

    assert len(turns) <= 5


async def test_a_database_that_is_away_is_waited_for(store):
    clock = Clock()
    worker = worker_of(store, clock)
    await table(store, "inbox", "elsewhere")
    with structlog.testing.capture_logs() as logged:
        running = asyncio.create_task(worker.run())
        await until(lambda: _is(logged), "a log line")
    await table(store, "elsewhere", "inbox")

    await heard(store, words("お話"))
    await until(lambda: all_done(store), "the event to be done")
    worker.stop()
    await store.bell.ring()
    await running

    assert logged[0]["event"] == "mishap"


async def _is(found: object) -> object:
    return found


async def all_done(store: Store) -> bool:
    return set(await states(store)) == {"done"}


async def test_two_workers_share_the_work_and_do_all_of_it_once(store):
    clock = Clock()
    for number in range(40):
        await heard(store, words(f"お話{number:02}", f"U{number % 8:032}"), lane=f"U{number % 8:032}")

    await asyncio.gather(*(worker_of(store, clock).drain() for _ in range(3)))

    assert sorted(await said_to_us(store)) == [f"お話{number:02}" for number in range(40)]
    by_lane = {lane: [m.text for m in await rows(store, Message) if m.line_user_id == lane] for lane in range(1, 9)}
    assert all(texts == sorted(texts) for texts in by_lane.values())


async def test_a_worker_that_lost_its_lease_leaves_nothing_behind(store):
    clock, late = Clock(), Clock(NOW + timedelta(hours=1))
    await heard(store, words("お話"))
    async with store.write() as session:
        taken = await inbox.claim(session, clock())
    await worker_of(store, late).drain()

    left = await worker_of(store, clock)._turn(taken)

    assert left == []
    assert await said_to_us(store) == ["お話"]
    assert await states(store) == ["done"]
