"""People who wait in Slack while something is broken: told what happens next, in their language."""

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import structlog

from storage.inbox import LEASE
from storage.tables import Customer, Interaction, Rep
from tests.builders import Clock
from tests.line_events import rows
from tests.stage import ITO, SATO, Stage, on_stage
from tests.waiting import EMILY, LOG, broken, en, ja, later, reference_in, settings_form, submit, whispered


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


# --- Slack is away ----------------------------------------------------------------------------------------------------


async def test_when_slack_cannot_say_who_it_is_the_command_is_done_later_and_answered_by_direct_message(stage, clock):
    stage.town.troubles.order(method="users.info", kind="cut_before", times=None)

    answer = await stage.command("/customer new 田中一郎")
    stage.town.troubles.clear()
    before = await rows(stage.kizuna.store, Customer)
    await later(stage, clock, seconds=LEASE.total_seconds() + 1)

    assert ja("mishap.slack_silent") in answer
    assert before == []
    await stage.direct_message("田中一郎様", ja("customer.created"))
    await stage.settled()
    assert [customer.name for customer in await rows(stage.kizuna.store, Customer)] == ["田中一郎"]


async def test_a_slow_answer_of_slack_is_waited_for_as_long_as_there_is_time(stage):
    stage.town.troubles.order(method="users.info", kind="delay", seconds=0.7)

    answer = await stage.command("/customer new 田中一郎")

    assert "田中一郎様" in answer


async def test_a_form_that_names_somebody_slack_cannot_tell_of_is_done_later_and_said_so(stage, clock):
    form = await settings_form(stage, ITO)
    await stage.post(f"slack/{ITO}/click", view_id=form["id"], action_id="settings.appoint")
    form = await stage.modal(ITO, after=form)
    stage.town.troubles.order(method="users.info", kind="cut_before", times=None)
    values = {"person": {"person": {"selected_user": SATO}}, "role": {"role": {"selected_option": "manager"}}}

    await stage.post(f"slack/{ITO}/submit", view_id=form["id"], values=values)
    stage.town.troubles.clear()

    await stage.direct_message(ja("mishap.slack_silent"), user=ITO)
    await later(stage, clock, seconds=LEASE.total_seconds() + 1)
    await stage.direct_message("佐藤 健太", ja("role.manager"), user=ITO)


@pytest.mark.parametrize(
    "trouble", [{"kind": "error", "error": "internal_error"}, {"kind": "cut_before", "times": None}], ids=str
)
async def test_a_form_that_cannot_be_opened_is_said_so_where_it_was_asked_for(stage, trouble):
    stage.town.troubles.order(method="views.open", **trouble)

    await stage.command("/kizuna settings")

    await whispered(stage, ja("mishap.form_gone"))


async def test_an_expired_trigger_is_said_so_and_the_button_can_be_pressed_again(stage):
    await stage.command("/customer new 田中一郎")
    await stage.command(LOG)
    card = await stage.direct_message("log.edit")
    stage.town.workspace.tickets.trigger_seconds = -1.0

    await stage.press(card, "log.edit")
    await stage.direct_message(ja("mishap.form_gone"))
    stage.town.workspace.tickets.trigger_seconds = 3.0
    await stage.press(card, "log.edit")

    assert (await stage.modal())["callback_id"] == "log.edit"


async def test_inside_a_form_where_nothing_can_be_said_it_is_said_by_direct_message(stage):
    form = await settings_form(stage, ITO)
    stage.town.troubles.order(method="views.push", kind="error", error="internal_error")

    await stage.post(f"slack/{ITO}/click", view_id=form["id"], action_id="settings.appoint")

    await stage.direct_message(ja("mishap.form_gone"), user=ITO)


async def test_an_answer_whose_place_is_gone_comes_by_direct_message(stage):
    await stage.command("/customer new 田中一郎")
    await stage.command("/customer new 田中花子")
    await stage.command("/customer 田中")
    picker = await whispered(stage, "customer.card:1")
    stage.town.workspace.tickets.response_seconds = -1.0

    await stage.press_in("general", picker, "customer.card:1")

    await stage.direct_message("田中一郎様", ja("customer.last_touch"))


# --- something breaks -------------------------------------------------------------------------------------------------


async def test_a_command_that_breaks_is_answered_with_the_reference_of_the_log_line_and_done_later(either_stage, clock):
    stage = either_stage
    await stage.command("/customer new 田中一郎")

    with structlog.testing.capture_logs() as logged:
        async with broken(stage.kizuna.store, "interactions"):
            answer = await stage.command("/log 田中様 訪問 内緒のお話")
    await later(stage, clock, minutes=1)

    reference = reference_in(logged)
    assert ja("mishap.kept", reference=reference) in answer
    assert all(secret not in str(logged) for secret in ("田中", "内緒", SATO))
    await stage.direct_message("内緒のお話", "log.undo")
    assert len(await rows(stage.kizuna.store, Interaction)) == 1


async def test_an_apology_is_in_the_language_of_its_reader(stage):
    stage.town.add_slack_user(EMILY, "Emily Carter", locale="en-GB")
    await stage.command("/customer new Jane Smith", by=EMILY)

    with structlog.testing.capture_logs() as logged:
        async with broken(stage.kizuna.store, "interactions"):
            answer = await stage.command("/log Jane Smith visit, discussed the quote", by=EMILY)

    assert en("mishap.kept", reference=reference_in(logged)) in json.loads(answer)["text"]


async def test_a_click_that_breaks_is_said_so_and_can_be_pressed_again(stage):
    await stage.command("/customer 山本太郎")
    offer = await whispered(stage, "customer.create")

    with structlog.testing.capture_logs() as logged:
        async with broken(stage.kizuna.store, "customer_keys"):
            await stage.press_in("general", offer, "customer.create")
    told = await whispered(stage, reference_in(logged))
    before = await rows(stage.kizuna.store, Customer)
    await stage.press_in("general", offer, "customer.create")

    assert told["text"] == ja("mishap.again", reference=reference_in(logged))
    assert before == []
    assert [customer.name for customer in await rows(stage.kizuna.store, Customer)] == ["山本太郎"]


async def test_a_form_that_breaks_stays_open_with_what_was_typed_and_can_be_sent_again(stage):
    form = await settings_form(stage)

    with structlog.testing.capture_logs() as logged:
        async with broken(stage.kizuna.store, "audit"):
            refused = await submit(stage, form, full_name="佐藤 華子")
    kept = await stage.modal()
    accepted = await submit(stage, kept)

    assert refused["errors"] == {"full_name": ja("mishap.again", reference=reference_in(logged))}
    assert kept["state"]["values"]["full_name"]["full_name"]["value"] == "佐藤 華子"
    assert accepted["errors"] is None
    assert [rep.full_name for rep in await rows(stage.kizuna.store, Rep)] == ["佐藤 華子"]


async def test_what_cannot_even_be_kept_is_said_so_at_once(stage):
    await stage.command("/customer new 田中一郎")

    with structlog.testing.capture_logs() as logged:
        async with broken(stage.kizuna.store, "inbox"):
            answer = await stage.command("/log 田中様 訪問 内緒のお話")

    assert ja("mishap.again", reference=reference_in([line for line in logged if line["where"] != "worker"])) in answer
    assert "内緒" not in str(logged)
    assert await rows(stage.kizuna.store, Interaction) == []


async def test_an_event_that_cannot_be_kept_is_not_acknowledged_and_leaves_a_log_line(stage):
    """Slack sends it again."""
    with structlog.testing.capture_logs() as logged:
        async with broken(stage.kizuna.store, "inbox"):
            done = await stage.post(f"slack/{SATO}/say", channel="bot", text="田中様 訪問")

    assert done["status"] == 500
    assert [line["event"] for line in logged if line.get("where") == "bolt"] == ["mishap"]


async def test_a_form_found_wrong_saves_nothing_of_it(stage):
    """The second follow-up of the form is none of this log: what was set before it was looked at is taken back."""
    await stage.command("/customer new 田中一郎")
    await stage.command(LOG)
    await stage.press(await stage.direct_message("log.edit"), "log.edit")
    form = await stage.modal()
    town_form = stage.town.workspace.modals[SATO][-1]
    town_form.body["private_metadata"] = "1,4711"
    for block in town_form.body["blocks"]:
        if str(block["block_id"]).endswith("_1"):
            block["block_id"] = block["block_id"].replace("_1", "_4711")
    town_form.body["state"]["values"] = {
        name.replace("_1", "_4711"): value for name, value in town_form.body["state"]["values"].items()
    }

    done = await submit(stage, form, text="新しい言葉")

    assert done["errors"] == {"customer": ja("refused.gone")}
    [made] = await rows(stage.kizuna.store, Interaction)
    assert made.text == "見積の件で打合せ。来週金曜15時に電話"
