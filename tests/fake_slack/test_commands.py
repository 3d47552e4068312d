"""Slash commands and what becomes of their acknowledgement."""

from slack_sdk.signature import SignatureVerifier

from sandbox.town import SLACK_SIGNING_SECRET
from tests.ear import Saying, json_saying
from tests.fake_slack.kit import SATO, SUZUKI


async def test_a_command_comes_signed_and_complete(town, ear, people):
    ear.answers.append(Saying(body="承知しました".encode()))

    done = await people(f"{SATO}/command", channel="bot", text="/log 田中様 訪問 @鈴木 <A&B>")
    heard = ear.heard[0]
    screen = (await people(f"{SATO}/view"))["conversations"][0]["messages"]

    assert SignatureVerifier(SLACK_SIGNING_SECRET).is_valid_request(heard.body, heard.headers)
    assert (heard.path, heard.form["command"], heard.form["user_id"]) == ("/slack/events", "/log", SATO)
    assert heard.form["text"] == f"田中様 訪問 <@{SUZUKI}> &lt;A&amp;B&gt;"
    assert heard.form.keys() >= {"team_id", "channel_id", "channel_name", "api_app_id", "response_url", "trigger_id"}
    assert (done["status"], done["ack"], done["error"]) == (200, "承知しました", None)
    assert [(one["text"], one["ephemeral"], one["bot"]) for one in screen] == [("承知しました", True, True)]


async def test_an_acknowledgement_may_speak_to_the_channel(ear, people):
    ear.answers.append(json_saying({"response_type": "in_channel", "text": "皆さんへ"}))

    await people(f"{SATO}/command", channel="general", text="/log")
    his = (await people(f"{SUZUKI}/view"))["conversations"][1]["messages"]

    assert [one["text"] for one in his] == ["皆さんへ"]


async def test_a_bad_acknowledgement_is_slackbots_remark(ear, people):
    ear.answers.append(json_saying({"text": "a", "blocks": [{"type": "bogus"}]}))

    done = await people(f"{SATO}/command", channel="bot", text="/log")
    said = (await people(f"{SATO}/view"))["conversations"][0]["messages"][0]

    assert done["error"].startswith("invalid_command_response: invalid_blocks")
    assert (said["user"], said["text"]) == ("USLACKBOT", '/log failed with the error "invalid_command_response"')


async def test_a_silent_bot_times_out(town, ear, people):
    town.slack.answer_seconds = 0.05
    ear.answers.append(Saying(delay=0.3))

    done = await people(f"{SATO}/command", channel="bot", text="/log")
    said = (await people(f"{SATO}/view"))["conversations"][0]["messages"][0]

    assert (done["status"], done["error"]) == (0, "http_timeout")
    assert said["text"] == '/log failed with the error "operation_timeout"'


async def test_a_command_nobody_registered_stays_with_slack(town, ear, people):
    town.slack.commands = [{"name": "/log", "hint": "田中様 訪問"}]

    done = await people(f"{SATO}/command", channel="bot", text="/lgo 田中様")

    assert (done["error"], ear.heard) == ("unknown_command", [])
