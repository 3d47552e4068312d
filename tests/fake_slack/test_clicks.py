"""Buttons, lists and shortcuts."""

from tests.ear import json_saying
from tests.fake_slack.kit import GENERAL, SATO, SUZUKI, actions, button, modal, text


async def test_a_click_says_who_pressed_what_where(client, ear, people):
    posted = await client.chat_postMessage(channel=GENERAL, text="a", blocks=[actions(button(value="7"))])

    done = await people(f"{SATO}/click", channel=GENERAL, ts=posted["ts"], action_id="press")
    payload = ear.heard[0].payload

    assert done["status"] == 200
    assert (payload["type"], payload["user"]["id"], payload["user"]["team_id"]) == ("block_actions", SATO, "T00000001")
    assert payload["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": GENERAL,
        "is_ephemeral": False,
    }
    assert payload["message"]["ts"] == posted["ts"]
    assert (payload["actions"][0]["value"], payload["actions"][0]["type"]) == ("7", "button")
    assert payload.keys() >= {"trigger_id", "response_url", "api_app_id", "team", "channel", "state"}


async def test_a_click_on_an_ephemeral_message_does_not_carry_the_message(client, ear, people):
    blocks = [actions(button())]
    posted = await client.chat_postEphemeral(channel=GENERAL, user=SATO, text="a", blocks=blocks)

    await people(f"{SATO}/click", channel=GENERAL, ts=posted["message_ts"], action_id="press")
    his = await people(f"{SUZUKI}/click", channel=GENERAL, ts=posted["message_ts"], action_id="press")
    payload = ear.heard[0].payload

    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    assert his["error"].startswith("no such message")


async def test_only_offered_options_can_be_chosen(client, ear, people):
    options = [{"text": text("訪問"), "value": "visit"}, {"text": text("電話"), "value": "call"}]
    select = {"type": "static_select", "action_id": "kind", "options": options}
    posted = await client.chat_postMessage(channel=GENERAL, text="a", blocks=[actions(select)])
    place = {"channel": GENERAL, "ts": posted["ts"], "action_id": "kind"}

    await people(f"{SATO}/click", **place, selected_option="call")
    wrong = await people(f"{SATO}/click", **place, selected_option="fax")
    payload = ear.heard[0].payload

    assert payload["actions"][0]["selected_option"]["text"]["text"] == "電話"
    assert next(iter(payload["state"]["values"].values()))["kind"]["selected_option"]["value"] == "call"
    assert wrong["error"] == "no such option: fax"


async def test_a_shortcut_has_a_trigger_and_on_a_message_the_message(client, ear, people):
    posted = await client.chat_postMessage(channel=GENERAL, text="これ")

    await people(f"{SATO}/shortcut", callback_id="log_this")
    await people(f"{SATO}/shortcut", callback_id="log_this", channel=GENERAL, ts=posted["ts"])
    alone, on_message = ear.heard[0].payload, ear.heard[1].payload

    assert (alone["type"], on_message["type"]) == ("shortcut", "message_action")
    assert "response_url" not in alone
    assert on_message["message"]["text"] == "これ"
    assert on_message.keys() >= {"trigger_id", "response_url", "channel", "message_ts"}


async def test_options_are_asked_from_the_bot(town, client, ear, people):
    select = {"type": "external_select", "action_id": "who", "min_query_length": 0}
    view = modal({"type": "input", "block_id": "b", "label": text(), "element": select})
    view_id = (await client.views_open(trigger_id=town.workspace.tickets.trigger(SATO), view=view))["view"]["id"]
    option = {"text": text("田中様"), "value": "7"}
    ear.answers.extend([json_saying({"options": [option]}), json_saying({"options": [option] * 101})])

    good = await people(f"{SATO}/suggest", view_id=view_id, action_id="who", value="たな")
    bad = await people(f"{SATO}/suggest", view_id=view_id, action_id="who", value="たな")
    payload = ear.heard[0].payload

    assert good["options"] == [option]
    assert bad["error"].startswith("invalid_options: no more than 100 items allowed")
    assert (payload["type"], payload["value"], payload["block_id"]) == ("block_suggestion", "たな", "b")
