"""The Slack side of the sandbox's page in a real Chromium: what staff see and what their hands send."""

from playwright.async_api import expect

from tests.ear import Saying, json_saying
from tests.page_stage import (
    GENERAL,
    SATO,
    actions,
    bubbles,
    button,
    choice,
    messages,
    note_form,
    option,
    plain,
    text,
)


async def test_blocks_are_drawn_with_their_words_and_marks(page, bot):
    fields = [text("*次の予定*\n12月4日"), text(f"*担当*\n<@{SATO}>")]
    outside = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "地図"}

    await bot.dm(
        [
            {"type": "header", "text": plain("田中 一郎様")},
            {
                "type": "section",
                "text": text("段階 *信頼* ~旧~ `K-1` <https://example.com/card|カード>"),
                "fields": fields,
            },
            {"type": "divider"},
            outside,
            {"type": "context", "elements": [text("見積の件 :white_check_mark:")]},
        ]
    )

    row = messages(page).last
    await expect(row.locator(".bk-header")).to_have_text("田中 一郎様")
    await expect(row.locator("strong", has_text="信頼")).to_be_visible()
    await expect(row.locator("s")).to_have_text("旧")
    await expect(row.get_by_role("link", name="カード")).to_have_attribute("href", "https://example.com/card")
    await expect(row.locator(".mention")).to_have_text("@佐藤/営業1")
    await expect(row.get_by_role("img", name="地図")).to_be_visible()
    await expect(row.locator(".bk-context")).to_contain_text("✅")


async def test_a_click_reaches_the_bot_with_its_value_and_its_message(page, bot):
    posted = await bot.dm([actions(button("open", "開く", value="42"))])

    await page.get_by_role("button", name="開く").click()

    payload = await bot.payload("block_actions")
    assert payload["user"]["id"] == SATO
    assert payload["message"]["ts"] == posted["ts"]
    assert [(each["action_id"], each["value"]) for each in payload["actions"]] == [("open", "42")]


async def test_a_button_with_a_confirm_asks_before_it_sends(page, bot):
    sure = {
        "title": plain("記録の取消"),
        "text": plain("取り消しますか?"),
        "confirm": plain("はい"),
        "deny": plain("いいえ"),
    }
    await bot.dm([actions(button("undo", "取り消す", style="danger", confirm=sure))])

    await page.get_by_role("button", name="取り消す").click()
    await page.get_by_test_id("slack-confirm-no").click()
    await expect(page.get_by_role("button", name="取り消す")).to_be_focused()
    assert bot.ear.heard == []
    await page.keyboard.press("Enter")
    await page.get_by_test_id("slack-confirm-yes").click()

    assert (await bot.payload("block_actions"))["actions"][0]["action_id"] == "undo"


async def test_a_menu_is_chosen_with_the_keyboard(page, bot):
    kinds = [option("訪問", "visit"), option("電話", "call"), option("メール", "mail")]
    await bot.dm(
        [actions({"type": "static_select", "action_id": "kind", "placeholder": plain("種類"), "options": kinds})]
    )
    menu = messages(page).last.locator("[data-action-id=kind]")

    await menu.focus()
    for key in ("Enter", "ArrowDown", "Enter"):
        await page.keyboard.press(key)

    assert (await bot.payload("block_actions"))["actions"][0]["selected_option"]["value"] == "call"
    await expect(menu).to_have_text("電話")
    await expect(menu).to_be_focused()


async def test_an_external_menu_asks_the_bot_while_one_types(page, bot):
    bot.ear.answers.append(json_saying({"options": [option("田中 一郎", "7")]}))
    search = {"type": "external_select", "action_id": "who", "placeholder": plain("検索"), "min_query_length": 1}
    await bot.dm([actions(search)])

    await messages(page).last.locator("[data-action-id=who]").click()
    await page.keyboard.type("田")
    await choice(page, "田中 一郎").click()

    assert (await bot.payload("block_suggestion"))["value"] == "田"
    assert (await bot.payload("block_actions"))["actions"][0]["selected_option"]["value"] == "7"


async def test_a_modal_shows_the_bots_errors_at_their_field_and_keeps_what_was_typed(page, bot):
    refusal = json_saying({"response_action": "errors", "errors": {"words": "お名前が見つかりません。"}})
    bot.opens(note_form(), refusal)
    await bot.dm([actions(button("edit", "編集"))])
    await page.get_by_role("button", name="編集").click()
    modal = page.get_by_test_id("slack-modal")
    field = modal.get_by_label("内容")
    await expect(field).to_be_focused()
    await expect(field).to_have_value("打合せ")

    await field.fill("田中さんに電話")
    await modal.locator("[data-action-id=kind]").click()
    await choice(page, "電話").click()
    await page.get_by_test_id("slack-modal-submit").click()

    await expect(modal.get_by_role("alert").filter(has_text="お名前が見つかりません。")).to_be_visible()
    await expect(field).to_be_focused()
    await expect(field).to_have_value("田中さんに電話")
    view = (await bot.payload("view_submission"))["view"]
    assert view["private_metadata"] == "12"
    assert view["state"]["values"]["words"]["note"]["value"] == "田中さんに電話"
    assert view["state"]["values"]["sort"]["kind"]["selected_option"]["value"] == "call"
    await page.get_by_test_id("slack-modal-submit").click()
    await expect(modal).to_have_count(0)


async def test_a_required_field_left_empty_is_said_before_anything_is_sent(page, bot):
    bot.opens(note_form())
    await bot.dm([actions(button("edit", "編集"))])
    await page.get_by_role("button", name="編集").click()

    await page.get_by_test_id("slack-modal").get_by_label("内容").fill("")
    await page.keyboard.press("Enter")

    await expect(page.get_by_test_id("slack-modal").get_by_role("alert").first).to_contain_text("必須項目")
    assert len(bot.ear.heard) == 1


async def test_a_modal_keeps_the_keyboard_inside_leaves_the_phone_free_and_closes_on_escape(page, bot):
    bot.opens(note_form(notify_on_close=True))
    await bot.dm([actions(button("edit", "編集"))])
    await page.get_by_role("button", name="編集").click()
    modal = page.get_by_test_id("slack-modal")
    await modal.wait_for()

    for _ in range(9):
        await page.keyboard.press("Tab")
        assert await modal.evaluate("node => node.contains(document.activeElement)")
    await page.get_by_test_id("line-composer").fill("よろしくお願いします")
    await page.get_by_test_id("line-send").click()
    await expect(bubbles(page).last).to_contain_text("よろしくお願いします")
    await modal.get_by_label("内容").press("Escape")

    await expect(modal).to_have_count(0)
    assert (await bot.payload("view_closed"))["view"]["callback_id"] == "edit"


async def test_a_pushed_view_lies_over_the_first_and_goes_back_to_it(page, bot):
    second = {**note_form(), "title": plain("二枚目")}
    bot.opens(note_form(), json_saying({"response_action": "push", "view": second}))
    await bot.dm([actions(button("edit", "編集"))])
    await page.get_by_role("button", name="編集").click()
    modal = page.get_by_test_id("slack-modal")
    await modal.get_by_label("内容").fill("下書き")

    await page.get_by_test_id("slack-modal-submit").click()
    await expect(modal.get_by_role("heading")).to_have_text("二枚目")
    await page.get_by_role("button", name="前の画面に戻る").click()

    await expect(modal.get_by_role("heading")).to_have_text("記録の編集")
    await expect(modal.get_by_label("内容")).to_have_value("下書き")


async def test_a_command_is_offered_completed_and_sent_by_keyboard_alone(page, bot):
    await page.get_by_test_id("slack-composer").focus()

    await page.keyboard.type("/lo")
    await expect(choice(page, "/log")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.type("田中様 訪問 @鈴")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")

    heard = (await bot.ear.wait(1))[0].form
    assert heard["command"] == "/log"
    assert heard["text"].startswith("田中様 訪問 <@U00000002")
    await expect(page.get_by_test_id("slack-composer")).to_have_value("")


async def test_the_enter_that_accepts_a_conversion_does_not_send(page, bot):
    box = page.get_by_test_id("slack-composer")
    await box.fill("きずな")

    await box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("絆")
    await expect(box).to_have_value("きずな\n絆")
    assert bot.ear.heard == []
    await page.keyboard.press("Enter")

    assert (await bot.ear.wait(1))[0].json["event"]["text"] == "きずな\n絆"
    await expect(messages(page).last).to_contain_text("絆")


async def test_a_message_for_one_person_says_so(page, bot):
    await bot.slack("chat.postEphemeral", channel=GENERAL, user=SATO, text="お客様が見つかりません")

    await page.get_by_test_id(f"slack-conversation-{GENERAL}").click()

    await expect(messages(page).last).to_contain_text("あなただけに表示されています")
    await expect(messages(page).last).to_contain_text("お客様が見つかりません")


async def test_a_thread_opens_beside_the_talk_and_takes_a_reply(page, bot):
    posted = await bot.dm(words="アンケートが届きました")
    await bot.slack("chat.postMessage", channel=posted["channel"], text="3点です", thread_ts=posted["ts"])

    await page.get_by_test_id("slack-thread-open").click()
    thread = page.get_by_test_id("slack-thread")
    await expect(thread.get_by_test_id("slack-thread-composer")).to_be_focused()
    await page.keyboard.type("電話します")
    await page.keyboard.press("Enter")

    await expect(thread.get_by_test_id("slack-message")).to_have_count(3)
    event = (await bot.ear.wait(1))[0].json["event"]
    assert (event["text"], event["thread_ts"]) == ("電話します", posted["ts"])
    await page.keyboard.press("Escape")
    await expect(thread).to_be_hidden()
    await expect(page.get_by_test_id("slack-composer")).to_be_focused()


async def test_the_home_tab_shows_what_the_bot_published(page, bot):
    row = {"type": "section", "block_id": "row", "text": text("*木村様* に電話"), "accessory": button("done", "完了")}
    await page.get_by_test_id("slack-tab-home").click()
    assert (await bot.ear.wait(1))[0].json["event"]["type"] == "app_home_opened"

    await bot.slack("views.publish", user_id=SATO, view={"type": "home", "blocks": [row]})
    await page.get_by_test_id("slack-home").get_by_role("button", name="完了").click()

    payload = await bot.payload("block_actions")
    assert payload["view"]["type"] == "home"
    assert payload["actions"][0]["action_id"] == "done"


async def test_a_failing_bot_is_told_quietly(page, bot):
    bot.ear.answers.append(Saying(status=500))

    await page.get_by_test_id("slack-composer").fill("/customer 田中")
    await page.keyboard.press("Enter")

    await expect(page.locator("#slack").get_by_test_id("notice")).to_contain_text("エラー(500)")


async def test_the_menu_of_a_message_runs_a_shortcut_on_it(page, bot):
    posted = await bot.in_channel("田中様より、納期のお問い合わせ")
    await page.get_by_test_id(f"slack-conversation-{GENERAL}").click()
    await messages(page).last.hover()

    await messages(page).last.get_by_test_id("slack-message-menu").click()
    await page.get_by_role("menuitem", name="記録する").click()

    heard = await bot.payload("message_action")
    assert (heard["callback_id"], heard["message_ts"]) == ("log.message", posted["ts"])
    assert heard["message"]["text"] == "田中様より、納期のお問い合わせ"


async def test_a_file_is_handed_to_the_bot(page, bot):
    await page.get_by_test_id("slack-file").set_input_files(
        {"name": "名簿.csv", "mimeType": "text/csv", "buffer": "氏名\n田中一郎\n".encode()}
    )

    await expect(messages(page).last).to_contain_text("名簿.csv")
    shared = next(file for file in bot.town.workspace.files.values() if file.name == "名簿.csv")
    assert shared.content == "氏名\n田中一郎\n".encode()
