"""What people who wait in Slack see, and what can go wrong meanwhile."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from handlers.locales import phrases
from storage.store import Store
from tests.builders import Clock
from tests.stage import SATO, Stage, until

LOG = "/log 田中様 訪問 見積の件で打合せ。来週金曜15時に電話"
EMILY = "U0EMILY"
ja, en = phrases("ja"), phrases("en")


@asynccontextmanager
async def broken(store: Store, table: str) -> AsyncIterator[None]:
    """What a bad migration or a bad disk does."""
    await statement(store, f"ALTER TABLE {table} RENAME TO elsewhere")
    try:
        yield
    finally:
        await statement(store, f"ALTER TABLE elsewhere RENAME TO {table}")


async def statement(store: Store, sql: str) -> None:
    async with store.write() as session:
        await session.execute(text(sql))


async def whispers(stage: Stage, user: str = SATO) -> list[dict]:
    """What only this person sees in #general, in order."""
    seen = await stage.get(f"slack/{user}/view")
    general = next(each for each in seen["conversations"] if each["name"] == "general")
    return [message for message in general["messages"] if message["ephemeral"]]


async def whispered(stage: Stage, *parts: str, user: str = SATO) -> dict:
    async def look() -> dict | None:
        return next((m for m in reversed(await whispers(stage, user)) if all(p in str(m) for p in parts)), None)

    return await until(look, f"an answer with {parts}")


async def later(stage: Stage, clock: Clock, **passed: float) -> None:
    """Let time pass, and let the worker know."""
    clock.forward(**passed)
    await stage.kizuna.store.bell.ring()


async def settings_form(stage: Stage, user: str = SATO) -> dict:
    await stage.command("/kizuna settings", by=user)
    return await stage.modal(user)


async def submit(stage: Stage, form: dict, user: str = SATO, **values: str) -> dict:
    given = {name: {name: {"value": value}} for name, value in values.items()}
    return await stage.post(f"slack/{user}/submit", view_id=form["id"], values=given)


def reference_in(logged: list) -> str:
    [line] = [line for line in logged if line["event"] == "mishap"]
    return line["reference"]
