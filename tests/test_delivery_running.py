"""Delivery as it runs: it wakes, sleeps and stops."""

import asyncio
from datetime import timedelta

import pytest

from crm.notices import Sentence
from storage import outbox
from tests.builders import NOW, owed
from tests.postman import OTHER, REP, Told, until


async def test_what_is_owed_while_it_runs_goes_out_at_once(postman):
    delivery = postman.delivery()
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(0.05)

    await owed(postman.store, REP)
    await until(lambda: postman.dm(REP))
    delivery.stop()
    await running

    assert len(postman.dm(REP)) == 1


async def test_a_sleeping_row_goes_out_when_its_time_has_come(postman):
    await owed(postman.store, REP, state="scheduled", ready_at=NOW + timedelta(minutes=1))
    delivery = postman.delivery()
    running = asyncio.create_task(delivery.run())
    await asyncio.sleep(0.1)
    before = postman.dm(REP)

    postman.clock.forward(minutes=1)
    await until(lambda: postman.dm(REP))
    delivery.stop()
    await running

    assert before == []


async def test_stopping_finishes_what_is_in_flight_and_hands_back_the_rest(postman):
    in_flight = await owed(postman.store, REP, Sentence("first"))
    claimed = await owed(postman.store, OTHER, Sentence("second"))
    mouth = Told()
    mouth.go_on.clear()
    delivery = postman.delivery({"slack": mouth}, at_once=1)
    running = asyncio.create_task(delivery.run())
    await until(lambda: mouth.said)

    delivery.stop()
    mouth.go_on.set()
    await running

    back = await postman.row(claimed)
    assert mouth.said == ["first"]
    assert (await postman.row(in_flight)).state == "sent"
    assert (back.state, back.attempts, back.lease) == ("ready", 0, None)


async def test_what_was_cancelled_in_flight_is_left_to_its_lease(postman):
    row = await owed(postman.store, REP)
    mouth = Told()
    mouth.go_on.clear()
    running = asyncio.create_task(postman.delivery({"slack": mouth}).run())
    await until(lambda: mouth.said)

    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    left = await postman.row(row)
    assert (left.state, left.ready_at) == ("leased", NOW + outbox.LEASE)
