"""A stranger becomes a customer, is looked after, floods us and leaves: through the real doors, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio

from tests.stage import SATO, TANAKA, Stage, on_stage, postbacks

# A Monday, 10:00 in Tokyo, from which the clock goes on.
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
OTHER = "U" + "2" * 32


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: NOW + (datetime.now(UTC) - began)) as made:
        yield made


async def test_a_stranger_is_recognised_asked_and_linked_and_sees_the_rep(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    await stage.command("/kizuna QR")
    code = await stage.direct_message("KR-")
    sentence = str(code).partition("`KR-")[2].partition("`")[0]
    await stage.say_in_line(f"友だちに追加しました。KR-{sentence}")
    asked = await stage.direct_message("この方はどなたですか", "stranger.offer")
    likely = next(e["action_id"] for b in asked["blocks"] for e in b.get("elements", []) if "田中" in str(e))

    await stage.press(asked, likely)
    question = await stage.on_phone("いらっしゃいますか")
    await stage.tap(postbacks(question)["はい、本人です"])

    await stage.direct_message("LINEでつながりました")
    await stage.on_phone("アンケートのお願い")
    await stage.say_in_line("担当者")
    card = await stage.on_phone("対応時間")
    assert "佐藤" in str(card)


async def test_a_flood_holds_up_nobody_and_comes_in_few_posts(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    await stage.post("line/users", userId=OTHER, displayName="鈴木 次郎")
    events = [_words(TANAKA, f"その{number}") for number in range(60)]
    await stage.post("line/event", events=events[:30])
    await asyncio.gather(*(stage.post("line/event", events=[each]) for each in events[30:]))

    await stage.say_in_line("別の者です", by=OTHER)
    await stage.settled()

    team = [each for each in await _posts(stage) if "その" in str(each) or "件のメッセージ" in str(each)]
    assert len(team) <= 15
    assert any("別の者です" in str(each) for each in await _posts(stage))
    assert "その0" in str(team)
    assert len([each for each in await stage.phone() if "招待コード" in str(each)]) <= 1


def _words(user: str, text: str) -> dict:
    return {
        "type": "message",
        "source": {"type": "user", "userId": user},
        "message": {"type": "text", "text": text},
    }


async def _posts(stage: Stage) -> list[dict]:
    """Whatever our people have been told, wherever it stands."""
    found = []
    for user in (SATO, "U0ITO"):
        seen = await stage.get(f"slack/{user}/view")
        found += [message for conversation in seen["conversations"] for message in conversation["messages"]]
    return found
