"""Pictures, files, quotations and threads on the sandbox's page, in a real Chromium."""

import base64
import io

from PIL import Image
from playwright.async_api import expect

from tests.ear import json_saying
from tests.page_stage import (
    GENERAL,
    SATO,
    TANAKA,
    actions,
    bubble,
    bubbles,
    button,
    messages,
    plain,
    text,
)


def drawn(width=60, height=40):
    kept = io.BytesIO()
    Image.new("RGB", (width, height), "#b8402a").save(kept, "PNG")
    return kept.getvalue()


def chosen(name, mimetype, content):
    return {"name": name, "mimeType": mimetype, "buffer": content}


async def uploaded(bot, content=None):
    """A picture that the fake Slack serves: its number, and its address on this machine."""
    body = {"files": [{"name": "庭.png", "base64": base64.b64encode(content or drawn()).decode()}]}
    async with bot.http.post(f"{bot.url}/people/slack/{SATO}/upload", json=body) as answer:
        file = (await answer.json())["files"][0]["id"]
    return file, f"{bot.url}/people/slack/files/{file}".replace("http:", "https:")


async def loaded(picture):
    """Waits until the picture has really been drawn."""
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("node => node.naturalWidth") > 0


# --- the phone --------------------------------------------------------------------------------------------------------


async def test_a_picture_of_this_computer_is_sent_and_shown_large(page, bot):
    await page.get_by_test_id("line-file").set_input_files(chosen("庭.png", "image/png", drawn()))

    sent = (await bot.event())["message"]
    assert sent["type"] == "image"
    assert bot.town.account.contents[sent["id"]].body == drawn()
    await loaded(bubbles(page).last.locator("img.photo"))
    await bubbles(page).last.get_by_role("button", name="写真を大きく表示").click()
    await loaded(page.get_by_test_id("line-viewer").get_by_role("img", name="写真"))
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("line-viewer")).to_have_count(0)


async def test_a_paper_is_sent_with_its_name(page, bot):
    await page.get_by_test_id("line-file").set_input_files(
        chosen("見積書.pdf", "application/pdf", b"%PDF-1.7" + b"x" * 99)
    )

    sent = (await bot.event())["message"]
    assert (sent["type"], sent["fileName"], sent["fileSize"]) == ("file", "見積書.pdf", 107)
    await expect(bubbles(page).last.get_by_role("link", name="見積書.pdf")).to_be_visible()


async def test_a_place_is_sent_from_the_menu_by_keyboard(page, bot):
    await page.get_by_role("button", name="写真・ファイルなどを送る").focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")

    sent = (await bot.event())["message"]
    assert (sent["type"], round(sent["latitude"], 2)) == ("location", 35.68)
    await expect(bubbles(page).last).to_contain_text("東京駅")


async def test_a_message_is_answered_with_a_quotation(page, bot):
    await bot.push({"type": "text", "text": "ご都合はいかがですか"})
    await bubbles(page).last.hover()
    await bubbles(page).last.get_by_test_id("line-message-menu").click()
    await page.get_by_role("menuitem", name="リプライ").click()
    await expect(page.get_by_test_id("line-quoting")).to_contain_text("ご都合はいかがですか")

    await page.keyboard.type("金曜の午後で")
    await page.keyboard.press("Enter")

    sent = (await bot.event())["message"]
    assert sent["quotedMessageId"] == bot.town.account.conversations[TANAKA][0]["id"]
    await expect(bubbles(page).last.get_by_test_id("line-quote")).to_contain_text("ご都合はいかがですか")
    await expect(page.get_by_test_id("line-quoting")).to_be_hidden()


async def test_a_quotation_can_be_left(page, bot):
    await bot.push({"type": "text", "text": "ご都合はいかがですか"})
    await bubbles(page).last.hover()
    await bubbles(page).last.get_by_test_id("line-message-menu").click()
    await page.get_by_role("menuitem", name="リプライ").click()

    await page.get_by_role("button", name="リプライをやめる").click()
    await page.get_by_test_id("line-composer").fill("別の件ですが")
    await page.keyboard.press("Enter")

    assert "quotedMessageId" not in (await bot.event())["message"]


async def test_the_bot_quotes_under_a_reps_name_and_face(page, bot):
    await page.get_by_test_id("line-composer").fill("納期はいつですか")
    await page.keyboard.press("Enter")
    asked = (await bot.event())["message"]
    _, face = await uploaded(bot)

    sender = {"name": "佐藤", "iconUrl": face}
    await bot.push({"type": "text", "text": "金曜です", "quoteToken": asked["quoteToken"], "sender": sender})

    answer = bubbles(page).last
    await expect(answer.get_by_test_id("line-quote")).to_contain_text("納期はいつですか")
    await expect(answer.locator(".line-name")).to_have_text("佐藤 from サクラ商事")
    await loaded(answer.locator(".line-face img"))


async def test_what_was_taken_back_is_quoted_no_more(page, bot):
    await page.get_by_test_id("line-composer").fill("間違えました")
    await page.keyboard.press("Enter")
    asked = (await bot.event())["message"]
    await bot.push({"type": "text", "text": "承知しました", "quoteToken": asked["quoteToken"]})

    await bubbles(page).first.hover()
    await bubbles(page).first.get_by_test_id("line-message-menu").click()
    await page.get_by_role("menuitem", name="送信取消").click()

    await expect(bubbles(page).last.get_by_test_id("line-quote")).to_have_text("元のメッセージは表示できません")
    await expect(page.get_by_test_id("line-talk")).not_to_contain_text("間違えました")


async def test_pictures_and_films_of_the_bot_are_shown(page, bot):
    _, address = await uploaded(bot)

    await bot.push(
        {"type": "image", "originalContentUrl": address, "previewImageUrl": address},
        {"type": "video", "originalContentUrl": address, "previewImageUrl": address},
        {"type": "audio", "originalContentUrl": address, "duration": 2000},
        bubble({"type": "button", "action": {"type": "uri", "label": "見積書.pdf を開く", "uri": address}}),
    )

    await loaded(bubbles(page).nth(0).locator("img.photo"))
    await expect(bubbles(page).nth(1).locator("video")).to_have_attribute("aria-label", "動画")
    await expect(bubbles(page).nth(2).locator("audio")).to_have_attribute("aria-label", "音声")
    await expect(bubbles(page).nth(3)).to_contain_text("見積書.pdf を開く")


# --- Slack ------------------------------------------------------------------------------------------------------------


def picture_form(**limits):
    files = {"type": "file_input", "action_id": "files", **limits}
    blocks = [
        {"type": "section", "text": text("送信先: 田中一郎様")},
        {"type": "input", "block_id": "files", "label": plain("写真・ファイル"), "element": files, "optional": True},
    ]
    return {"type": "modal", "callback_id": "reply", "title": plain("返信"), "submit": plain("送る"), "blocks": blocks}


async def test_files_are_chosen_in_a_form_taken_out_again_and_sent(page, bot):
    bot.opens(picture_form())
    await bot.dm([actions(button("reply", "返信"))])
    await page.get_by_role("button", name="返信", exact=True).click()
    modal = page.get_by_test_id("slack-modal")
    two = [chosen("庭.png", "image/png", drawn()), chosen("案内.pdf", "application/pdf", b"%PDF-1.7")]

    await page.get_by_test_id("slack-file-input").set_input_files(two)
    await expect(modal.get_by_test_id("slack-chosen-file")).to_have_count(2)
    await loaded(modal.locator("img.chosen-glance"))
    await modal.get_by_role("button", name="案内.pdf を外す").click()
    await expect(modal.get_by_role("button", name="写真・ファイル: ファイルを選ぶ")).to_be_focused()
    await page.get_by_test_id("slack-modal-submit").click()

    [file] = (await bot.payload("view_submission"))["view"]["state"]["values"]["files"]["files"]["files"]
    assert (file["name"], file["mimetype"]) == ("庭.png", "image/png")
    assert bot.town.workspace.files[file["id"]].content == drawn()


async def test_too_many_files_are_said_before_anything_is_sent(page, bot):
    bot.opens(picture_form(max_files=1))
    await bot.dm([actions(button("reply", "返信"))])
    await page.get_by_role("button", name="返信", exact=True).click()

    two = [chosen(f"庭{each}.png", "image/png", drawn()) for each in range(2)]
    await page.get_by_test_id("slack-file-input").set_input_files(two)
    await expect(page.get_by_test_id("slack-chosen-file")).to_have_count(2)
    await page.get_by_test_id("slack-modal-submit").click()

    await expect(page.get_by_test_id("slack-modal").get_by_role("alert")).to_contain_text("1個まで選べます")
    assert len(bot.ear.heard) == 1


async def test_news_of_a_thread_are_counted_and_a_mention_stands_on_the_channel(page, bot):
    root = await bot.in_channel("田中様のスレッド")
    await bot.in_channel("納期はいつですか", thread_ts=root["ts"])
    await bot.in_channel(f"<@{SATO}> 至急お願いします", thread_ts=root["ts"])
    channel = page.get_by_test_id(f"slack-conversation-{GENERAL}")

    await expect(channel.get_by_test_id("mentions")).to_contain_text("@1")
    await channel.click()
    await expect(page.get_by_test_id("slack-thread-new")).to_have_text("新着2件")
    await expect(channel.get_by_test_id("mentions")).to_be_visible()
    await page.get_by_test_id("slack-thread-open").click()

    thread = page.get_by_test_id("slack-thread")
    await expect(thread.locator(".mention")).to_have_text("@佐藤/営業1")
    await expect(channel.get_by_test_id("mentions")).to_have_count(0)
    await expect(page.get_by_test_id("slack-thread-new")).to_have_count(0)


async def test_a_picture_goes_into_a_thread_and_can_be_saved(page, bot):
    posted = await bot.dm(words="田中様のスレッド")
    await bot.slack("chat.postMessage", channel=posted["channel"], text="写真をください", thread_ts=posted["ts"])
    await page.get_by_test_id("slack-thread-open").click()

    await page.get_by_test_id("slack-thread-file").set_input_files(chosen("庭.png", "image/png", drawn()))

    thread = page.get_by_test_id("slack-thread")
    await loaded(thread.get_by_role("img", name="庭.png"))
    await expect(thread.get_by_role("link", name="庭.png をダウンロード")).to_have_attribute("download", "庭.png")
    event = (await bot.ear.wait(1))[0].json["event"]
    assert (event["subtype"], event["thread_ts"]) == ("file_share", posted["ts"])


async def test_a_link_to_a_reply_opens_its_thread(page, bot):
    posted = await bot.dm(words="田中様のスレッド")
    reply = await bot.slack("chat.postMessage", channel=posted["channel"], text="納期は?", thread_ts=posted["ts"])
    address = f"https://sakura-demo.slack.com/archives/{posted['channel']}/p{reply['ts'].replace('.', '')}"
    await bot.in_channel(f"<{address}|新しいメッセージ>")
    await page.get_by_test_id(f"slack-conversation-{GENERAL}").click()

    await page.get_by_role("link", name="新しいメッセージ").click()

    thread = page.get_by_test_id("slack-thread")
    await expect(thread).to_be_visible()
    await expect(messages(thread).filter(has_text="納期は?")).to_be_focused()


async def test_three_forms_lie_over_each_other_and_a_fourth_is_refused(page, bot):
    pushes = [
        json_saying({"response_action": "push", "view": picture_form() | {"title": plain(f"{each}枚目")}})
        for each in (2, 3, 4)
    ]
    bot.opens(picture_form(), *pushes)
    await bot.dm([actions(button("reply", "返信"))])
    await page.get_by_role("button", name="返信", exact=True).click()
    modal = page.get_by_test_id("slack-modal")

    for title in ("2枚目", "3枚目"):
        await page.get_by_test_id("slack-modal-submit").click()
        await expect(modal.get_by_role("heading")).to_have_text(title)
    await page.get_by_test_id("slack-modal-submit").click()

    await expect(page.locator("#slack").get_by_test_id("notice")).to_contain_text("push_limit_reached")
    await expect(modal.get_by_role("heading")).to_have_text("3枚目")
