"""Several tills at once, and tills that die: nothing is spent twice, nothing is lost, nothing is doubled."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from crm.points.bank import ledger
from crm.points.bank.ledger import Slip
from storage.points import wallets
from storage.tables import PointEntry, PointLot
from tests.builders import a_customer, written
from tests.line_events import rows

ROOT = Path(__file__).parents[2]
KILLS = 3


async def a_till(url: str, *words: object) -> Process:
    command = [sys.executable, "-m", "tests.points.teller", url, *map(str, words)]
    return await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE)


async def test_of_fifty_who_spend_at_once_exactly_those_succeed_for_whom_there_is_enough(database_url, store):
    customer = await a_customer(store)
    async with written(store) as work:
        await ledger.earn(work, customer.id, 1000, Slip("gift", "hand"))

    tills = [await a_till(database_url, customer.id, f"till{each}", 10, "spend") for each in range(5)]
    said = [await till.communicate() for till in tills]

    assert sum(int(out) for out, _ in said) == 10
    async with store.read() as session:
        wallet = await wallets.of(session, customer.id)
    assert (wallet.balance, wallet.owed) == (0, 0)
    assert await _remaining(store) == [0]
    spent = [each for each in await rows(store, PointEntry) if each.kind == "spend"]
    assert [each.points for each in spent] == [-100] * 10


async def test_a_till_that_is_killed_again_and_again_loses_and_doubles_nothing(database_url, store):
    customer = await a_customer(store)
    times = 60

    for done in range(KILLS):
        till = await a_till(database_url, customer.id, "sale", times, "both")
        await till.stdout.readline()
        await _until(store, lambda posted, done=done: posted >= (done + 1) * 10)
        till.kill()
        await till.communicate()
    last = await a_till(database_url, customer.id, "sale", times, "both")
    said, _ = await last.communicate()

    assert said.split() == [b"begun", b"done"]
    entries = await rows(store, PointEntry)
    assert sorted(each.key for each in entries) == sorted(
        f"sale:{n}:{way}" for n in range(times) for way in ("in", "out")
    )
    assert sum(each.points for each in entries) == times * 4
    assert await _remaining(store) == [times * 4]
    async with store.read() as session:
        assert (await wallets.of(session, customer.id)).balance == times * 4


async def _remaining(store) -> list[int]:
    async with store.read() as session:
        return list(await session.scalars(select(col(PointLot.remaining))))


async def _until(store, enough) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(60):
        while True:
            async with store.read() as session:
                if enough(len(list(await session.scalars(select(col(PointEntry.id)))))):
                    return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("points", [0, -5])
async def test_nothing_or_less_than_nothing_is_no_posting(store, points):
    customer = await a_customer(store)

    async with written(store) as work:
        with pytest.raises(ValueError, match="at least one point"):
            await ledger.earn(work, customer.id, points, Slip("k", "hand"))

    assert await rows(store, PointEntry) == []
