"""A real Bolt app, over HTTP and over a socket."""

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from sandbox.town import SLACK_APP_TOKEN
from tests.ear import until
from tests.fake_slack.kit import SATO, VALUES, field, modal


async def test_bolt_opens_a_modal_from_a_command_and_reads_the_form(bolt, people):
    seen = []

    @bolt.command("/log")
    async def log(ack, body, client):
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(field(), callback_id="log"))

    @bolt.view("log")
    async def read(ack, view):
        seen.append(view["state"]["values"]["b"]["a"]["value"])
        await ack()

    done = await people(f"{SATO}/command", channel="bot", text="/log")
    view = await a_view(people)
    sent = await people(f"{SATO}/submit", view_id=view["id"], values=VALUES)

    assert (done["status"], sent["status"], seen) == (200, 200, ["見積"])


async def a_view(people):
    async def look():
        return (await people(f"{SATO}/view"))["modals"]

    return (await until(look))[-1]


async def connected(session, url):
    async with session.get(f"{url}/people/slack") as response:
        return (await response.json())["socket"]


async def test_a_socket_mode_bot_hears_everything_over_the_socket(client, ear, people, url, session):
    app = AsyncApp(client=client)
    heard = []

    @app.event("message")
    async def message(event):
        heard.append(event["text"])

    @app.command("/log")
    async def log(ack, command):
        await ack(f"{command['text']}を記録しました")

    handler = AsyncSocketModeHandler(app, SLACK_APP_TOKEN)
    await handler.connect_async()
    try:
        said = await people(f"{SATO}/say", channel="bot", text="おはよう")
        done = await people(f"{SATO}/command", channel="bot", text="/log 訪問")
        await people("socket", disconnect="refresh_requested")
        await until(lambda: connected(session, url))
        again = await people(f"{SATO}/command", channel="bot", text="/log 電話")
    finally:
        await handler.close_async()

    assert (said["status"], heard) == (200, ["おはよう"])
    assert (done["ack"], again["ack"]) == ({"text": "訪問を記録しました"}, {"text": "電話を記録しました"})
    assert ear.heard == []


async def test_a_socket_needs_an_invitation(town, url, session):
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(f"{url.replace('http', 'ws')}/slack/socket?ticket=made-up")
