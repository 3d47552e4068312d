"""The six steps in a real browser, on the page that `make run` shows. The pictures go to build/pictures/."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from reminders.sweeps import run_all
from sandbox import cast, demo
from sandbox.town import Town
from tests.browser import window
from tests.stage import Stage, on_stage

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
LONG = 20_000


@pytest_asyncio.fixture
async def stage(demo_file: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    url = f"sqlite:///{shutil.copy(demo_file, tmp_path / 'kizuna.db')}"
    async with on_stage(url, town=a_demo_town(), slack_admins=cast.MANAGER, company_name=cast.COMPANY) as made:
        yield made


def a_demo_town() -> Town:
    town = Town()
    demo.people(town)
    return town


async def type_in(page: Page, place: str, text: str) -> None:
    composer = page.get_by_test_id(f"{place}-composer")
    await composer.fill(text)
    await composer.press("Escape")
    await page.get_by_test_id(f"{place}-send").click()


def slack_message(page: Page, text: str) -> Locator:
    return page.get_by_test_id("slack-message").filter(has_text=text).last


def line_message(page: Page, text: str) -> Locator:
    return page.get_by_test_id("line-message").filter(has_text=text).last


async def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    await page.wait_for_timeout(400)
    await page.screenshot(path=PICTURES / f"{name}.png")


@asynccontextmanager
async def the_page(stage: Stage) -> AsyncIterator[Page]:
    async with window() as tab, tab.showing(f"{stage.url}/") as page:
        page.set_default_timeout(LONG)
        expect.set_options(timeout=LONG)
        yield page


async def test_the_six_steps_on_the_page(stage: Stage) -> None:
    async with the_page(stage) as page:
        await create_and_find(page)
        await log_a_visit(page)
        await invite_and_link(page)
        await ask_and_be_told(page)
        await nudge_and_do(page, stage)
        await read_the_digest(page, stage)


async def create_and_find(page: Page) -> None:
    await type_in(page, "slack", "/customer new 株式会社サクラ 田中一郎（たなかいちろう）")
    await expect(slack_message(page, "登録しました")).to_contain_text("株式会社サクラ 田中一郎様")
    await type_in(page, "slack", "/customer たなか")
    await expect(slack_message(page, "これからの予定")).to_contain_text("佐藤 健太")


async def log_a_visit(page: Page) -> None:
    await type_in(page, "slack", "/log 田中様 訪問 見積の件で打合せ。来週金曜15時に電話")
    card = page.get_by_test_id("slack-message").filter(has=page.locator('[data-action-id="log.undo"]')).last
    await expect(card).to_contain_text(re.compile(r"次回: .*\(金\) 15:00 電話"))
    await picture(page, "log")


async def invite_and_link(page: Page) -> None:
    await type_in(page, "slack", "/customer 招待 田中")
    invitation = page.get_by_test_id("slack-message").filter(has_text="1回限り").last
    await expect(invitation).to_contain_text("KZ-")
    code = re.search(r"KZ(-[0-9A-Z]{4})+", await invitation.inner_text())
    assert code is not None
    await type_in(page, "line", f"みどり文具さま、登録をお願いいたします。コード {code.group()}")
    await expect(line_message(page, "田中一郎様")).to_be_visible()
    await page.get_by_test_id("line-flex-button").filter(has_text=re.compile("^受け取る$")).last.click()
    await picture(page, "linked")


async def ask_and_be_told(page: Page) -> None:
    await type_in(page, "slack", "/survey nps 田中")
    scores = page.get_by_test_id("line-message").last.get_by_test_id("line-flex-button")
    await expect(scores).to_have_count(11)
    await picture(page, "survey")
    await scores.filter(has_text=re.compile("^3$")).click()
    await expect(line_message(page, "理由")).to_be_visible()
    await type_in(page, "line", "納品が遅れたのに、ご連絡がありませんでした")
    await expect(line_message(page, "ご連絡いたします")).to_be_visible()
    alert = page.get_by_test_id("slack-message").filter(has_text="納品が遅れたのに、ご連絡がありませんでした").last
    await expect(alert).to_contain_text("3")
    await picture(page, "sandbox")


async def nudge_and_do(page: Page, stage: Stage) -> None:
    await type_in(page, "slack", "/log 田中様 電話 お詫びをお伝えした。明日10時に訪問")
    await expect(slack_message(page, "お詫びをお伝えした")).to_be_visible()
    await run_all(stage.kizuna.store, stage.kizuna.house, datetime.now(UTC) + timedelta(days=2))
    nudge = page.get_by_test_id("slack-message").filter(has_text="の時間です").filter(has_text="訪問").last
    await nudge.locator('[data-action-id="followup.done"]').click()
    await expect(slack_message(page, "への「訪問」が完了しました")).to_be_visible()
    await picture(page, "nudge")


async def read_the_digest(page: Page, stage: Stage) -> None:
    today = stage.kizuna.house.business.local(datetime.now(UTC)).date()
    monday = today + timedelta(days=7 - today.weekday())
    business = stage.kizuna.house.business
    first = business.first_business_day_of_week(monday)
    assert first is not None
    await run_all(stage.kizuna.store, stage.kizuna.house, business.moment(first, business.opens))
    await page.get_by_test_id("slack-person").select_option(cast.MANAGER)
    digest = slack_message(page, "NPS")
    await expect(digest).to_contain_text("佐藤 健太")
    await picture(page, "digest")
