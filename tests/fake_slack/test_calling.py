"""Who may call the Web API, and how."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.town import SLACK_APP_TOKEN, SLACK_BOT_TOKEN
from tests.fake_slack.kit import GENERAL, SATO, refused


async def test_auth_test_names_the_bot_and_its_scopes(client):
    answer = await client.auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("UBOT00001", "B00000001", "T00000001")
    assert answer.headers["X-OAuth-Scopes"].split(",")[:2] == ["commands", "chat:write"]


@pytest.mark.parametrize(
    ("token", "code"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), (SLACK_APP_TOKEN, "not_allowed_token_type")],
)
async def test_a_bad_token_is_refused(town, url, session, token, code):
    client = AsyncWebClient(token, base_url=f"{url}/slack/api/", session=session)

    answer = await refused(client.auth_test())

    assert answer["error"] == code


async def test_an_unknown_method_is_refused(client):
    answer = await refused(client.api_call("chat.postTelegram"))

    assert answer["error"] == "unknown_method"


async def test_a_method_beyond_the_scopes_names_the_scope_it_needs(client):
    answer = await refused(client.conversations_info(channel=GENERAL))

    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:read")


@pytest.mark.parametrize("how", ["query", "form", "json"])
async def test_arguments_come_by_query_form_and_json(town, url, session, how):
    address, given = f"{url}/slack/api/users.info", {"user": SATO, "token": SLACK_BOT_TOKEN}
    sent = {"query": {"params": given}, "form": {"data": given}, "json": {"json": given}}[how]
    headers = {"authorization": f"Bearer {SLACK_BOT_TOKEN}"} if how == "json" else {}

    async with session.post(address, headers=headers, **sent) as response:
        answer = await response.json()

    assert answer["user"]["id"] == SATO


async def test_broken_json_is_refused(town, url, session):
    headers = {"authorization": f"Bearer {SLACK_BOT_TOKEN}", "content-type": "application/json"}

    async with session.post(f"{url}/slack/api/chat.postMessage", data=b"{", headers=headers) as response:
        answer = await response.json()

    assert answer == {"ok": False, "error": "invalid_json"}
