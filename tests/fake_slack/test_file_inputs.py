"""Forms with files, and threads with their news."""

import base64

import pytest

from tests.fake_slack.kit import GENERAL, SATO, SUZUKI, modal, text

BYTES = b"\x89PNG\r\n\x1a\n" + bytes(64)
PICTURE = {"name": "庭.png", "base64": base64.b64encode(BYTES).decode()}


async def a_form(town, client, **limits):
    element = {"type": "file_input", "action_id": "a", **limits}
    view = modal({"type": "input", "block_id": "b", "label": text("写真"), "element": element, "optional": True})
    return (await client.views_open(trigger_id=town.workspace.tickets.trigger(SATO), view=view))["view"]


def files(*chosen):
    return {"b": {"a": {"files": list(chosen)}}}


async def test_a_chosen_file_is_uploaded_told_of_in_the_form_and_fetched_by_the_bot(town, client, ear, people):
    view = await a_form(town, client)

    [uploaded] = (await people(f"{SATO}/upload", files=[PICTURE]))["files"]
    await people(f"{SATO}/submit", view_id=view["id"], values=files({"id": uploaded["id"]}))

    state = ear.heard[0].payload["view"]["state"]["values"]["b"]["a"]
    known = (await client.files_info(file=uploaded["id"]))["file"]
    assert state["type"] == "file_input"
    assert [(each["id"], each["name"], each["mimetype"], each["size"]) for each in state["files"]] == [
        (uploaded["id"], "庭.png", "image/png", len(BYTES))
    ]
    assert state["files"][0]["url_private_download"] == known["url_private_download"]
    assert known["channels"] == known["ims"] == []


@pytest.mark.parametrize("chosen", [PICTURE, "id"], ids=["file", "id"])
async def test_a_form_takes_a_file_or_its_number(town, client, ear, people, chosen):
    view = await a_form(town, client)
    if chosen == "id":
        chosen = (await people(f"{SATO}/upload", files=[PICTURE]))["files"][0]["id"]

    await people(f"{SATO}/submit", view_id=view["id"], values=files(chosen))

    [file] = ear.heard[0].payload["view"]["state"]["values"]["b"]["a"]["files"]
    assert file["name"] == "庭.png"


async def test_a_form_without_files_has_an_empty_list(town, client, ear, people):
    view = await a_form(town, client)

    await people(f"{SATO}/submit", view_id=view["id"], values={})

    assert ear.heard[0].payload["view"]["state"]["values"]["b"]["a"] == {"type": "file_input", "files": []}


@pytest.mark.parametrize("limits", [{"max_files": 1}, {"filetypes": ["pdf"]}], ids=["number", "type"])
async def test_the_client_refuses_what_the_field_does_not_take(town, client, ear, people, limits):
    view = await a_form(town, client, **limits)

    done = await people(f"{SATO}/submit", view_id=view["id"], values=files(PICTURE, PICTURE))

    assert "b" in done["errors"]
    assert ear.heard == []


async def test_a_file_that_nobody_uploaded_cannot_be_chosen(town, client, people):
    view = await a_form(town, client)

    done = await people(f"{SATO}/submit", view_id=view["id"], values=files("F99999999"))

    assert done["error"] == "no such file: F99999999"


async def thread_of(people, user):
    room = next(one for one in (await people(f"{user}/view"))["conversations"] if one["id"] == GENERAL)
    return room["mentions"], room["messages"][0]["unread_replies"]


async def test_a_threads_news_are_counted_until_it_is_read(town, client, people):
    town.slack.echo = False
    root = (await client.chat_postMessage(channel=GENERAL, text="田中様"))["ts"]
    await client.chat_postMessage(channel=GENERAL, text="納期は?", thread_ts=root)
    named = [{"type": "section", "text": text(f"<@{SATO}> 至急です", "mrkdwn")}]
    await client.chat_postMessage(channel=GENERAL, text="至急です", blocks=named, thread_ts=root)

    before = await thread_of(people, SATO), await thread_of(people, SUZUKI)
    await people(f"{SATO}/read", channel=GENERAL)
    still = await thread_of(people, SATO)
    await people(f"{SATO}/read", channel=GENERAL, thread_ts=root)

    assert before == ((1, 2), (0, 2))
    assert still == (1, 2)
    assert await thread_of(people, SATO) == (0, 0)
    assert await thread_of(people, SUZUKI) == (0, 2)


async def test_whoever_writes_in_a_thread_has_read_it(town, client, people):
    root = (await client.chat_postMessage(channel=GENERAL, text="田中様"))["ts"]
    await client.chat_postMessage(channel=GENERAL, text="納期は?", thread_ts=root)

    await people(f"{SATO}/say", channel=GENERAL, text="確認します", thread_ts=root)

    assert await thread_of(people, SATO) == (0, 0)
    assert await thread_of(people, SUZUKI) == (0, 2)
