"""The drain loop: lanes, leases, languages, and kinds it does not know."""

import asyncio

from bot.delivery import Delivery
from bot.delivery.outcomes import Later
from crm.notices import Apology, Sentence
from storage import outbox
from storage.store import Store
from tests.builders import HOUSE, NOW, a_customer, a_line_user, a_rep, owed
from tests.postman import ADMIN, OTHER, REP, SUZUKI, TANAKA, YAMADA, Told, until


async def test_a_lane_keeps_its_order_while_others_pass_a_stuck_one(postman):
    stuck = [await owed(postman.store, REP, Sentence(text)) for text in ("1", "2", "3")]
    await owed(postman.store, OTHER, Sentence("4"))
    mouth = Told(Later("status 500", 5.0))

    await postman.delivery({"slack": mouth}, at_once=1).drain()
    first_time = list(mouth.said)
    postman.clock.forward(seconds=5)
    await postman.delivery({"slack": mouth}, at_once=1).drain()

    assert first_time == ["1", "4"]
    assert mouth.said == ["1", "4", "1", "2", "3"]
    assert [(await postman.row(row)).state for row in stuck] == ["sent"] * 3


async def test_many_lanes_are_drained_each_row_once(postman):
    rows = [await owed(postman.store, f"ULANE{number % 70:04}", Sentence(f"{number}")) for number in range(140)]
    mouth = Told()

    settled = await postman.delivery({"slack": mouth}).drain()

    assert settled == 140
    assert sorted(mouth.said, key=int) == [f"{number}" for number in range(140)]
    assert {(await postman.row(row)).state for row in rows} == {"sent"}


async def test_two_workers_send_each_row_once(postman, database_url):
    rows = [await owed(postman.store, f"ULANE{number % 20:04}", Sentence(f"{number}")) for number in range(60)]
    other = Store.open(database_url)
    mouth = Told()
    workers = [Delivery(store, {"slack": mouth}, HOUSE, postman.clock) for store in (postman.store, other)]

    settled = await asyncio.gather(*(worker.drain() for worker in workers))
    settled.append(await workers[0].drain())  # what was behind a row that the other one had in flight
    await other.close()

    assert sum(settled) == 60
    assert sorted(mouth.said, key=int) == [f"{number}" for number in range(60)]
    assert {(await postman.row(row)).state for row in rows} == {"sent"}


async def test_a_sent_row_keeps_its_ids_and_its_moment(postman):
    row = await owed(postman.store, REP)

    await postman.drain()

    sent = await postman.row(row)
    (message,) = postman.dm(REP)
    assert sent.platform == {"channel": message.channel, "ts": message.ts}
    assert sent.sent_at == NOW
    assert sent.error is None


async def test_the_reader_is_spoken_to_in_their_own_language(postman):
    await a_rep(postman.store, slack_id=OTHER, language="en")
    customer = await a_customer(postman.store, language="en")
    await a_line_user(postman.store, user_id=TANAKA, customer=customer, language="ja")
    await a_line_user(postman.store, user_id=SUZUKI, language="zh-Hant")
    for reader in (REP, OTHER):
        await owed(postman.store, reader, Sentence("よ"))
    for reader in (TANAKA, SUZUKI, YAMADA):
        await owed(postman.store, reader, Apology("よ", "桜"))

    await postman.drain()

    assert [postman.dm(reader)[0].text for reader in (REP, OTHER)] == ["よ (ja)", "よ (en)"]
    assert [postman.phone(reader) for reader in (TANAKA, SUZUKI, YAMADA)] == [["よ (en)"], ["よ (en)"], ["よ (ja)"]]


async def test_nothing_is_sent_when_the_lease_is_lost(postman):
    await owed(postman.store, REP, Sentence("first"))
    lost = await owed(postman.store, OTHER, Sentence("second"))
    mouth = Told()
    mouth.go_on.clear()
    draining = asyncio.create_task(postman.delivery({"slack": mouth}, at_once=1).drain())
    await until(lambda: mouth.said)

    postman.clock.forward(seconds=31)
    async with postman.store.write() as session:
        await outbox.wake_due(session, postman.clock())
        theirs = await outbox.claim(session, postman.clock(), ["Sentence"])
    mouth.go_on.set()
    await draining

    assert lost.seq in [row.seq for row in theirs]
    assert mouth.said == ["first"]
    assert (await postman.row(lost)).state == "leased"


async def test_what_came_of_a_row_that_another_worker_holds_by_now_does_not_count(postman):
    row = await owed(postman.store, REP)
    mouth = Told()
    mouth.go_on.clear()
    draining = asyncio.create_task(postman.delivery({"slack": mouth}).drain())
    await until(lambda: mouth.said)

    postman.clock.forward(seconds=31)
    async with postman.store.write() as session:
        await outbox.wake_due(session, postman.clock())
        (theirs,) = await outbox.claim(session, postman.clock(), ["Sentence"])
    mouth.go_on.set()
    settled = await draining

    left = await postman.row(row)
    assert settled == 0
    assert (left.state, left.lease, left.platform) == ("leased", theirs.lease, {})


async def test_a_lease_near_its_end_is_renewed_before_sending(postman):
    await owed(postman.store, REP, Sentence("first"))
    second = await owed(postman.store, OTHER, Sentence("second"))
    mouth = Told()
    mouth.go_on.clear()
    draining = asyncio.create_task(postman.delivery({"slack": mouth}, at_once=1).drain())
    await until(lambda: mouth.said)

    postman.clock.forward(seconds=25)
    mouth.go_on.set()
    await until(lambda: len(mouth.said) == 2)
    await draining

    assert mouth.said == ["first", "second"]
    assert (await postman.row(second)).state == "sent"


async def test_a_kind_that_nobody_can_phrase_is_left_alone_and_after_a_day_it_is_an_alarm(postman):
    row = await owed(postman.store, REP, Sentence("新しい"), kind="FromTheFuture")

    await postman.drain(hours=23)
    young = await postman.row(row)
    await postman.drain(hours=2)
    old = await postman.row(row)

    assert (young.state, young.attempts) == ("ready", 0)
    assert old.state == "dead"
    assert [message.text for message in postman.dm(ADMIN)] == ["unknown_kinds"]


async def test_a_newer_version_of_a_kind_waits_for_a_newer_worker(postman):
    row = await owed(postman.store, REP, schema_version=99)
    behind = await owed(postman.store, REP)

    await postman.drain()
    young = await postman.row(row)
    await postman.drain(hours=25)
    old = await postman.row(row)

    assert (young.state, young.attempts) == ("scheduled", 0)
    assert old.state == "dead"
    assert (await postman.row(behind)).state == "sent"
