"""The look at tiers whose day has come: kept, told that they end, lowered after a while."""

from datetime import UTC, date, datetime

from crm.points.bank import ledger
from crm.points.bank.ledger import Slip
from crm.points.programme import tier_reviews
from storage.points import wallets
from tests.builders import a_customer, a_line_user, written
from tests.passing_time import spoken
from tests.points.programmes import a_programme
from tests.points.ranks import GOLD, at, given, ranked, said, seen, standing_of, swept


async def test_a_refund_takes_the_way_back_and_costs_the_tier_only_after_grace(store):
    programme = await a_programme(store, tiers=ranked(grace_days=30))
    who = await a_customer(store)
    await given(store, programme, who, 1200, key="purchase:1")
    async with written(store) as work:
        await ledger.reverse(work, "purchase:1", Slip("refund:1", "returned"), 600)

    at_once = await standing_of(store, who)
    first = await swept(store, at(2026, 12, 1))
    in_grace = await seen(store, programme, who, date(2026, 12, 2))
    early = await swept(store, at(2026, 12, 28))
    late = await swept(store, at(2027, 1, 4))

    assert at_once is not None
    assert (at_once.code, first, early, late) == ("silver", ["ending"], [], ["lowered"])
    assert in_grace is not None
    assert (in_grace.name, in_grace.until, in_grace.to_keep) == ("シルバー", date(2026, 12, 31), 400)


async def test_who_is_to_lose_a_tier_hears_what_is_missing_and_until_when(store):
    programme = await a_programme(store, tiers=ranked(grace_days=10))
    who = await a_customer(store)
    account = await a_line_user(store, customer=who)
    await given(store, programme, who, 3000, at(2025, 11, 25))
    await given(store, programme, who, 1100, at(2026, 10, 1))

    done = await swept(store, at(2026, 12, 1))

    ending = next(row for row in await spoken(store) if row.kind == "TierEnding")
    fields = {name: ending.fields[name] for name in ("tier", "until", "missing", "by", "next")}
    assert done == ["ending"]
    assert ending.recipient == account.user_id
    assert fields == {"tier": "ゴールド", "until": "2026-12-11", "missing": 1900, "by": "points", "next": "シルバー"}


async def test_who_reaches_it_again_in_grace_keeps_it_without_another_word(store):
    programme = await a_programme(store, tiers=ranked(grace_days=30))
    who = await a_customer(store)
    await a_line_user(store, customer=who)
    await given(store, programme, who, 1000, at(2025, 11, 25))
    await swept(store, at(2026, 12, 1))

    await given(store, programme, who, 1000, at(2026, 12, 10))
    after = await swept(store, at(2027, 1, 4))

    standing = await standing_of(store, who)
    assert standing is not None
    assert (standing.code, standing.grace_until, after) == ("silver", None, ["kept"])
    assert await said(store) == ["TierReached", "TierEnding"]


async def test_after_grace_the_tier_is_lowered_with_a_word(store):
    programme = await a_programme(store, tiers=ranked(grace_days=10))
    who = await a_customer(store)
    await a_line_user(store, customer=who)
    await given(store, programme, who, 3000, at(2025, 11, 25))
    await given(store, programme, who, 1100, at(2026, 10, 1))
    await swept(store, at(2026, 12, 1))

    last_day = await swept(store, at(2026, 12, 11))
    after = await swept(store, at(2026, 12, 14))

    standing = await standing_of(store, who)
    assert standing is not None
    assert (last_day, after, standing.code) == ([], ["lowered"], "silver")
    assert (await said(store))[-1] == "TierLowered"


async def test_a_review_is_done_once_and_touches_only_what_is_due(store):
    programme = await a_programme(store)
    for _ in range(3):
        await given(store, programme, await a_customer(store), 1000, at(2026, 11, 2), key="")
    late = await a_customer(store)
    await given(store, programme, late, 1000, at(2026, 12, 1), key="late")

    first = await swept(store, at(2026, 12, 1))
    again = await swept(store, at(2026, 12, 1))

    assert (first, again) == (["kept"], [])


async def test_nothing_is_reviewed_before_business_opens_or_on_a_holiday(store):
    programme = await a_programme(store)
    await given(store, programme, await a_customer(store), 1000, at(2026, 12, 10))

    holiday = await swept(store, at(2027, 1, 1))
    early = await swept(store, datetime(2027, 1, 3, 23, 30, tzinfo=UTC))
    opened = await swept(store, datetime(2027, 1, 4, 0, 0, tzinfo=UTC))

    assert (holiday, early, opened) == ([], [], ["kept"])


async def test_what_was_reached_in_a_year_counts_through_the_next(store):
    programme = await a_programme(store, tiers=ranked(period="year", grace_days=31))
    who = await a_customer(store)
    await given(store, programme, who, 1000, at(2025, 3, 10))

    first = await swept(store, at(2026, 1, 5))
    second = await swept(store, at(2027, 1, 4))

    assert (first, second) == (["kept"], ["ending"])


async def test_what_comes_in_january_saves_last_years_tier(store):
    programme = await a_programme(store, tiers=ranked(period="year", grace_days=31))
    who = await a_customer(store)
    await given(store, programme, who, 1000, at(2025, 3, 10))
    await given(store, programme, who, 700, at(2026, 3, 10))
    await swept(store, at(2026, 1, 5))
    await swept(store, at(2027, 1, 4))

    shown = await seen(store, programme, who, date(2027, 1, 5))
    await given(store, programme, who, 300, at(2027, 1, 20))

    standing = await standing_of(store, who)
    assert shown is not None
    assert shown.to_keep == 300
    assert standing is not None
    assert (standing.code, standing.grace_until, standing.review_on) == ("silver", None, date(2028, 1, 1))


async def test_without_grace_the_tier_ends_at_the_review(store):
    programme = await a_programme(store, tiers=ranked(grace_days=0))
    who = await a_customer(store)
    await given(store, programme, who, 1000, at(2025, 11, 25))

    done = await swept(store, at(2026, 12, 1))

    shown = await seen(store, programme, who, date(2026, 12, 1))
    assert done == ["lowered"]
    assert shown is not None
    assert (shown.name, shown.missing) == ("", 1000)


async def test_a_tier_that_the_programme_no_longer_has_goes_without_a_word(store):
    programme = await a_programme(store)
    who = await a_customer(store)
    await a_line_user(store, customer=who)
    await given(store, programme, who, 1000, at(2026, 11, 2))
    await a_programme(store, tiers=ranked(tier=[GOLD]))

    done = await swept(store, at(2026, 12, 1))

    standing = await standing_of(store, who)
    assert standing is not None
    assert (done, standing.code, standing.review_on) == (["kept"], "", None)
    assert await said(store) == ["TierReached"]


async def test_the_review_asks_again_under_the_lock(store):
    programme = await a_programme(store)
    who = await a_customer(store)
    await given(store, programme, who, 1000)

    async with written(store) as work:
        wallet = await wallets.of(work.session, who.id)
        assert wallet is not None
        done = await tier_reviews.review(work, [wallet.id, wallet.id + 1000])

    assert done == []
