"""Uploads in three steps, and downloads."""

import aiohttp

from sandbox.town import SLACK_BOT_TOKEN
from tests.fake_slack.kit import GENERAL, SATO, refused


async def test_a_file_is_uploaded_shared_and_fetched(client, url, session, people):
    uploaded = await client.files_upload_v2(
        channel=GENERAL, filename="招待 QR.png", title="QR", content=b"\x89PNG12345678"
    )

    file = uploaded["file"]
    shown = (await people(f"{SATO}/view"))["conversations"][1]["messages"][0]["files"][0]
    async with session.get(f"{url}{shown['url']}") as response:
        seen = await response.read()
    async with session.get(file["url_private"]) as response:
        without_token = response.status
    headers = {"authorization": f"Bearer {SLACK_BOT_TOKEN}"}
    async with session.get(file["url_private"], headers=headers) as response:
        fetched = await response.read()

    assert (shown["name"], shown["title"], shown["mimetype"], shown["size"]) == ("招待 QR.png", "QR", "image/png", 12)
    assert seen == fetched == b"\x89PNG12345678"
    assert without_token == 403


async def test_an_uploaded_file_can_stand_in_an_image_block(client):
    file_id = (await client.files_upload_v2(filename="qr.png", content=b"png"))["file"]["id"]

    posted = await client.chat_postMessage(
        channel=SATO, text="QR", blocks=[{"type": "image", "slack_file": {"id": file_id}, "alt_text": "QR"}]
    )

    assert posted["message"]["blocks"][0]["slack_file"] == {"id": file_id}


async def test_an_upload_of_another_length_is_refused(client, session):
    step = await client.files_getUploadURLExternal(filename="a.txt", length=5)

    async with session.post(step["upload_url"], data=b"123") as response:
        status = response.status
    completion = await refused(client.files_completeUploadExternal(files=[{"id": step["file_id"], "title": "a"}]))

    assert status == 400
    assert completion["error"] == "file_not_found"


async def test_a_file_comes_as_a_form_too(client, session):
    step = await client.files_getUploadURLExternal(filename="a.txt", length=5)
    form = aiohttp.FormData()
    form.add_field("file", b"12345", filename="a.txt")

    async with session.post(step["upload_url"], data=form) as response:
        said = await response.text()

    assert said == "OK - 5"


async def test_a_deleted_file_is_gone_with_the_message_that_shared_it(client, people):
    uploaded = await client.files_upload_v2(channel=GENERAL, filename="a.txt", content=b"12345")
    file_id = uploaded["file"]["id"]

    await client.files_delete(file=file_id)

    again = await refused(client.files_delete(file=file_id))
    told = await refused(client.files_info(file=file_id))
    messages = (await people(f"{SATO}/view"))["conversations"][1]["messages"]
    assert (again["error"], told["error"], messages) == ("file_not_found", "file_not_found", [])
