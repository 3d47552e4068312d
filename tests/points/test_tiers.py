"""Tiers: reached at once and never lost by spending; who hears of it, and what cards show."""

from datetime import UTC, date, datetime

import pytest

from crm.notices import TierSeen
from crm.points.bank import giving, ledger
from crm.points.bank.ledger import Slip
from crm.points.programme import tiers
from crm.points.programme.programme import Programme
from storage.points import wallets
from storage.tables import Consent, Purchase, Wallet, WalletMember
from tests.builders import NOW, a_customer, a_line_user, a_rep, saved, written
from tests.passing_time import spoken
from tests.points.programmes import a_programme
from tests.points.ranks import GOLD, SILVER, at, given, ranked, said, seen, standing_of, swept


async def test_a_tier_is_reached_at_once_and_the_customer_and_the_owner_hear_of_it(store):
    programme = await a_programme(store)
    who = await a_customer(store, owner=await a_rep(store, slack_id="UOWNER"))
    account = await a_line_user(store, customer=who)

    await given(store, programme, who, 999)
    before = await standing_of(store, who)
    await given(store, programme, who, 1)

    told = {row.kind: (row.recipient, row.fields) for row in await spoken(store)}
    standing = await standing_of(store, who)
    assert before is None
    assert standing is not None
    assert (standing.code, standing.since, standing.review_on) == ("silver", NOW.date(), date(2026, 12, 1))
    assert told["TierReached"][0] == account.user_id
    assert (told["TierReached"][1]["tier"], told["TierReached"][1]["rate"]) == ("シルバー", 110)
    assert (told["TierNews"][0], told["TierNews"][1]["what"]) == ("UOWNER", "reached")


async def test_the_same_tier_is_told_of_once(store):
    programme = await a_programme(store)
    who = await a_customer(store)
    await a_line_user(store, customer=who)

    for points in (1500, 10, 20):
        await given(store, programme, who, points)

    assert await said(store) == ["TierReached"]


async def test_spending_everything_changes_nothing_about_a_tier(store):
    programme = await a_programme(store)
    who = await a_customer(store)
    await given(store, programme, who, 3000)
    standing = await standing_of(store, who)

    async with written(store) as work:
        await giving.take(work, programme, who.id, 3000, Slip("redemption:1", "redemption"))
    await given(store, programme, who, 1)
    reviews = await swept(store, at(2026, 12, 1))

    after = await standing_of(store, who)
    assert standing is not None
    assert after is not None
    assert (standing.code, after.code, after.since, reviews) == ("gold", "gold", standing.since, ["kept"])


async def test_what_is_taken_back_belongs_to_the_days_on_which_it_came(store):
    programme = await a_programme(store)
    who = await a_customer(store)
    await given(store, programme, who, 900, at(2025, 10, 1), key="purchase:1")
    await given(store, programme, who, 1000, at(2026, 6, 1), key="purchase:2")
    async with written(store) as work:
        await ledger.reverse(work, "purchase:1", Slip("refund:1", "returned"))
        wallet = await wallets.of(work.session, who.id)
        assert wallet is not None
        counts = await tiers.counted(work.session, programme, wallet.id, work.today)

    assert counts == 1000


async def test_money_counts_what_was_paid_without_what_came_back(store):
    programme = await a_programme(store, tiers=ranked(by="money", tier=[SILVER | {"threshold": 10_000}]))
    who = await a_customer(store)
    await given(store, programme, who, 1)
    bought = {"customer_id": who.id, "rep_id": who.owner_id, "day": NOW.date()}
    await saved(store, Purchase(amount=9_000, **bought))
    await saved(store, Purchase(amount=2_000, refunded=1_500, **bought))

    shown = await seen(store, programme, who)
    await saved(store, Purchase(amount=500, **bought))
    async with written(store) as work:
        wallet = await wallets.of(work.session, who.id)
        assert wallet is not None
        await tiers.moved(work, programme, wallet.id)

    standing = await standing_of(store, who)
    assert shown is not None
    assert (shown.name, shown.next, shown.missing, shown.by) == ("", "シルバー", 500, "money")
    assert standing is not None
    assert standing.code == "silver"


async def test_the_card_says_what_is_missing_for_the_next_tier(store):
    programme = await a_programme(store)
    who = await a_customer(store)
    await given(store, programme, who, 1800)

    shown = await seen(store, programme, who)

    assert shown == TierSeen("シルバー", "ゴールド", 1200, "points", ("優先予約",))


async def test_on_the_highest_tier_nothing_is_missing(store):
    programme = await a_programme(store)
    who = await a_customer(store)
    await given(store, programme, who, 3000)

    shown = await seen(store, programme, who)

    assert shown is not None
    assert (shown.name, shown.next, shown.missing) == ("ゴールド", "", 0)


async def test_all_who_share_a_wallet_hear_of_it_and_nobody_twice(store):
    programme = await a_programme(store)
    first, second = await a_customer(store), await a_customer(store, name="田中 花子")
    phone = await a_line_user(store, customer=first)
    other = await a_line_user(store, customer=second)
    async with written(store) as work:
        wallet = Wallet(kind="family", created_at=NOW)
        work.session.add(wallet)
        await work.session.flush()
        await work.save(*(WalletMember(wallet_id=wallet.id, customer_id=each.id) for each in (first, second)))

    await given(store, programme, first, 1000)

    told = [row for row in await spoken(store) if row.kind == "TierReached"]
    assert [(row.recipient, row.fields["customer"]) for row in told] == [
        (phone.user_id, "田中 一郎"),
        (other.user_id, "田中 花子"),
    ]


@pytest.mark.parametrize("state", ["gone", "declined"])
async def test_who_does_not_want_it_hears_nothing_in_line(store, state):
    programme = await a_programme(store)
    who = await a_customer(store)
    await a_line_user(store, customer=who, state=state if state == "gone" else "friend")
    if state == "declined":
        made = {"purpose": "service", "granted": False, "text_version": "service-1", "channel": "line"}
        await saved(store, Consent(customer_id=who.id, decided_at=NOW, **made))

    await given(store, programme, who, 1000)

    assert [row.kind for row in await spoken(store)] == ["TierNews"]


async def test_in_quiet_hours_the_word_waits_for_the_morning(store):
    programme = await a_programme(store)
    who = await a_customer(store)
    await a_line_user(store, customer=who)

    await given(store, programme, who, 1000, datetime(2026, 11, 20, 13, 0, tzinfo=UTC))

    reached = next(row for row in await spoken(store) if row.kind == "TierReached")
    assert (reached.state, reached.ready_at) == ("scheduled", datetime(2026, 11, 21, 0, 0, tzinfo=UTC))


async def test_a_tier_that_everybody_has_is_told_to_nobody(store):
    base = {"code": "regular", "name": "レギュラー", "threshold": 0}
    programme = await a_programme(store, tiers=ranked(tier=[base, SILVER, GOLD]))
    who = await a_customer(store)
    await a_line_user(store, customer=who)

    await given(store, programme, who, 10)

    shown = await seen(store, programme, who)
    assert shown is not None
    assert (shown.name, shown.next, shown.missing) == ("レギュラー", "シルバー", 990)
    assert await spoken(store) == []


async def test_where_two_wallets_become_one_the_higher_tier_is_kept(store):
    programme = await a_programme(store)
    first, second = await a_customer(store), await a_customer(store)
    await given(store, programme, first, 1000, key="one")
    await given(store, programme, second, 3000, key="two")
    told = len(await spoken(store))

    async with written(store) as work:
        taker, giver = await wallets.of(work.session, first.id), await wallets.of(work.session, second.id)
        assert taker is not None
        assert giver is not None
        giver.joined_id = taker.id
        await work.session.flush()
        await tiers.joined(work, programme, giver.id, taker.id)

    standing = await standing_of(store, first)
    left = await standing_of(store, second)
    assert standing is not None
    assert left is not None
    assert (standing.code, left.code, left.review_on) == ("gold", "", None)
    assert len(await spoken(store)) == told


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (date(2026, 11, 20), date(2025, 11, 21)),
        (date(2026, 3, 31), date(2025, 4, 1)),
        (date(2028, 2, 29), date(2027, 3, 1)),
        (date(2026, 12, 31), date(2026, 1, 1)),
    ],
    ids=str,
)
def test_twelve_months_end_today_and_begin_a_year_ago_tomorrow(today, first):
    assert tiers.period(Programme().tiers, today) == (first, today)
