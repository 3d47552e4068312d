"""The customer's side of a handover, on their own telephone: leave is taken, somebody new comes, and is asked about."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest_asyncio
from sqlalchemy import select

from handlers.locales import phrases
from reminders.sweeps import run_all
from storage.tables import Message
from tests.handovers.test_journeys import NOW, requested
from tests.passing_time import local
from tests.stage import ITO, SATO, Stage, on_stage, postbacks
from tests.waiting import submit

ja = phrases("ja")
NOTICE, BEFORE, EFFECTIVE = date(2026, 12, 4), date(2026, 12, 17), date(2026, 12, 18)
# Thirty days later is a Sunday.
MONTH = date(2027, 1, 18)


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(NOW.tzinfo)
    async with on_stage(database_url, lambda: NOW + (datetime.now(NOW.tzinfo) - began)) as made:
        yield made


async def a_customer_in_line(stage: Stage) -> None:
    """田中, of 伊藤."""
    await stage.command("/kizuna")
    await stage.command("/customer new 株式会社サクラ 田中一郎", by=ITO)
    await stage.command("/customer 招待 田中", by=ITO)
    code = re.search(r"KZ(-[0-9A-Z]{4})+", str(await stage.direct_message("KZ-", user=ITO)))
    assert code is not None
    await stage.say_in_line(code.group())
    await stage.on_phone("田中一郎様")


async def handed_to_sato(stage: Stage) -> None:
    second = await requested(stage, "/handover 田中様 @佐藤", ITO, effective_day=EFFECTIVE.isoformat(), extras="told")
    await submit(stage, second, user=ITO)
    await stage.press(await stage.direct_message("引き受けていただけますか"), "handover.accept")
    await stage.direct_message(ja("handover.accepted"))


async def days_pass(stage: Stage, *days: date) -> None:
    """A tick or two on each of these days."""
    for day in days:
        for minute in (0, 1):
            now = local(day, 10, minute)
            await run_all(stage.kizuna.store, stage.kizuna.house, now, really=NOW, pause=0)
        await stage.settled()


async def test_the_farewell_and_the_greeting_come_once_each_by_name_and_a_low_pulse_is_heard(stage: Stage) -> None:
    await a_customer_in_line(stage)
    await handed_to_sato(stage)
    before = len(await stage.phone())

    await days_pass(stage, NOTICE, BEFORE, EFFECTIVE, date(2026, 12, 21))

    farewell, greeting = (await stage.phone())[before:]
    assert (farewell["sender"], greeting["sender"]) == ({"name": "伊藤 真理"}, {"name": "佐藤 健太"})
    assert farewell["text"].startswith("田中一郎様")
    assert all(part in farewell["text"] for part in ("人事異動により", "12月18日より", "後任の佐藤 健太"))
    assert "サクラ商事の佐藤 健太と申します" in greeting["text"]
    async with stage.kizuna.store.read() as session:
        kept = set(await session.scalars(select(Message.text).where(Message.direction == "out")))
    assert {farewell["text"], greeting["text"]} <= kept

    await days_pass(stage, MONTH)
    question = await stage.on_phone("pulse:")
    await stage.tap(next(data for data in postbacks(question).values() if data.endswith(":1")))
    await stage.on_phone("行き届かず")
    await stage.say_in_line("一度もご連絡がありません")

    for reader in (SATO, ITO):
        await stage.direct_message("田中一郎様", "5段階", "customer.card", user=reader)
        await stage.direct_message("一度もご連絡がありません", user=reader)
    report = await stage.command("/handover 報告", by=ITO)
    assert "1: 1名" in report
