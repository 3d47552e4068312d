"""The rep's desk in a real browser: one test for each main path. The pictures go to build/pictures/."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from sandbox import cast
from tests.browser import Window, window
from tests.page.test_sandbox_page import LONG, a_demo_town, picture, slack_message, type_in
from tests.stage import Stage, on_stage

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
async def stage(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """One demo for the whole file: each test has customers of its own."""
    path = tmp_path_factory.mktemp("desk") / "kizuna.db"
    shutil.copy(demo_file, path)
    settings = {"slack_admins": cast.MANAGER, "company_name": cast.COMPANY}
    async with on_stage(f"sqlite:///{path}", town=a_demo_town(), **settings) as made:
        yield made


@pytest.fixture(scope="module")
async def tab() -> AsyncIterator[Window]:
    async with window() as opened:
        yield opened


@pytest.fixture
async def page(tab: Window, stage: Stage) -> AsyncIterator[Page]:
    stage.town.workspace.modals.clear()  # what the test before has left open
    async with tab.showing(f"{stage.url}/") as opened:
        opened.set_default_timeout(LONG)
        expect.set_options(timeout=LONG)
        yield opened


def modal(page: Page) -> Locator:
    return page.get_by_test_id("slack-modal").last


async def submit(page: Page) -> None:
    await modal(page).get_by_test_id("slack-modal-submit").click()


def card_with(page: Page, action: str) -> Locator:
    """The last message that has this button."""
    return page.get_by_test_id("slack-message").filter(has=page.locator(f'[data-action-id^="{action}"]')).last


async def press(where: Locator, action: str) -> None:
    await where.locator(f'[data-action-id^="{action}"]').first.click()


async def choose(page: Page, where: Locator, action: str, words: str, typed: str = "") -> None:
    """Pick an entry of a list; `typed` is what a list that asks the bot is asked for."""
    await press(where, action)
    if typed:
        await page.keyboard.type(typed)
    await page.get_by_role("listbox").get_by_role("option", name=words).first.click()


async def bring_up(page: Page, name: str) -> Locator:
    """The customer's card."""
    await type_in(page, "slack", f"/customer {name}")
    card = card_with(page, "customer.brief")
    await expect(card).to_contain_text(name)
    return card


async def on_a_phone(page: Page, name: str) -> None:
    """A picture of what a phone shows; then back to the desk."""
    await page.set_viewport_size(PHONE)
    await picture(page, name)
    await page.set_viewport_size(DESK)


async def test_a_visit_is_logged_with_the_form(page: Page) -> None:
    await type_in(page, "slack", "/log")
    await choose(page, modal(page), "customer.options", "山口隆", typed="山口")
    await choose(page, modal(page), "kind", "訪問")
    await modal(page).locator('[data-action-id="text"]').fill("新工場のご計画をうかがう")
    await modal(page).locator('[data-action-id="next_what"]').fill("見積送付")
    await modal(page).locator('[data-action-id="next_when"]').fill("来週金曜15時")
    await picture(page, "log-form")
    await submit(page)

    await expect(slack_message(page, "新工場のご計画をうかがう")).to_contain_text(re.compile(r"\(金\) 15:00.*見積送付"))


async def test_a_message_is_logged_from_its_menu(page: Page) -> None:
    await page.get_by_test_id("slack-conversation-C0GENERAL").click()
    await type_in(page, "slack", "村上様よりお電話、納期を一週間早めたいとのこと")
    said = slack_message(page, "納期を一週間早めたい")
    await said.hover()
    await said.get_by_test_id("slack-message-menu").click()
    await page.get_by_role("menuitem", name="記録する").click()
    await expect(modal(page)).to_contain_text("村上剛")
    await picture(page, "log-shortcut")
    await submit(page)
    await page.get_by_test_id("slack-conversations").get_by_text("kizuna").click()

    await expect(slack_message(page, "納期を一週間早めたい")).to_contain_text("村上剛")


async def test_a_card_is_read_and_changed(page: Page) -> None:
    card = await bring_up(page, "小川誠")
    await picture(page, "card")
    await press(card, "customer.edit")
    await picture(page, "edit")
    await on_a_phone(page, "edit-phone")
    await press(modal(page), "profile.section")
    await modal(page).locator('[data-action-id="title"]').fill("院長")
    await picture(page, "edit-basic")
    await submit(page)

    card = await bring_up(page, "小川誠")
    await expect(card).to_contain_text("院長")
    await on_a_phone(page, "card-phone")


async def test_five_lines_before_a_visit_and_the_whole_story(page: Page) -> None:
    card = await bring_up(page, "清水千夏")
    await press(card, "customer.brief")
    await picture(page, "brief")
    await press(card, "customer.timeline")
    await expect(modal(page)).to_contain_text("訪問")
    await picture(page, "timeline")
    await on_a_phone(page, "timeline-phone")


async def test_a_follow_up_is_added_and_done(page: Page) -> None:
    await type_in(page, "slack", "/followup 石井様 来週金曜 カタログ送付")
    await expect(slack_message(page, "カタログ送付")).to_contain_text("石井恵子")
    await type_in(page, "slack", "/followup")
    agenda = card_with(page, "followup.list_done")
    await expect(agenda).to_contain_text("件")
    await picture(page, "followups")
    await on_a_phone(page, "followups-phone")
    await press(agenda, "followup.list_done")

    await expect(card_with(page, "followup.list_undo")).to_be_visible()


async def test_the_home_page_shows_the_day(page: Page) -> None:
    await page.get_by_test_id("slack-tab-home").click()
    home = page.get_by_test_id("slack-home")
    await expect(home).to_contain_text("山口隆")
    await picture(page, "home")
    await on_a_phone(page, "home-phone")
    await press(home, "customer.card")

    await expect(modal(page)).to_contain_text("担当")


async def test_two_of_the_same_are_merged(page: Page) -> None:
    await type_in(page, "slack", "/customer new 株式会社つばめ 木下良子（きのしたりょうこ）")
    await expect(slack_message(page, "登録しました")).to_contain_text("木下良子")
    await type_in(page, "slack", "/customer new 株式会社つばめ 木下 良子")
    hint = card_with(page, "merge.start")
    await expect(hint).to_contain_text("木下")
    await picture(page, "alike")
    await press(hint, "merge.start")
    await press(modal(page), "merge.start")
    await expect(modal(page)).to_contain_text("引き継")
    await picture(page, "merge")
    await submit(page)

    await expect(card_with(page, "merge.undo")).to_contain_text("木下")


async def test_a_list_of_customers_is_dropped_into_the_talk(page: Page) -> None:
    rows = "会社名,氏名,ふりがな,メール\n株式会社すずらん,野村直樹,のむらなおき,nomura@example.jp\n,,,\n"
    await page.get_by_test_id("slack-file").set_input_files(
        {"name": "名刺.csv", "mimeType": "text/csv", "buffer": rows.encode("cp932")}
    )
    plan = card_with(page, "import.")
    await expect(plan).to_contain_text("1")
    await picture(page, "import")
    await press(plan, "import.start")

    await expect(slack_message(page, "を取り込みました")).to_be_visible()
    await bring_up(page, "野村直樹")


async def test_the_examples_of_the_help_run_as_they_stand(page: Page) -> None:
    await type_in(page, "slack", "/kizuna help")
    await expect(page.get_by_test_id("slack-message").last).to_contain_text("/log")
    await picture(page, "help")
    await on_a_phone(page, "help-phone")
