"""A code sent in LINE links the account to the customer, and every other code gets a kind word."""

import asyncio
from datetime import timedelta

import pytest

from crm.notices import AlreadyLinked, CodeRefused, CustomerLinked, Linked, WhoIsThis
from crm.voice import invites, links
from handlers import invite_page
from storage.tables import Consent, Invite, LineLink, LineUser, Outbox
from tests.builders import NOW, a_customer, a_line_user, a_rep, saved
from tests.line_events import USER, acting, hear, owed, relayed, rows, said, words

OTHER = "U" + "2" * 32
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)
WRONG = "KZ-0000-0000-0000-0000"


async def test_a_code_in_a_sentence_links_greets_by_name_and_asks_for_consent(store):
    code, _rep, customer = await _invitation(store)

    await hear(store, words(f"よろしくお願いいたします。{code}です"))

    [link] = await rows(store, LineLink)
    [account] = await rows(store, LineUser)
    assert (link.customer_id, link.line_user_id) == (customer.id, account.id)
    assert await owed(store, Linked) == [Linked("サクラ商事", "田中 一郎", "佐藤 花子", str(link.id))]
    assert await said(store) == ["Linked"]


async def test_the_greeting_uses_the_free_reply(store):
    code, _, _ = await _invitation(store)

    await hear(store, words(code) | {"replyToken": "token"})

    greeting = next(row for row in await rows(store, Outbox) if row.kind == "Linked")
    assert greeting.reply_token == "token"


async def test_the_owner_is_told_that_the_customer_has_arrived(store):
    code, rep, customer = await _invitation(store)

    await hear(store, words(code))

    told = next(row for row in await rows(store, Outbox) if row.kind == "CustomerLinked")
    assert told.recipient == rep.slack_id
    assert await owed(store, CustomerLinked) == [CustomerLinked(customer.id, "田中 一郎")]
    assert await relayed(store) == []


async def test_a_code_works_once(store):
    code, _, _ = await _invitation(store)
    await hear(store, words(code))

    await hear(store, words(code, user=OTHER))

    assert len(await rows(store, LineLink)) == 1
    assert await owed(store, CodeRefused) == [CodeRefused("used", "サクラ商事")]


async def test_two_accounts_that_send_a_code_at_once_make_one_link(store):
    code, _, _ = await _invitation(store)

    await asyncio.gather(hear(store, words(code)), hear(store, words(code, user=OTHER)))

    assert len(await rows(store, LineLink)) == 1
    assert await owed(store, CodeRefused) == [CodeRefused("used", "サクラ商事")]


async def test_the_same_account_may_send_its_code_again(store):
    code, _, _ = await _invitation(store)
    await hear(store, words(code))

    await hear(store, words(code, at=NOW + 2 * WEEK))

    assert len(await rows(store, LineLink)) == 1
    assert await owed(store, AlreadyLinked) == [AlreadyLinked("田中 一郎")]
    assert await owed(store, CodeRefused) == []


async def test_a_second_code_of_the_same_customer_is_used_up_without_a_second_link(store):
    code, rep, customer = await _invitation(store)
    await hear(store, words(code))
    second = await _code(store, rep, customer)

    await hear(store, words(second))

    assert len(await rows(store, LineLink)) == 1
    assert all(invite.used_at is not None for invite in await rows(store, Invite))


async def test_a_couple_may_share_a_phone(store):
    code, rep, _ = await _invitation(store)
    wife = await a_customer(store, owner=rep, name="田中 花子")
    second = await _code(store, rep, wife)

    await hear(store, words(code), words(second))

    assert len({link.line_user_id for link in await rows(store, LineLink)}) == 1
    assert [notice.name for notice in await owed(store, Linked)] == ["田中 一郎", "田中 花子"]


async def test_a_person_may_have_two_accounts(store):
    code, rep, customer = await _invitation(store)
    second = await _code(store, rep, customer)

    await hear(store, words(code), words(second, user=OTHER))

    assert {link.customer_id for link in await rows(store, LineLink)} == {customer.id}
    assert len(await rows(store, LineLink)) == 2


async def test_whoever_has_decided_already_is_not_asked_for_consent_again(store):
    code, _, customer = await _invitation(store)
    decision = {"purpose": "surveys", "text_version": "surveys-1", "channel": "line", "decided_at": NOW}
    await saved(store, Consent(customer_id=customer.id, granted=False, **decision))

    await hear(store, words(code))

    [greeting] = await owed(store, Linked)
    assert greeting.token == ""


async def test_a_code_is_good_for_seven_days_and_no_longer(store):
    code, _, _ = await _invitation(store)

    await hear(store, words(code, at=NOW + WEEK + timedelta(seconds=1)))

    assert await rows(store, LineLink) == []
    assert await owed(store, CodeRefused) == [CodeRefused("expired", "サクラ商事")]


async def test_a_code_sent_in_time_counts_even_when_we_hear_of_it_late(store):
    code, _, _ = await _invitation(store)

    await hear(store, words(code, at=NOW + WEEK - MINUTE), now=NOW + WEEK + timedelta(hours=3))

    assert len(await rows(store, LineLink)) == 1


async def test_a_wrong_code_is_refused_kindly(store):
    await hear(store, words(f"コードは{WRONG}です"))

    assert await owed(store, CodeRefused) == [CodeRefused("wrong", "サクラ商事")]


async def test_ten_wrong_codes_an_hour_lock_the_account_out_even_of_a_good_one(store):
    code, _, _ = await _invitation(store)
    for number in range(10):
        await hear(store, words(f"KZ-0000-0000-0000-{number:04}", at=NOW + number * MINUTE))

    await hear(store, words(code, at=NOW + 11 * MINUTE))

    assert [notice.why for notice in await owed(store, CodeRefused)] == ["wrong"] * 10 + ["locked"]
    assert await rows(store, LineLink) == []


async def test_others_are_not_locked_out_with_them(store):
    code, _, _ = await _invitation(store)
    for _ in range(10):
        await hear(store, words(WRONG))

    await hear(store, words(code, user=OTHER))

    assert len(await rows(store, LineLink)) == 1


async def test_the_lock_ends_with_the_hour(store):
    code, _, _ = await _invitation(store)
    for _ in range(10):
        await hear(store, words(WRONG))

    await hear(store, words(code, at=NOW + timedelta(hours=2)))

    assert len(await rows(store, LineLink)) == 1


async def test_used_and_expired_codes_are_not_counted_as_wrong_ones(store):
    code, _, _ = await _invitation(store)
    await hear(store, words(code, user=OTHER))
    for _ in range(11):
        await hear(store, words(code))

    assert {notice.why for notice in await owed(store, CodeRefused)} == {"used"}


async def test_a_code_copied_in_part_by_a_stranger_is_a_wrong_code_that_the_team_reads_too(store):
    await a_rep(store, role="admin")

    await hear(store, words("KZ-7Q2M-XK0"))

    assert await owed(store, CodeRefused) == [CodeRefused("wrong", "サクラ商事")]
    assert [notice.text for notice in await owed(store, WhoIsThis)][:1] == ["KZ-7Q2M-XK0"]


async def test_what_a_customer_of_ours_wants_to_buy_is_not_taken_for_a_code(store):
    await a_line_user(store, user_id=USER, customer=await a_customer(store))

    await hear(store, words("KZ-1200の在庫はありますか"))

    assert await owed(store, CodeRefused) == []
    assert [notice.text for notice in await relayed(store)] == ["KZ-1200の在庫はありますか"]


@pytest.mark.parametrize(
    "text", ["KZ-7Q2M", "kz7q2m", "ＫＺ－７Ｑ２Ｍ－ＸＫ０", "7Q2M-XK0D-93TR-HV5A", "KZ-D40S-SC0Z-Z7R9-R6N6"]
)
def test_what_was_meant_to_be_a_code_is_recognised(text):
    assert links.attempted(text)


@pytest.mark.parametrize(
    "text", ["KZの件です", "KZ company", "090-1234-5678", "1234-5678-9012-3456", "予約を解除したい"]
)
def test_what_holds_no_code_is_not_a_wrong_code(text):
    assert not links.attempted(text)


async def _invitation(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    return await _code(store, rep, customer), rep, customer


async def _code(store, rep, customer) -> str:
    async with acting(store, rep) as work:
        return (await invites.make(work, customer.id, invite_page.sentence)).code
