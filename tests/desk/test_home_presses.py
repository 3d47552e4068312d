"""What is pressed on the home page counts once, draws it anew, and is never lost without a word."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import structlog

from crm.activities import followups
from storage.tables import Followup, Inbox
from tests.builders import Clock, a_rep
from tests.deeds import by
from tests.home_stage import changed, owing, pressed, seen
from tests.line_events import rows
from tests.stage import ITO, SATO, Stage, on_stage
from tests.waiting import broken, ja, reference_in


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def stage(sqlite_url: str, clock: Clock) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_url, clock) as made:
        yield made


@pytest_asyncio.fixture
async def either_stage(database_url: str, clock: Clock) -> AsyncIterator[Stage]:
    async with on_stage(database_url, clock) as made:
        yield made


# --- pressed ----------------------------------------------------------------------------------------------------------


async def test_a_press_on_the_page_draws_it_anew(either_stage):
    stage = either_stage
    page = await owing(stage)

    await pressed(stage, page, "followup.done")

    now = await changed(stage, page)
    assert "followup.done" not in str(now)
    assert [each.state for each in await rows(stage.kizuna.store, Followup)] == ["done"]


async def test_the_page_itself_is_not_kept_with_what_was_pressed_on_it(stage):
    page = await owing(stage)

    await pressed(stage, page, "followup.done")
    await changed(stage, page)

    [press] = [row for row in await rows(stage.kizuna.store, Inbox) if row.kind == "block_actions:followup.done"]
    assert "followup.done" in press.payload
    assert "田中" not in press.payload


async def test_a_press_that_breaks_is_apologised_for_in_the_direct_message_and_can_be_pressed_again(either_stage):
    stage = either_stage
    page = await owing(stage)

    with structlog.testing.capture_logs() as logged:
        async with broken(stage.kizuna.store, "followups"):
            await pressed(stage, page, "followup.done")
    await stage.direct_message(ja("mishap.again", reference=reference_in(logged)))
    await pressed(stage, page, "followup.done")

    await changed(stage, page)
    assert [each.state for each in await rows(stage.kizuna.store, Followup)] == ["done"]


async def test_what_was_done_stays_done_when_the_page_cannot_be_drawn_and_its_reader_is_told(stage):
    page = await owing(stage)

    with structlog.testing.capture_logs() as logged:
        async with broken(stage.kizuna.store, "anniversaries"):
            await pressed(stage, page, "followup.done")

    await stage.direct_message(ja("mishap.undrawn", reference=reference_in(logged)))
    assert [each.state for each in await rows(stage.kizuna.store, Followup)] == ["done"]


async def test_what_is_told_after_a_press_on_the_page_opens_where_its_reader_looks(stage):
    page = await owing(stage)
    admin = await a_rep(stage.kizuna.store, slack_id=ITO, role="admin")
    [followup] = await rows(stage.kizuna.store, Followup)
    async with by(stage.kizuna.store, admin) as work:
        await followups.settle(work, followup.id, "dropped")

    await pressed(stage, page, "followup.done")

    assert ja("refused.changed_since") in str(await stage.modal())


# --- forms ------------------------------------------------------------------------------------------------------------


async def test_settings_that_are_opened_on_the_page_draw_it_anew_in_the_language_that_was_chosen(stage):
    page = await owing(stage)
    await pressed(stage, page, "home.settings")
    form = await stage.modal()

    await stage.post(
        f"slack/{SATO}/submit", view_id=form["id"], values={"language": {"language": {"selected_option": "en"}}}
    )

    assert "My customers" in str(await changed(stage, page))


async def test_half_of_the_quiet_hours_is_said_at_the_field_that_is_missing(stage):
    page = await owing(stage)
    await pressed(stage, page, "home.settings")
    form = await stage.modal()
    evening = {"quiet_from": {"quiet_from": {"selected_option": "20:00"}}}

    done = await stage.post(f"slack/{SATO}/submit", view_id=form["id"], values=evening)

    assert done["errors"] == {"quiet_until": ja("refused.hour_missing")}
    assert (await seen(stage) or {})["hash"] == page["hash"]


async def test_another_date_that_is_asked_for_on_the_page_draws_it_anew(stage):
    page = await owing(stage)
    [date] = [
        each["value"]
        for block in page["blocks"]
        for element in block.get("elements", ())
        for each in element.get("options", ())
        if each["value"].endswith(".date")
    ]
    await pressed(stage, page, "followup.snooze", value=date)
    form = await stage.modal()

    await stage.post(f"slack/{SATO}/submit", view_id=form["id"], values={"when": {"when": {"value": "来週金曜"}}})

    assert "followup.done" not in str(await changed(stage, page))


async def test_what_was_done_by_a_slip_of_the_thumb_is_taken_back_and_can_be_done_again(stage):
    """Slack's home page keeps its id for years: a press that counted once would count no more."""
    page = await owing(stage)
    await pressed(stage, page, "followup.done")
    done = await changed(stage, page)

    await pressed(stage, done, "followup.undo")
    open_again = await changed(stage, done)
    await pressed(stage, open_again, "followup.done")

    assert "followup.done" in str(open_again)
    assert "followup.done" not in str(await changed(stage, open_again))
    assert [each.state for each in await rows(stage.kizuna.store, Followup)] == ["done"]
