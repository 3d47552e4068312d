"""A customer of 佐藤's in LINE on the stage, their thread, and the way to an answer."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio

from tests.stage import SATO, TANAKA, Stage, on_stage, until
from tests.test_journeys import a_linked_customer

# A Monday, 10:00 in Tokyo, from which the clock goes on.
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: NOW + (datetime.now(UTC) - began)) as made:
        await a_linked_customer(made)
        yield made


async def posts(stage: Stage, user: str = SATO) -> list[dict]:
    """Every message in the person's direct messages, those in threads too, each thread behind its first message."""
    found = []
    for message in await stage.direct_messages(user):
        found += [message, *message.get("replies", [])]
    return found


async def post(stage: Stage, *parts: str, user: str = SATO, again: dict | None = None) -> dict:
    """Wait for a message, in a thread or not, that holds all of these words; with `again` for another than that one."""

    async def look() -> dict | None:
        mine = [each for each in await posts(stage, user) if all(part in str(each_alone(each)) for part in parts)]
        return mine[-1] if mine and mine[-1]["ts"] != (again or {}).get("ts") else None

    return await until(look, f"a post with {parts}")


def each_alone(message: dict) -> dict:
    return {key: value for key, value in message.items() if key != "replies"}


async def form(stage: Stage, message: dict, *, by: str = SATO) -> dict:
    """The form of an answer, opened by the button under a customer's words."""
    await stage.press(message, "relay.reply", by=by)
    return await stage.modal(by)


def typed(form_: dict, text: str, files: list[dict] | None = None) -> dict:
    """The form's values with these words in it."""
    block = next(each["block_id"] for each in form_["blocks"] if str(each.get("block_id", "")).startswith("text."))
    values = {block: {"text": {"value": text}}}
    return values | ({"files": {"files": {"files": files}}} if files else {})


async def looked_at(stage: Stage, form_: dict, text: str, *, by: str = SATO, files: list[dict] | None = None) -> dict:
    """The preview of these words."""
    await stage.post(f"slack/{by}/submit", view_id=form_["id"], values=typed(form_, text, files))
    return await stage.modal(by, after=form_)


async def answer(stage: Stage, message: dict, text: str, *, by: str = SATO) -> None:
    """Type, look at it, send."""
    preview = await looked_at(stage, await form(stage, message, by=by), text, by=by)
    done = await stage.post(f"slack/{by}/submit", view_id=preview["id"], values={})
    assert done["status"] == 200, done


async def words_on_phone(stage: Stage, user: str = TANAKA) -> list[str]:
    """The plain messages of ours."""
    return [each["text"] for each in await stage.phone(user) if each["type"] == "text"]
