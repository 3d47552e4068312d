"""What goes to LINE: free where a reply token lives, once whatever happens, and never past the month's quota."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.line_words import words
from crm.notices import Apology, NpsQuestion, WantProfile
from sandbox.line.account import FIRST_MESSAGE_ID
from storage.tables import Inbox, Message, Outbox
from tests.builders import NOW, a_customer, a_line_user, owed, saved

TANAKA, SUZUKI, ADMIN = f"U{1:032x}", f"U{2:032x}", "UADMIN001"
SOON = NOW + timedelta(seconds=50)


@pytest.fixture(autouse=True)
def people(town):
    town.add_line_user(TANAKA, "田中 一郎", language="ja")
    town.add_line_user(SUZUKI, "Suzuki")
    town.add_slack_user(ADMIN, "管理 太郎")


def an_answer(text="はい") -> Apology:
    return Apology(text, "桜")


async def owed_reply(postman, token=None, to=TANAKA, until=SOON) -> Outbox:
    token = token or postman.town.account.new_reply_token(to)
    return await owed(postman.store, to, an_answer(), reply_token=token, reply_until=until)


async def all_of(postman, table) -> list:
    async with postman.store.read() as session:
        return list(await session.scalars(select(table)))


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


async def test_what_was_said_is_kept_as_the_customer_read_it(postman, town):
    customer = await a_customer(postman.store)
    user = await a_line_user(postman.store, user_id=TANAKA, customer=customer)
    question = NpsQuestion(company="桜", name="田中様", token="t")

    await owed(postman.store, TANAKA, question, customer_id=customer.id)
    await postman.drain()

    kept = await all_of(postman, Message)
    assert [message["id"] for message in town.account.conversations[TANAKA]] == [one.platform_id for one in kept]
    assert [(one.text, one.kind, one.direction) for one in kept] == [("田中様", "text", "out"), ("0-10", "text", "out")]
    assert {(one.line_user_id, one.customer_id, one.at) for one in kept} == {(user.id, customer.id, NOW)}


async def test_a_push_that_was_found_to_be_accepted_is_kept_too(postman):
    await a_line_user(postman.store, user_id=TANAKA)
    await owed(postman.store, TANAKA, an_answer())
    postman.trouble("push", "cut")

    await postman.drain()
    await postman.drain(seconds=5)

    assert [one.text for one in await all_of(postman, Message)] == ["はい (ja)"]


async def test_an_id_that_is_kept_already_does_not_hold_up_the_others(postman, town):
    first = await a_line_user(postman.store, user_id=TANAKA)
    await a_line_user(postman.store, user_id=SUZUKI)
    taken = {"direction": "out", "kind": "text", "text": "earlier", "at": NOW}
    await saved(postman.store, Message(line_user_id=first.id, platform_id=str(FIRST_MESSAGE_ID), **taken))
    rows = [await owed(postman.store, to, an_answer(to[-1])) for to in (TANAKA, SUZUKI)]

    await postman.delivery(at_once=1).drain()

    assert [(await postman.row(row)).state for row in rows] == ["sent", "sent"]
    assert [one.text for one in await all_of(postman, Message)] == ["earlier", "2 (ja)"]


async def test_a_profile_is_fetched_and_fed_back_as_an_event(postman):
    row = await owed(postman.store, TANAKA, WantProfile(line_user_id=1))

    await postman.drain()

    (event,) = await all_of(postman, Inbox)
    assert (event.source, event.kind, event.lane, event.dedupe) == ("line", "profile", TANAKA, f"profile:{row.uuid}")
    assert json.loads(event.payload) == {
        "type": "profile",
        "source": {"type": "user", "userId": TANAKA},
        "profile": {"displayName": "田中 一郎", "language": "ja"},
    }
    assert (await postman.row(row)).state == "sent"
    assert postman.phone(TANAKA) == []


async def test_a_profile_that_line_does_not_tell_is_null(postman, town):
    town.account.people[TANAKA].blocked = True
    await owed(postman.store, TANAKA, WantProfile(line_user_id=1))

    await postman.drain()

    (event,) = await all_of(postman, Inbox)
    assert json.loads(event.payload)["profile"] is None


@pytest.mark.parametrize("trouble", [{"kind": "status", "status": 500}, {"kind": "cut"}])
async def test_a_profile_is_asked_for_again_after_trouble(postman, trouble):
    await owed(postman.store, TANAKA, WantProfile(line_user_id=1))
    postman.trouble("profile", **trouble)

    await postman.drain()
    await postman.drain(seconds=5)

    assert len(await all_of(postman, Inbox)) == 1


def test_the_words_of_a_bubble_are_its_texts_and_labels_in_the_order_of_the_screen():
    bubble = {
        "type": "bubble",
        "footer": {
            "type": "box",
            "layout": "vertical",
            "contents": [{"type": "button", "action": {"type": "postback", "label": "はい", "data": "c=1"}}],
        },
        "body": {
            "type": "box",
            "layout": "vertical",
            "contents": [
                {"type": "text", "text": "おすすめの度合い"},
                {"type": "text", "text": "unseen", "contents": [{"type": "span", "text": "0 から 10"}]},
            ],
        },
    }
    quick = {"items": [{"type": "action", "action": {"type": "message", "label": "結構です", "text": "やめる"}}]}

    message = {"type": "flex", "altText": "アンケート", "contents": bubble, "quickReply": quick}

    assert words(message) == "おすすめの度合い\n0 から 10\nはい\n結構です"


def test_the_words_of_a_template_and_of_a_picture():
    actions = [{"type": "uri", "label": "開く", "uri": "https://kizuna.example"}]
    template = {
        "type": "template",
        "altText": "予約",
        "template": {"type": "buttons", "text": "ご予約", "actions": actions},
    }

    assert words(template) == "ご予約\n開く"
    assert words({"type": "imagemap", "altText": "地図"}) == "地図"
    assert words({"type": "sticker", "packageId": "1", "stickerId": "2"}) == ""
