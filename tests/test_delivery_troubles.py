"""What delivery does with a row that fails: patience, an end, and one alarm."""

from prometheus_client import REGISTRY

from bot.delivery.outcomes import Later, Never, Unknown
from crm.notices import Alarm, Sentence
from storage.tables import Outbox
from tests.builders import owed
from tests.postman import ADMIN, OTHER, REP, Told


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
    assert await postman.alarms() == ["unknown_row"]


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
    within_the_hour = await postman.alarms()
    await owed(postman.store, REP)
    mouth.outcomes = [Never("channel_not_found")]
    await postman.delivery({"slack": mouth}).drain()
    still = await postman.alarms()
    postman.clock.forward(hours=1)
    await owed(postman.store, REP)
    mouth.outcomes = [Never("channel_not_found")]
    await postman.delivery({"slack": mouth}).drain()

    assert [(await postman.row(row)).state for row in rows] == ["dead", "dead"]
    assert within_the_hour == still == ["dead_row"]
    assert await postman.alarms() == ["dead_row", "dead_row"]


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

    assert await postman.alarms() == ["dead_row"]


async def test_what_comes_of_attempts_is_counted(postman):
    labels = {"channel": "slack", "outcome": "never"}
    before = REGISTRY.get_sample_value("kizuna_deliveries_total", labels) or 0
    await owed(postman.store, REP)

    await postman.delivery({"slack": Told(Never("channel_not_found"))}).drain()

    assert REGISTRY.get_sample_value("kizuna_deliveries_total", labels) == before + 1
