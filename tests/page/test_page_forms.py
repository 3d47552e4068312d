"""Forms of Slack on the sandbox's page that answer while they are open: choices told at once, views that change."""

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import expect

from tests.ear import Heard, Saying, json_saying
from tests.page_stage import (
    Bot,
    actions,
    button,
    choice,
    option,
    plain,
)


def reply_form(words: str = "", turn: int = 0) -> dict[str, Any]:
    """A form with a menu that is told at once, and words that depend on it."""
    menu = {"type": "static_select", "action_id": "template", "placeholder": plain("定型文から選ぶ")}
    typing = {"type": "plain_text_input", "action_id": "words", "multiline": True}
    return {
        "type": "modal",
        "callback_id": "reply",
        "notify_on_close": True,
        "title": plain("返信"),
        "submit": plain("確認する"),
        "blocks": [
            {"type": "actions", "block_id": "menu", "elements": [menu | {"options": [option("お礼", "1")]}]},
            {
                "type": "input",
                "block_id": f"words.{turn}",
                "label": plain("お返事"),
                "element": typing | ({"initial_value": words} if words else {}),
            },
        ],
    }


def thinking(
    bot: Bot, view: dict[str, Any], pressed: Callable[[dict[str, Any]], Awaitable[object]], *answers: Saying
) -> None:
    """A press in a message opens `view`, one in a form does `pressed`; submissions get the answers."""
    waiting = list(answers)

    async def think(heard: Heard) -> Saying:
        payload = heard.payload
        if payload["type"] == "block_actions" and payload["container"]["type"] == "message":
            await bot.slack("views.open", trigger_id=payload["trigger_id"], view=view)
        elif payload["type"] == "block_actions":
            await pressed(payload)
        return waiting.pop(0) if payload["type"] == "view_submission" and waiting else Saying()

    bot.ear.think = think


async def opened(page, bot):
    await bot.dm([actions(button("reply", "返信"))])
    await page.get_by_role("button", name="返信", exact=True).click()
    return page.get_by_test_id("slack-modal")


async def test_a_choice_in_a_form_is_told_at_once_and_the_form_becomes_another(page, bot):
    async def fill(payload):
        filled = reply_form(f"田中様、ありがとうございます。{payload['actions'][0]['selected_option']['value']}", 1)
        await bot.slack("views.update", view_id=payload["view"]["id"], view=filled)

    thinking(bot, reply_form(), fill)
    modal = await opened(page, bot)

    await modal.get_by_role("combobox").click()
    await choice(page, "お礼").click()

    await expect(modal.get_by_label("お返事")).to_have_value("田中様、ありがとうございます。1")
    await modal.get_by_label("お返事").press("End")
    await page.keyboard.type("では。")
    await page.get_by_test_id("slack-modal-submit").click()
    values = (await bot.payload("view_submission"))["view"]["state"]["values"]
    assert values["words.1"]["words"]["value"] == "田中様、ありがとうございます。1では。"


async def test_an_input_that_dispatches_is_told_on_enter(page, bot):
    heard = []

    async def note(payload):
        heard.append(payload["actions"][0]["value"])

    search = {"type": "plain_text_input", "action_id": "find"}
    block = {"type": "input", "block_id": "find", "label": plain("さがす"), "element": search, "dispatch_action": True}
    thinking(bot, {"type": "modal", "title": plain("検索"), "submit": plain("閉じる"), "blocks": [block]}, note)
    modal = await opened(page, bot)

    await modal.get_by_label("さがす").fill("納期")
    await page.keyboard.press("Enter")

    await expect(modal.get_by_label("さがす")).to_have_value("納期")
    await bot.ear.wait(2)
    assert heard == ["納期"]


async def test_an_answer_changes_the_form_where_it_stands_and_clears_all_of_them(page, bot):
    async def nothing(_payload):
        return None

    changed = reply_form("もう一度お確かめください", 1)
    pushed = {**reply_form(), "title": plain("送信前の確認")}
    answers = [
        json_saying({"response_action": "update", "view": changed}),
        json_saying({"response_action": "push", "view": pushed}),
        json_saying({"response_action": "clear"}),
    ]
    thinking(bot, reply_form("田中様"), nothing, *answers)
    modal = await opened(page, bot)

    await page.get_by_test_id("slack-modal-submit").click()
    await expect(modal.get_by_label("お返事")).to_have_value("もう一度お確かめください")
    await page.get_by_test_id("slack-modal-submit").click()
    await expect(modal.get_by_role("heading")).to_have_text("送信前の確認")
    await modal.get_by_label("お返事").fill("承知しました")
    await page.get_by_test_id("slack-modal-submit").click()

    await expect(modal).to_have_count(0)


async def test_forms_that_want_to_know_hear_that_all_of_them_were_closed(page, bot):
    async def nothing(_payload):
        return None

    push = json_saying({"response_action": "push", "view": {**reply_form(), "title": plain("二枚目")}})
    thinking(bot, reply_form("田中様"), nothing, push)
    modal = await opened(page, bot)
    await page.get_by_test_id("slack-modal-submit").click()
    await expect(modal.get_by_role("heading")).to_have_text("二枚目")

    await page.get_by_test_id("slack-modal-close").click()

    await expect(modal).to_have_count(0)
    closed = [each.payload for each in await bot.ear.wait(4) if each.payload["type"] == "view_closed"]
    assert [each["view"]["title"]["text"] for each in closed] == ["二枚目", "返信"]
    assert all(each["is_cleared"] for each in closed)
