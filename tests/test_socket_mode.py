"""Socket Mode: the same bot without a public address."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot import serving
from handlers.locales import phrases
from sandbox.town import SLACK_APP_TOKEN
from storage.tables import Customer, Interaction, Rep
from tests.line_events import rows
from tests.stage import SATO, Stage, on_stage, until

NOBODY_LISTENS = "http://127.0.0.1:9"
ja = phrases("ja")


@pytest_asyncio.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    """A bot that Slack cannot reach over HTTP; only the socket that it opened itself is left."""
    async with on_stage(sqlite_url, slack_app_token=SLACK_APP_TOKEN) as made, serving._socket_mode(made.kizuna):
        made.town.bot_url = NOBODY_LISTENS
        await until(lambda: connected(made), "the socket")
        yield made


async def connected(stage: Stage) -> bool:
    return (await stage.get("slack"))["socket"] == 1


async def test_a_customer_is_made_found_and_logged_over_the_socket(stage):
    created = await stage.command("/customer new 株式会社サクラ 田中一郎")
    logged = await stage.command("/log 田中様 訪問 見積の件で打合せ。来週金曜15時に電話")

    assert "株式会社サクラ 田中一郎様" in created
    assert "田中一郎様" in logged
    await stage.direct_message("見積の件で打合せ", "log.undo")
    assert [customer.name for customer in await rows(stage.kizuna.store, Customer)] == ["田中一郎"]


async def test_a_click_is_done_over_the_socket(stage):
    await stage.command("/customer new 田中一郎")
    await stage.command("/log 田中様 訪問 見積の件で打合せ")

    await stage.press(await stage.direct_message("log.undo"), "log.undo")

    await stage.direct_message(ja("log.undone_hint"))
    assert await rows(stage.kizuna.store, Interaction) == []


async def test_a_form_is_refused_and_accepted_over_the_socket(stage):
    await stage.command("/kizuna settings")
    form = await stage.modal()

    refused = await stage.post(f"slack/{SATO}/submit", view_id=form["id"], values=a_name("　"))
    accepted = await stage.post(f"slack/{SATO}/submit", view_id=form["id"], values=a_name("佐藤 華子"))

    assert refused["errors"] == {"full_name": ja("refused.name_missing")}
    assert (accepted["status"], accepted["errors"]) == (200, None)
    assert [rep.full_name for rep in await rows(stage.kizuna.store, Rep)] == ["佐藤 華子"]


def a_name(value: str) -> dict:
    return {"full_name": {"full_name": {"value": value}}}


async def test_a_plain_message_is_logged_over_the_socket(stage):
    await stage.command("/customer new 田中一郎")

    said = await stage.post(f"slack/{SATO}/say", channel="bot", text="田中様 訪問 見積の件")

    assert said["status"] == 200
    await stage.direct_message("見積の件", "log.undo")


async def test_when_slack_asks_for_a_new_connection_the_work_goes_on(stage):
    await stage.post("slack/socket", disconnect="refresh_requested")
    await until(lambda: connected(stage), "the new socket")

    assert "田中一郎様" in await stage.command("/customer new 田中一郎")


async def test_while_slack_lets_nobody_in_the_other_doors_are_open(sqlite_url):
    async with on_stage(sqlite_url, slack_app_token=SLACK_APP_TOKEN) as stage:
        stage.town.troubles.order(method="apps.connections.open", kind="status", status=500, times=None)

        async with serving._socket_mode(stage.kizuna):
            answer = await stage.command("/kizuna")

        assert ja("help.greeting") in answer
