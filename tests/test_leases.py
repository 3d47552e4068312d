"""The inbox in work: a row is in one hand at a time, lanes keep their order, and what fails comes back."""

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta

import pytest

from storage import inbox, ledger
from storage.inbox import BATCH, LEASE, MAX_ATTEMPTS, Arrival, Gate, LeaseLostError, Taken
from storage.store import Store
from storage.tables import Inbox
from tests.builders import NOW
from tests.line_events import rows

AFTER_LEASE = NOW + LEASE + timedelta(seconds=1)
SECOND = timedelta(seconds=1)


def arrival(name: str, lane: str = "", lease: str | None = None) -> Arrival:
    return Arrival(name, "line", "message.text", lane or name, "{}", NOW, lease)


async def kept(store: Store, *names: str, lane: str = "") -> dict[str, int]:
    return await Gate(store).accept([arrival(name, lane) for name in names], NOW)


async def claimed(store: Store, now: datetime = NOW, limit: int = BATCH) -> list[Taken]:
    async with store.write() as session:
        return await inbox.claim(session, now, limit)


async def finished(store: Store, taken: Taken) -> None:
    async with store.write() as session:
        await inbox.finish(session, taken.seq, taken.lease)


async def failed(store: Store, taken: Taken, now: datetime = NOW) -> bool:
    async with store.write() as session:
        return await inbox.fail(session, taken, now, "abcd1234")


async def states(store: Store) -> dict[str, str]:
    return {row.dedupe: row.state for row in await rows(store, Inbox)}


def names(taken: list[Taken], by_seq: dict[str, int]) -> list[str]:
    known = {seq: name for name, seq in by_seq.items()}
    return [known[one.seq] for one in taken]


# --- taking ----------------------------------------------------------------------------------------------------------


async def test_a_claim_takes_as_many_as_it_may_in_order_of_arrival(store):
    new = await kept(store, "e1", "e2", "e3")

    first, second = await claimed(store, limit=2), await claimed(store)

    assert (names(first, new), names(second, new)) == (["e1", "e2"], ["e3"])
    assert {one.attempts for one in first} == {1}


async def test_what_the_counter_holds_is_nobody_elses_until_its_lease_runs_out(store):
    lease = inbox.new_lease()
    await Gate(store).accept([arrival("e1", lease=lease)], NOW)

    meanwhile = await claimed(store, NOW + LEASE - SECOND)
    afterwards = await claimed(store, NOW + LEASE)

    assert meanwhile == []
    assert [one.attempts for one in afterwards] == [1]


async def test_a_row_in_hand_holds_its_lane_back_and_no_other(store):
    new = await kept(store, "e1", "e2", lane="customer")
    (head,) = await claimed(store, limit=1)

    await kept(store, "other")
    meanwhile = await claimed(store)
    await finished(store, head)
    after = await claimed(store)

    assert len(meanwhile) == 1
    assert meanwhile[0].lane == "other"
    assert names(after, new) == ["e2"]


async def test_a_row_whose_worker_died_comes_back_with_its_lane_in_order(store):
    new = await kept(store, "e1", "e2", lane="customer")
    await claimed(store)

    again = await claimed(store, AFTER_LEASE)

    assert names(again, new) == ["e1", "e2"]
    assert {one.attempts for one in again} == {2}


async def test_work_under_a_lost_lease_does_not_count(store):
    await kept(store, "e1")
    (slow,) = await claimed(store)
    (fast,) = await claimed(store, AFTER_LEASE)

    with pytest.raises(LeaseLostError):
        await worked(store, slow)
    await worked(store, fast)

    assert await states(store) == {"e1": "done"}
    async with store.read() as session:
        assert await ledger.used(session, "work", fast.lease)
        assert not await ledger.used(session, "work", slow.lease)


async def worked(store: Store, taken: Taken) -> None:
    """What a worker does: the work and the mark, in one transaction."""
    async with store.write() as session:
        await ledger.take(session, "work", taken.lease, NOW)
        await inbox.finish(session, taken.seq, taken.lease)


async def test_what_is_done_is_not_done_again(store):
    await kept(store, "e1")
    (taken,) = await claimed(store)
    await finished(store, taken)

    with pytest.raises(LeaseLostError):
        await finished(store, taken)

    assert await claimed(store, NOW + timedelta(days=1)) == []


async def test_many_workers_on_two_machines_never_share_a_row_and_keep_every_lane_in_order(database_url, store):
    lanes, each_lane = 12, 10
    other, done = Store.open(database_url), defaultdict(list)
    for number in range(lanes * each_lane):
        await kept(store, f"e{number}", lane=f"lane {number % lanes}")

    async def work(place: Store) -> None:
        while taken := await claimed(place, limit=7):
            for one in taken:
                await asyncio.sleep(0)
                await finished(place, one)
                done[one.lane].append(one.seq)

    while sum(map(len, done.values())) < lanes * each_lane:
        await asyncio.gather(*(work(place) for place in (store, other, store, other)))
    await other.close()

    assert {lane: len(seqs) for lane, seqs in done.items()} == {f"lane {number}": each_lane for number in range(lanes)}
    assert all(seqs == sorted(set(seqs)) for seqs in done.values())


# --- failing ---------------------------------------------------------------------------------------------------------


async def test_a_failed_row_waits_longer_each_time_and_its_lane_with_it(store):
    new = await kept(store, "e1", "e2", lane="customer")
    now, pauses = NOW, []
    for _ in range(3):
        (bad,) = await claimed(store, now, limit=1)
        await failed(store, bad, now)
        async with store.read() as session:
            due = await inbox.next_ready(session)
        assert await claimed(store, due - timedelta(milliseconds=1)) == []
        pauses.append((due - now).total_seconds())
        now = due

    assert pauses == [2, 4, 8]
    assert names(await claimed(store, now), new) == ["e1", "e2"]


async def test_the_next_look_is_for_the_row_that_holds_the_lane_not_for_those_behind_it(store):
    """Otherwise a worker would look again and again, without a pause, until the failed row's time has come."""
    await kept(store, "e1", "e2", lane="customer")
    (bad,) = await claimed(store, limit=1)
    await failed(store, bad)

    async with store.read() as session:
        due = await inbox.next_ready(session)

    assert due == NOW + timedelta(seconds=2)


async def test_a_row_that_fails_too_often_is_put_to_rest_and_its_lane_goes_on(store):
    new = await kept(store, "e1", "e2", lane="customer")
    now, dead = NOW, False
    for _ in range(MAX_ATTEMPTS):
        (bad,) = await claimed(store, now, limit=1)
        assert not dead
        dead = await failed(store, bad, now)
        now += timedelta(hours=1)

    assert dead
    assert names(await claimed(store, now), new) == ["e2"]
    [first, _] = await rows(store, Inbox)
    assert (first.state, first.reference, first.lease) == ("dead", "abcd1234", None)


async def test_a_failure_that_is_reported_too_late_disturbs_nobody(store):
    await kept(store, "e1")
    (slow,) = await claimed(store)
    (fast,) = await claimed(store, AFTER_LEASE)

    await failed(store, slow, AFTER_LEASE)
    await finished(store, fast)

    assert await states(store) == {"e1": "done"}


async def test_rows_that_are_handed_back_are_ready_at_once_and_were_not_tried(store):
    new = await kept(store, "e1", "e2")
    first, second = await claimed(store)

    async with store.write() as session:
        await inbox.hand_back(session, [second], NOW)
    again = await claimed(store)

    assert names(again, new) == ["e2"]
    assert again[0].attempts == 1
    assert first.seq not in {one.seq for one in again}


async def test_after_a_crash_everything_that_was_in_hand_is_free_at_once(store):
    new = await kept(store, "e1", "e2")
    await claimed(store)

    async with store.write() as session:
        await inbox.release_all(session, NOW + SECOND)

    assert names(await claimed(store, NOW + SECOND), new) == ["e1", "e2"]
