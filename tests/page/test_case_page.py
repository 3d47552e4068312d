"""Being heard, in a real browser: from an angry line on the phone to the news of what became of it."""

from playwright.async_api import Page, expect

from tests.page.test_desk_page import card_with, choose, modal, on_a_phone, page, press, stage, submit, tab
from tests.page.test_handover_page import SHIMIZU, as_customer, as_person, the_clock_goes_on
from tests.page.test_relay_page import thread_of
from tests.page.test_sandbox_page import line_message, picture, slack_message, type_in
from tests.stage import Stage

__all__ = ["page", "stage", "tab"]  # fixtures: one demo for this file

SORE = "対応がひどいです。駐車場もいつも満車で、約束の時間に間に合いませんでした"
DONE = "駐車場を六台分に広げました。"


async def test_a_complaint_is_seen_to_and_what_was_asked_for_is_told_when_it_is_done(page: Page, stage: Stage) -> None:
    await as_customer(page, SHIMIZU)
    await type_in(page, "line", SORE)
    await thread_of(page, "清水千夏")
    suspicion = card_with(page, "case.take_up")
    await expect(suspicion).to_contain_text("お怒りかもしれません")
    await picture(page, "case-angry")
    await press(suspicion, "case.take_up")
    case = card_with(page, "case.work")
    await expect(case).to_contain_text("最初のお返事は")
    await picture(page, "case-card")
    await on_a_phone(page, "case-card-phone")

    await press(case, "case.work")
    await choose(page, modal(page), "step", "お詫び済み")
    await modal(page).locator('[data-action-id="given"]').fill("菓子折り")
    await picture(page, "case-form")
    await submit(page)
    await expect(slack_message(page, "お詫び済み")).to_be_visible()

    await press(case, "case.route")
    await choose(page, modal(page), "helper", "鈴木")
    await submit(page)
    await expect(slack_message(page, "お願いしました")).to_be_visible()
    await as_person(page, "U0SUZUKI")
    request = card_with(page, "case.acknowledge")
    await expect(request).to_contain_text("お願いできますか")
    await picture(page, "case-request")
    await press(request, "case.acknowledge")
    await expect(slack_message(page, "お引き受けいただいています")).to_be_visible()

    await as_person(page, "U0SATO")
    await expect(slack_message(page, "引き受けました")).to_be_visible()
    await type_in(page, "slack", "/case ")
    await expect(slack_message(page, "対応中のご不満")).to_contain_text("お詫び済み")
    await picture(page, "case-list")

    await type_in(page, "line", "駐車場が狭いです")
    await press(await thread_of(page, "清水千夏"), "theme.note")
    await modal(page).locator('[data-action-id="title"]').fill("駐車場が狭い")
    await picture(page, "theme-form")
    await submit(page)
    await expect(slack_message(page, "駐車場が狭い")).to_be_visible()
    await as_person(page, "U0ITO")
    await type_in(page, "slack", "/case 声")
    await press(card_with(page, "theme.show"), "theme.show")
    theme = card_with(page, "theme.finish")
    await press(theme, "theme.finish")
    await modal(page).locator('[data-action-id="done"]').fill(DONE)
    await picture(page, "theme-finish")
    await submit(page)
    await expect(slack_message(page, "営業時間内に順にお届けします")).to_be_visible()
    await the_clock_goes_on(stage, 0)

    await expect(line_message(page, DONE)).to_contain_text("駐車場が狭いです")
    await picture(page, "you-said-we-did")
