"""A handover in a real browser, from `/handover` to the letters on the customer's phone. The pictures go to build/."""

import re
from datetime import UTC, datetime, time, timedelta

from playwright.async_api import Page, expect

from reminders.sweeps import run_all
from tests.page.test_desk_page import card_with, modal, on_a_phone, page, press, stage, submit, tab
from tests.page.test_sandbox_page import line_message, picture, slack_message, type_in
from tests.stage import Stage

__all__ = ["page", "stage", "tab"]  # fixtures: one demo for this file

SHIMIZU = f"U{111:032x}"


def in_hours(stage: Stage, days: int) -> datetime:
    """Ten in the morning, so many business days from today."""
    business = stage.kizuna.house.business
    day = business.on_or_after(business.local(datetime.now(UTC)).date())
    return business.moment(business.add_business_days(day, days), time(10))


async def the_clock_goes_on(stage: Stage, days: int) -> None:
    await run_all(stage.kizuna.store, stage.kizuna.house, in_hours(stage, days), really=datetime.now(UTC), pause=0)
    await stage.kizuna.store.bell.ring()


async def as_person(page: Page, slack_id: str) -> None:
    await page.locator("#workspace[data-person]").wait_for()
    await page.get_by_test_id("slack-person").select_option(slack_id)
    await expect(page.locator(f'#workspace[data-person="{slack_id}"]')).to_be_visible()


async def as_customer(page: Page, user_id: str) -> None:
    await page.locator("#phone[data-person]").wait_for()
    await page.get_by_test_id("line-person").select_option(user_id)
    await expect(page.locator(f'#phone[data-person="{user_id}"]')).to_be_visible()


async def test_a_customer_goes_to_a_colleague_and_reads_of_it_on_the_phone(page: Page, stage: Stage) -> None:
    first_day = in_hours(stage, 5) + timedelta(hours=1)
    await type_in(page, "slack", "/handover 清水様 @鈴木")
    await modal(page).locator('[data-action-id="effective_day"]').fill(first_day.date().isoformat())
    await picture(page, "handover-form")
    await submit(page)
    await expect(modal(page)).to_contain_text("清水千夏様")
    await expect(modal(page).locator('[data-action-id="farewell"]')).to_have_value(re.compile("人事異動により"))
    await picture(page, "handover-preview")
    await on_a_phone(page, "handover-preview-phone")
    await submit(page)
    await expect(slack_message(page, "返事待ち")).to_contain_text("清水千夏様")
    await picture(page, "handover-card")

    await as_person(page, "U0SUZUKI")
    offer = card_with(page, "handover.accept")
    await expect(offer).to_contain_text("引き受けていただけますか")
    await picture(page, "handover-offer")
    await on_a_phone(page, "handover-offer-phone")
    await press(offer, "handover.rows")
    await press(modal(page), "handover.brief")
    await expect(modal(page)).to_contain_text("和菓子")
    await picture(page, "handover-brief")
    while await modal(page).count():  # the brief stands above the list
        view = await modal(page).get_attribute("data-view-id")
        await page.keyboard.press("Escape")
        await expect(page.locator(f'[data-view-id="{view}"]')).to_have_count(0)
    await press(offer, "handover.accept")
    await expect(slack_message(page, "予定どおり")).to_be_visible()

    await as_customer(page, SHIMIZU)
    await the_clock_goes_on(stage, 0)
    farewell = line_message(page, "人事異動により")
    await expect(farewell).to_contain_text("清水千夏様")
    await expect(farewell).to_contain_text("後任の鈴木")
    await picture(page, "handover-farewell")
    await the_clock_goes_on(stage, 4)
    await expect(line_message(page, "はじめてご連絡")).to_contain_text("鈴木")
    await picture(page, "handover-greeting")
    await on_a_phone(page, "handover-greeting-phone")
    await the_clock_goes_on(stage, 5)

    await expect(slack_message(page, "完了")).to_contain_text("引き継ぎ済み 1名")
    await picture(page, "handover-done")
