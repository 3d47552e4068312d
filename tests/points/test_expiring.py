"""What the calendar does to points: promises, lapses, expiry, and one warning that names everything."""

import asyncio
from datetime import date

from crm.notices import PointsMoved
from reminders.rounds import Round
from reminders.sweeps import points
from storage.tables import PointEntry, Referral
from tests.builders import HOUSE, a_line_user, saved
from tests.line_events import owed, rows
from tests.points.passing import IDLE, LAST, at, before, drifted, give, somebody, sweep, wallet_of


async def test_what_was_promised_may_be_spent_on_its_day_and_not_before(store):
    customer = await somebody(store)
    await give(store, customer, 100, ready_on=date(2026, 11, 27))

    balances = []
    for day in (26, 27, 28):
        await sweep(store, at(date(2026, 11, day)))
        balances.append((await wallet_of(store, customer)).balance)

    assert balances == [0, 100, 100]
    assert await owed(store, PointsMoved) == []


async def test_a_promise_that_came_true_is_told_where_the_programme_says_so(store):
    customer = await somebody(store, tell=True)
    await give(store, customer, 100, ready_on=date(2026, 11, 27))

    await sweep(store, at(date(2026, 11, 27)))

    assert [(each.points, each.pending) for each in await owed(store, PointsMoved)] == [(100, False)]


async def test_a_promise_whose_condition_was_not_met_lapses_and_so_does_its_referral(store):
    customer = await somebody(store)
    account = await a_line_user(store)
    referral = await saved(
        store, Referral(customer_id=customer.id, line_user_id=account.id, friend_id=customer.id, state="pending")
    )
    await give(store, customer, 500, lapses_on=date(2026, 11, 27), source=f"referrals:{referral.id}")

    pending = []
    for day in (27, 28):
        await sweep(store, at(date(2026, 11, day)))
        pending.append((await wallet_of(store, customer)).pending)

    assert pending == [500, 0]
    assert [each.state for each in await rows(store, Referral)] == ["lapsed"]


async def test_points_may_be_spent_on_their_last_day_and_go_the_day_after_once(store):
    customer = await somebody(store)
    await give(store, customer, 100)

    balances = []
    for days in (0, -1, -2):
        await sweep(store, before(days))
        balances.append((await wallet_of(store, customer)).balance)

    assert balances == [100, 0, 0]
    assert [(each.kind, each.points) for each in await rows(store, PointEntry)] == [("earn", 100), ("expire", -100)]
    assert await drifted(store) == []


async def test_two_machines_that_sweep_at_once_let_points_go_and_come_once(store):
    customer = await somebody(store)
    await give(store, customer, 100)
    await give(store, customer, 40, ready_on=LAST)

    await asyncio.gather(*(sweep(store, before(-1)) for _ in range(3)))

    wallet = await wallet_of(store, customer)
    assert (wallet.balance, wallet.pending) == (40, 0)
    assert await drifted(store) == []


async def test_a_rehearsal_changes_nothing(store):
    customer = await somebody(store)
    await give(store, customer, 100)

    await points.sweep(Round(store, HOUSE, before(-1), dry_run=True))

    assert (await wallet_of(store, customer)).balance == 100


async def test_points_of_a_wallet_in_which_nothing_moves_go_all_at_once(store):
    customer = await somebody(store, expiry=IDLE)
    await give(store, customer, 100, expiry=IDLE)

    await sweep(store, at(date(2027, 5, 31)))
    kept = (await wallet_of(store, customer)).balance
    await sweep(store, at(date(2027, 6, 1)))

    assert (kept, (await wallet_of(store, customer)).balance) == (100, 0)
