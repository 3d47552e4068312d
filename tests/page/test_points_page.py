"""Points in a real browser: the customer in LINE, the rep in Slack, and the telephone at the till (build/pictures)."""

import re
import shutil
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from bot import wiring
from crm.notices import PointsStatement
from crm.points.bank import statements
from crm.points.programme.programmes import parsed
from crm.records import customers
from reminders.sweeps import run_all
from sandbox import cast
from storage.tables import Customer, Rep
from tests.builders import a_customer, a_line_user, written
from tests.line_events import rows
from tests.page.test_desk_page import PHONE, modal, page, submit, tab
from tests.page.test_handover_page import as_customer, as_person
from tests.page.test_page_media import loaded
from tests.page.test_sandbox_page import a_demo_town, line_message, picture, slack_message, type_in
from tests.passing_time import local
from tests.points.members import given
from tests.points.programmes import a_programme, text_of
from tests.stage import Stage, on_stage

__all__ = ["page", "tab"]  # fixtures

TANAKA, NAKANO = f"U{1:032x}", f"U{106:032x}"
QR = 'img[src*="/qr/"]'


@pytest.fixture(scope="module")
async def stage(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """One demo for the file, at an address at which LINE fetches pictures and telephones find the till."""
    path = tmp_path_factory.mktemp("points") / "kizuna.db"
    shutil.copy(demo_file, path)
    settings = {"slack_admins": cast.MANAGER, "company_name": cast.COMPANY}
    async with on_stage(f"sqlite:///{path}", town=a_demo_town(), public=True, **settings) as made:
        store = made.kizuna.store
        await a_programme(store)
        [owner] = [each for each in await rows(store, Rep) if each.slack_id == "U0SATO"]
        newcomer = await a_customer(store, owner=owner, name="田中 一郎")
        await a_line_user(store, user_id=TANAKA, customer=newcomer)
        async with written(store) as work:
            await customers.index(work, [newcomer.id])
        [known] = [each for each in await rows(store, Customer) if each.name == "中野葵"]
        for customer in (newcomer, known):
            for number, amount in enumerate((128, 452, 60)):
                then = wiring.utc_now() - timedelta(days=90 - number)
                await given(store, customer, amount, f"purchase:{customer.id}{number}", then, counts=True)
        yield made


async def tap(message: Locator, label: str) -> None:
    await message.get_by_text(label, exact=True).first.click()


async def the_card(page: Page) -> Locator:
    await type_in(page, "line", "ポイント")
    card = line_message(page, "会員ランク: ")
    await expect(card).to_contain_text("ポイント")
    return card


async def chosen(page: Page) -> Locator:
    """Card, rewards, question, code: the bubble with the code."""
    await tap(await the_card(page), "特典を見る")
    rewards = line_message(page, "会員ランクの特典")
    await expect(rewards).to_contain_text("コーヒー券")
    await picture(page, "points-rewards")
    await tap(rewards, "交換する")
    question = line_message(page, "よろしいですか")
    await picture(page, "points-question")
    await tap(question, "交換する（確定）")
    code = line_message(page, "スタッフにお見せください")
    await loaded(code.locator(QR).first)
    return code


async def test_the_card_says_what_is_missing_for_the_next_tier(page: Page) -> None:
    await as_customer(page, TANAKA)

    card = await the_card(page)

    await expect(card).to_contain_text("640ポイント")
    await expect(card).to_contain_text("あと360ポイントでシルバー")
    await picture(page, "points-card")
    await tap(card, "履歴を見る")
    await expect(line_message(page, "ポイント履歴")).to_contain_text("残高 128")
    await picture(page, "points-history")


async def test_points_become_a_coffee_that_the_staff_confirms(page: Page) -> None:
    await as_person(page, "U0SATO")
    await as_customer(page, TANAKA)

    code = await chosen(page)
    await picture(page, "points-code")
    number = re.search(r"\d{4} \d{4}", await code.inner_text())
    assert number is not None
    await type_in(page, "slack", f"/redeem {number.group()}")

    answer = slack_message(page, "お渡しください")
    await expect(answer).to_contain_text("田中 一郎様")
    await expect(line_message(page, "ご利用ありがとうございました")).to_be_visible()
    await picture(page, "points-redeemed")
    await answer.locator('[data-action-id^="reward.take_back"]').click()
    await expect(slack_message(page, "取り消し、300ポイントをお戻ししました")).to_be_visible()


async def test_a_telephone_becomes_the_till_and_scans(page: Page, stage: Stage) -> None:
    await as_customer(page, NAKANO)
    code = await chosen(page)
    address = await code.locator(QR).first.get_attribute("src")
    assert address is not None
    scanned = re.sub(r".*/qr/(.+)\.png", rf"{stage.town.bot_url}/till/r/\1", address)
    pass_ = re.search(r'http://[^"]+/till/[\w.\-]+', await stage.command("/redeem"))
    assert pass_ is not None

    await page.set_viewport_size(PHONE)
    await page.goto(scanned)
    await expect(page.locator("main")).to_contain_text("この画面をスタッフにお見せください")
    await picture(page, "till-customer")
    await page.goto(pass_.group())
    await picture(page, "till-entrance")
    await page.get_by_role("button", name="この端末を使う").click()
    await expect(page.locator("main")).to_contain_text("準備ができました")
    await page.goto(scanned)
    await expect(page.locator("main")).to_contain_text("中野葵")
    await picture(page, "till-staff")
    await page.get_by_role("button", name="引き換えを確認する").click()
    await expect(page.get_by_role("status")).to_contain_text("コーヒー券をお渡しください")
    await picture(page, "till-done")


async def test_a_purchase_lifts_the_customer_and_its_return_is_told_with_the_new_balance(page: Page) -> None:
    await as_person(page, "U0SATO")
    await as_customer(page, TANAKA)

    await type_in(page, "slack", "/purchase 田中 一郎様 48,000円 定期点検")
    answer = slack_message(page, "付与 +480 ポイント")
    await expect(answer).to_contain_text("残高 1,120 ポイント（シルバー）")
    await expect(line_message(page, "「シルバー」会員")).to_contain_text("優先予約")
    await picture(page, "points-tier")
    await answer.locator('[data-action-id^="purchase.returning"]').click()
    await modal(page).locator('[data-block-id="amount"] input').fill("8,000円")
    await submit(page)

    await expect(slack_message(page, "8,000円 の返品を承りました")).to_contain_text("残高 1,040 ポイント")
    await expect(line_message(page, "ご返却")).to_contain_text("1,040")
    await picture(page, "points-returned")


async def test_points_about_to_go_are_told_once_and_a_tier_that_ends_with_what_would_keep_it(
    page: Page, stage: Stage
) -> None:
    await as_customer(page, TANAKA)
    store, house, now = stage.kizuna.store, stage.kizuna.house, wiring.utc_now()
    lots = sorted((await statements_of(stage)).leaves, key=lambda each: each.day)

    for hour in (10, 11):
        at = local(house.business.on_or_after(lots[0].day - timedelta(days=20)), hour)
        await run_all(store, house, at, really=now, pause=0, only=["points"])
    await stage.settled()
    warning = line_message(page, "有効期限が近づいています")
    await expect(warning).to_contain_text(f"{lots[0].points}ポイント")
    await expect(page.locator(f"text={lots[0].points}ポイントの有効期限が近づいています")).to_have_count(1)
    await picture(page, "points-warning")
    ends = local(house.business.on_or_after(date(now.year + 2, 1, 5)), 10)
    await run_all(store, house, ends, really=now, pause=0, only=["tiers"])
    await stage.settled()
    await expect(line_message(page, "そのままお使い")).to_contain_text("シルバー")
    await picture(page, "points-grace")


async def statements_of(stage: Stage) -> PointsStatement:
    store, house = stage.kizuna.store, stage.kizuna.house
    [customer] = [each for each in await rows(store, Customer) if each.name == "田中 一郎"]
    async with store.read() as session:
        today = house.business.local(wiring.utc_now()).date()
        return await statements.of(session, parsed(text_of()), customer.id, today)
