"""Settings in the chat: purposes one by one, the language, and the hour of what is not urgent."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from crm.notices import ConsentDecided, ConsentNoted, HourNoted, LanguageNoted, SettingsCard
from crm.privacy import hours
from handlers.line.privacy import OFF, ON, settings_data
from reminders.sweeps import run_all
from storage.tables import Consent, Customer, Handover, LineLink, LineUser, Outbox
from tests.builders import HOUSE, NOW, a_customer, a_handover, saved, written
from tests.line_events import hear, linked, owed, relayed, rows, said, tap, words

SOON = NOW + timedelta(minutes=5)
TOKYO = HOUSE.business


@pytest.mark.parametrize("asked", [words("設定"), tap(settings_data())], ids=["word", "button"])
async def test_the_card_shows_how_things_stand(store, asked):
    await linked(store)

    await hear(store, asked)

    [card] = await owed(store, SettingsCard)
    assert dict(card.purposes) == {"service": True, "surveys": True, "offers": False, "birthday": False}
    assert (card.language, card.hour) == (None, None)


async def test_each_purpose_is_switched_by_itself_and_the_wording_is_kept(store):
    _, customer = await linked(store)

    await hear(store, tap(settings_data("offers", ON)), tap(settings_data("surveys", OFF), at=SOON))

    kept = [(each.purpose, each.granted, each.text_version) for each in await rows(store, Consent)]
    assert kept == [("offers", True, "offers-1"), ("surveys", False, "surveys-2")]
    assert [each.purposes for each in await owed(store, ConsentNoted)] == [("offers",), ("surveys",)]
    assert await owed(store, ConsentDecided) == [
        ConsentDecided(customer.id, customer.name, granted=True, purposes=("offers",)),
        ConsentDecided(customer.id, customer.name, granted=False, purposes=("surveys",)),
    ]


async def test_of_a_couple_a_purpose_is_on_when_both_have_it_on(store):
    await linked(store)
    wife = await a_customer(store, name="田中 花子")
    [link] = await rows(store, LineLink)
    await saved(store, LineLink(line_user_id=link.line_user_id, customer_id=wife.id))
    await saved(
        store,
        Consent(customer_id=wife.id, purpose="offers", granted=True, text_version="1", channel="line", decided_at=NOW),
    )

    await hear(store, words("設定"))

    assert not dict((await owed(store, SettingsCard))[0].purposes)["offers"]


@pytest.mark.parametrize(("text", "language"), [("English please", "en"), ("日本語でお願いします", "ja")])
async def test_the_language_is_changed_by_its_words(store, text, language):
    await linked(store)

    await hear(store, words(text))

    assert [each.chosen_language for each in await rows(store, LineUser)] == [language]
    assert await owed(store, LanguageNoted) == [LanguageNoted(language)]


@pytest.mark.parametrize(
    ("text", "hour", "asked"), [("配信は18時", 18, 18), ("配信は20時", 20, 20), ("配信は23時", 20, 23)]
)
async def test_the_hour_is_set_by_its_words_and_never_in_the_night(store, text, hour, asked):
    await linked(store)

    await hear(store, words(text))

    assert [each.delivery_hour for each in await rows(store, LineUser)] == [hour]
    assert await owed(store, HourNoted) == [HourNoted(hour, asked)]


async def test_an_hour_alone_is_read_by_a_person_unless_the_settings_were_shown(store):
    await linked(store)

    await hear(store, words("夜8時に"))
    await hear(store, words("設定", at=SOON), words("夜8時に", at=SOON))

    assert [each.text for each in await relayed(store)] == ["夜8時に"]
    assert await owed(store, HourNoted) == [HourNoted(20, 20)]


@pytest.mark.parametrize(
    "data",
    ["settings:hour:99", "settings:hour:x", "settings:language:fr", "settings:offers:maybe", "settings:sales:on"],
)
async def test_broken_buttons_change_nothing(store, data):
    await linked(store)

    await hear(store, tap(data))

    assert await said(store) == []
    assert [(each.delivery_hour, each.chosen_language) for each in await rows(store, LineUser)] == [(None, None)]
    assert await rows(store, Consent) == []


async def test_somebody_whom_we_do_not_know_may_choose_language_and_hour(store):
    await hear(store, words("設定"), tap(settings_data("offers", ON), at=SOON))

    assert [each.purposes for each in await owed(store, SettingsCard)] == [()]
    assert await rows(store, Consent) == []


async def test_a_letter_waits_for_the_hour_that_was_asked_for(store):
    customer = await _handed_over(store)
    await hear(store, words("配信は18時"))

    await run_all(store, HOUSE, SOON, only=["handover_messages"])

    [letter] = [row for row in await rows(store, Outbox) if row.kind == "HandoverFarewell"]
    assert (letter.customer_id, letter.state, letter.ready_at) == (customer.id, "scheduled", local(18))


async def test_whoever_wants_no_notices_is_told_of_a_new_contact_by_a_person(store):
    customer = await _handed_over(store)
    await hear(store, tap(settings_data("service", OFF)))

    await run_all(store, HOUSE, SOON, only=["handover_messages"])

    assert "HandoverFarewell" not in await said(store)
    told = [row.fields["names"] for row in await rows(store, Outbox) if row.kind == "HandoverUnreached"]
    assert told == [[customer.name]]


async def _handed_over(store) -> Customer:
    """Somebody whose farewell is due."""
    _, customer = await linked(store)
    day = HOUSE.business.add_business_days(NOW.date(), 3)
    row = await a_handover(store, customer=customer)
    async with written(store) as work:
        handover = await work.session.get_one(Handover, row.handover_id)
        handover.told, handover.notice_day, handover.effective_day = True, NOW.date(), day
        handover.farewell, handover.greeting = "{customer}", "{customer}"
    return customer


def local(hour: int, minute: int = 0, day: int = 20) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO.zone)


@pytest.mark.parametrize(
    ("hour", "earliest", "due"),
    [
        (None, local(10), local(10)),
        (None, local(22), local(9, day=21)),
        (18, local(10), local(18)),
        (18, local(18, 30), local(18, 30)),
        (18, local(19), local(18, day=21)),
        (20, local(10), local(20)),
        (20, local(20, 1), local(20, day=21)),
        (3, local(1), local(9)),
    ],
)
def test_what_is_not_urgent_waits_for_the_hour_and_never_comes_at_night(hour, earliest, due):
    account = LineUser(user_id="U1", delivery_hour=hour)

    assert hours.due(TOKYO, account, earliest.astimezone(UTC)) == due


def test_a_company_without_quiet_hours_offers_every_hour():
    loud = replace(TOKYO, quiet_from=time(0), quiet_until=time(0))

    assert hours.offered(loud) == tuple(range(24))
    assert hours.offered(TOKYO) == tuple(range(9, 21))
