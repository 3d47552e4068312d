"""Everything LINE can tell us: each event is heard or consciously left alone, and none breaks its neighbours."""

from datetime import timedelta

import pytest

import handlers.line
from crm.notices import Apology, HowToLink, Line, WhoIsThis
from crm.work import SYSTEM, Work
from handlers.line import heard as line_heard
from storage.tables import LineLink, LineUser, Message, Outbox
from tests.builders import HOUSE, NOW, a_customer, a_line_user, a_rep, written
from tests.line_events import USER, event, hear, owed, relayed, rows, said, words

SOON = NOW + timedelta(minutes=5)
# The next business day: Monday is a holiday.
TUESDAY = NOW + timedelta(days=4)
GROUP = {"type": "group", "groupId": "C" + "1" * 32, "userId": USER}

# One of each from LINE's webhook reference and its machine-readable contract.
LEFT_ALONE = {
    "join": {"source": GROUP},
    "leave": {"source": GROUP},
    "memberJoined": {"source": GROUP, "joined": {"members": [{"type": "user", "userId": USER}]}},
    "memberLeft": {"source": GROUP, "left": {"members": [{"type": "user", "userId": USER}]}},
    "messageEdited": {"source": GROUP, "message": {"type": "text", "id": "1", "text": "新しい文"}},
    "accountLink": {"link": {"result": "failed", "nonce": "n"}},
    "beacon": {"beacon": {"hwid": "d41d8cd98f", "type": "enter"}},
    "membership": {"membership": {"type": "joined", "membershipId": 1}},
    "things": {"things": {"deviceId": "t", "type": "link"}},
    "videoPlayComplete": {"videoPlayComplete": {"trackingId": "t"}},
    "activated": {"chatControl": {"expireAt": 1}},
    "deactivated": {},
    "botSuspended": {},
    "botResumed": {},
    "module": {"module": {"type": "attached", "botId": "b", "scopes": []}},
    "delivery": {"delivery": {"data": "x"}},
    "tomorrowsInvention": {"surprise": [1, 2, 3]},
    "postback": {"postback": {"data": "richmenu:open"}},
}

MEDIA = {
    "sticker": ({"packageId": "446", "stickerId": "1988", "text": "ありがとう"}, "スタンプ「ありがとう」"),
    "image": ({"contentProvider": {"type": "line"}}, "写真"),
    "video": ({"duration": 60000, "contentProvider": {"type": "line"}}, "動画"),
    "audio": ({"duration": 60000}, "音声"),
    "file": ({"fileName": "図面.pdf", "fileSize": 2138}, "ファイル「図面.pdf」"),
    "location": (
        {"title": "本社", "address": "東京都千代田区1-1", "latitude": 35.6},
        "位置情報「本社 東京都千代田区1-1」",
    ),
    "hologram": ({}, "メッセージ（種類不明）"),
}


@pytest.mark.parametrize("kind", LEFT_ALONE)
async def test_what_does_not_concern_us_changes_nothing(store, kind):
    await hear(store, event(kind, **LEFT_ALONE[kind]))

    assert await rows(store, LineUser) == []
    assert await rows(store, Outbox) == []


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"type": None},
        {"type": "message"},
        {"type": "follow"},
        {"type": "postback", "source": None},
        {"type": "unfollow", "source": {"type": "user"}},
        {"type": "unsend", "source": {"type": "user", "userId": USER}},
        {"type": "unsend", "source": {"type": "user", "userId": USER}, "unsend": {}},
        {"type": "postback", "source": {"type": "user", "userId": USER}},
        {"type": "postback", "source": {"type": "user", "userId": USER}, "postback": "nps"},
        {"type": "accountLink", "link": {"result": "failed"}},
        {"type": 7, "source": [], "timestamp": "soon"},
    ],
)
async def test_missing_fields_break_nothing(store, broken):
    await hear(store, broken, now=NOW)

    assert await rows(store, Outbox) == []


async def test_a_message_without_reply_token_time_or_number_is_still_heard(store):
    await a_rep(store, role="admin")

    await hear(
        store,
        {"type": "message", "source": {"userId": USER}, "message": {"type": "text", "text": "もしもし"}},
        {"type": "message", "source": {"userId": USER}, "message": {"type": "text", "text": "聞こえますか"}},
        now=NOW,
    )

    assert [message.text for message in await rows(store, Message)] == ["もしもし", "聞こえますか"]
    assert {notice.text for notice in await owed(store, WhoIsThis)} == {"もしもし"}
    assert {notice.text for notice in await relayed(store)} == {"聞こえますか"}


async def test_a_message_without_any_content_is_still_heard(store):
    await a_rep(store, role="admin")

    await hear(store, event("message"))

    assert [message.kind for message in await rows(store, Message)] == ["unknown"]


async def test_talk_in_groups_is_nobodys_and_kept_nowhere(store):
    await hear(store, words("みなさん") | {"source": GROUP})

    assert await rows(store, Message) == []


async def test_what_is_said_while_another_module_has_the_talk_is_left_alone(store):
    await hear(store, words("こんにちは") | {"mode": "standby"})

    assert await rows(store, Message) == []


async def test_a_customers_words_are_kept_and_reach_the_owner(store):
    owner = await a_rep(store)
    customer = await a_customer(store, owner=owner)
    account = await a_line_user(store, user_id=USER, customer=customer)

    await hear(store, words("見積をお願いします", message_id="461230966842064897"))

    [kept] = await rows(store, Message)
    assert (kept.line_user_id, kept.customer_id, kept.direction) == (account.id, customer.id, "in")
    assert (kept.platform_id, kept.kind, kept.text, kept.at) == (
        "461230966842064897",
        "text",
        "見積をお願いします",
        NOW,
    )
    [head, row] = await rows(store, Outbox)
    assert (row.recipient, row.customer_id, row.thread_of) == (owner.slack_id, customer.id, head.seq)
    assert await relayed(store) == [Line(kept.id, "text", "見積をお願いします")]


async def test_nobody_known_gets_an_automatic_answer_to_free_words(store):
    await a_line_user(store, user_id=USER, customer=await a_customer(store))

    await hear(store, words("見積をお願いします"))

    assert await said(store) == []


async def test_the_same_message_in_two_events_is_heard_once(store):
    await a_line_user(store, user_id=USER, customer=await a_customer(store))

    await hear(store, words("もしもし", message_id="1"), words("もしもし", message_id="1"))

    assert len(await rows(store, Message)) == len(await relayed(store)) == 1


async def test_an_owner_of_two_people_on_one_phone_is_told_once(store):
    owner = await a_rep(store)
    account = await a_line_user(store, user_id=USER, customer=await a_customer(store, owner=owner))
    await _link(store, account, await a_customer(store, owner=owner, name="田中 花子"))
    await _link(store, account, await a_customer(store, name="田中 次郎"))

    await hear(store, words("もしもし"))

    told = [row.recipient for row in await rows(store, Outbox) if row.kind == "RelayedWords"]
    assert len(told) == len(set(told)) == 2


async def test_a_strangers_words_reach_the_team_under_their_own_name(store):
    admin = await a_rep(store, role="admin")
    account = await a_line_user(store, user_id=USER, display_name="いちろう")

    await hear(store, words("もしもし"))

    [message] = await rows(store, Message)
    asked = WhoIsThis(account.id, "いちろう", "もしもし", "text", message_id=message.id)
    assert asked in await owed(store, WhoIsThis)
    assert admin.slack_id in [row.recipient for row in await rows(store, Outbox) if row.kind == "WhoIsThis"]


async def test_a_stranger_is_told_how_to_link_once_a_day(store):
    await hear(store, words("もしもし"), words("どなたかいますか", at=SOON))
    await hear(store, words("おはようございます", at=TUESDAY))

    assert await owed(store, HowToLink) == [HowToLink("サクラ商事")] * 2


async def test_one_who_was_welcomed_today_is_not_told_again_how_to_link(store):
    await hear(store, event("follow"), words("もしもし", at=SOON))

    assert await said(store) == ["Welcome"]


@pytest.mark.parametrize("kind", MEDIA)
async def test_pictures_and_the_like_are_kept_in_a_line_and_reach_the_owner(store, kind):
    fields, shown = MEDIA[kind]
    await a_line_user(store, user_id=USER, customer=await a_customer(store))

    await hear(store, event("message", message={"type": kind, "id": "1", **fields}))

    [kept] = await rows(store, Message)
    assert (kept.kind, kept.text) == (kind, shown)
    [notice] = await relayed(store)
    assert notice.kind == kind


async def test_a_stickers_numbers_are_kept(store):
    await hear(store, event("message", message={"type": "sticker", "id": "1", "packageId": "446", "stickerId": "1988"}))

    [kept] = await rows(store, Message)
    assert (kept.details["packageId"], kept.details["stickerId"]) == ("446", "1988")


async def test_what_cannot_be_stored_is_cleaned_out(store):
    await hear(store, words("nul\x00nul", message_id="9" * 90), event("message", message={"type": "x" * 90, "id": "2"}))

    assert next(message.text for message in await rows(store, Message)) == "nulnul"


async def test_whoever_could_not_be_served_gets_an_apology_with_a_reference(store):
    await a_line_user(store, user_id=USER)

    await _apologise(store, words("もしもし"))

    assert await owed(store, Apology) == [Apology("ab12", "サクラ商事")]


async def test_nobody_is_apologised_to_for_a_profile(store):
    await a_line_user(store, user_id=USER)

    await _apologise(store, event("profile", profile=None))
    await _apologise(store, event("message", source=GROUP))

    assert await owed(store, Apology) == []


async def _apologise(store, told):
    async with store.write() as session, Work(session, NOW, SYSTEM, house=HOUSE).savepoint() as work:
        await handlers.line.apologise(work, line_heard.unpack(told, NOW, 1, HOUSE), "ab12")


async def _link(store, account, customer):
    async with written(store) as work:
        await work.save(LineLink(line_user_id=account.id, customer_id=customer.id))
