"""The nightly self-check: every kind of drift is found, told once a day, and a sound house is silent."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.check.points import points_findings
from crm.notices import Alarm
from crm.points.bank import audits, giving
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Slip
from crm.points.programme.programmes import parsed
from handlers.locales import phrases
from reminders.rounds import Round
from reminders.sweeps import point_check
from storage.tables import PointEntry, PointLot, PointPending, Wallet
from tests.builders import HOUSE, NOW, a_customer, written
from tests.line_events import owed, rows
from tests.points.programmes import a_programme, text_of

BROKEN = {
    "a balance": "UPDATE wallets SET balance = balance + 1",
    "what is pending": "UPDATE wallets SET pending = pending + 1",
    "what is owed": "UPDATE wallets SET owed = owed + 1",
    "a lot": "UPDATE point_lots SET remaining = remaining - 1",
    "a lost lot": "DELETE FROM point_lots",
    "a lot's day": "UPDATE point_lots SET expires_on = '2030-01-31'",
    "a promise": "UPDATE point_pendings SET remaining = remaining + 1",
    "a lost entry": "DELETE FROM point_entries WHERE kind = 'earn'",
}


async def test_a_sound_house_is_silent_and_remembers_that_it_looked(store):
    await _some_points(store)

    await _check(store)

    assert await owed(store, Alarm) == []
    assert await _last(store) == (NOW.date(), True)


@pytest.mark.parametrize("what", BROKEN)
async def test_whatever_drifts_is_told_to_the_admins_by_number(store, what):
    await _some_points(store)
    [wallet] = await rows(store, Wallet)
    async with store.write() as session:
        await session.execute(text(BROKEN[what]))

    await _check(store)

    assert await owed(store, Alarm) == [Alarm("points_drift", f"2026-11-20 #{wallet.id}", 1)]
    assert await _last(store) == (NOW.date(), False)


async def test_it_looks_once_a_day_and_again_the_next(store):
    await _some_points(store)
    async with store.write() as session:
        await session.execute(text(BROKEN["a balance"]))

    for hours in (0, 1, 24):
        await _check(store, hours)

    assert len(await owed(store, Alarm)) == 2


async def test_before_the_night_is_over_nothing_is_looked_at(store):
    await _some_points(store)

    await _check(store, hours=-7)

    assert await _last(store) is None


@pytest.mark.parametrize(("broken", "level"), [(False, "ok"), (True, "wrong")])
async def test_kizuna_check_tells_what_the_last_night_has_found(store, database_url, broken, level):
    say = phrases("ja")
    before = await points_findings(database_url, say)
    await _some_points(store)
    async with store.write() as session:
        await session.execute(text(BROKEN["a balance"] if broken else "SELECT 1"))
    await _check(store)

    [found] = await points_findings(database_url, say)

    assert before == []
    assert (found.level, "11月20日" in found.says) == (level, True)


async def test_it_only_reads(store):
    await _some_points(store)
    async with store.write() as session:
        await session.execute(text(BROKEN["a balance"]))
    before = await _points(store)

    await _check(store)

    assert await _points(store) == before


async def _some_points(store) -> None:
    await a_programme(store)
    customer = await a_customer(store)
    programme = parsed(text_of())
    async with written(store) as work:
        await giving.give(work, programme, customer.id, Gift(100, Slip("given:1", "hand")))
        later = NOW.date() + timedelta(days=7)
        await giving.give(work, programme, customer.id, Gift(40, Slip("given:2", "hand"), ready_on=later))
        await giving.take(work, programme, customer.id, 30, Slip("taken:1", "checkout"))


async def _check(store, hours: float = 0) -> None:
    await point_check.sweep(Round(store, HOUSE, NOW + timedelta(hours=hours), pause=0))


async def _last(store):
    async with store.read() as session:
        return await audits.last(session)


async def _points(store) -> list[dict]:
    async with store.read() as session:
        found = [await session.execute(text(f"SELECT * FROM {kind.__tablename__}")) for kind in KEPT]
    return [[tuple(row) for row in each] for each in found]


KEPT = (Wallet, PointEntry, PointLot, PointPending)
