"""The outbox: lanes, claims, leases and states, the same on SQLite and PostgreSQL."""

import asyncio
from datetime import timedelta

import pytest

from crm.notices import Alarm, Apology
from storage import outbox
from storage.store import Store
from storage.tables import Outbox
from tests.builders import NOW, owed

LATER = NOW + timedelta(minutes=1)
KINDS = ["Sentence", "Apology"]


async def claimed(store, now=NOW, kinds=KINDS, **more):
    async with store.write() as session:
        await outbox.wake_due(session, now)
        return await outbox.claim(session, now, kinds, **more)


async def settled(store, row, state, **changes) -> bool:
    async with store.write() as session:
        return await outbox.settle(session, row, state, **changes)


async def row_of(store, row) -> Outbox:
    async with store.read() as session:
        return await session.get(Outbox, row.seq)


def seqs(rows) -> list[int]:
    return [row.seq for row in rows]


async def test_a_claim_takes_the_first_row_of_each_lane(store):
    first = await owed(store, "UREP00001")
    await owed(store, "UREP00001")
    other = await owed(store, "UREP00002")

    rows = await claimed(store)

    assert seqs(rows) == [first.seq, other.seq]
    assert {row.attempts for row in rows} == {1}
    assert {row.first_tried_at for row in rows} == {NOW}


async def test_a_lane_goes_on_when_its_first_row_is_sent(store):
    first = await owed(store)
    second = await owed(store)

    (row,) = await claimed(store)
    while_in_flight = await claimed(store)
    await settled(store, row, "sent", sent_at=NOW)
    after = await claimed(store)

    assert row.seq == first.seq
    assert while_in_flight == []
    assert seqs(after) == [second.seq]


async def test_two_workers_never_claim_the_same_row(database_url):
    stores = [Store.open(database_url) for _ in range(4)]
    for number in range(60):
        await owed(stores[0], f"UREP{number:05}")

    rows = await asyncio.gather(*(claimed(store, limit=20) for store in stores for _ in range(2)))

    for store in stores:
        await store.close()
    taken = [row.seq for some in rows for row in some]
    assert len(taken) == len(set(taken)) == 60


async def test_a_claim_takes_no_more_than_its_limit(store):
    for number in range(5):
        await owed(store, f"UREP{number:05}")

    assert len(await claimed(store, limit=3)) == 3


async def test_a_row_that_is_tried_again_later_blocks_its_lane_until_then(store):
    first = await owed(store)
    await owed(store)
    (row,) = await claimed(store)
    await settled(store, row, "waiting", ready_at=LATER)

    before = await claimed(store, LATER - timedelta(seconds=1))
    after = await claimed(store, LATER)

    assert before == []
    assert seqs(after) == [first.seq]
    assert after[0].attempts == 2
    assert after[0].first_tried_at == NOW


@pytest.mark.parametrize("state", ["scheduled", "paused", "sent", "unknown", "dead", "cancelled"])
async def test_a_row_that_does_not_wait_to_be_tried_again_blocks_nobody(store, state):
    await owed(store, state=state, ready_at=LATER)
    second = await owed(store)

    assert seqs(await claimed(store)) == [second.seq]


@pytest.mark.parametrize("state", ["scheduled", "paused"])
async def test_a_sleeping_row_wakes_at_its_time(store, state):
    row = await owed(store, state=state, ready_at=LATER)

    async with store.read() as session:
        wakes = await outbox.next_ready(session)

    assert wakes == LATER
    assert seqs(await claimed(store, LATER)) == [row.seq]


async def test_an_answer_with_a_live_reply_token_passes_those_that_wait(store):
    await owed(store, "U1", Apology("1", "桜"), state="waiting", ready_at=LATER)
    reply = await owed(store, "U1", Apology("2", "桜"), reply_token="r", reply_until=LATER)
    await owed(store, "U1", Apology("3", "桜"), reply_token="s", reply_until=NOW)

    assert seqs(await claimed(store)) == [reply.seq]


async def test_an_answer_does_not_pass_a_row_in_flight(store):
    first = await owed(store, "U1", Apology("1", "桜"))
    in_flight = await claimed(store)
    await owed(store, "U1", Apology("2", "桜"), reply_token="r", reply_until=LATER)

    assert seqs(in_flight) == [first.seq]
    assert await claimed(store) == []


async def test_a_lease_that_has_run_out_is_taken_by_another_worker(store):
    await owed(store)
    (mine,) = await claimed(store)

    (theirs,) = await claimed(store, NOW + outbox.LEASE)

    assert theirs.seq == mine.seq
    assert theirs.lease != mine.lease
    assert not await settled(store, mine, "sent", sent_at=NOW)
    assert (await row_of(store, mine)).state == "leased"
    assert await settled(store, theirs, "sent", sent_at=NOW)


async def test_a_renewed_lease_stays_ours(store):
    await owed(store)
    (mine,) = await claimed(store)
    late = NOW + outbox.LEASE - timedelta(seconds=1)

    async with store.write() as session:
        kept = await outbox.renew(session, mine, late)

    assert kept
    assert await claimed(store, NOW + outbox.LEASE) == []


async def test_a_lost_lease_cannot_be_renewed(store):
    await owed(store)
    (mine,) = await claimed(store)
    await claimed(store, NOW + outbox.LEASE)

    async with store.write() as session:
        assert not await outbox.renew(session, mine, NOW + outbox.LEASE)


async def test_after_a_crash_all_leases_are_free_at_once(store):
    await owed(store)
    (mine,) = await claimed(store)

    async with store.write() as session:
        await outbox.release_all(session, NOW)

    assert seqs(await claimed(store)) == [mine.seq]


async def test_a_kind_that_this_worker_does_not_know_is_left_alone(store):
    row = await owed(store, notice=Alarm("dead_row"))

    rows = await claimed(store)

    assert rows == []
    assert (await row_of(store, row)).state == "ready"


async def test_a_kind_that_nobody_knows_for_a_day_is_dead(store):
    old = await owed(store, notice=Alarm("dead_row"), created_at=NOW - timedelta(hours=25))
    young = await owed(store, notice=Alarm("dead_row"), created_at=NOW - timedelta(hours=23))

    async with store.write() as session:
        buried = await outbox.bury_unknown_kinds(session, NOW, KINDS)

    assert buried == 1
    assert [(await row_of(store, row)).state for row in (old, young)] == ["dead", "ready"]


async def test_the_end_of_the_quota_pauses_pushes_and_no_replies(store):
    push = await owed(store, "U1", Apology("1", "桜"))
    reply = await owed(store, "U2", Apology("2", "桜"), reply_token="r", reply_until=LATER)
    slack = await owed(store)

    async with store.write() as session:
        await outbox.pause_pushes(session, "line", NOW + timedelta(seconds=9))

    assert seqs(await claimed(store)) == [reply.seq, slack.seq]
    assert seqs(await claimed(store, NOW + timedelta(seconds=9))) == [push.seq]


async def test_what_an_undone_operation_wanted_to_say_is_taken_back_unless_it_is_on_its_way(store):
    unsaid = [
        await owed(store, f"UREP0000{number}", operation="undone", state=state, ready_at=LATER)
        for number, state in enumerate(["ready", "scheduled", "waiting", "paused"])
    ]
    said = await owed(store, "UREP00008", operation="undone", state="sent")
    leased = await owed(store, "UREP00009", operation="undone", state="leased", ready_at=LATER)
    other = await owed(store, "UREP00010", operation="another", state="scheduled", ready_at=LATER)

    async with store.write() as session:
        count = await outbox.cancel(session, "undone")

    assert count == 4
    assert {(await row_of(store, row)).state for row in unsaid} == {"cancelled"}
    assert [(await row_of(store, row)).state for row in (said, leased, other)] == ["sent", "leased", "scheduled"]
