"""A friend, a family and a warning, through the real doors: what people type, and what they read on their phones."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio

from reminders.sweeps import run_all
from tests.points.programmes import a_programme
from tests.stage import Stage, on_stage

SUZUKI = "U" + "2" * 32
# A Monday, 10:00 in Tokyo, from which the clock goes on.
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
# The day before the points of that Monday go.
EVE = datetime(2027, 11, 29, 1, 0, tzinfo=UTC)


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: NOW + (datetime.now(UTC) - began)) as made:
        await a_programme(made.kizuna.store)
        made.town.add_line_user(SUZUKI, "鈴木 一郎", friend=False)
        yield made


async def test_a_friend_comes_buys_and_both_have_their_points(stage: Stage) -> None:
    await _linked(stage, "田中一郎")
    await stage.say_in_line("紹介")
    code = re.search(r"KF(-[0-9A-Z]{4}){2}", str(await stage.on_phone("紹介コード", "お友だち")))
    assert code is not None

    await stage.post(f"line/{SUZUKI}/follow")
    await stage.say_in_line(f"紹介コード {code.group()}", by=SUZUKI)
    await stage.on_phone("300ポイント", user=SUZUKI)
    await _linked(stage, "鈴木一郎", SUZUKI)
    await stage.direct_message("鈴木一郎様", "田中一郎様", "ご紹介")
    await stage.command("/purchase 鈴木一郎様 12,800円 定期点検")

    await stage.on_phone("お友だちをご紹介いただき", "500ポイント")
    await stage.on_phone("初めてのご購入", "300ポイント", user=SUZUKI)


async def test_a_couple_shares_its_points_and_is_warned_before_they_go(stage: Stage) -> None:
    await _linked(stage, "田中一郎")
    await stage.command("/customer new 田中花子")
    await stage.command("/points 田中花子様 +100 来店")

    answer = await stage.command("/points 田中一郎様 家族 田中花子様")
    await stage.settled()
    await run_all(stage.kizuna.store, stage.kizuna.house, EVE, really=NOW, only=["points"])

    assert "合算しました" in answer
    await stage.on_phone("田中花子様とポイントを合算")
    warning = await stage.on_phone("有効期限が近づいています", "100ポイント")
    assert "points=rewards" in str(warning)


async def _linked(stage: Stage, name: str, account: str | None = None) -> None:
    await stage.command(f"/customer new {name}")
    await stage.command(f"/customer 招待 {name}")
    sent = await stage.direct_message("KZ-", name)
    code = re.search(r"KZ(-[0-9A-Z]{4}){4}", str(sent))
    assert code is not None
    more = {"by": account} if account else {}
    await stage.say_in_line(f"招待コードは {code.group()} です。", **more)
    await stage.on_phone(name, "登録", **({"user": account} if account else {}))
