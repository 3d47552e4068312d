"""People who wait in Slack: answered in time, and never done twice."""

import asyncio
from collections.abc import AsyncIterator

import orjson
import pytest
import pytest_asyncio
from sqlalchemy import text

from bot import counter
from sandbox.town import Town
from storage import inbox
from storage.inbox import LEASE, Arrival, Gate
from storage.tables import Customer, Followup, Interaction, Rep
from tests.builders import Clock
from tests.line_events import rows
from tests.stage import SATO, Stage, on_stage, until
from tests.waiting import (
    LOG,
    ja,
    later,
    settings_form,
    submit,
    whispered,
    whispers,
)


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


@pytest_asyncio.fixture
async def on_postgres(postgres_url: str, clock: Clock) -> AsyncIterator[Stage]:
    async with on_stage(postgres_url, clock) as made:
        yield made


# --- once -------------------------------------------------------------------------------------------------------------


async def test_a_double_click_counts_once(either_stage):
    stage = either_stage
    await stage.command("/customer 山本太郎")
    offer = await whispered(stage, "customer.create")

    first, second = await asyncio.gather(*(stage.press_in("general", offer, "customer.create") for _ in range(2)))

    assert (first["status"], second["status"]) == (200, 200)
    assert [customer.name for customer in await rows(stage.kizuna.store, Customer)] == ["山本太郎"]


async def test_a_button_that_only_shows_something_may_be_pressed_again(stage):
    await stage.command("/customer new 田中一郎")
    await stage.command("/customer new 田中花子")
    await stage.command("/customer 田中")
    picker = await whispered(stage, "customer.card:1")

    for _ in range(2):
        await stage.press_in("general", picker, "customer.card:1")

    async def look() -> bool:
        cards = [each for each in await whispers(stage) if "customer.brief" in str(each) and "一郎" in str(each)]
        return len(cards) == 3  # the first when the customer was made

    assert await until(look, "three cards")


async def test_a_refused_button_can_be_pressed_again(stage, clock):
    await stage.command("/customer new 田中一郎")
    await stage.command(LOG)
    card = await stage.direct_message("log.undo")
    clock.forward(minutes=11)

    for _ in range(2):
        await stage.press(card, "log.undo")

    told = ja("refused.undo_too_late", minutes=10)

    async def look() -> bool:
        return [told in str(message) for message in await stage.direct_messages()].count(True) == 2

    assert await until(look, "two answers")


async def test_a_form_with_errors_keeps_what_was_typed_and_can_be_sent_again(stage):
    form = await settings_form(stage)

    refused = await submit(stage, form, full_name="　", reading="さとう")
    kept = await stage.modal()
    accepted = await submit(stage, kept, full_name="佐藤 華子")

    assert refused["errors"] == {"full_name": ja("refused.name_missing")}
    assert kept["state"]["values"]["reading"]["reading"]["value"] == "さとう"
    assert accepted["errors"] is None
    await stage.direct_message(ja("settings.saved"))
    [rep] = await rows(stage.kizuna.store, Rep)
    assert (rep.full_name, rep.reading) == ("佐藤 華子", "さとう")


async def test_done_on_the_card_is_seen_on_the_card(stage):
    await stage.command("/customer new 田中一郎")
    await stage.command(LOG)
    await stage.command("/customer 田中")
    card = await whispered(stage, "customer.done:1")

    await stage.press_in("general", card, "customer.done:1")

    async def look() -> dict | None:
        [now] = [message for message in await whispers(stage) if message["ts"] == card["ts"]]
        return now if "customer.done" not in str(now) else None

    assert ja("customer.no_followups") in str(await until(look, "the card drawn anew"))
    assert [followup.state for followup in await rows(stage.kizuna.store, Followup)] == ["done"]


# --- the database is slow ---------------------------------------------------------------------------------------------


def test_our_patience_ends_before_slacks():
    assert Town().slack.answer_seconds > counter.PATIENCE


async def test_what_takes_long_is_acknowledged_in_time_and_answered_when_it_is_done(on_postgres):
    stage = on_postgres
    await stage.command("/customer new 田中一郎")

    stage.kizuna.counter.patience = 0.2
    async with stage.kizuna.store.write() as session:
        await session.execute(text("SELECT * FROM customers FOR UPDATE"))
        done = await stage.post(f"slack/{SATO}/command", channel="general", text=LOG)
        meanwhile = await whispers(stage)

    assert (done["status"], done["ack"]) == (200, None)
    assert "記録しました" not in str(meanwhile)
    await whispered(stage, "11月27日")
    await stage.direct_message("見積の件で打合せ")
    assert len(await rows(stage.kizuna.store, Interaction)) == 1


async def test_a_form_that_is_found_wrong_too_late_to_say_so_in_it_is_said_so_by_direct_message(on_postgres):
    stage = on_postgres
    form = await settings_form(stage)

    stage.kizuna.counter.patience = 0.2
    async with stage.kizuna.store.write() as session:
        await session.execute(text("LOCK TABLE reps IN ACCESS EXCLUSIVE MODE"))
        done = await submit(stage, form, full_name="　")

    assert (done["status"], done["errors"]) == (200, None)
    await stage.direct_message(ja("mishap.form_gone"))


# --- the process dies -------------------------------------------------------------------------------------------------


async def test_what_a_process_that_died_had_in_hand_is_done_by_the_worker_once(either_stage, clock):
    stage = either_stage
    await stage.command("/kizuna")
    payload = {
        "command": "/customer",
        "text": "new 田中一郎",
        "user_id": SATO,
        "trigger_id": "1.2",
        "team_id": "T00000001",
        "channel_id": "C0GENERAL",
        "response_url": f"{stage.url}/slack/response/nowhere",
    }
    dead = Arrival(
        "slack:1", "slack", "command:/customer", "slack:1", orjson.dumps(payload).decode(), clock(), inbox.new_lease()
    )
    await Gate(stage.kizuna.store).accept([dead], clock())

    await stage.kizuna.worker.drain()
    meanwhile = await rows(stage.kizuna.store, Customer)
    await later(stage, clock, seconds=LEASE.total_seconds() + 1)

    assert meanwhile == []
    await stage.direct_message("田中一郎様", ja("customer.created"))
    await stage.settled()
    assert len([m for m in await stage.direct_messages() if "田中一郎様" in str(m)]) == 1
    assert [customer.name for customer in await rows(stage.kizuna.store, Customer)] == ["田中一郎"]
