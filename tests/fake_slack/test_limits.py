"""Limits of blocks and views, in Slack's words."""

import pytest

from tests.fake_slack.kit import GENERAL, SATO, actions, button, field, modal, refused, section, text

LIMITS = [
    ([section(text=text("x" * 3001))], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ([section(text=text(""))], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([section(fields=[text()] * 11)], "no more than 10 items allowed [json-pointer:/blocks/0/fields]"),
    ([section(fields=[text("x" * 2001)])], "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"),
    ([section(colour="red")], "invalid additional property: colour [json-pointer:/blocks/0]"),
    ([{"type": "section"}], "must define one of `text`, `fields` [json-pointer:/blocks/0]"),
    (
        [{"type": "header", "text": text("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    ([{"type": "header", "text": text("x", "mrkdwn")}], "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]"),
    ([{"type": "bogus"}], "unsupported type: bogus [json-pointer:/blocks/0/type]"),
    ([{"text": text()}], "missing required field: type [json-pointer:/blocks/0]"),
    (
        [actions(*[button(str(n)) for n in range(26)])],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    ([actions()], "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]"),
    (
        [actions(button(), button())],
        "`action_id` must be unique: press already exists [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    (
        [section(block_id="b"), section(block_id="b")],
        "`block_id` must be unique: b already exists [json-pointer:/blocks/1/block_id]",
    ),
    ([section(block_id="b" * 256)], "must be less than 256 characters [json-pointer:/blocks/0/block_id]"),
    (
        [actions({**button(), "text": text("x" * 76)})],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        [actions(button(value="x" * 2001))],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    ([actions(button(url="no link"))], "invalid url [json-pointer:/blocks/0/elements/0/url]"),
    ([actions(button(style="loud"))], "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]"),
    (
        [actions(button(confirm={"title": text("x" * 101)}))],
        "must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]",
    ),
    (
        [actions({"type": "static_select", "action_id": "s"})],
        "must provide exactly one of `options` or `option_groups` [json-pointer:/blocks/0/elements/0]",
    ),
    (
        [actions({"type": "static_select", "options": [{"text": text(), "value": "v"}] * 101})],
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
    ),
    (
        [actions({"type": "static_select", "options": [{"text": text(), "value": "v" * 151}]})],
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
    ),
    (
        [
            actions(
                {
                    "type": "static_select",
                    "options": [{"text": text(), "value": "v"}],
                    "initial_option": {"text": text(), "value": "w"},
                }
            )
        ],
        "initial_option must exactly match options or option_groups [json-pointer:/blocks/0/elements/0/initial_option]",
    ),
    (
        [actions({"type": "datepicker", "initial_date": "12/4"})],
        "invalid date, must be YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]",
    ),
    (
        [{"type": "image", "image_url": "https://x/y.png", "alt_text": ""}],
        "must be more than 0 characters [json-pointer:/blocks/0/alt_text]",
    ),
    (
        [{"type": "image", "slack_file": {"id": "F99999999"}, "alt_text": "QR"}],
        "invalid slack file [json-pointer:/blocks/0/slack_file]",
    ),
    (
        [{"type": "context", "elements": [text()] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    ([{"type": "markdown", "text": "x" * 12_001}], "must be less than 12001 characters [json-pointer:/blocks/0/text]"),
    (
        [section(accessory={"type": "plain_text_input"})],
        "unsupported type: plain_text_input [json-pointer:/blocks/0/accessory/type]",
    ),
    ([section(text=None)], "must provide an object [json-pointer:/blocks/0/text]"),
    ([{"type": "video", "title": text()}], "[json-pointer:/blocks/0]"),
]


@pytest.mark.parametrize(("blocks", "sentence"), LIMITS)
async def test_blocks_beyond_a_limit_are_refused_in_slacks_words(client, blocks, sentence):
    answer = await refused(client.chat_postMessage(channel=GENERAL, text="a", blocks=blocks))

    assert answer["error"] == "invalid_blocks"
    assert any(one.endswith(sentence) for one in answer["errors"])
    assert f"[ERROR] {answer['errors'][0]}" == answer["response_metadata"]["messages"][0]


VIEW_LIMITS = [
    (modal(title=text("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
    (modal(submit=text("x" * 25)), "must be less than 25 characters [json-pointer:/view/submit/text]"),
    (modal(close=text("x" * 25)), "must be less than 25 characters [json-pointer:/view/close/text]"),
    (modal(private_metadata="x" * 3001), "must be less than 3001 characters [json-pointer:/view/private_metadata]"),
    (modal(callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
    (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    (modal(submit_disabled=True), "invalid additional property: submit_disabled [json-pointer:/view]"),
    ({"type": "modal", "blocks": [section()]}, "missing required field: title [json-pointer:/view]"),
    ({"type": "modal", "title": text(), "blocks": [field()]}, "missing required field: submit [json-pointer:/view]"),
    ({"type": "home", "blocks": [section()]}, "unsupported type: home [json-pointer:/view/type]"),
    (modal({"type": "markdown", "text": "a"}), "unsupported type: markdown [json-pointer:/view/blocks/0/type]"),
]


@pytest.mark.parametrize(("view", "sentence"), VIEW_LIMITS)
async def test_a_view_beyond_a_limit_is_refused_in_slacks_words(town, client, view, sentence):
    trigger = town.workspace.tickets.trigger(SATO)

    answer = await refused(client.views_open(trigger_id=trigger, view=view))

    assert answer["error"] == "invalid_arguments"
    assert f"[ERROR] {sentence}" in answer["response_metadata"]["messages"]


@pytest.mark.parametrize(
    ("given", "error", "pointer"),
    [
        ({"blocks": [section()]}, None, None),
        ({"blocks": [section(text=text("a", "html"))]}, "invalid_blocks", "/0/text/type"),
        ({"view": modal(title=text(""))}, "invalid_view", "/title/text"),
        ({"message": {"blocks": [{"type": "bogus"}]}}, "invalid_message", "/blocks/0/type"),
        ({}, "invalid_arguments", None),
    ],
)
async def test_blocks_validate_needs_no_token_and_points_at_the_fault(town, url, session, given, error, pointer):
    async with session.post(f"{url}/slack/api/blocks.validate", json=given) as response:
        answer = await response.json()

    assert answer.get("error") == error
    assert (answer.get("errors") or [{"pointer": None}])[0]["pointer"] == pointer
