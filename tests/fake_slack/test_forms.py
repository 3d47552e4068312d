"""Forms: what is sent, what the client refuses, what the answer does."""

import pytest

from tests.ear import Saying, json_saying
from tests.fake_slack.kit import SATO, VALUES, a_modal, modal, text


async def test_a_form_is_sent_with_its_state_and_closes(town, client, ear, people):
    view = await a_modal(town, client, callback_id="edit")

    done = await people(f"{SATO}/submit", view_id=view["id"], values={"b": {"a": {"value": "見積"}}})
    payload = ear.heard[0].payload
    screen = await people(f"{SATO}/view")

    assert (done["status"], done["errors"]) == (200, None)
    assert (payload["type"], payload["view"]["callback_id"]) == ("view_submission", "edit")
    assert payload["view"]["state"]["values"]["b"]["a"] == {"type": "plain_text_input", "value": "見積"}
    assert payload["view"]["root_view_id"] == view["id"]
    assert screen["modals"] == []


@pytest.mark.parametrize(("value", "sentence"), [("", "Please complete"), ("あ", "Please enter at least 2")])
async def test_the_client_itself_refuses_what_a_field_does_not_allow(town, client, ear, people, value, sentence):
    view = await a_modal(town, client)

    done = await people(f"{SATO}/submit", view_id=view["id"], values={"b": {"a": {"value": value}}})

    assert done["status"] == 0
    assert done["errors"]["b"].startswith(sentence)
    assert ear.heard == []


@pytest.mark.parametrize(
    ("answer", "errors", "titles"),
    [
        ({"response_action": "errors", "errors": {"b": "日付を入れてください"}}, {"b": "日付を入れてください"}, ["題"]),
        ({"response_action": "update", "view": modal(title=text("新"))}, None, ["新"]),
        ({"response_action": "push", "view": modal(title=text("新"))}, None, ["題", "新"]),
        ({"response_action": "clear"}, None, []),
    ],
)
async def test_a_form_does_what_the_answer_says(town, client, ear, people, answer, errors, titles):
    view = await a_modal(town, client)
    ear.answers.append(json_saying(answer))

    done = await people(f"{SATO}/submit", view_id=view["id"], values=VALUES)
    screen = await people(f"{SATO}/view")

    assert done["errors"] == errors
    assert done["error"] is None
    assert [one["title"]["text"] for one in screen["modals"]] == titles


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (json_saying({"response_action": "errors", "errors": {"elsewhere": "x"}}), "invalid_response"),
        (json_saying({"response_action": "update", "view": modal(title=text("x" * 25))}), "invalid_view"),
        (Saying(body=b"<html>"), "invalid_response"),
        (Saying(500), "http_500"),
    ],
)
async def test_a_bad_answer_to_a_form_is_told(town, client, ear, people, answer, error):
    view = await a_modal(town, client)
    ear.answers.append(answer)

    done = await people(f"{SATO}/submit", view_id=view["id"], values=VALUES)
    screen = await people(f"{SATO}/view")

    assert done["error"].startswith(error)
    assert len(screen["modals"]) == 1


async def test_closing_is_told_where_it_was_asked_for(town, client, ear, people):
    quiet = await a_modal(town, client)
    await people(f"{SATO}/close", view_id=quiet["id"])
    loud = await a_modal(town, client, notify_on_close=True)

    await people(f"{SATO}/close", view_id=loud["id"])

    assert [heard.payload["type"] for heard in ear.heard] == ["view_closed"]
    assert ear.heard[0].payload["is_cleared"] is False
