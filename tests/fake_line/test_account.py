"""The account, its friends, its chats."""

import base64

from linebot.v3.messaging import (
    MarkMessagesAsReadByTokenRequest,
    SetWebhookEndpointRequest,
    ShowLoadingAnimationRequest,
)

from tests.ear import Saying
from tests.fake_line.kit import SATO, STRANGER, TANAKA, refused, to


async def test_the_account_tells_about_itself(town, api):
    info = await api.get_bot_info()
    town.line.chat_mode = "chat"
    with_chat = await api.get_bot_info()

    assert (info.basic_id, info.chat_mode, info.mark_as_read_mode) == ("@kizuna-demo", "bot", "auto")
    assert (with_chat.chat_mode, with_chat.mark_as_read_mode) == ("chat", "manual")


async def test_the_webhook_is_told_set_and_tried(town, api, ear):
    before = await api.get_webhook_endpoint()
    await api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint="https://kizuna.example.com/line/webhook"))
    after = await api.get_webhook_endpoint()
    good = await api.test_webhook_endpoint()
    ear.answers.append(Saying(500))
    bad = await api.test_webhook_endpoint()
    insecure = await refused(api.set_webhook_endpoint(SetWebhookEndpointRequest(endpoint="http://kizuna.example.com")))
    town.account.webhook_endpoint = None

    assert before.endpoint == f"{ear.url}/line/webhook"
    assert (after.endpoint, after.active) == ("https://kizuna.example.com/line/webhook", True)
    assert ear.heard[0].json["events"] == []
    assert (good.success, good.status_code) == (True, 200)
    assert (bad.success, bad.status_code, bad.reason) == (False, 500, "ERROR_STATUS_CODE")
    assert insecure[0] == 400


async def test_a_profile_is_a_friends_only(api, people):
    await people(f"{SATO}/unfollow")

    known = await api.get_profile(TANAKA)
    blocked, stranger = await refused(api.get_profile(SATO)), await refused(api.get_profile(STRANGER))

    assert (known.display_name, known.language) == ("田中 一郎", "ja")
    assert blocked == stranger == (404, {"message": "Not found"})


async def test_the_loading_animation_ends_with_the_next_message(api, people):
    await api.show_loading_animation(ShowLoadingAnimationRequest(chat_id=TANAKA, loading_seconds=60))
    during = (await people(f"{TANAKA}/view"))["typing"]
    await api.push_message(to())
    after = (await people(f"{TANAKA}/view"))["typing"]

    assert (during, after) == (True, False)


async def test_a_loading_time_off_the_steps_is_refused(post):
    status, answer = await post("chat/loading/start", {"chatId": TANAKA, "loadingSeconds": 7})

    assert (status, answer["details"][0]["property"]) == (400, "loadingSeconds")


async def test_messages_are_marked_as_read_by_their_token(town, api, ear, people):
    town.line.chat_mode = "chat"
    await people(f"{TANAKA}/say", text="一")
    await people(f"{TANAKA}/say", text="二")
    token = ear.heard[0].json["events"][0]["message"]["markAsReadToken"]

    await api.mark_messages_as_read_by_token(MarkMessagesAsReadByTokenRequest(mark_as_read_token=token))
    screen = await people(f"{TANAKA}/view")

    assert [one["read"] for one in screen["messages"]] == [True, False]


async def test_a_picture_is_fetched_until_it_is_withdrawn(town, api, blob, ear, people):
    town.line.content_delay = 60
    await people(f"{TANAKA}/image", base64=base64.b64encode(b"jpeg").decode())
    message_id = ear.heard[0].json["events"][0]["message"]["id"]

    preparing = (await blob.get_message_content_with_http_info(message_id)).status_code
    town.account.contents[message_id].ready_at = 0
    body = await blob.get_message_content(message_id)
    await people(f"{TANAKA}/unsend", messageId=message_id)
    gone, unknown = await refused(blob.get_message_content(message_id)), await refused(blob.get_message_content("1"))

    assert (preparing, bytes(body)) == (202, b"jpeg")
    assert (gone[0], unknown[0]) == (410, 404)


async def test_a_link_token_is_for_people_the_account_knows(api):
    issued = await api.issue_link_token(TANAKA)

    assert issued.link_token
    assert (await refused(api.issue_link_token("U" + "9" * 32)))[0] == 404
