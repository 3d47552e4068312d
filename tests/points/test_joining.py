"""Wallets that become one with their people, part again, or are left behind."""

from datetime import timedelta

from crm.points.bank import ledger, statements
from crm.points.bank.ledger import Slip, Term
from crm.points.programme.programme import Programme
from storage.points import standings, wallets
from storage.tables import PointEntry, Wallet, WalletMember
from tests.builders import HOUSE, NOW, a_rep, written
from tests.line_events import rows
from tests.merging import merged, two_of, undone
from tests.privacy.forgetting import forgotten

TODAY = HOUSE.business.local(NOW).date()
DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=1)


async def given(store, customer, points, key, days=30, now=NOW):
    async with written(store, now) as work:
        return await ledger.earn(work, customer.id, points, Slip(key, "hand"), until=TODAY + days * DAY)


async def stated(store, customer):
    async with store.read() as session:
        return await statements.of(session, Programme(), customer.id, TODAY)


async def test_the_duplicates_points_become_the_survivors_each_with_its_last_day(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    await given(store, survivor, 100, "a", days=10)
    await given(store, other, 40, "b", days=5)
    async with written(store) as work:
        await ledger.pend(work, other.id, 7, Slip("c", "purchase"), Term())

    await merged(store, rep, survivor, other)

    now = await stated(store, survivor)
    assert (now.balance, now.pending) == (140, 7)
    assert [(each.day, each.points) for each in now.leaves] == [(TODAY + 5 * DAY, 40), (TODAY + 10 * DAY, 100)]
    async with store.read() as session:
        wallet = await wallets.of(session, survivor.id)
        assert await standings.counted(session, wallet.id, TODAY, TODAY) == 140
    await _adds_up(store)


async def test_a_duplicate_with_the_only_wallet_brings_it_along_and_takes_it_back(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    await given(store, other, 40, "b")

    done = await merged(store, rep, survivor, other)
    together = (await stated(store, survivor)).balance
    await undone(store, rep, done)

    assert together == 40
    assert [(await stated(store, each)).balance for each in (survivor, other)] == [0, 40]


async def test_undone_the_points_part_again_but_for_what_was_spent_since(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    await given(store, survivor, 100, "a", days=10)
    await given(store, other, 40, "b", days=5)
    async with written(store) as work:
        await ledger.pend(work, other.id, 7, Slip("c", "purchase"), Term())
    done = await merged(store, rep, survivor, other)
    async with written(store, LATER) as work:
        await ledger.spend(work, survivor.id, 30, Slip("coffee", "redemption"))

    await undone(store, rep, done)

    ours, theirs = [await stated(store, each) for each in (survivor, other)]
    assert (ours.balance, theirs.balance, ours.pending, theirs.pending) == (100, 10, 0, 7)
    await _adds_up(store)


async def test_whoever_is_forgotten_leaves_their_points_and_the_sums_say_so(store):
    rep = await a_rep(store)
    customer, _ = await two_of(store, rep)
    await given(store, customer, 100, "a")

    await forgotten(store, customer)

    [member] = await rows(store, WalletMember)
    assert member.left_at is not None
    assert [(each.kind, each.points, each.reason) for each in await rows(store, PointEntry)] == [
        ("earn", 100, "hand"),
        ("adjust", -100, "erasure"),
    ]
    await _adds_up(store)


async def _adds_up(store) -> None:
    """Every wallet is the sum of its entries."""
    posted = await rows(store, PointEntry)
    for wallet in await rows(store, Wallet):
        own = [each for each in posted if each.wallet_id == wallet.id]
        sums = [sum(getattr(each, name) for each in own) for name in ("points", "pending", "owed")]
        assert sums == [wallet.balance, wallet.pending, wallet.owed]
