"""The drain loop: order, leases, batches, alarms, waking and stopping."""

import asyncio
from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from bot.outcomes import Later, Never, Sent, Unknown
from crm.notices import Alarm, Apology, Sentence
from storage import outbox
from storage.tables import Outbox
from tests.builders import NOW, a_customer, a_line_user, a_rep, owed

REP, OTHER = "UREP00001", "UREP00002"
ADMIN = "UADMIN001"


@pytest.fixture(autouse=True)
def people(town):
    for user in (REP, OTHER, ADMIN):
        town.add_slack_user(user, user)
    for number in range(3):
        town.add_line_user(f"U{number:032}", "田中 一郎")


class Told:
    """A mouth that does as it is told and remembers what it said."""

    kinds = frozenset({"Sentence", "Alarm"})

    def __init__(self, *outcomes) -> None:
        self.outcomes = list(outcomes)
        self.said = []
        self.go_on = asyncio.Event()
        self.go_on.set()

    def phrase(self, notice, _say):
        if isinstance(notice, Sentence) and notice.key == "broken":
            raise KeyError(notice.key)
        return notice

    async def say(self, _letter, phrased, _now):
        self.said.append(getattr(phrased, "key", "") or phrased.what)
        await self.go_on.wait()
        return self.outcomes.pop(0) if self.outcomes else Sent({"channel": "D1", "ts": "1.1"})


async def until(true) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - what it waits for is another server's memory, which rings no bell
            await asyncio.sleep(0.01)


async def alarms(postman) -> list[str]:
    async with postman.store.read() as session:
        rows = [await session.get(Outbox, seq) for seq in range(1, 50)]
    return [row.fields["what"] for row in rows if row is not None and row.kind == "Alarm" and row.state != "dead"]


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
    await a_line_user(postman.store, user_id=f"U{0:032}", customer=customer, language="ja")
    await a_line_user(postman.store, user_id=f"U{1:032}", language="zh-Hant")
    for reader in (REP, OTHER):
        await owed(postman.store, reader, Sentence("よ"))
    for number in range(3):
        await owed(postman.store, f"U{number:032}", Apology("よ", "桜"))

    await postman.drain()

    assert [postman.dm(reader)[0].text for reader in (REP, OTHER)] == ["よ (ja)", "よ (en)"]
    assert [postman.phone(f"U{number:032}") for number in range(3)] == [["よ (en)"], ["よ (en)"], ["よ (ja)"]]


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


async def test_a_row_that_cannot_be_phrased_stops_nobody_else(postman):
    broken = await owed(postman.store, REP, Sentence("broken"))
    good = await owed(postman.store, OTHER, Sentence("good"))
    mouth = Told()

    await postman.delivery({"slack": mouth}).drain()

    assert (await postman.row(broken)).state == "waiting"
    assert (await postman.row(good)).state == "sent"


async def test_a_row_is_given_up_after_twelve_attempts(postman):
    row = await owed(postman.store, REP)
    mouth = Told(*[Later("status 500") for _ in range(20)])
    delivery = postman.delivery({"slack": mouth})

    for _ in range(20):
        await delivery.drain()
        postman.clock.forward(seconds=300)

    dead = await postman.row(row)
    assert (dead.state, dead.attempts) == ("dead", 12)
    assert dead.error.startswith("given up: status 500")


async def test_a_row_that_may_be_out_is_not_called_dead(postman):
    row = await owed(postman.store, REP, attempts=11)

    await postman.delivery({"slack": Told(Later("cut", unclear=True))}).drain()

    assert (await postman.row(row)).state == "unknown"
    assert await alarms(postman) == ["unknown_row"]


async def test_a_row_that_takes_the_process_down_each_time_is_not_tried_for_ever(postman):
    row = await owed(postman.store, REP, attempts=12)
    mouth = Told()

    await postman.delivery({"slack": mouth}).drain()

    assert mouth.said == ["unknown_row"]
    assert (await postman.row(row)).state == "unknown"


async def test_trouble_that_is_not_the_rows_fault_costs_it_no_attempt_but_not_for_ever(postman):
    row = await owed(postman.store, REP)
    mouth = Told(*[Later("no connection", 600.0, counted=False) for _ in range(2)])

    await postman.delivery({"slack": mouth}).drain()
    young = await postman.row(row)
    postman.clock.forward(hours=73)
    await postman.delivery({"slack": mouth}).drain()

    assert (young.state, young.attempts) == ("waiting", 0)
    assert (await postman.row(row)).state == "dead"


async def test_waiting_grows_with_the_attempts_up_to_five_minutes(postman):
    waits = []
    row = await owed(postman.store, REP)
    delivery = postman.delivery({"slack": Told(*[Later("status 500") for _ in range(10)])})

    for _ in range(10):
        await delivery.drain()
        waits.append(((await postman.row(row)).ready_at - postman.clock()).total_seconds())
        postman.clock.forward(seconds=300)

    assert all(0.75 * 2**number <= wait <= 2**number for number, wait in enumerate(waits[:8], 1))
    assert max(waits) <= 300


async def test_dead_rows_raise_one_alarm_an_hour(postman):
    rows = [await owed(postman.store, reader) for reader in (REP, OTHER)]
    mouth = Told(Never("channel_not_found"), Never("is_archived"))

    await postman.delivery({"slack": mouth}).drain()
    within_the_hour = await alarms(postman)
    await owed(postman.store, REP)
    mouth.outcomes = [Never("channel_not_found")]
    await postman.delivery({"slack": mouth}).drain()
    still = await alarms(postman)
    postman.clock.forward(hours=1)
    await owed(postman.store, REP)
    mouth.outcomes = [Never("channel_not_found")]
    await postman.delivery({"slack": mouth}).drain()

    assert [(await postman.row(row)).state for row in rows] == ["dead", "dead"]
    assert within_the_hour == still == ["dead_row"]
    assert await alarms(postman) == ["dead_row", "dead_row"]


async def test_the_alarm_and_the_dead_row_bear_the_same_reference(postman):
    row = await owed(postman.store, REP)

    await postman.delivery({"slack": Told(Never("channel_not_found"))}).drain()

    dead = await postman.row(row)
    async with postman.store.read() as session:
        alarm = await session.get(Outbox, row.seq + 1)
    assert alarm.recipient == ADMIN
    assert dead.error == f"channel_not_found ({alarm.fields['reference']})"


async def test_an_alarm_that_cannot_be_said_raises_no_other(postman):
    await owed(postman.store, ADMIN, Alarm("dead_row"))

    await postman.delivery({"slack": Told(Never("user_disabled"), Unknown("?"))}).drain()

    assert await alarms(postman) == []


async def test_what_comes_of_attempts_is_counted(postman):
    labels = {"channel": "slack", "outcome": "never"}
    before = REGISTRY.get_sample_value("kizuna_deliveries_total", labels) or 0
    await owed(postman.store, REP)

    await postman.delivery({"slack": Told(Never("channel_not_found"))}).drain()

    assert REGISTRY.get_sample_value("kizuna_deliveries_total", labels) == before + 1


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
