"""The LINE side of the sandbox's page in a real Chromium: what a customer sees and what a finger sends."""

import pytest
from playwright.async_api import expect

from tests.page_stage import EMILY, bubble, bubbles, flex_button

INVITATION = "https://line.me/R/oaMessage/%40kizuna-demo/?%E3%82%B3%E3%83%BC%E3%83%89%20AB12"


def css(locator, name):
    return locator.evaluate(f"node => getComputedStyle(node).getPropertyValue('{name}')")


async def test_a_tapped_flex_button_is_a_postback_and_the_customers_own_words(page, bot):
    await bot.push(bubble(flex_button("9", "nps=9", displayText="9 とても思う")))

    await page.get_by_test_id("line-flex-button").click()

    await expect(bubbles(page).last).to_have_attribute("data-from", "user")
    await expect(bubbles(page).last).to_contain_text("9 とても思う")
    event = await bot.event()
    assert (event["type"], event["postback"]["data"]) == ("postback", "nps=9")


async def test_a_tappable_box_answers_to_the_keyboard(page, bot):
    action = {"type": "postback", "label": "くわしく", "data": "card=1"}
    box = {"type": "box", "layout": "vertical", "contents": [{"type": "text", "text": "ご予約"}], "action": action}
    await bot.push(bubble(box))

    await page.get_by_role("button", name="くわしく").focus()
    await page.keyboard.press("Enter")

    assert (await bot.event())["postback"]["data"] == "card=1"


async def test_a_bubble_is_laid_out_as_line_does(page, bot):
    narrow = {"type": "text", "text": "日時", "flex": 1, "size": "sm", "color": "#b8402a"}
    wide = {"type": "text", "text": "12月4日", "flex": 3, "weight": "bold", "margin": "lg"}
    row = {"type": "box", "layout": "horizontal", "contents": [narrow, wide], "spacing": "md", "paddingAll": "8px"}
    small = flex_button("はい", "y") | {"style": "primary", "height": "sm"}

    await bot.push(bubble(row, {"type": "separator", "margin": "xl"}, small))

    talk = page.get_by_test_id("line-talk")
    assert await css(talk.locator(".fx-bubble"), "width") == "300px"
    assert await css(talk.locator(".fx-body > .fx-box"), "padding") == "19px 20px 20px"
    assert await css(talk.locator(".fx-box.horizontal"), "padding") == "8px"
    assert await css(talk.locator(".fx-words").first, "font-size") == "14px"
    assert await css(talk.locator(".fx-words").first, "color") == "rgb(184, 64, 42)"
    assert await css(talk.locator(".fx-words").last, "font-weight") == "700"
    assert await css(talk.locator(".fx-line"), "margin-top") == "16px"
    assert await css(talk.get_by_test_id("line-flex-button"), "height") == "40px"
    first, second = [await each.bounding_box() for each in await talk.locator(".horizontal > .fx-text").all()]
    assert second["width"] == pytest.approx(3 * first["width"], abs=0.5)
    assert second["x"] - (first["x"] + first["width"]) == pytest.approx(12, abs=0.5)


async def test_quick_replies_vanish_with_the_next_message(page, bot):
    later = {"type": "action", "action": {"type": "message", "label": "後で", "text": "後で答えます"}}
    await bot.push({"type": "text", "text": "いかがですか", "quickReply": {"items": [later]}})

    await page.get_by_test_id("line-quick-reply").click()

    await expect(bubbles(page).last).to_contain_text("後で答えます")
    await expect(page.get_by_test_id("line-quick-reply")).to_have_count(0)
    assert (await bot.event())["message"]["text"] == "後で答えます"


async def test_a_link_that_writes_to_the_account_fills_the_composer(page, bot):
    await bot.push({"type": "text", "text": f"こちらから {INVITATION}"})

    await bubbles(page).last.get_by_role("link").click()

    await expect(page.get_by_test_id("line-composer")).to_have_value("コード AB12")
    await expect(page.get_by_test_id("line-composer")).to_be_focused()


async def test_the_same_link_in_slack_fills_the_phone_beside_it(page, bot):
    await bot.dm(words=f"<{INVITATION}|招待リンク>")

    await page.get_by_role("link", name="招待リンク").click()

    await expect(page.get_by_test_id("line-composer")).to_have_value("コード AB12")


async def test_a_postback_may_open_the_keyboard_with_words(page, bot):
    await bot.push(bubble(flex_button("ひとこと", "why", inputOption="openKeyboard", fillInText="理由: ")))

    await page.get_by_test_id("line-flex-button").click()

    await expect(page.get_by_test_id("line-composer")).to_have_value("理由: ")
    assert (await bot.event())["postback"]["data"] == "why"


async def test_a_date_is_picked_and_sent(page, bot):
    action = {"type": "datetimepicker", "label": "日を選ぶ", "data": "day", "mode": "date"}
    template = {"type": "buttons", "text": "ご都合の良い日は?", "actions": [action]}
    await bot.push({"type": "template", "altText": "日程", "template": template})

    await page.get_by_test_id("line-template-button").click()
    await page.get_by_test_id("line-picker").fill("2026-12-04")
    await page.get_by_test_id("line-picker-done").click()

    assert (await bot.event())["postback"] == {"data": "day", "params": {"date": "2026-12-04"}}


async def test_somebody_who_is_not_a_friend_yet_can_become_one(page, bot):
    await page.get_by_test_id("line-person").select_option(EMILY)

    await page.get_by_test_id("line-add-friend").click()

    await expect(page.get_by_test_id("line-add-friend")).to_be_hidden()
    event = await bot.event()
    assert (event["type"], event["source"]["userId"]) == ("follow", EMILY)


async def test_a_customer_blocks_the_account_in_the_menu_and_comes_back(page, bot):
    await page.get_by_test_id("line-menu").click()
    await page.get_by_role("menuitem", name="ブロック").click()
    await expect(page.get_by_test_id("line-composer")).to_be_disabled()

    await page.get_by_role("button", name="ブロック解除").click()

    await expect(page.get_by_test_id("line-composer")).to_be_enabled()
    assert [each.json["events"][0]["type"] for each in await bot.ear.wait(2)] == ["unfollow", "follow"]


async def test_words_and_stickers_are_sent(page, bot):
    await page.get_by_test_id("line-composer").fill("こんにちは")
    await page.get_by_test_id("line-send").click()
    await page.get_by_role("button", name="スタンプを送る").click()
    await page.keyboard.press("Enter")

    heard = [each.json["events"][0]["message"] for each in await bot.ear.wait(2)]
    assert [each["type"] for each in heard] == ["text", "sticker"]
    await expect(bubbles(page)).to_have_count(2)
