"""A rep is away: they say so in their settings, whoever stands in is called, and the customer hears it once a day."""

from datetime import date, timedelta

import pytest

from crm.notices import RepAway
from crm.relay import absences
from handlers.line.bubbles import PHRASES
from handlers.locales import phrases
from handlers.slack.answers import Answer, Errors, Open
from storage.store import Store
from storage.tables import CompanySettings, Customer, Rep
from tests.builders import NOW, a_customer, a_rep, saved, written
from tests.followup_deeds import pressed, sent
from tests.line_events import hear, linked, owed, relayed, rows, said, words

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
AWAY = {"away_from": TODAY, "away_until": TODAY}
FORM = {"full_name": "佐藤 花子", "language": "ja"}


async def standing_in(store: Store, customer: Customer, owner: Rep) -> int:
    async with written(store) as work:
        return (await absences.stand_in(work, customer, owner)).id


# --- who stands in ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "away"),
    [
        (None, None, False),
        (TODAY, TODAY, True),
        (TODAY - DAY, TODAY + DAY, True),
        (TODAY + DAY, TODAY + DAY, False),
        (TODAY - DAY, TODAY - DAY, False),
    ],
    ids=["never", "today", "in the midst of it", "tomorrow", "yesterday"],
)
def test_both_ends_of_an_absence_belong_to_it(first, last, away):
    rep = Rep(slack_id="U1", display_name="佐藤", full_name="佐藤", seen_at=NOW, away_from=first, away_until=last)

    assert absences.away(rep, TODAY) is away


@pytest.mark.parametrize(
    ("owner", "customers", "owners", "expected"),
    [
        ({}, {}, {}, "owner"),
        (AWAY, {}, {}, "customers"),
        ({"active": False}, {}, {}, "customers"),
        (AWAY, AWAY, {}, "owners"),
        (AWAY, {"active": False}, {}, "owners"),
        (AWAY, {"role": "read_only"}, {}, "owners"),
        (AWAY, AWAY, AWAY, "owner"),
        (AWAY, None, {}, "owners"),
        (AWAY, None, None, "owner"),
    ],
    ids=["here", "away", "left", "deputy away", "deputy left", "only reads", "all away", "owner's only", "nobody"],
)
async def test_the_customers_deputy_stands_in_before_the_owners(store, owner, customers, owners, expected):
    named = {"customers": customers, "owners": owners}
    people = {name: await a_rep(store, **more) for name, more in named.items() if more is not None}
    number = {name: people[name].id if name in people else None for name in named}
    people["owner"] = await a_rep(store, deputy_id=number["owners"], **owner)
    customer = await a_customer(store, owner=people["owner"], deputy_id=number["customers"])

    assert await standing_in(store, customer, people["owner"]) == people[expected].id


# --- saying so --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"away_from": "2026-11-24", "away_until": "2026-11-27"}, (date(2026, 11, 24), date(2026, 11, 27))),
        ({"away_from": "2026-11-24"}, (date(2026, 11, 24),) * 2),
        ({"away_until": "2026-11-24"}, (date(2026, 11, 24),) * 2),
        ({}, (None, None)),
        ({"away_from": "2026-11-24", "away_until": "2026-11-27", "away_off": "off"}, (None, None)),
    ],
    ids=["a week", "only a beginning", "only an end", "none", "called off"],
)
async def test_an_absence_is_settled_in_ones_own_settings(store, typed, kept):
    rep = await a_rep(store, **AWAY)

    await sent(store, rep, "settings", "", **FORM, **typed)

    [row] = await rows(store, Rep)
    assert (row.away_from, row.away_until) == kept


@pytest.mark.parametrize(
    "typed",
    [{"away_from": "2026-11-25", "away_until": "2026-11-24"}, {"away_from": "2026-11-18", "away_until": "2026-11-19"}],
    ids=["backwards", "over"],
)
async def test_an_absence_that_cannot_be_is_said_at_its_end(store, typed):
    rep = await a_rep(store)

    answer: Answer | None = await sent(store, rep, "settings", "", **FORM, **typed)

    assert answer == Errors({"away_until": phrases("ja")("refused.away_backwards")})


@pytest.mark.parametrize(("last", "shown"), [(TODAY, True), (TODAY - DAY, False)], ids=["last day", "over"])
async def test_the_form_shows_an_absence_until_it_is_over_and_how_to_call_it_off(store, last, shown):
    rep = await a_rep(store, away_from=TODAY - 2 * DAY, away_until=last)

    form = await pressed(store, rep, "home.settings", "open")

    assert isinstance(form, Open)
    fields = {block["block_id"]: block["element"] for block in form.view["blocks"] if block["type"] == "input"}
    assert ("initial_date" in fields["away_until"], "away_off" in fields) == (shown, shown)


# --- what the customer hears ------------------------------------------------------------------------------------------


async def test_while_the_owner_is_away_the_customer_hears_once_a_day_who_reads_it_instead(store):
    await saved(store, CompanySettings(telephone="03-0000-0000"))
    deputy = await a_rep(store, full_name="鈴木 一郎")
    await linked(store, full_name="佐藤 花子", deputy_id=deputy.id, away_from=TODAY, away_until=TODAY + DAY)

    await hear(store, words("見積をお願いします"), words("いつごろですか", at=NOW + timedelta(hours=1)))

    # Monday is a holiday.
    assert await owed(store, RepAway) == [
        RepAway("サクラ商事", "佐藤 花子", "鈴木 一郎", date(2026, 11, 24), "03-0000-0000")
    ]
    assert len(await relayed(store)) == 2


async def test_without_a_deputy_the_customer_hears_when_the_owner_is_back(store):
    await linked(store, full_name="佐藤 花子", away_from=TODAY, away_until=date(2026, 11, 25))

    await hear(store, words("見積をお願いします"))

    assert await owed(store, RepAway) == [RepAway("サクラ商事", "佐藤 花子", "", date(2026, 11, 26))]


async def test_without_a_reply_token_nothing_is_said_that_would_be_paid_for(store):
    await linked(store, **AWAY)

    await hear(store, {**words("見積をお願いします"), "replyToken": None})

    assert await said(store) == []


async def test_at_night_the_customer_hears_of_the_hours_and_not_twice(store):
    await linked(store, **AWAY)

    await hear(store, words("夜分に", at=NOW + timedelta(hours=12)))

    assert await said(store) == ["Away"]


@pytest.mark.parametrize(
    ("deputy", "sentence"),
    [
        ("鈴木 一郎", "鈴木 一郎が代わりに拝見し、ご返信いたします。"),
        ("", "11月24日(火)以降に、佐藤 花子よりお返事いたします。"),
    ],
    ids=["deputy", "nobody"],
)
def test_it_is_said_as_one_speaks_of_ones_own_to_a_customer(deputy, sentence):
    notice = RepAway("サクラ商事", "佐藤 花子", deputy, date(2026, 11, 24))

    [message] = PHRASES[RepAway](notice, phrases("ja"))

    told = "メッセージをありがとうございます。本日、担当の佐藤 花子は不在にしております。"
    assert message["text"] == told + sentence
