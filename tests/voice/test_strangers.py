"""Somebody writes whom we do not know: one of ours says who it may be, and they themselves say whether it is so."""

from datetime import timedelta

import pytest

from crm.notices import (
    Choice,
    CustomerLinked,
    LinkDeclined,
    Linked,
    LinkQuestion,
    OfferDeclined,
    WhoIsThis,
)
from crm.records import customers
from crm.refusals import Gone, Unreachable
from crm.voice import links, offers
from crm.voice.offers import LinkedAlready, OfferedToday
from storage.tables import LineLink, LineUser, LinkOffer, Message, Outbox
from storage.voice import line_users
from tests.builders import NOW, a_line_user, a_rep, written
from tests.deeds import by, refused
from tests.line_events import USER, event, hear, owed, relayed, rows, tap, words

SOON = NOW + timedelta(minutes=5)
TOMORROW = NOW + timedelta(days=1, minutes=1)
OTHER = "U" + "2" * 32


async def test_a_strangers_words_come_with_the_customers_who_go_by_that_name(store):
    owner, customer = await _a_customer(store, "田中 一郎")
    account = await a_line_user(store, user_id=USER, display_name="田中一郎☆")

    await hear(store, words("見積をお願いします"))

    [asked] = await owed(store, WhoIsThis)
    likely = Choice(customer.id, "田中 一郎", None, owner.full_name)
    [message] = await rows(store, Message)
    assert asked == WhoIsThis(account.id, "田中一郎☆", "見積をお願いします", "text", (likely,), message_id=message.id)


async def test_who_it_is_is_asked_once_a_day_and_nothing_they_say_is_lost(store):
    await a_rep(store, role="admin", slack_id="UADMIN001")
    await a_line_user(store, user_id=USER)

    await hear(store, words("もしもし"), words("まだですか", at=SOON), words("おはよう", at=TOMORROW))

    assert [notice.text for notice in await owed(store, WhoIsThis)] == ["もしもし", "おはよう"]
    assert [notice.text for notice in await relayed(store)] == ["まだですか"]
    assert [message.text for message in await rows(store, Message)] == ["もしもし", "まだですか", "おはよう"]


async def test_the_rep_whose_code_brought_them_is_asked_and_not_the_team(store):
    rep = await a_rep(store, slack_id="UMINE")
    await a_line_user(store, user_id=USER, rep_id=rep.id)

    await hear(store, words("もしもし"))

    assert [row.recipient for row in await rows(store, Outbox) if row.kind == "WhoIsThis"] == ["UMINE"]


async def test_a_name_that_arrives_after_the_words_mends_the_question(store):
    await _a_customer(store, "田中 一郎")
    await hear(store, words("もしもし"))

    await hear(store, event("profile", at=SOON, profile={"displayName": "田中一郎", "language": "ja"}))

    first, mended = [row for row in await rows(store, Outbox) if row.kind == "WhoIsThis"]
    assert (first.fields["likely"], mended.update_of) == ([], first.seq)
    assert [each["name"] for each in mended.fields["likely"]] == ["田中 一郎"]
    assert mended.fields["text"] == "もしもし"


@pytest.mark.parametrize("name", ["", "☆彡", "存在しない人", "a" * 100])
async def test_a_name_that_tells_nothing_suggests_nobody(store, name):
    await _a_customer(store, "田中 一郎")
    await a_line_user(store, user_id=USER, display_name=name)

    await hear(store, words("もしもし"))

    assert [notice.likely for notice in await owed(store, WhoIsThis)] == [()]


async def test_words_taken_back_go_from_the_question_too(store):
    await a_line_user(store, user_id=USER)
    await hear(store, words("内緒", message_id="7"))

    await hear(store, event("unsend", unsend={"messageId": "7"}))

    assert [(notice.text, notice.kind) for notice in await owed(store, WhoIsThis)] == [("", "unsent")]


async def test_one_tap_asks_the_person_and_links_nobody(store):
    owner, customer = await _a_customer(store, "田中 一郎")
    account = await a_line_user(store, user_id=USER)

    async with by(store, owner) as work:
        await offers.make(work, account.id, customer.id)

    [offer] = await rows(store, LinkOffer)
    assert (offer.line_user_id, offer.customer_id, offer.rep_id, offer.state) == (
        account.id,
        customer.id,
        owner.id,
        "asked",
    )
    assert await owed(store, LinkQuestion) == [LinkQuestion("サクラ商事", "田中 一郎", owner.full_name, offer.id)]
    assert await rows(store, LineLink) == []


async def test_yes_links_and_asks_for_consent_and_what_was_said_before_is_theirs(store):
    owner, customer, offer = await _offered(store)

    await hear(store, tap(f"offer:yes:{offer.id}", at=SOON))

    [link] = await rows(store, LineLink)
    assert link.customer_id == customer.id
    assert [notice.token for notice in await owed(store, Linked)] == [str(link.id)]
    assert {message.customer_id for message in await rows(store, Message)} == {customer.id}
    told = [row.recipient for row in await rows(store, Outbox) if row.kind == CustomerLinked.__name__]
    assert told == [owner.slack_id]


async def test_no_links_nobody_and_tells_whoever_asked(store):
    owner, customer, offer = await _offered(store)

    await hear(store, tap(f"offer:no:{offer.id}", at=SOON))

    assert await rows(store, LineLink) == []
    assert await owed(store, OfferDeclined) == [OfferDeclined(customer.id, "田中 一郎")]
    assert await owed(store, LinkDeclined) == [LinkDeclined()]
    assert [row.recipient for row in await rows(store, Outbox) if row.kind == "OfferDeclined"] == [owner.slack_id]


async def test_a_second_tap_and_a_change_of_mind_change_nothing(store):
    _, _, offer = await _offered(store)
    await hear(store, tap(f"offer:no:{offer.id}", at=SOON))

    await hear(store, tap(f"offer:yes:{offer.id}", at=SOON))

    assert await rows(store, LineLink) == []
    assert await owed(store, LinkDeclined) == [LinkDeclined(), LinkDeclined(over=True)]


@pytest.mark.parametrize("forged", ["offer:yes:{id}", "offer:yes:999999", "offer:yes:x", "offer:maybe:1", "offer"])
async def test_nobody_answers_for_somebody_else(store, forged):
    _, _, offer = await _offered(store)

    await hear(store, tap(forged.format(id=offer.id), user=OTHER, at=SOON))

    assert await rows(store, LineLink) == []
    assert [each.state for each in await rows(store, LinkOffer)] == ["asked"]


async def test_a_question_of_last_week_links_nobody(store):
    _, _, offer = await _offered(store)

    await hear(store, tap(f"offer:yes:{offer.id}", at=NOW + timedelta(days=8)))

    assert await rows(store, LineLink) == []
    assert await owed(store, LinkDeclined) == [LinkDeclined(over=True)]


async def test_nobody_is_asked_twice_a_day_who_they_are(store):
    owner, customer, offer = await _offered(store)
    other = await _another(store, owner)

    async with refused(OfferedToday()), by(store, owner, SOON) as work:
        await offers.make(work, offer.line_user_id, other.id)
    async with by(store, owner, TOMORROW) as work:
        await offers.make(work, offer.line_user_id, other.id)

    assert [each.customer_id for each in await rows(store, LinkOffer)] == [customer.id, other.id]


async def test_an_account_that_cannot_be_asked_is_refused(store):
    owner, customer = await _a_customer(store, "田中 一郎")
    gone = await a_line_user(store, user_id=OTHER, state="gone")
    theirs = await a_line_user(store, user_id=USER, customer=customer)

    for account_id, why in ((gone.id, Unreachable), (theirs.id, LinkedAlready)):
        async with refused(why("田中 一郎")), by(store, owner) as work:
            await offers.make(work, account_id, customer.id)
    async with refused(Gone()), by(store, owner) as work:
        await offers.make(work, 10**9, customer.id)

    assert await rows(store, LinkOffer) == []


async def test_a_link_by_another_way_settles_the_question(store):
    owner, _, offer = await _offered(store)
    other = await _another(store, owner)

    async with written(store, SOON) as work:
        account = await line_users.locked(work.session, offer.line_user_id)
        await links.link(work, account, *await customers.reached(work, other.id), None)

    assert [each.state for each in await rows(store, LinkOffer)] == ["void"]


async def _a_customer(store, name):
    owner = await a_rep(store, slack_id="UOWNER")
    async with by(store, owner) as work:
        return owner, await customers.create(work, name)


async def _another(store, owner):
    async with by(store, owner) as work:
        return await customers.create(work, "田中 花子")


async def _offered(store):
    """(owner, customer, the offer) after the stranger has written."""
    owner, customer = await _a_customer(store, "田中 一郎")
    await hear(store, words("もしもし"))
    [account] = await rows(store, LineUser)
    async with by(store, owner) as work:
        await offers.make(work, account.id, customer.id)
    [offer] = await rows(store, LinkOffer)
    return owner, customer, offer
