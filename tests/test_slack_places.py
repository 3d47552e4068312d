"""Where things stand in Slack: updates in place, answers in threads, files under their message."""

from datetime import timedelta

import pytest

from crm.notices import InviteReady, Sentence
from tests.builders import NOW, owed
from tests.postman import REP

INVITE = InviteReady(1, "田中 一郎", "K7Q2", "https://line.me/x", "https://kizuna.example/x", NOW)


def texts(messages) -> list[str]:
    return [message.text for message in messages]


async def test_an_update_changes_the_message_in_its_place(postman):
    base = await owed(postman.store, REP, Sentence("before"))
    row = await owed(postman.store, REP, Sentence("after"), update_of=base.seq)

    await postman.drain()

    assert texts(postman.dm(REP)) == ["after (ja)"]
    assert (await postman.row(row)).platform == (await postman.row(base)).platform


async def test_an_update_waits_for_the_message_that_it_changes(postman):
    base = await owed(postman.store, REP, Sentence("before"), state="scheduled", ready_at=NOW + timedelta(minutes=1))
    row = await owed(postman.store, REP, Sentence("after"), update_of=base.seq)
    behind = await owed(postman.store, REP, Sentence("behind"))

    await postman.drain()
    waiting = await postman.row(row)
    await postman.drain(minutes=1)
    await postman.drain(seconds=2)

    assert (waiting.state, waiting.attempts) == ("scheduled", 0)
    assert (await postman.row(behind)).state == "sent"
    assert texts(postman.dm(REP)) == ["behind (ja)", "after (ja)"]


@pytest.mark.parametrize("fate", ["dead", "cancelled"])
async def test_an_update_of_a_message_that_never_went_out_is_said_anew(postman, fate):
    base = await owed(postman.store, REP, Sentence("before"), state=fate)
    await owed(postman.store, REP, Sentence("after"), update_of=base.seq)

    await postman.drain()

    assert texts(postman.dm(REP)) == ["after (ja)"]


async def test_an_update_of_a_message_that_was_deleted_is_said_anew(postman, town):
    base = await owed(postman.store, REP, Sentence("before"))
    await postman.drain()
    town.workspace.im(REP).messages.clear()

    await owed(postman.store, REP, Sentence("after"), update_of=base.seq)
    await postman.drain()

    assert texts(postman.dm(REP)) == ["after (ja)"]


async def test_an_answer_stands_in_the_thread_of_its_message(postman):
    base = await owed(postman.store, REP, Sentence("alert"))
    await owed(postman.store, REP, Sentence("words"), thread_of=base.seq)

    await postman.drain()

    alert, words = postman.dm(REP)
    assert words.thread_ts == alert.ts


async def test_an_answer_in_a_thread_is_looked_for_there(postman):
    base = await owed(postman.store, REP, Sentence("alert"))
    await postman.drain()
    row = await owed(postman.store, REP, Sentence("words"), thread_of=base.seq)
    postman.trouble("chat.postMessage", "cut")

    await postman.drain()
    await postman.drain(seconds=5)

    assert texts(postman.dm(REP)) == ["alert (ja)", "words (ja)"]
    assert (await postman.row(row)).state == "sent"


async def test_an_answer_to_a_deleted_message_is_said_beside_it(postman, town):
    base = await owed(postman.store, REP, Sentence("alert"))
    await postman.drain()
    town.workspace.im(REP).messages.clear()

    await owed(postman.store, REP, Sentence("words"), thread_of=base.seq)
    await postman.drain()

    assert texts(postman.dm(REP)) == ["words (ja)"]


async def test_a_file_is_shared_in_the_thread_of_its_message(postman, town):
    row = await owed(postman.store, REP, INVITE)

    await postman.drain()

    message, share = postman.dm(REP)
    (file,) = share.files
    assert (message.text, share.thread_ts, file["title"]) == ("K7Q2", message.ts, "QR")
    assert town.workspace.files[file["id"]].content.startswith(b"\x89PNG")
    assert (await postman.row(row)).platform == {
        "channel": message.channel,
        "ts": message.ts,
        "files": [file["id"]],
    }


async def test_a_file_in_a_thread_is_shared_in_that_thread_and_not_in_one_of_its_own(postman):
    base = await owed(postman.store, REP, Sentence("alert"))
    row = await owed(postman.store, REP, INVITE, thread_of=base.seq)

    await postman.drain()

    first, message, share = postman.dm(REP)
    assert message.thread_ts == share.thread_ts == first.ts
    assert (await postman.row(row)).platform["files"] == [share.files[0]["id"]]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
async def test_a_file_that_did_not_arrive_is_tried_again_without_a_second_message(postman, method):
    row = await owed(postman.store, REP, INVITE)
    postman.trouble(method, "status", status=500)

    await postman.drain()
    await postman.drain(seconds=5)

    message, share = postman.dm(REP)
    assert share.thread_ts == message.ts
    assert (await postman.row(row)).state == "sent"


async def test_a_file_whose_share_was_cut_off_is_not_shared_twice(postman):
    row = await owed(postman.store, REP, INVITE)
    postman.trouble("files.completeUploadExternal", "cut")

    await postman.drain()
    await postman.drain(seconds=5)

    assert len(postman.dm(REP)) == 2
    assert (await postman.row(row)).state == "sent"


async def test_a_live_code_is_not_kept_once_it_has_been_said(postman) -> None:
    row = await owed(postman.store, REP, INVITE)

    await postman.drain()

    kept = await postman.row(row)
    assert (kept.state, kept.fields) == ("sent", {})
