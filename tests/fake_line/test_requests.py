"""Requests as a whole: their form, their faults, lengths."""

import io

import pytest
from linebot.v3.messaging import ValidateMessageRequest

from sandbox.text import graphemes, utf16
from sandbox.town import LINE_ACCESS_TOKEN
from tests.fake_line.kit import TANAKA, refused, said_to, words


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"to": TANAKA, "messages": []}, "messages"),
        ({"to": TANAKA, "messages": [{"type": "text", "text": "a"}] * 6}, "messages"),
        ({"messages": [{"type": "text", "text": "a"}]}, "to"),
        ({"to": TANAKA, "messages": [{"type": "text", "text": "a"}], "urgent": True}, "urgent"),
    ],
)
async def test_a_request_of_the_wrong_form_is_refused(post, body, place):
    status, answer = await post("message/push", body)

    assert (status, answer["details"][0]["property"]) == (400, place)


async def test_several_faults_are_counted(post):
    messages = [{"type": "text", "text": ""}, {"type": "bogus"}]

    _, answer = await post("message/push", {"to": TANAKA, "messages": messages})

    assert answer["message"] == "The request body has 2 error(s)"
    assert [one["property"] for one in answer["details"]] == ["messages[0].text", "messages[1].type"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"{", "application/json", 400), (b"{}", "text/plain", 415), (b" " * 2_100_000, "application/json", 413)],
)
async def test_a_body_that_is_no_request_is_refused(town, url, session, body, kind, status):
    headers = {"authorization": f"Bearer {LINE_ACCESS_TOKEN}", "content-type": kind}

    async with session.post(f"{url}/line/v2/bot/message/push", data=io.BytesIO(body), headers=headers) as answer:
        said = await answer.json()

    assert answer.status == status
    assert said["message"]


async def test_the_official_validator_sends_nothing(api, people):
    good = await api.validate_push_with_http_info(ValidateMessageRequest(messages=[words()]))
    status, _ = await refused(api.validate_reply(ValidateMessageRequest(messages=[words("")])))

    assert (good.status_code, status) == (200, 400)
    assert await said_to(people) == []


@pytest.mark.parametrize(
    ("text", "units", "people_count"),
    [
        ("abc", 3, 3),
        ("田中様", 3, 3),
        ("😀", 2, 1),
        ("👨‍👩‍👧", 8, 1),
        ("か\u3099", 2, 1),
        ("🇯🇵🇯🇵", 8, 2),
        ("👍🏽", 4, 1),
    ],
)
def test_lengths_are_counted_in_units_and_as_people_count(text, units, people_count):
    assert (utf16(text), graphemes(text)) == (units, people_count)
