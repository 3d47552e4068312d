"""/handover as people do it: typed, looked at, agreed to, and seen to have happened."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest_asyncio
from sqlalchemy import select

from handlers.locales import phrases
from reminders.sweeps import PROMPT, run_all
from storage.tables import Customer, Rep
from tests.line_events import rows
from tests.stage import ITO, SATO, Stage, on_stage, until
from tests.waiting import submit

# A Monday, 10:00 in Tokyo, from which the clock goes on.
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
ja = phrases("ja")


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: NOW + (datetime.now(UTC) - began)) as made:
        yield made


async def owner_of(stage: Stage, name: str) -> str:
    async with stage.kizuna.store.read() as session:
        owner = select(Rep.slack_id).join(Customer, Customer.owner_id == Rep.id).where(Customer.name == name)
        return (await session.scalars(owner)).one()


async def requested(stage: Stage, text: str, by: str = SATO, **more: str) -> dict:
    """The command, the first form as it comes up with what is changed in it, and the second form."""
    await stage.command(text, by=by)
    form = await becoming(stage, "handover.request", by)
    done = await stage.post(f"slack/{by}/submit", view_id=form["id"], values=chosen(more))
    assert done["errors"] is None, done
    return await becoming(stage, "handover.propose", by)


def chosen(values: dict[str, str]) -> dict:
    """Fields of the first form, by the kind of their element."""
    shapes = {
        "effective_day": lambda value: {"selected_date": value},
        "return_day": lambda value: {"selected_date": value},
        "reason": lambda value: {"selected_option": value},
        "extras": lambda value: {"selected_options": value.split()},
        "successors": lambda value: {"selected_users": value.split()},
    }
    return {name: {name: shapes[name](value)} for name, value in values.items()}


async def press_on(stage: Stage, view: dict, action: str, *, by: str) -> None:
    """The first button of this name on the form."""
    buttons = [each for block in view["blocks"] for each in block.get("elements", ())]
    found = next(each for each in buttons if str(each.get("action_id")).partition(":")[0] == action)
    await stage.post(f"slack/{by}/click", view_id=view["id"], action_id=found["action_id"])


async def becoming(stage: Stage, callback: str | None, user: str) -> dict:
    """The form once it has become this one: a press is acknowledged before the form is drawn anew."""

    async def look() -> dict | None:
        form = await stage.modal(user)
        return form if (form.get("callback_id") or None) == callback else None

    return await until(look, f"the form {callback}")


async def moved(stage: Stage) -> None:
    await run_all(stage.kizuna.store, stage.kizuna.house, NOW, really=NOW, pause=0, only=PROMPT)


async def test_one_customer_goes_to_a_colleague_who_agrees(stage: Stage) -> None:
    await stage.command("/customer new 株式会社サクラ 田中一郎")
    await stage.command("/log 田中様 訪問 見積の件。12/4 15時に電話")

    second = await requested(stage, "/handover 田中様 @伊藤", effective_day="2026-11-30", extras="")
    await submit(stage, second)
    offer = await stage.direct_message("引き受けていただけますか", "田中一郎様", user=ITO)
    before = await owner_of(stage, "田中一郎")
    await stage.press(offer, "handover.accept", by=ITO)
    await stage.direct_message(ja("handover.accepted"), user=ITO)
    await moved(stage)

    await stage.direct_message(ja("handover.head_done", name="佐藤 健太", n=1))
    assert before == SATO
    assert await owner_of(stage, "田中一郎") == ITO
    assert "12月4日(金) 15:00" in await stage.command("/followup", by=ITO)


async def test_all_customers_of_a_rep_are_handed_over_by_whoever_answers_for_them(stage: Stage) -> None:
    for name in ("田中一郎", "山本花子"):
        await stage.command(f"/customer new {name}")

    second = await requested(stage, "/handover @佐藤 → @伊藤", by=ITO, effective_day="2026-11-30", extras="")
    await submit(stage, second, user=ITO)
    await stage.press(await stage.direct_message("引き受けていただけますか", user=ITO), "handover.accept", by=ITO)
    await stage.direct_message(ja("handover.accepted"), user=ITO)
    await moved(stage)

    assert [await owner_of(stage, name) for name in ("田中一郎", "山本花子")] == [ITO, ITO]


async def test_the_empty_command_asks_for_everything_in_the_form(stage: Stage) -> None:
    await stage.command("/customer new 田中一郎")

    second = await requested(stage, "/handover", successors=ITO, effective_day="2026-12-14")

    text = str(second)
    assert "田中一郎様" in text
    assert "伊藤" in text


async def test_a_successor_declines_one_with_a_reason_and_takes_the_other(stage: Stage) -> None:
    for name in ("田中一郎", "山本花子"):
        await stage.command(f"/customer new {name}")
    await submit(stage, await requested(stage, "/handover @佐藤 @伊藤", effective_day="2026-11-30", extras=""))
    offer = await stage.direct_message("引き受けていただけますか", user=ITO)

    await stage.press(offer, "handover.rows", by=ITO)
    sheet = await stage.modal(ITO)
    await press_on(stage, sheet, "handover.declining", by=ITO)
    await submit(stage, await becoming(stage, "handover.decline", ITO), user=ITO, why="手が足りません")
    await press_on(stage, await becoming(stage, None, ITO), "handover.take", by=ITO)
    await stage.direct_message("引き受けられませんでした", "手が足りません", "田中一郎様")
    await moved(stage)

    assert [await owner_of(stage, name) for name in ("田中一郎", "山本花子")] == [SATO, ITO]


async def test_somebody_elses_customer_is_refused_kindly(stage: Stage) -> None:
    await stage.command("/customer new 田中一郎", by=ITO)

    answer = await stage.command("/handover 田中様 @佐藤")

    assert ja("refused.not_allowed") in answer
    assert await rows(stage.kizuna.store, Rep)
