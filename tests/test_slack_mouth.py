"""What goes to Slack: once, and never again after a refusal that means it."""

from datetime import timedelta

import pytest

from bot import slack
from sandbox.town import SLACK_BOT_TOKEN
from storage import outbox
from storage.tables import Outbox
from tests.builders import NOW, owed
from tests.postman import ADMIN, REP

TEAM = "CTEAM0001"


@pytest.fixture(autouse=True)
def team(town):
    town.add_slack_channel(TEAM, "team")


def texts(messages) -> list[str]:
    return [message.text for message in messages]


async def test_a_post_is_marked_with_its_row_and_unfurls_nothing(postman):
    row = await owed(postman.store, REP)

    await postman.drain()

    (call,) = postman.calls("chat.postMessage")
    assert call["body"]["metadata"] == {"event_type": "kizuna_row", "event_payload": {"row": row.uuid}}
    assert call["body"]["unfurl_links"] is False


async def test_a_post_whose_answer_was_cut_off_is_found_and_not_repeated(postman):
    row = await owed(postman.store, REP)
    postman.trouble("chat.postMessage", "cut")

    await postman.drain()
    in_doubt = await postman.row(row)
    await postman.drain(seconds=5)

    (message,) = postman.dm(REP)
    sent = await postman.row(row)
    assert in_doubt.state == "waiting"
    assert (sent.state, sent.platform) == ("sent", {"channel": message.channel, "ts": message.ts})
    assert len(postman.calls("chat.postMessage")) == 1


async def test_a_post_that_was_cut_off_before_it_arrived_is_repeated(postman):
    row = await owed(postman.store, REP)
    postman.trouble("chat.postMessage", "cut_before")

    await postman.drain()
    await postman.drain(seconds=5)

    assert len(postman.dm(REP)) == 1
    assert (await postman.row(row)).state == "sent"


async def test_a_process_that_died_after_posting_does_not_post_again(postman):
    row = await owed(postman.store, REP)
    await postman.drain()
    async with postman.store.write() as session:  # as if the process had died before it could record the post
        crashed = await session.get(Outbox, row.seq)
        crashed.state, crashed.platform, crashed.ready_at = "leased", {}, NOW + outbox.LEASE

    await postman.drain(seconds=31)

    assert len(postman.dm(REP)) == 1
    assert (await postman.row(row)).state == "sent"


async def test_a_post_in_a_channel_is_looked_for_behind_many_others(postman, town):
    row = await owed(postman.store, TEAM)
    postman.trouble("chat.postMessage", "cut")
    await postman.drain()
    room = town.workspace.rooms[TEAM]
    for number in range(250):
        town.workspace.whisper(room, None, f"{number}")

    await postman.drain(seconds=5)

    assert (await postman.row(row)).state == "sent"
    assert len(postman.calls("conversations.history")) == 2
    assert len(postman.calls("chat.postMessage")) == 1


async def test_what_is_in_doubt_stays_in_doubt_while_looking_fails(postman):
    row = await owed(postman.store, REP)
    postman.trouble("chat.postMessage", "cut")
    postman.trouble("conversations.history", "status", status=429, retry_after=3)

    await postman.drain()
    await postman.drain(seconds=5)
    await postman.drain(seconds=3)

    assert len(postman.dm(REP)) == 1
    assert (await postman.row(row)).state == "sent"


async def test_a_refused_post_is_repeated_without_looking(postman):
    row = await owed(postman.store, REP)
    postman.trouble("chat.postMessage", "error", error="some_new_error")

    await postman.drain()
    await postman.drain(seconds=5)

    assert (await postman.row(row)).state == "sent"
    assert postman.calls("conversations.history") == []


async def test_retry_after_is_honoured(postman):
    row = await owed(postman.store, REP)
    postman.trouble("chat.postMessage", "status", status=429, retry_after=7)

    await postman.drain()
    waiting = await postman.row(row)
    await postman.drain(seconds=6)
    early = len(postman.dm(REP))
    await postman.drain(seconds=1)

    assert (waiting.state, waiting.ready_at) == ("waiting", NOW + timedelta(seconds=7))
    assert early == 0
    assert len(postman.dm(REP)) == 1


@pytest.mark.parametrize(
    "error", ["channel_not_found", "is_archived", "not_in_channel", "user_disabled", "invalid_blocks"]
)
async def test_a_refusal_that_is_final_ends_the_row_at_once(postman, error):
    row = await owed(postman.store, REP)
    postman.trouble("chat.postMessage", "error", error=error)

    await postman.drain()

    dead = await postman.row(row)
    assert (dead.state, dead.attempts) == ("dead", 1)
    assert dead.error.startswith(error)
    assert texts(postman.dm(ADMIN)) == ["dead_row"]


async def test_a_person_who_is_not_there_ends_the_row_and_not_its_neighbours(postman):
    gone = await owed(postman.store, "UNOBODY01")
    await owed(postman.store, REP)

    await postman.drain()

    assert (await postman.row(gone)).state == "dead"
    assert len(postman.dm(REP)) == 1


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive", "missing_scope"])
async def test_a_broken_token_costs_no_attempt_and_alarms_once_a_day(postman, error):
    row = await owed(postman.store, REP)
    postman.trouble("chat.postMessage", "error", error=error, times=4)

    for _ in range(2):
        await postman.drain(minutes=11)
    waiting = await postman.row(row)
    await postman.drain(minutes=11)

    assert (waiting.state, waiting.attempts) == ("waiting", 0)
    assert (await postman.row(row)).state == "sent"
    assert texts(postman.dm(ADMIN)) == ["slack_token"]


async def test_no_connection_at_all_is_not_the_rows_fault(postman, town):
    row = await owed(postman.store, REP)
    postman.mouths["slack"]._client.base_url = "http://127.0.0.1:9/slack/api/"  # the discard port: nobody listens

    await postman.drain()
    waiting = await postman.row(row)
    postman.mouths["slack"]._client.base_url = f"{town.url}/slack/api/"
    await postman.drain(seconds=10)

    assert (waiting.state, waiting.attempts, waiting.error) == ("waiting", 0, "no connection")
    assert (await postman.row(row)).state == "sent"


async def test_the_client_for_answers_waits_out_a_rate_limit_by_itself(town):
    town.add_slack_user(REP, "佐藤 花子")
    town.troubles.order(method="chat.postMessage", kind="status", status=429, retry_after=0)

    async with slack.http_session() as session:
        client = slack.web_client(SLACK_BOT_TOKEN, f"{town.url}/slack/api/", session, retries=True)
        answer = await client.chat_postMessage(channel=REP, text="はい")

    assert answer["ok"]
    assert len(town.calls.since(method="chat.postMessage")) == 2


async def test_the_sandbox_is_reached_whatever_proxy_the_machine_uses(town, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")

    async with slack.http_session() as session:
        client = slack.web_client(SLACK_BOT_TOKEN, f"{town.url}/slack/api/", session, retries=False)

        assert (await client.auth_test())["ok"]
