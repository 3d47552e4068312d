"""Limits of messages, in LINE's words."""

import pytest

from tests.fake_line.kit import TANAKA, bubble, button, flex


def quick(action):
    return {"type": "text", "text": "a", "quickReply": {"items": [{"type": "action", "action": action}]}}


def template(**parts):
    return {"type": "template", "altText": "a", "template": parts}


LIMITS = [
    ({"type": "text", "text": ""}, "May not be empty", "messages[0].text"),
    ({"type": "text"}, "May not be empty", "messages[0].text"),
    ({"type": "text", "text": "x" * 5001}, "Length must be between 0 and 5000", "messages[0].text"),
    ({"type": "text", "text": "😀" * 2501}, "Length must be between 0 and 5000", "messages[0].text"),
    ({"type": "text", "text": "a", "colour": "red"}, "Unknown property", "messages[0].colour"),
    ({"type": "text", "text": 7}, "Must be of type string", "messages[0].text"),
    ({"type": "telegram"}, "Must be one of the following values:", "messages[0].type"),
    (flex(bubble(), "x" * 1501), "Length must be between 0 and 1500", "messages[0].altText"),
    (
        {"type": "image", "originalContentUrl": "http://x/a.png", "previewImageUrl": "https://x/a.png"},
        "invalid uri scheme",
        "messages[0].originalContentUrl",
    ),
    (quick(button("x" * 21)), "Length must be between 0 and 20", "messages[0].quickReply.items[0].action.label"),
    (
        quick({"type": "message", "text": "a"}),
        "May not be empty",
        "messages[0].quickReply.items[0].action.label",
    ),
    (quick(button(data="x" * 301)), "Length must be between 0 and 300", "messages[0].quickReply.items[0].action.data"),
    (
        quick({"type": "uri", "label": "a", "uri": "ftp://x"}),
        "invalid uri scheme",
        "messages[0].quickReply.items[0].action.uri",
    ),
    (
        {"type": "text", "text": "a", "quickReply": {"items": [{"type": "action", "action": button()}] * 14}},
        "Size must be between 1 and 13",
        "messages[0].quickReply.items",
    ),
    (
        {"type": "text", "text": "a", "sender": {"name": "x" * 21}},
        "Length must be between 0 and 20",
        "messages[0].sender.name",
    ),
    (
        template(type="buttons", text="x" * 161, actions=[button()]),
        "Length must be between 0 and 160",
        "messages[0].template.text",
    ),
    (
        template(type="buttons", title="題", text="x" * 61, actions=[button()]),
        "Length must be between 0 and 60",
        "messages[0].template.text",
    ),
    (
        template(type="buttons", text="a", actions=[button()] * 5),
        "Size must be between 1 and 4",
        "messages[0].template.actions",
    ),
    (
        template(type="confirm", text="a", actions=[button()]),
        "Size must be between 2 and 2",
        "messages[0].template.actions",
    ),
    (
        template(
            type="carousel", columns=[{"text": "a", "actions": [button()]}, {"text": "a", "actions": [button()] * 2}]
        ),
        "The number of actions must be the same in all columns",
        "messages[0].template.columns",
    ),
    (
        template(type="image_carousel", columns=[{"imageUrl": "https://x/a", "action": button("x" * 13)}]),
        "Length must be between 0 and 12",
        "messages[0].template.columns[0].action.label",
    ),
]


@pytest.mark.parametrize(("message", "sentence", "place"), LIMITS)
async def test_a_message_beyond_a_limit_is_refused_in_lines_words(post, message, sentence, place):
    status, answer = await post("message/push", {"to": TANAKA, "messages": [message]})

    assert (status, answer["message"]) == (400, "The request body has 1 error(s)")
    assert answer["details"][0]["property"] == place
    assert answer["details"][0]["message"].startswith(sentence)


FLEX_LIMITS = [
    (bubble({"type": "text", "text": ""}), "must be non-empty text", "/body/contents/0/text"),
    (bubble({"type": "text"}), "must be specified", "/body/contents/0/text"),
    (bubble({"type": "text", "text": "a", "colour": "#000000"}), "unknown field", "/body/contents/0/colour"),
    (bubble({"type": "text", "text": "a", "color": "red"}), "invalid color", "/body/contents/0/color"),
    (bubble({"type": "bogus"}), "invalid property", "/body/contents/0/type"),
    (bubble({"type": "button", "action": button("x" * 41)}), "invalid property", "/body/contents/0/action/label"),
    (bubble({"type": "icon", "url": "https://x/a.png"}), "invalid property", "/body/contents/0"),
    (bubble({"type": "image", "url": "http://x/a.png"}), "invalid uri scheme", "/body/contents/0/url"),
    (bubble({"type": "box", "layout": "vertical"}), "must be specified", "/body/contents/0/contents"),
    (bubble(size="huge"), "invalid property", "/size"),
    (bubble(*[{"type": "text", "text": "x" * 1900}] * 17), "size must be less than 30KB", "/"),
    ({"type": "carousel", "contents": [bubble()] * 13}, "invalid property", "/contents"),
    (
        {"type": "carousel", "contents": [bubble(size="kilo"), bubble(size="giga")]},
        "all bubbles must have the same size",
        "/contents",
    ),
    (
        {"type": "carousel", "contents": [bubble(*[{"type": "text", "text": "x" * 1900}] * 9)] * 3},
        "size must be less than 50KB",
        "/",
    ),
]


@pytest.mark.parametrize(("contents", "sentence", "place"), FLEX_LIMITS)
async def test_a_flex_message_beyond_a_limit_is_refused_in_lines_words(post, contents, sentence, place):
    status, answer = await post("message/push", {"to": TANAKA, "messages": [flex(contents)]})

    assert (status, answer["message"]) == (400, "A message (messages[0]) in the request body is invalid")
    assert answer["details"] == [{"message": sentence, "property": place}]


ALLOWED = [
    {"type": "text", "text": "x" * 5000},
    quick(button("👨‍👩‍👧" * 20)),
    quick({"type": "uri", "label": "電話", "uri": "tel:0312345678"}),
    {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    {"type": "image", "originalContentUrl": "https://x/a.png", "previewImageUrl": "https://x/a.png"},
    {"type": "location", "title": "店", "address": "東京都", "latitude": 35.6, "longitude": 139.7},
    template(type="buttons", text="x" * 160, actions=[button()] * 4),
    flex(bubble({"type": "box", "layout": "baseline", "contents": [{"type": "icon", "url": "https://x/a.png"}]})),
    flex({"type": "carousel", "contents": [bubble()] * 12}, "x" * 1500),
    flex(
        bubble(*[{"type": "button", "style": "primary", "height": "sm", "action": button(str(n))} for n in range(11)])
    ),
]


@pytest.mark.parametrize("message", ALLOWED)
async def test_a_message_within_the_limits_goes_through(post, message):
    assert (await post("message/push", {"to": TANAKA, "messages": [message]}))[0] == 200
