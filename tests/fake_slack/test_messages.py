"""Messages: posted, changed, deleted, read again."""

import pytest

from tests.fake_slack.kit import GENERAL, SATO, SUZUKI, refused, section, text


async def test_a_post_to_a_person_lands_in_their_dm_with_its_metadata(client, people):
    metadata = {"event_type": "kizuna_outbox", "event_payload": {"row": 7}}

    posted = await client.chat_postMessage(channel=SATO, text="おはようございます", metadata=metadata)
    plain = await client.conversations_history(channel=posted["channel"])
    whole = await client.conversations_history(channel=posted["channel"], include_all_metadata=True)
    screen = await people(f"{SATO}/view")

    assert posted["channel"].startswith("D")
    assert "metadata" not in plain["messages"][0]
    assert whole["messages"][0]["metadata"] == metadata
    assert [one["text"] for one in screen["conversations"][0]["messages"]] == ["おはようございます"]
    assert screen["conversations"][0]["unread"] == 1


async def test_others_do_not_see_a_dm(client, people):
    await client.chat_postMessage(channel=SATO, text="内緒")

    screen = await people(f"{SUZUKI}/view")

    assert [one["messages"] for one in screen["conversations"]] == [[], []]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"channel": "C99999999", "text": "a"}, "channel_not_found"),
        ({"channel": GENERAL}, "no_text"),
        ({"channel": GENERAL, "text": "a", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": GENERAL, "text": "a", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        ({"channel": GENERAL, "text": "a", "blocks": "[{"}, "invalid_blocks_format"),
        ({"channel": GENERAL, "text": "a", "markdown_text": "b"}, "markdown_text_conflict"),
        ({"channel": GENERAL, "markdown_text": "b" * 12_001}, "msg_too_long"),
        ({"channel": GENERAL, "attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
        ({"text": "a"}, "invalid_arguments"),
    ],
)
async def test_a_post_slack_would_refuse_is_refused(client, given, code):
    assert (await refused(client.api_call("chat.postMessage", json=given)))["error"] == code


async def test_a_post_where_the_bot_is_not_is_refused(town, client):
    town.add_slack_channel("C00000002", "elsewhere", bot_in=False)

    assert (await refused(client.chat_postMessage(channel="C00000002", text="a")))["error"] == "not_in_channel"


async def test_a_very_long_text_is_cut(client):
    posted = await client.chat_postMessage(channel=GENERAL, text="x" * 40_010)

    assert len(posted["message"]["text"]) == 40_000


async def test_a_message_is_changed_and_deleted(client, people):
    posted = await client.chat_postMessage(channel=GENERAL, text="前", blocks=[section()])

    await client.chat_update(channel=GENERAL, ts=posted["ts"], text="後", blocks=[section(text=text("新"))])
    changed = (await people(f"{SATO}/view"))["conversations"][1]["messages"][0]
    await client.chat_delete(channel=GENERAL, ts=posted["ts"])
    left = (await people(f"{SATO}/view"))["conversations"][1]["messages"]

    assert (changed["text"], changed["edited"], changed["blocks"][0]["text"]["text"]) == ("後", True, "新")
    assert left == []


async def test_the_bot_changes_only_its_own_messages(client, people):
    said = await people(f"{SATO}/say", channel="general", text="私の言葉")

    change = await refused(client.chat_update(channel=GENERAL, ts=said["ts"], text="別の言葉"))
    removal = await refused(client.chat_delete(channel=GENERAL, ts=said["ts"]))
    nothing = await refused(client.chat_update(channel=GENERAL, ts="1.000001", text="a"))

    assert (change["error"], removal["error"]) == ("cant_update_message", "cant_delete_message")
    assert nothing["error"] == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_and_kept_by_nobody(client, people):
    await client.chat_postEphemeral(channel=GENERAL, user=SATO, text="あなたにだけ")

    hers = (await people(f"{SATO}/view"))["conversations"][1]["messages"]
    his = (await people(f"{SUZUKI}/view"))["conversations"][1]["messages"]
    history = await client.conversations_history(channel=GENERAL)

    assert [(one["text"], one["ephemeral"]) for one in hers] == [("あなたにだけ", True)]
    assert his == []
    assert history["messages"] == []


async def test_a_thread_has_its_replies(client, people):
    parent = await client.chat_postMessage(channel=GENERAL, text="親")
    await client.chat_postMessage(channel=GENERAL, text="子", thread_ts=parent["ts"])

    thread = await client.conversations_replies(channel=GENERAL, ts=parent["ts"])
    history = await client.conversations_history(channel=GENERAL)
    shown = (await people(f"{SATO}/view"))["conversations"][1]["messages"]

    assert [one["text"] for one in thread["messages"]] == ["親", "子"]
    assert [(one["text"], one["reply_count"]) for one in history["messages"]] == [("親", 1)]
    assert [reply["text"] for reply in shown[0]["replies"]] == ["子"]


async def test_history_is_newest_first_and_in_pages(client):
    posted = [await client.chat_postMessage(channel=GENERAL, text=str(number)) for number in range(5)]

    first = await client.conversations_history(channel=GENERAL, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = await client.conversations_history(channel=GENERAL, limit=2, cursor=cursor)
    later = await client.conversations_history(channel=GENERAL, oldest=posted[2]["ts"])
    from_there = await client.conversations_history(channel=GENERAL, oldest=posted[2]["ts"], inclusive=True)

    assert [one["text"] for one in first["messages"] + second["messages"]] == ["4", "3", "2", "1"]
    assert [one["text"] for one in later["messages"]] == ["4", "3"]
    assert len(from_there["messages"]) == 3


async def test_a_permalink_leads_to_the_message(client):
    posted = await client.chat_postMessage(channel=GENERAL, text="ここ")

    link = (await client.chat_getPermalink(channel=GENERAL, message_ts=posted["ts"]))["permalink"]

    assert link.endswith(f"/archives/{GENERAL}/p{posted['ts'].replace('.', '')}")


async def test_posting_too_fast_is_429_with_a_time_to_wait(town, client):
    town.slack.posts_burst = 2

    await client.chat_postMessage(channel=GENERAL, text="1")
    await client.chat_postMessage(channel=GENERAL, text="2")
    answer = await refused(client.chat_postMessage(channel=GENERAL, text="3"))
    elsewhere = await client.chat_postMessage(channel=SATO, text="4")

    assert (answer.status_code, answer["error"], answer.headers["Retry-After"]) == (429, "ratelimited", "1")
    assert elsewhere["ok"]
