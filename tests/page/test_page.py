"""The sandbox's page in a real Chromium: it is safe, alive by itself, and fits a desk and a phone."""

import asyncio
import re
from pathlib import Path

from playwright.async_api import expect

from tests.page_stage import (
    EMILY,
    GENERAL,
    SATO,
    SUZUKI,
    TANAKA,
    actions,
    bubble,
    bubbles,
    button,
    messages,
    open_page,
    plain,
    text,
)

PAGE = Path(__file__).parents[2] / "sandbox" / "page"


async def test_what_people_write_is_text_and_never_markup(page, bot):
    evil = "<img src=x onerror=alert(1)> &lt;b&gt;"
    bot.town.add_line_user("U" + "3" * 32, "<i>鈴木</i>")

    await bot.dm([{"type": "header", "text": plain(evil)}, {"type": "section", "text": text("&lt;script&gt;")}])
    await bot.push({"type": "text", "text": evil}, bubble({"type": "text", "text": evil}))

    await expect(messages(page).last).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(messages(page).last).to_contain_text("<script>")
    await expect(bubbles(page).last).to_contain_text("<img src=x onerror=alert(1)>")
    assert await page.locator(".msg-body img, .talk .speech img, #line-person i").count() == 0


def test_no_module_of_the_page_writes_markup():
    writers = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function")

    found = [(path.name, word) for path in PAGE.rglob("*.js") for word in writers if word in path.read_text()]

    assert found == []


async def test_messages_appear_on_both_sides_without_reload(page, bot):
    await bot.dm(words="おはようございます")
    await bot.push({"type": "text", "text": "こんにちは"})

    await expect(messages(page).last).to_contain_text("おはようございます")
    await expect(bubbles(page).last).to_contain_text("こんにちは")


async def test_the_page_finds_the_town_again_after_a_break(page, bot):
    bot.town.stream.close()
    await bot.dm(words="切れている間の一言")

    await expect(messages(page).last).to_contain_text("切れている間の一言")
    await expect(page.locator("#live")).to_have_text("接続中")
    await bot.dm(words="戻ってからの一言")

    await expect(messages(page).last).to_contain_text("戻ってからの一言")


async def test_the_talk_stays_where_the_reader_scrolled_to(page, bot):
    await bot.dm(words="\n".join(f"{number} 行目" for number in range(60)))
    log = page.get_by_test_id("slack-messages")
    at_end = "node => node.scrollHeight - node.scrollTop - node.clientHeight < 2"
    await expect(messages(page)).to_have_count(1)
    assert await log.evaluate(at_end)

    await log.evaluate("node => { node.scrollTop = 0 }")
    await bot.dm(words="新着")
    await expect(messages(page)).to_have_count(2)

    assert await log.evaluate("node => node.scrollTop") == 0
    await log.evaluate("node => { node.scrollTop = node.scrollHeight }")
    await bot.dm(words="もう一つ")
    await expect(messages(page)).to_have_count(3)
    assert await log.evaluate(at_end)


async def test_an_edited_message_changes_in_place_and_keeps_the_focus(page, bot):
    posted = await bot.dm([actions(button("done", "完了"))])
    await page.get_by_role("button", name="完了").focus()

    await bot.slack(
        "chat.update", channel=posted["channel"], ts=posted["ts"], text="x", blocks=[actions(button("done", "済み"))]
    )

    await expect(page.get_by_role("button", name="済み")).to_be_focused()
    await expect(messages(page)).to_have_count(1)


async def test_unread_messages_are_counted_until_they_are_looked_at(page, bot):
    await bot.in_channel("一件目")
    await bot.in_channel("二件目")
    channel = page.get_by_test_id(f"slack-conversation-{GENERAL}")
    await expect(channel).to_contain_text("2")

    await channel.click()

    await expect(channel.get_by_test_id("unread")).to_have_count(0)
    await page.get_by_test_id("slack-person").select_option(SUZUKI)
    await expect(channel).to_contain_text("2")


async def test_the_address_opens_a_pair_of_people_and_a_conversation(tab, bot):
    async with open_page(tab, bot, f"#slack={SUZUKI}&line={EMILY}&c={GENERAL}") as page:
        await expect(page.get_by_test_id("slack-person")).to_have_value(SUZUKI)
        await expect(page.get_by_test_id("line-person")).to_have_value(EMILY)
        await expect(page.get_by_test_id(f"slack-conversation-{GENERAL}")).to_have_attribute("aria-current", "true")

        await page.get_by_test_id("slack-person").select_option(SATO)

        await expect(page).to_have_url(re.compile(f"slack={SATO}&line={EMILY}"))


async def test_news_for_somebody_else_offers_the_way_there(page, bot):
    await bot.push({"type": "text", "text": "Hello"}, to=TANAKA)
    await page.get_by_test_id("line-person").select_option(EMILY)

    await bot.push({"type": "text", "text": "田中様へ"}, to=TANAKA)
    await page.get_by_test_id("line-arrival").click()

    await expect(page.get_by_test_id("line-person")).to_have_value(TANAKA)
    await expect(bubbles(page).last).to_contain_text("田中様へ")


async def test_people_who_move_in_can_be_played_at_once(page, bot):
    async with bot.http.post(f"{bot.url}/people/slack/users", json={"id": "U7", "real_name": "高橋 直子"}) as answer:
        assert answer.status == 200

    await expect(page.get_by_test_id("slack-person")).to_contain_text("高橋 直子")


async def test_the_pages_own_words_change_their_language(page):
    await page.get_by_role("button", name="English").click()

    await expect(page.get_by_role("button", name="Home")).to_be_visible()
    await expect(page.locator("#live")).to_have_text("Live")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await page.get_by_role("button", name="日本語").click()
    await expect(page.get_by_role("button", name="ホーム")).to_be_visible()


async def test_a_hint_fills_the_composer_it_belongs_to(page):
    await page.get_by_role("button", name="訪問を記録").click()
    await expect(page.get_by_test_id("slack-composer")).to_have_value(
        "/log 田中様 訪問 見積の件で打合せ。来週金曜15時に電話"
    )

    await page.get_by_role("button", name="お客様から一言").click()

    await expect(page.get_by_test_id("line-composer")).to_be_focused()


async def test_f6_jumps_between_the_two_apps(page):
    await page.get_by_test_id("slack-composer").focus()

    await page.keyboard.press("F6")
    await expect(page.get_by_test_id("line-composer")).to_be_focused()
    await page.keyboard.press("F6")

    await expect(page.get_by_test_id("slack-composer")).to_be_focused()


async def test_a_desk_shows_both_sides_and_a_phone_one_at_a_time(page, bot):
    await bot.push({"type": "text", "text": "こんにちは"})
    await expect(page.get_by_test_id("slack-composer")).to_be_visible()
    await expect(page.get_by_test_id("line-composer")).to_be_visible()

    await page.set_viewport_size({"width": 390, "height": 844})
    await expect(page.get_by_test_id("line-composer")).to_be_hidden()
    await page.get_by_test_id("tab-line").click()

    await expect(page.get_by_test_id("line-composer")).to_be_visible()
    await expect(page.get_by_test_id("slack-composer")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_test_id("slack-composer")).to_be_visible()


async def test_whoever_sits_down_while_the_roster_is_fetched_keeps_the_seat(page, bot):
    asked, answered = asyncio.Event(), asyncio.Event()

    async def late(route):
        asked.set()
        await answered.wait()
        await route.continue_()

    await page.route("**/people/slack", late)
    bot.town.add_slack_user("U00000009", "木村 葵")
    await asked.wait()

    await page.get_by_test_id("slack-person").select_option(SUZUKI)
    await expect(page.locator(f'#workspace[data-person="{SUZUKI}"]')).to_be_visible()
    answered.set()
    await expect(page.get_by_test_id("slack-person")).to_contain_text("木村 葵")

    await expect(page.locator("#workspace")).to_have_attribute("data-person", SUZUKI)
    await page.unroute("**/people/slack")
