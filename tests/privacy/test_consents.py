"""Consent is given and withdrawn with one tap or one word, and every decision stays."""

from datetime import timedelta

import pytest

from crm.notices import ConsentDecided, ConsentNoted
from crm.privacy import consents
from handlers.line.consents import NO, YES, data
from storage.tables import Consent, LineLink, Outbox
from tests.builders import NOW, a_customer, a_line_user, a_rep, saved
from tests.line_events import USER, hear, owed, relayed, rows, said, tap, words

SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(days=3)


@pytest.mark.parametrize(("choice", "granted"), [(YES, True), (NO, False)])
async def test_a_tap_is_kept_with_purpose_version_channel_and_time(store, choice, granted):
    customer, link = await _linked(store)

    await hear(store, tap(data(str(link.id), choice), at=SOON))

    [kept] = await rows(store, Consent)
    assert (kept.customer_id, kept.granted, kept.purpose) == (customer.id, granted, "surveys")
    assert (kept.text_version, kept.channel, kept.decided_at) == (consents.TEXT_VERSION, "line", SOON)
    assert await owed(store, ConsentNoted) == [ConsentNoted(granted, "サクラ商事")]


async def test_the_owner_is_told(store):
    customer, link = await _linked(store)

    await hear(store, tap(data(str(link.id), NO)))

    assert await owed(store, ConsentDecided) == [ConsentDecided(customer.id, "田中 一郎", granted=False)]


async def test_the_owner_is_not_told_the_same_thing_twice(store):
    _, link = await _linked(store)

    await hear(store, tap(data(str(link.id), YES)), tap(data(str(link.id), YES), at=SOON))

    assert len(await owed(store, ConsentDecided)) == 1
    assert len(await owed(store, ConsentNoted)) == 2


@pytest.mark.parametrize("text", ["停止", "配信停止", " 解除 ", "STOP", "Ｕnsubscribe", "「停止」", "停止。"])
async def test_the_words_that_stop_work_at_once_as_a_whole_message(store, text):
    customer, _ = await _linked(store)

    await hear(store, words(text))

    kept = await rows(store, Consent)
    assert {(each.customer_id, each.granted) for each in kept} == {(customer.id, False)}
    assert [each.purpose for each in kept] == ["surveys", "offers", "birthday"]
    assert await said(store) == ["ConsentNoted"]


@pytest.mark.parametrize("text", ["再開", "start", "Start!"])
async def test_the_words_that_resume_undo_it(store, text):
    await _linked(store)
    await hear(store, words("停止"))

    await hear(store, words(text, at=SOON))

    assert [(kept.purpose, kept.granted) for kept in await rows(store, Consent)][3:] == [("surveys", True)]
    assert (await owed(store, ConsentNoted))[-1] == ConsentNoted(granted=True, company="サクラ商事")


async def test_what_resumes_is_what_was_agreed_to_before_with_the_wording_that_was_read(store):
    customer, _ = await _linked(store)
    for purpose, granted in (("offers", True), ("surveys", False)):
        decision = {"purpose": purpose, "granted": granted, "text_version": f"{purpose}-1", "channel": "line"}
        await saved(store, Consent(customer_id=customer.id, decided_at=NOW, **decision))

    await hear(store, words("停止", at=SOON), words("再開", at=LATER))

    assert [(each.purpose, each.text_version) for each in await rows(store, Consent)][5:] == [("offers", "offers-1")]
    assert (await owed(store, ConsentNoted))[-1].purposes == ("offers",)


async def test_the_owner_hears_of_a_stop_once_and_only_of_what_has_changed(store):
    customer, _ = await _linked(store)

    await hear(store, words("停止"), words("停止", at=SOON))

    told = ConsentDecided(customer.id, "田中 一郎", granted=False, purposes=("surveys",))
    assert await owed(store, ConsentDecided) == [told]


@pytest.mark.parametrize(
    "text", ["予約を解除したい", "停止してください", "工事の再開はいつですか", "start up", "stopped"]
)
async def test_the_words_inside_a_sentence_decide_nothing_and_reach_a_person(store, text):
    await _linked(store)

    await hear(store, words(text))

    assert await rows(store, Consent) == []
    assert [notice.text for notice in await relayed(store)] == [text]


async def test_a_word_decides_for_everyone_the_account_speaks_for(store):
    customer, link = await _linked(store)
    wife = await a_customer(store, name="田中 花子")
    await saved(store, LineLink(line_user_id=link.line_user_id, customer_id=wife.id))

    await hear(store, words("停止"))

    assert {kept.customer_id for kept in await rows(store, Consent)} == {customer.id, wife.id}
    assert len(await owed(store, ConsentNoted)) == 1


async def test_a_tap_decides_only_for_whom_it_was_asked(store):
    customer, link = await _linked(store)
    wife = await a_customer(store, name="田中 花子")
    await saved(store, LineLink(line_user_id=link.line_user_id, customer_id=wife.id))

    await hear(store, tap(data(str(link.id), NO)))

    assert [kept.customer_id for kept in await rows(store, Consent)] == [customer.id]


async def test_a_tap_cannot_decide_for_somebody_elses_customer(store):
    _, link = await _linked(store)

    await hear(store, tap(data(str(link.id), NO), user="U" + "9" * 32))

    assert await rows(store, Consent) == []


async def test_a_yes_that_belongs_to_nobody_is_not_promised(store):
    await _linked(store)

    await hear(store, tap(data("404", YES)))

    assert await rows(store, Consent) == []
    assert await said(store) == []


async def test_an_older_tap_that_arrives_late_does_not_overrule_a_newer_word(store):
    _customer, link = await _linked(store)
    await hear(store, words("停止", at=LATER))

    await hear(store, tap(data(str(link.id), YES), at=SOON), now=LATER)

    assert not (await owed(store, ConsentNoted))[-1].granted
    assert [notice.granted for notice in await owed(store, ConsentDecided)] == [False]


async def test_a_stranger_who_writes_stop_is_answered_and_one_who_writes_start_is_read(store):
    admin = await a_rep(store, role="admin")

    await hear(store, words("停止"), words("再開", at=SOON))

    assert [each.granted for each in await owed(store, ConsentNoted)] == [False]
    told = [row.recipient for row in await rows(store, Outbox) if row.kind == "WhoIsThis"]
    assert admin.slack_id in told


@pytest.mark.parametrize("broken", ["consent", "consent:yes", "consent:maybe:1", "consent:yes:", "consent:yes:9" * 9])
async def test_broken_buttons_decide_nothing(store, broken):
    await _linked(store)

    await hear(store, tap(broken))

    assert await rows(store, Consent) == []


async def _linked(store):
    customer = await a_customer(store)
    await a_line_user(store, user_id=USER, customer=customer)
    [link] = await rows(store, LineLink)
    return customer, link
