"""What goes to LINE: free where a reply token lives, once whatever happens, and never past the quota."""

from datetime import timedelta

from crm.notices import Apology
from storage.tables import Outbox
from tests.builders import NOW, owed
from tests.postman import ADMIN, SUZUKI, TANAKA

SOON = NOW + timedelta(seconds=50)


def an_answer(text="はい") -> Apology:
    return Apology(text, "桜")


async def owed_reply(postman, token=None, to=TANAKA, until=SOON) -> Outbox:
    token = token or postman.town.account.new_reply_token(to)
    return await owed(postman.store, to, an_answer(), reply_token=token, reply_until=until)


def keys(postman) -> list[str | None]:
    return [call["headers"].get("x-line-retry-key") for call in postman.calls("push")]


async def test_an_answer_goes_out_free_while_its_token_lives(postman, town):
    row = await owed_reply(postman)

    await postman.drain()

    assert postman.phone(TANAKA) == ["はい (ja)"]
    assert (await postman.row(row)).state == "sent"
    assert postman.calls("push") == []
    assert town.account.quota.used == 0


async def test_a_dead_token_is_followed_by_a_push_with_the_rows_key(postman):
    row = await owed_reply(postman, token="spent")

    await postman.drain()

    assert postman.phone(TANAKA) == ["はい (ja)"]
    assert keys(postman) == [row.uuid]
    assert (await postman.row(row)).state == "sent"


async def test_a_token_that_is_too_old_is_not_even_tried(postman):
    await owed_reply(postman, until=NOW - timedelta(seconds=1))

    await postman.drain()

    assert postman.calls("reply") == []
    assert postman.phone(TANAKA) == ["はい (ja)"]


async def test_a_reply_of_unknown_outcome_is_tried_once_more_and_never_becomes_a_push(postman):
    row = await owed_reply(postman)
    postman.trouble("reply", "cut")

    await postman.drain()
    await postman.drain(seconds=5)

    assert len(postman.calls("reply")) == 2
    assert postman.calls("push") == []
    assert (await postman.row(row)).state == "unknown"
    assert [message.text for message in postman.dm(ADMIN)] == ["unknown_row"]


async def test_a_reply_that_never_arrived_is_given_the_second_time(postman):
    row = await owed_reply(postman)
    postman.trouble("reply", "cut_before")

    await postman.drain()
    await postman.drain(seconds=5)

    assert postman.phone(TANAKA) == ["はい (ja)"]
    assert (await postman.row(row)).state == "sent"


async def test_a_process_that_died_while_replying_does_not_push_either(postman):
    row = await owed_reply(postman, token="spent")
    async with postman.store.write() as session:
        crashed = await session.get(Outbox, row.seq)
        crashed.state, crashed.attempts, crashed.first_tried_at = "leased", 1, NOW

    await postman.drain(minutes=2)

    assert postman.calls("push") == []
    assert (await postman.row(row)).state == "unknown"


async def test_a_refused_reply_is_pushed_when_its_token_has_died_meanwhile(postman):
    row = await owed_reply(postman)
    postman.trouble("reply", "status", status=429, retry_after=60)

    await postman.drain()
    await postman.drain(seconds=60)

    assert keys(postman) == [row.uuid]
    assert postman.phone(TANAKA) == ["はい (ja)"]


async def test_a_push_of_unknown_outcome_after_a_dead_token_stays_a_push(postman):
    row = await owed_reply(postman, token="spent")
    postman.trouble("push", "cut")

    await postman.drain()
    await postman.drain(seconds=5)

    assert keys(postman) == [row.uuid, row.uuid]
    assert len(postman.calls("reply")) == 1
    assert postman.phone(TANAKA) == ["はい (ja)"]
    assert (await postman.row(row)).state == "sent"


async def test_a_push_whose_answer_was_cut_off_arrives_once_and_409_counts_as_sent(postman, town):
    row = await owed(postman.store, TANAKA, an_answer())
    postman.trouble("push", "cut")

    await postman.drain()
    await postman.drain(seconds=5)

    (message,) = town.account.conversations[TANAKA]
    sent = await postman.row(row)
    assert [call["status"] for call in postman.calls("push")] == [0, 409]
    assert keys(postman) == [row.uuid, row.uuid]
    assert (sent.state, sent.platform) == ("sent", {"messages": [message["id"]]})


async def test_a_push_in_doubt_is_left_to_a_human_when_its_key_has_died(postman):
    row = await owed(postman.store, TANAKA, an_answer())
    postman.trouble("push", "cut")

    await postman.drain()
    await postman.drain(hours=24)

    assert (await postman.row(row)).state == "unknown"
    assert len(postman.calls("push")) == 1
    assert [message.text for message in postman.dm(ADMIN)] == ["unknown_row"]


async def test_a_server_error_is_tried_again_with_the_same_key(postman):
    row = await owed(postman.store, TANAKA, an_answer())
    postman.trouble("push", "status", status=500)

    await postman.drain()
    await postman.drain(seconds=5)

    assert keys(postman) == [row.uuid, row.uuid]
    assert postman.phone(TANAKA) == ["はい (ja)"]


async def test_the_end_of_the_quota_pauses_pushes_while_replies_go_on(postman, town):
    town.account.quota.value = 0
    push = await owed(postman.store, TANAKA, an_answer())
    await owed_reply(postman, to=SUZUKI)

    await postman.drain()
    paused = await postman.row(push)
    later = await owed(postman.store, SUZUKI, an_answer("あと"))
    town.account.quota.value = 100
    await postman.drain(hours=1)

    assert (paused.state, paused.attempts, paused.ready_at) == ("paused", 0, NOW + timedelta(hours=1))
    assert postman.phone(SUZUKI) == ["はい (ja)", "あと (ja)"]
    assert postman.phone(TANAKA) == ["はい (ja)"]
    assert (await postman.row(later)).state == "sent"
    assert [message.text for message in postman.dm(ADMIN)] == ["quota_used"]


async def test_one_refusal_for_the_quota_is_enough(postman, town):
    town.account.quota.value = 0
    rows = [await owed(postman.store, TANAKA, an_answer()) for _ in range(3)]

    await postman.drain()

    assert len(postman.calls("push")) == 1
    assert [(await postman.row(row)).state for row in rows] == ["paused"] * 3


async def test_a_request_that_line_calls_wrong_is_never_sent_again(postman):
    row = await owed(postman.store, "nobody", an_answer())

    await postman.drain()

    dead = await postman.row(row)
    assert (dead.state, dead.attempts) == ("dead", 1)
    assert dead.error.startswith("status 400")
    assert [message.text for message in postman.dm(ADMIN)] == ["dead_row"]


async def test_a_push_to_someone_who_has_blocked_us_is_accepted_and_nothing_more(postman, town):
    town.account.people[TANAKA].blocked = True
    row = await owed(postman.store, TANAKA, an_answer())

    await postman.drain()

    assert (await postman.row(row)).state == "sent"
    assert postman.phone(TANAKA) == []


async def test_a_broken_token_alarms_and_costs_no_attempt(postman):
    row = await owed(postman.store, TANAKA, an_answer())
    postman.trouble("push", "status", status=401)

    await postman.drain()

    waiting = await postman.row(row)
    assert (waiting.state, waiting.attempts) == ("waiting", 0)
    assert [message.text for message in postman.dm(ADMIN)] == ["line_token"]
