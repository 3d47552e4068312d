"""The doors: who is turned away, with which status, and that nothing of theirs is kept."""

import io
import json
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio
import structlog
from sqlalchemy import func, select

from storage.tables import Inbox
from tests.stage import SATO, Stage, on_stage
from tests.webhooks import line_headers, slack_headers

COMMAND = urlencode({"command": "/customer", "text": "田中", "user_id": SATO, "trigger_id": "1.2", "channel_id": "C1"})
EVENT = {
    "type": "message",
    "source": {"type": "user", "userId": "U" + "9" * 32},
    "message": {"type": "text", "text": "x"},
}


@pytest_asyncio.fixture
async def stage(sqlite_url: str) -> AsyncIterator[Stage]:
    async with on_stage(sqlite_url) as made:
        yield made


async def rows(stage: Stage) -> int:
    async with stage.kizuna.store.read() as session:
        return (await session.execute(select(func.count()).select_from(Inbox))).scalar_one()


async def knock(stage: Stage, door: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
    url = f"{stage.town.bot_url}/{'slack/events' if door == 'slack' else 'line/webhook'}"
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, data=io.BytesIO(body.encode()), headers=headers) as answer,
    ):
        return answer.status, await answer.text()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        slack_headers(COMMAND, secret="forged"),
        slack_headers(COMMAND, at=time.time() - 301),
        slack_headers(COMMAND, at=time.time() + 3600),
        {**slack_headers(COMMAND), "x-slack-request-timestamp": "yesterday"},
    ],
    ids=["absent", "forged", "stale", "from the future", "no number"],
)
async def test_a_slack_request_that_is_not_slacks_is_turned_away(stage: Stage, headers: dict[str, str]) -> None:
    with structlog.testing.capture_logs() as logged:
        status, _ = await knock(stage, "slack", COMMAND, headers)

    assert status == 401
    assert await rows(stage) == 0
    assert [line["event"] for line in logged] == ["refused"]
    assert "田中" not in str(logged)


@pytest.mark.parametrize("headers", [{}, line_headers("other")], ids=["absent", "forged"])
async def test_a_line_request_that_is_not_lines_is_turned_away(stage: Stage, headers: dict[str, str]) -> None:
    status, _ = await knock(stage, "line", json.dumps({"events": [EVENT]}), headers)

    assert status == 401
    assert await rows(stage) == 0


@pytest.mark.parametrize("door", ["slack", "line"])
async def test_a_body_of_three_megabytes_is_not_read(stage: Stage, door: str) -> None:
    body = "x" * 3_000_000
    headers = slack_headers(body) if door == "slack" else line_headers(body)

    status, _ = await knock(stage, door, body, headers)

    assert status == 413
    assert await rows(stage) == 0


@pytest.mark.parametrize(
    ("door", "body"),
    [
        ("slack", '{"type": "event_callback", "event":'),
        ("slack", "[1, 2]"),
        ("slack", "payload=%7Bbroken"),
        ("slack", json.dumps({"type": "event_callback", "event": "words"})),
        ("slack", json.dumps({"type": "view_submission"})),
        ("slack", "command=%2Flog"),
        ("line", '{"events": ['),
        ("line", '{"events": 7}'),
        ("line", "[]"),
    ],
)
async def test_signed_nonsense_is_a_bad_request_and_no_crash(stage: Stage, door: str, body: str) -> None:
    headers = slack_headers(body) if door == "slack" else line_headers(body)

    status, _ = await knock(stage, door, body, headers)

    assert status == 400
    assert await rows(stage) == 0


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "something_new"},
        {"type": "event_callback", "event_id": "Ev1", "event": {"type": "something_new"}},
        {"type": "block_actions", "actions": [{"action_id": "nobody.knows"}], "user": {"id": SATO}, "trigger_id": "1"},
        {
            "type": "view_closed",
            "view": {"id": "V1", "type": "modal", "callback_id": "nobody.knows"},
            "user": {"id": SATO},
        },
        {"type": "view_submission", "view": {"id": "V1", "type": "modal", "callback_id": "new"}, "user": {"id": SATO}},
        {"type": "shortcut", "callback_id": "nobody.knows", "user": {"id": SATO}, "trigger_id": "2"},
        {"type": "block_suggestion", "action_id": "nobody.knows", "value": "", "user": {"id": SATO}},
    ],
    ids=lambda payload: payload["type"],
)
async def test_what_slack_may_send_and_we_do_not_know_is_thanked_for(stage: Stage, payload: dict) -> None:
    event = payload["type"] in {"something_new", "event_callback"}
    body = json.dumps(payload) if event else urlencode({"payload": json.dumps(payload)})

    status, _ = await knock(stage, "slack", body, slack_headers(body))

    assert status == 200


async def test_slack_is_told_its_challenge(stage: Stage) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc123", "token": "x"})

    status, text = await knock(stage, "slack", body, slack_headers(body))

    assert status == 200
    assert "abc123" in text


async def test_lines_connection_check_without_events_is_answered(stage: Stage) -> None:
    body = json.dumps({"destination": "U1", "events": []})

    status, _ = await knock(stage, "line", body, line_headers(body))

    assert status == 200


async def test_a_strange_event_never_loses_its_neighbours(stage: Stage) -> None:
    strange = [{"type": "from_the_future"}, "no object", {"message": None}, {"type": "message", "source": None}]
    body = json.dumps({"events": [*strange, {**EVENT, "webhookEventId": "01NEIGHBOUR"}]})

    status, _ = await knock(stage, "line", body, line_headers(body))
    await stage.settled()

    assert status == 200
    async with stage.kizuna.store.read() as session:
        kept = await session.execute(select(Inbox.state).where(Inbox.dedupe == "line:01NEIGHBOUR"))
    assert kept.scalar_one() == "done"


async def test_half_an_emoji_does_not_lose_the_message(stage: Stage) -> None:
    body = (
        '{"events": [{"type": "message", "webhookEventId": "01HALF", "message": {"type": "text", "text": "\\ud83d"}}]}'
    )

    status, _ = await knock(stage, "line", body, line_headers(body))

    assert status == 200
    assert await rows(stage) == 1


async def test_the_same_event_twice_is_one_row(stage: Stage) -> None:
    body = json.dumps({"events": [{**EVENT, "webhookEventId": "01TWICE", "deliveryContext": {"isRedelivery": False}}]})
    again = body.replace("false", "true")

    await knock(stage, "line", body, line_headers(body))
    await knock(stage, "line", again, line_headers(again))

    assert await rows(stage) == 1


async def test_an_event_without_an_id_is_known_by_what_it_says(stage: Stage) -> None:
    body = json.dumps({"events": [{**EVENT, "timestamp": 1, "deliveryContext": {"isRedelivery": False}}]})
    again = body.replace("false", "true")

    await knock(stage, "line", body, line_headers(body))
    await knock(stage, "line", again, line_headers(again))

    assert await rows(stage) == 1


async def test_health_and_figures_are_told(stage: Stage) -> None:
    async with stage.http.get(f"{stage.town.bot_url}/healthz") as healthz:
        assert (healthz.status, await healthz.text()) == (200, "ok")
    async with stage.http.get(f"{stage.town.bot_url}/metrics") as figures:
        assert "kizuna_door_seconds" in await figures.text()
