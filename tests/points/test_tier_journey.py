"""A tier on the customer's own telephone: reached, about to end with what would keep it, and ended."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest_asyncio
from sqlalchemy import select

from crm.points.bank import giving
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Slip
from crm.points.programme import programmes
from crm.work import SYSTEM, Work
from reminders.sweeps import run_all
from storage.tables import Customer
from tests.builders import NOW
from tests.passing_time import local
from tests.points.programmes import SHOP, text_of
from tests.stage import Stage, on_stage

TIERS = SHOP["tiers"] | {"grace_days": 30}


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: NOW + (datetime.now(UTC) - began)) as made:
        yield made


async def a_customer_in_line(stage: Stage) -> int:
    """田中, of 佐藤; the number."""
    await stage.command("/customer new 田中一郎")
    await stage.command("/customer 招待 田中")
    code = re.search(r"KZ(-[0-9A-Z]{4})+", str(await stage.direct_message("KZ-")))
    assert code is not None
    await stage.say_in_line(code.group())
    await stage.on_phone("田中一郎様")
    async with stage.kizuna.store.read() as session:
        return (await session.scalars(select(Customer.id))).one()


async def earned(stage: Stage, customer_id: int, points: int, now: datetime) -> None:
    async with stage.kizuna.store.write() as session:
        work = Work(session, now, SYSTEM, house=stage.kizuna.house, sent_from=NOW)
        async with work.savepoint():
            await programmes.apply(work, text_of(tiers=TIERS), "form")
            gift = Gift(points, Slip(f"hand:{now.isoformat()}", "hand"))
            await giving.give(work, await programmes.current(work), customer_id, gift)
    await stage.settled()


async def morning(stage: Stage, day: date) -> None:
    await run_all(stage.kizuna.store, stage.kizuna.house, local(day, 10), really=NOW, pause=0, only=["tiers"])
    await stage.settled()


async def test_a_tier_comes_and_goes_with_a_word_each_time(stage: Stage) -> None:
    customer_id = await a_customer_in_line(stage)

    await earned(stage, customer_id, 1000, local(date(2025, 11, 25)))
    reached = str((await stage.phone())[-1])
    told = await stage.direct_message("「シルバー」会員になられました")
    await earned(stage, customer_id, 400, local(date(2026, 11, 20)))
    await morning(stage, date(2026, 12, 1))
    ending = str((await stage.phone())[-1])
    await morning(stage, date(2027, 1, 4))
    lowered = str((await stage.phone())[-1])

    assert all(part in reached for part in ("田中一郎様", "サクラ商事", "「シルバー」会員", "優先予約", "110%"))
    assert "田中一郎様" in str(told)
    assert all(part in ending for part in ("12月31日(木)まで", "あと600ポイント", "そのままお使い"))
    assert all(part in lowered for part in ("「シルバー」会員の期間が終わりました", "そのままお使い"))
