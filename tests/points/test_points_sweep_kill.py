"""A sweep that dies in the middle: what has gone is gone once, what came came once, and the rest is still there."""

import asyncio
import sys
from asyncio.subprocess import Process
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlmodel import col

from storage.points import audits
from storage.tables import PointEntry, PointLot, PointPending, Wallet
from tests.builders import NOW
from tests.points.programmes import a_programme

ROOT = Path(__file__).parents[2]
WALLETS, KILLS = 150, 2
LAST = date(2026, 11, 30)
AFTER = datetime(2026, 12, 1, 3, tzinfo=UTC)


async def test_a_sweep_that_is_killed_again_and_again_loses_and_doubles_nothing(database_url, store):
    await a_programme(store)
    await _wallets(store)

    for killed in range(KILLS):
        sweep = await _a_sweep(database_url)
        await _until(store, 2 * WALLETS + (killed + 1) * 30)
        sweep.kill()
        await sweep.wait()
    cut_short = await _swept(store)
    last = await _a_sweep(database_url)

    assert await last.wait() == 0
    assert 0 < cut_short < 2 * WALLETS
    assert await _swept(store) == 2 * WALLETS
    async with store.read() as session:
        assert await audits.drifted(session, 10) == []
        sums = select(func.sum(col(Wallet.balance)), func.sum(col(Wallet.pending)))
        assert tuple((await session.execute(sums)).one()) == (WALLETS * 40, 0)


async def _a_sweep(url: str) -> Process:
    command = [sys.executable, "-m", "tests.points.sweeper", url, AFTER.isoformat()]
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT)


async def _wallets(store) -> None:
    """Each with 100 points that go, and 40 that come."""
    numbers = range(1, WALLETS + 1)
    shared = {"at": NOW, "day": NOW.date(), "reason": "hand", "actor": "system", "operation": "made"}
    came = {"kind": "earn", "points": 100, "expires_on": LAST}
    promised = {"kind": "pending", "points": 0, "pending": 40}
    waits = {"reason": "hand", "points": 40, "remaining": 40, "ready_on": AFTER.date(), "expires_on": date.max}
    async with store.write() as session:
        wallets = [{"id": each, "balance": 100, "pending": 40, "created_at": NOW} for each in numbers]
        await session.execute(insert(Wallet), wallets)
        await session.execute(
            insert(PointEntry), [shared | came | {"wallet_id": each, "key": f"came:{each}"} for each in numbers]
        )
        await session.execute(
            insert(PointEntry), [shared | promised | {"wallet_id": each, "key": f"waits:{each}"} for each in numbers]
        )
        await session.execute(
            insert(PointLot), [{"wallet_id": each, "expires_on": LAST, "remaining": 100} for each in numbers]
        )
        await session.execute(
            insert(PointPending), [waits | {"wallet_id": each, "key": f"waits:{each}"} for each in numbers]
        )


async def _swept(store) -> int:
    """How many postings of the sweep there are."""
    async with store.read() as session:
        found = select(func.count()).where(col(PointEntry.kind).in_(("expire", "release")))
        return int((await session.execute(found)).scalar_one())


async def _until(store, entries: int) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(60):
        while True:
            async with store.read() as session:
                if int((await session.execute(select(func.count(col(PointEntry.id))))).scalar_one()) >= entries:
                    return
            await asyncio.sleep(0.005)
