"""What a customer does on the phone, in a real browser: a survey, the settings, seeing one's data, being forgotten.

The pictures go to build/pictures; docs/line.md shows the phone's.
"""

import re

from playwright.async_api import Page, expect

from tests.page.test_desk_page import card_with, page, stage, tab
from tests.page.test_handover_page import as_customer, as_person, the_clock_goes_on
from tests.page.test_sandbox_page import PICTURES, line_message, picture, slack_message, type_in
from tests.stage import Stage

__all__ = ["page", "stage", "tab"]  # fixtures: one demo for this file

FUJITA = f"U{112:032x}"


async def phone(page: Page, name: str) -> None:
    """The phone alone, as it stands in docs/line.md."""
    await page.wait_for_timeout(400)
    await page.locator(".device").screenshot(path=PICTURES / f"{name}.png")


async def tap(page: Page, words: str) -> None:
    """A button of the last bubble that has it."""
    await page.get_by_test_id("line-flex-button").filter(has_text=re.compile(f"^{re.escape(words)}$")).last.click()


async def test_a_customer_answers_settles_what_to_hear_and_is_forgotten(page: Page, stage: Stage) -> None:
    await as_person(page, "U0SUZUKI")
    await as_customer(page, FUJITA)
    await type_in(page, "slack", "/survey csat 藤田様")
    await expect(page.get_by_test_id("line-flex-button").last).to_be_visible()
    await phone(page, "line-csat")
    await tap(page, "2")
    await type_in(page, "line", "お返事が遅かったです")
    alert = card_with(page, "case.close")
    await expect(alert).to_contain_text("5点満点の2点")
    await expect(slack_message(page, "お返事が遅かったです")).to_be_visible()
    await picture(page, "csat-alert")

    await type_in(page, "line", "設定")
    await expect(line_message(page, "お知らせの設定")).to_be_visible()
    await phone(page, "line-settings")
    await tap(page, "止める")
    await expect(slack_message(page, "アンケート")).to_contain_text("藤田和子様")
    await type_in(page, "line", "配信は15時")
    await expect(line_message(page, "15時ごろにお届けします")).to_be_visible()
    await type_in(page, "line", "担当")
    await expect(line_message(page, "鈴木")).to_be_visible()
    await phone(page, "line-my-rep")
    await type_in(page, "line", "開示")
    await expect(line_message(page, "藤田和子様の登録内容")).to_be_visible()
    await phone(page, "line-disclosure")

    await type_in(page, "line", "消去")
    await expect(line_message(page, "個人情報をすべて消去します")).to_be_visible()
    await phone(page, "line-erasure")
    await tap(page, "手続きを進める")
    await expect(line_message(page, "最後の確認です")).to_be_visible()
    await tap(page, "消去する")
    await expect(line_message(page, "ただいまから個人情報を消去します")).to_be_visible()
    receipt = line_message(page, "個人情報の消去が終わりました")
    for _ in range(20):  # what is just being sent is forgotten in the next round
        await the_clock_goes_on(stage, 0)
        if await receipt.count():
            break
    await expect(receipt).to_be_visible()
    await phone(page, "line-erased")
    await type_in(page, "slack", "/customer 藤田様")
    await expect(slack_message(page, "藤田").filter(has_text="見つかりません")).to_be_visible()
