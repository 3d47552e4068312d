"""The ledger's edges: the last day, idleness, debts, and what belongs to whom. Any history: test_ledger_history.py."""

from datetime import date, timedelta

import pytest

from crm.points.bank import expiries, giving, ledger, statements
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Slip, Term
from crm.points.programme.programme import Expiry, Programme
from crm.refusals import Gone, PointsShort, Refused
from storage.points import wallets
from storage.tables import Company, PointEntry, Wallet
from tests.builders import HOUSE, NOW, a_customer, saved, written
from tests.line_events import rows
from tests.points.programmes import a_programme

TODAY = HOUSE.business.local(NOW).date()
DAY = timedelta(days=1)


def slip(key: str, **more) -> Slip:
    return Slip(key, "hand", **more)


async def stated(store, customer, today=TODAY):
    async with store.read() as session:
        return await statements.of(session, Programme(), customer.id, today)


async def earned(store, customer, points, key="k", until=expiries.NEVER, now=NOW, **more):
    async with written(store, now) as work:
        return await ledger.earn(work, customer.id, points, slip(key, **more), until=until)


@pytest.mark.parametrize(
    ("expiry", "earned_on", "last"),
    [
        (Expiry(months=12), date(2026, 1, 15), date(2027, 1, 31)),
        (Expiry(months=1), date(2026, 1, 31), date(2026, 2, 28)),
        (Expiry(months=1, month_end=False), date(2026, 1, 31), date(2026, 2, 28)),
        (Expiry(months=13, month_end=False), date(2027, 1, 30), date(2028, 2, 29)),
        (Expiry(months=12, month_end=False), date(2028, 2, 29), date(2029, 2, 28)),
        (Expiry(months=1), date(2026, 12, 1), date(2027, 1, 31)),
        (Expiry(kind="never"), date(2026, 1, 1), date.max),
        (Expiry(kind="inactivity"), date(2026, 1, 1), date.max),
    ],
)
def test_points_last_to_the_end_of_their_month_or_to_the_same_day(expiry, earned_on, last):
    assert expiries.last_day(expiry, earned_on) == last


async def test_the_last_day_counts_and_the_day_after_does_not(store):
    customer = await a_customer(store)
    await earned(store, customer, 100, until=TODAY)

    on_the_day, day_after = [(await stated(store, customer, day)).balance for day in (TODAY, TODAY + DAY)]

    assert (on_the_day, day_after) == (100, 0)
    async with written(store, NOW + DAY) as work:
        with pytest.raises(Refused) as no:
            await ledger.spend(work, customer.id, 1, slip("late"))
    assert no.value.refusal == PointsShort(0)


async def test_what_goes_first_is_spent_first_and_comes_back_with_its_last_day(store):
    customer = await a_customer(store)
    await earned(store, customer, 100, "new", TODAY + 300 * DAY)
    await earned(store, customer, 50, "old", TODAY + DAY)

    async with written(store) as work:
        await ledger.spend(work, customer.id, 70, slip("coffee"))
        spent = (await statements.of(work.session, Programme(), customer.id, TODAY)).leaves
        await ledger.refund(work, "coffee", slip("back"), 30)
        back = (await statements.of(work.session, Programme(), customer.id, TODAY)).leaves

    assert [(each.day, each.points) for each in spent] == [(TODAY + 300 * DAY, 80)]
    assert [(each.day, each.points) for each in back] == [(TODAY + DAY, 10), (TODAY + 300 * DAY, 100)]


async def test_what_is_taken_back_though_it_was_spent_is_owed_and_paid_by_what_comes_next(store):
    customer = await a_customer(store)
    await earned(store, customer, 100, "sale")
    async with written(store) as work:
        await ledger.spend(work, customer.id, 80, slip("coffee"))

        back = await ledger.reverse(work, "sale", slip("refund"))
        then = await ledger.earn(work, customer.id, 100, slip("next"))

    assert (back.points, back.balance, back.owed) == (-20, 0, 80)
    assert (then.points, then.balance, then.owed) == (20, 20, 0)


async def test_a_purchase_that_comes_back_takes_its_own_points_before_those_that_go_sooner(store):
    customer = await a_customer(store)
    await earned(store, customer, 100, "old", TODAY + DAY)
    await earned(store, customer, 100, "sale", TODAY + 30 * DAY)

    async with written(store) as work:
        await ledger.reverse(work, "sale", slip("refund"), 60)
        left = (await statements.of(work.session, Programme(), customer.id, TODAY)).leaves

    assert [(each.day, each.points) for each in left] == [(TODAY + DAY, 100), (TODAY + 30 * DAY, 40)]


async def test_promised_points_are_seen_and_not_spent_until_they_are_released(store):
    customer = await a_customer(store)
    async with written(store) as work:
        await ledger.pend(work, customer.id, 100, slip("sale"), Term(TODAY + 9 * DAY, ready_on=TODAY + DAY))
        before = await statements.of(work.session, Programme(), customer.id, TODAY)
        with pytest.raises(Refused):
            await ledger.spend(work, customer.id, 1, slip("early"))
        await ledger.release(work, "sale")
        again = await ledger.release(work, "sale")
        after = await statements.of(work.session, Programme(), customer.id, TODAY)

    assert (before.balance, before.pending) == (0, 100)
    assert (after.balance, after.pending, again) == (100, 0, None)


async def test_a_wallet_in_which_nothing_moves_goes_as_a_whole_and_is_not_revived_by_a_late_gift(store):
    customer = await a_customer(store)
    await earned(store, customer, 100, "old", idle_until=TODAY + DAY)
    late = NOW + 2 * DAY

    async with written(store, late) as work:
        with pytest.raises(Refused) as no:
            await ledger.spend(work, customer.id, 10, slip("coffee"))
        posted = await ledger.earn(work, customer.id, 5, slip("new", idle_until=TODAY + 99 * DAY))

    assert no.value.refusal == PointsShort(0)
    assert posted.balance == 5
    assert sorted(each.points for each in await rows(store, PointEntry)) == [-100, 5, 100]


async def test_what_moves_keeps_the_whole_wallet_alive(store):
    customer = await a_customer(store)
    await earned(store, customer, 100, "old", idle_until=TODAY + DAY)

    await earned(store, customer, 1, "new", now=NOW + DAY, idle_until=TODAY + 30 * DAY)

    assert (await stated(store, customer, TODAY + 20 * DAY)).leaves[0].points == 101


async def test_what_was_never_posted_cannot_be_given_back_or_taken_back(store):
    await a_customer(store)

    async with written(store) as work:
        for way in (ledger.refund, ledger.reverse):
            with pytest.raises(Refused) as no:
                await way(work, "nothing", slip("x"))
            assert no.value.refusal == Gone()


async def test_every_posting_says_who_did_it_in_which_operation_and_why(store):
    customer = await a_customer(store)

    async with written(store) as work:
        await ledger.earn(work, customer.id, 10, Slip("visit:1", "visit", "interactions:1", "ご来店"))

    [entry] = await rows(store, PointEntry)
    assert (entry.operation, entry.actor, entry.at, entry.day) == (work.operation, "system", NOW, TODAY)
    assert (entry.reason, entry.source, entry.note, entry.counts) == ("visit", "interactions:1", "ご来店", 10)


async def test_an_undone_operation_gives_back_and_takes_back_what_it_did(store):
    customer = await a_customer(store)
    await earned(store, customer, 100, "before")
    async with written(store) as work:
        await ledger.spend(work, customer.id, 40, slip("paid"))
        await ledger.earn(work, customer.id, 7, slip("sale"))

    async with written(store) as later:
        await ledger.undo(later, work.operation, "undone")

    assert (await stated(store, customer)).balance == 100


async def test_colleagues_of_one_company_share_a_wallet_where_the_programme_says_so(store):
    company = await _company(store)
    people = [await a_customer(store, name=name, company_id=company) for name in ("田中", "鈴木")]
    await a_programme(store, wallet="company")
    for each in people:
        await earned(store, each, 50, f"sale:{each.id}")

    assert [(await stated(store, each)).balance for each in people] == [100, 100]
    [wallet] = await rows(store, Wallet)
    assert (wallet.kind, wallet.company_id) == ("company", company)


async def _company(store) -> int:
    return (await saved(store, Company(name="株式会社サクラ", key="サクラ"))).id


async def test_steps_of_the_history_are_postings_and_not_lines(store):
    customer = await a_customer(store)
    for number, last in enumerate((1, 2, 3)):
        await earned(store, customer, 10, f"k{number}", TODAY + last * DAY)
    async with written(store) as work:
        await ledger.spend(work, customer.id, 25, slip("coffee"))

    history = (await stated(store, customer)).history

    assert [(each.kind, each.points) for each in history] == [("spend", -25), *[("earn", 10)] * 3]
    async with store.read() as session:
        assert (await wallets.of(session, customer.id)).balance == 5


async def test_a_promise_that_comes_true_keeps_the_wallet_alive_where_inactivity_counts(store):
    customer = await a_customer(store)
    programme = await a_programme(store, expiry={"kind": "inactivity", "months": 1, "month_end": False})
    async with written(store) as work:
        gift = Gift(50, slip("sale"), ready_on=TODAY + 20 * DAY)
        await giving.give(work, programme, customer.id, gift)

    async with written(store, NOW + 20 * DAY) as work:
        await giving.release(work, programme, "sale")

    assert [each.expires_on for each in await rows(store, Wallet)] == [date(2027, 1, 10)]
