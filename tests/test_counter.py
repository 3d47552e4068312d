"""People who wait in Slack: answered in time, or told what happens next, and never done twice."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import pytest
import pytest_asyncio
import structlog
from sqlalchemy import text

from handlers.locales import phrases
from storage import inbox
from storage.inbox import LEASE, Arrival, Gate
from storage.store import Store
from storage.tables import Customer, Followup, Inbox, Interaction, Rep, Team
from tests.builders import Clock
from tests.line_events import rows
from tests.stage import GUEST, ITO, SATO, Stage, on_stage, until

LOG = "/log 田中様 訪問 見積の件で打合せ。来週金曜15時に電話"
EMILY = "U0EMILY"
ja, en = phrases("ja"), phrases("en")


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

    cards = [message for message in await whispers(stage) if "関係の段階" in str(message) and "一郎" in str(message)]
    assert len(cards) == 3  # the first when the customer was made


async def test_a_refused_button_can_be_pressed_again(stage, clock):
    await stage.command("/customer new 田中一郎")
    await stage.command(LOG)
    card = await stage.direct_message("log.undo")
    clock.forward(minutes=11)

    for _ in range(2):
        await stage.press(card, "log.undo")

    told = ja("refused.undo_too_late", minutes=10)
    assert [told in str(message) for message in await stage.direct_messages()].count(True) == 2


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

    drawn_anew = next(message for message in await whispers(stage) if message["ts"] == card["ts"])
    assert "customer.done" not in str(drawn_anew)
    assert ja("customer.no_followups") in str(drawn_anew)
    assert [followup.state for followup in await rows(stage.kizuna.store, Followup)] == ["done"]


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
    form = await stage.modal(ITO)
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

    await stage.direct_message("田中一郎様", ja("customer.stage"))


# --- the database is slow ---------------------------------------------------------------------------------------------


async def test_what_takes_long_is_acknowledged_in_time_and_answered_when_it_is_done(on_postgres):
    stage = on_postgres
    await stage.command("/customer new 田中一郎")

    async with stage.kizuna.store.write() as session:
        await session.execute(text("SELECT * FROM customers FOR UPDATE"))
        done = await stage.post(f"slack/{SATO}/command", channel="general", text=LOG)
        meanwhile = await whispers(stage)

    assert (done["status"], done["ack"]) == (200, None)  # the town waits three seconds, as Slack does
    assert "記録しました" not in str(meanwhile)
    await whispered(stage, "11月27日")
    await stage.direct_message("見積の件で打合せ")
    assert len(await rows(stage.kizuna.store, Interaction)) == 1


async def test_a_form_that_is_found_wrong_too_late_to_say_so_in_it_is_said_so_by_direct_message(on_postgres):
    stage = on_postgres
    form = await settings_form(stage)

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

    assert done["errors"] == {"text": ja("refused.gone")}
    [made] = await rows(stage.kizuna.store, Interaction)
    assert made.text == "見積の件で打合せ。来週金曜15時に電話"


# --- who is heard -----------------------------------------------------------------------------------------------------


async def test_what_slack_tells_of_people_makes_nobody_a_rep(stage):
    stage.town.add_slack_user("U0QUIET", "静かな人")

    await stage.post("slack/U0QUIET/change", title="部長")
    await stage.post("slack/U0QUIET/home")
    await stage.settled()

    assert await rows(stage.kizuna.store, Rep) == []
    assert await stage.calls("users.info") == []


async def test_a_rep_whom_slack_deactivates_is_refused_from_then_on(stage, clock):
    await stage.command("/kizuna")

    await stage.post(f"slack/{SATO}/change", deleted=True)
    await stage.settled()
    answer = await stage.command("/customer new 田中一郎")

    assert ja("refused.not_a_member") in answer
    assert [rep.active for rep in await rows(stage.kizuna.store, Rep)] == [False]


async def test_a_guest_who_looks_at_the_bot_is_left_in_peace(stage):
    for _ in range(2):
        await stage.post(f"slack/{GUEST}/home")
    await stage.settled()

    assert await stage.direct_messages(GUEST) == []


async def test_a_guest_who_writes_to_the_bot_is_told_once_for_each_message(stage):
    await stage.post(f"slack/{GUEST}/say", channel="bot", text="田中様 訪問")
    await stage.settled()

    told = [message for message in await stage.direct_messages(GUEST) if message["bot"]]
    assert [message["text"] for message in told] == [ja("refused.not_a_member")]


async def test_other_peoples_talk_is_not_even_kept(stage):
    await stage.post(f"slack/{SATO}/say", channel="general", text="昨日の試合を見ましたか")

    assert await rows(stage.kizuna.store, Inbox) == []


async def test_addresses_are_logged_as_they_were_typed(stage):
    await stage.command("/customer new 田中一郎")

    await stage.post(
        f"slack/{SATO}/say",
        channel="bot",
        text="田中様 メール tanaka@example.com と https://example.com/a?b=1&c <要確認>",
    )

    await stage.direct_message("log.undo")
    [made] = await rows(stage.kizuna.store, Interaction)
    assert made.text == "tanaka@example.com と https://example.com/a?b=1&c <要確認>"


async def test_a_pasted_document_is_refused_at_once(stage):
    await stage.command("/customer new 田中一郎")

    await stage.post(f"slack/{SATO}/say", channel="bot", text="田中様 訪問 " + "来週" * 19_000)

    await stage.direct_message(ja("refused.text_too_long", most=3000))


async def test_teams_can_be_made_by_an_admin_and_by_nobody_else(stage):
    form = await settings_form(stage, ITO)
    await stage.post(f"slack/{ITO}/click", view_id=form["id"], action_id="settings.team")
    form = await stage.modal(ITO)

    await submit(stage, form, ITO, name="営業部")

    assert [team.name for team in await rows(stage.kizuna.store, Team)] == ["営業部"]
    assert "settings.team" not in str(await settings_form(stage))
