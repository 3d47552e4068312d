"""What is kept of the talk with LINE: our words as they were read, and fetched profiles."""

import json

import pytest

from bot.delivery.line_words import words
from crm.notices import Apology, NpsQuestion, WantProfile, WantQuota
from sandbox.line.account import FIRST_MESSAGE_ID
from storage.tables import Inbox, Message
from tests.builders import NOW, a_customer, a_line_user, owed, saved
from tests.postman import SUZUKI, TANAKA


def an_answer(text="はい") -> Apology:
    return Apology(text, "桜")


async def test_what_was_said_is_kept_as_the_customer_read_it(postman, town):
    customer = await a_customer(postman.store)
    user = await a_line_user(postman.store, user_id=TANAKA, customer=customer)
    question = NpsQuestion(company="桜", name="田中様", token="t")

    await owed(postman.store, TANAKA, question, customer_id=customer.id)
    await postman.drain()

    kept = await postman.all_of(Message)
    assert [message["id"] for message in town.account.conversations[TANAKA]] == [one.platform_id for one in kept]
    assert [(one.text, one.kind, one.direction) for one in kept] == [("田中様", "text", "out"), ("0-10", "text", "out")]
    assert {(one.line_user_id, one.customer_id, one.at) for one in kept} == {(user.id, customer.id, NOW)}


async def test_a_push_that_was_found_to_be_accepted_is_kept_too(postman):
    await a_line_user(postman.store, user_id=TANAKA)
    await owed(postman.store, TANAKA, an_answer())
    postman.trouble("push", "cut")

    await postman.drain()
    await postman.drain(seconds=5)

    assert [one.text for one in await postman.all_of(Message)] == ["はい (ja)"]


async def test_an_id_that_is_kept_already_does_not_hold_up_the_others(postman, town):
    first = await a_line_user(postman.store, user_id=TANAKA)
    await a_line_user(postman.store, user_id=SUZUKI)
    taken = {"direction": "out", "kind": "text", "text": "earlier", "at": NOW}
    await saved(postman.store, Message(line_user_id=first.id, platform_id=str(FIRST_MESSAGE_ID), **taken))
    rows = [await owed(postman.store, to, an_answer(to[-1])) for to in (TANAKA, SUZUKI)]

    await postman.delivery(at_once=1).drain()

    assert [(await postman.row(row)).state for row in rows] == ["sent", "sent"]
    assert [one.text for one in await postman.all_of(Message)] == ["earlier", "2 (ja)"]


async def test_a_profile_is_fetched_and_fed_back_as_an_event(postman):
    row = await owed(postman.store, TANAKA, WantProfile(line_user_id=1))

    await postman.drain()

    (event,) = await postman.all_of(Inbox)
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

    (event,) = await postman.all_of(Inbox)
    assert json.loads(event.payload)["profile"] is None


@pytest.mark.parametrize("trouble", [{"kind": "status", "status": 500}, {"kind": "cut"}])
async def test_a_profile_is_asked_for_again_after_trouble(postman, trouble):
    await owed(postman.store, TANAKA, WantProfile(line_user_id=1))
    postman.trouble("profile", **trouble)

    await postman.drain()
    await postman.drain(seconds=5)

    assert len(await postman.all_of(Inbox)) == 1


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


async def test_the_months_messages_are_counted_and_fed_back_as_an_event(postman, town):
    town.account.quota.kind, town.account.quota.value, town.account.quota.used = "limited", 200, 12
    row = await owed(postman.store, "quota", WantQuota())

    await postman.drain()

    (event,) = await postman.all_of(Inbox)
    assert (event.source, event.kind, event.lane, event.dedupe) == ("line", "quota", "quota", f"quota:{row.uuid}")
    told = json.loads(event.payload)
    assert told["source"] == {"type": "user", "userId": "quota"}
    assert (told["quota"]["total"], told["quota"]["used"]) == (200, 12)


async def test_without_a_limit_there_is_no_total(postman, town):
    town.account.quota.kind = "none"
    await owed(postman.store, "quota", WantQuota())

    await postman.drain()

    (event,) = await postman.all_of(Inbox)
    assert json.loads(event.payload)["quota"]["total"] is None


@pytest.mark.parametrize("trouble", [{"kind": "status", "status": 500}, {"kind": "cut"}])
async def test_the_months_messages_are_asked_for_again_after_trouble(postman, trouble):
    await owed(postman.store, "quota", WantQuota())
    postman.trouble("quota", **trouble)

    await postman.drain()
    await postman.drain(seconds=5)

    assert len(await postman.all_of(Inbox)) == 1
