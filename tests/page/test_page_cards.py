"""The customer's card, brief and timeline in a real browser, as they stand on the sandbox's page."""

from datetime import timedelta

import pytest_asyncio
from playwright.async_api import Page, expect

from bot import wiring
from sandbox import cast
from storage.store import Store
from storage.tables import Customer
from tests.browser import window
from tests.builders import an_interaction
from tests.line_events import rows
from tests.stage import a_town, on_stage

LONG = 20_000


@pytest_asyncio.fixture
async def stage(sqlite_url: str):
    town = a_town()
    town.slack.commands = [{"name": name, "hint": hint} for name, hint in cast.COMMANDS]
    async with on_stage(sqlite_url, town=town) as made:
        yield made


async def types(page: Page, text: str) -> None:
    composer = page.get_by_test_id("slack-composer")
    await composer.fill(text)
    await composer.press("Escape")
    await page.get_by_test_id("slack-send").click()


async def visit_every_day(store: Store) -> None:
    [customer] = await rows(store, Customer)
    today = wiring.utc_now().date()
    for days in range(20):
        await an_interaction(store, customer=customer, day=today - timedelta(days=days), text=f"定例のご訪問 {days}")


async def test_from_the_card_to_the_brief_and_through_the_timeline(stage) -> None:
    async with window() as tab, tab.showing(f"{stage.url}/") as page:
        page.set_default_timeout(LONG)
        expect.set_options(timeout=LONG)
        said = page.get_by_test_id("slack-message")
        await types(page, "/customer new 株式会社サクラ 田中一郎（たなかいちろう）")
        await expect(said.last).to_contain_text("登録しました")
        await visit_every_day(stage.kizuna.store)

        await types(page, "/customer 田中")
        await expect(said.last).to_contain_text("定例のご訪問 0")
        await said.last.locator('[data-action-id="customer.brief"]').click()
        await expect(said.last).to_contain_text("前回からの要点")
        await said.last.locator('[data-action-id="customer.timeline"]').click()
        timeline = page.get_by_role("dialog")
        await expect(timeline).to_contain_text("定例のご訪問 14")
        await timeline.locator('[data-action-id="timeline.older"]').click()

        await expect(timeline).to_contain_text("定例のご訪問 19")
        await expect(timeline).not_to_contain_text("定例のご訪問 14")
