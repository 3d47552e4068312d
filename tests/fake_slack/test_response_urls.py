"""What a bot may still say after a command or a click."""

from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fake_slack.kit import GENERAL, SATO, SUZUKI, actions, button


async def test_response_url_speaks_replaces_and_deletes(client, ear, people):
    posted = await client.chat_postMessage(channel=GENERAL, text="前", blocks=[actions(button())])
    await people(f"{SATO}/click", channel=GENERAL, ts=posted["ts"], action_id="press")
    webhook = AsyncWebhookClient(ear.heard[0].payload["response_url"])

    alone = await webhook.send(text="あなたにだけ")
    replaced = await webhook.send(text="後", replace_original=True)
    his = (await people(f"{SUZUKI}/view"))["conversations"][1]["messages"]
    await webhook.send(delete_original=True)
    hers = (await people(f"{SATO}/view"))["conversations"][1]["messages"]

    assert (alone.status_code, alone.body, replaced.status_code) == (200, "ok", 200)
    assert [(one["text"], one["blocks"]) for one in his] == [("後", [])]
    assert [one["text"] for one in hers] == ["あなたにだけ"]


async def test_response_url_works_five_times(client, ear, people):
    await people(f"{SATO}/command", channel="bot", text="/log")
    webhook = AsyncWebhookClient(ear.heard[0].form["response_url"])

    answers = [await webhook.send(text=str(number)) for number in range(6)]

    assert [one.status_code for one in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body


async def test_response_url_refuses_bad_blocks_and_dies(town, ear, people):
    await people(f"{SATO}/command", channel="bot", text="/log")
    webhook = AsyncWebhookClient(ear.heard[0].form["response_url"])

    bad = await webhook.send(text="a", blocks=[{"type": "bogus"}])
    town.workspace.tickets.response_seconds = -1
    late = await webhook.send(text="a")
    town.workspace.tickets.response_seconds = 1800.0

    assert (bad.status_code, "invalid_blocks" in bad.body) == (400, True)
    assert (late.status_code, "expired_url" in late.body) == (404, True)
