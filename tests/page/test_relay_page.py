"""The relay in a real browser: the customer writes on the phone and the rep answers in Slack, and the other way round;
a picture goes each way, as it was. The pictures of the page go to build/pictures; the README shows one.
"""

import io
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from PIL import Image, ImageDraw
from playwright.async_api import Locator, Page, expect

from sandbox import cast
from tests.page.test_desk_page import choose, modal, on_a_phone, page, press, submit, tab
from tests.page.test_handover_page import as_customer, as_person
from tests.page.test_page_media import loaded
from tests.page.test_sandbox_page import a_demo_town, line_message, picture, type_in
from tests.stage import Stage, on_stage

__all__ = ["page", "tab"]  # fixtures

YAMAGUCHI, NAKANO = f"U{101:032x}", f"U{106:032x}"
ASKED = "見積の件ですが、納期を一週間早めることはできますか"
ANSWER = "ご連絡ありがとうございます。来週の金曜にお届けできます。"
INTERNAL = "倉庫に確認済みです。値引きはここまでで"


@pytest.fixture(scope="module")
async def stage(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """One demo for the file, at an address at which LINE fetches pictures."""
    path = tmp_path_factory.mktemp("relay") / "kizuna.db"
    shutil.copy(demo_file, path)
    settings = {"slack_admins": cast.MANAGER, "company_name": cast.COMPANY}
    async with on_stage(f"sqlite:///{path}", town=a_demo_town(), public=True, **settings) as made:
        yield made


def shelf() -> bytes:
    """What the customer sends: a shelf with a board askew."""
    drawn = Image.new("RGB", (480, 320), "#d9e2ec")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 260, 480, 320), fill="#b7a58c")
    pen.rectangle((110, 40, 370, 280), fill="#8a6242")
    pen.rectangle((124, 54, 356, 266), fill="#f1e7d8")
    pen.polygon(((124, 150), (356, 118), (356, 130), (124, 162)), fill="#8a6242")
    pen.rectangle((124, 208, 356, 220), fill="#8a6242")
    for at, colour in enumerate(("#3b76c4", "#d64533", "#2f9e5b", "#f7c948", "#59616f")):
        pen.rectangle((136 + at * 40, 170, 164 + at * 40, 208), fill=colour)
    return _png(drawn)


def swatches() -> bytes:
    """What the rep answers with: samples of colours."""
    drawn = Image.new("RGB", (480, 320), "#ffffff")
    pen = ImageDraw.Draw(drawn)
    for at, colour in enumerate(("#8a6242", "#5d3f2a", "#c9a477", "#b8402a", "#243b6b", "#2f6b52")):
        left, top = 30 + at % 3 * 145, 30 + at // 3 * 140
        pen.rounded_rectangle((left, top, left + 125, top + 120), radius=14, fill=colour)
    return _png(drawn)


def _png(drawn: Image.Image) -> bytes:
    kept = io.BytesIO()
    drawn.save(kept, "PNG")
    return kept.getvalue()


async def thread_of(page: Page, name: str) -> Locator:
    """The customer's thread, opened from the person's direct message."""
    head = page.get_by_test_id("slack-messages").get_by_test_id("slack-message").filter(has_text=name)
    await head.get_by_test_id("slack-thread-open").last.click()
    thread = page.get_by_test_id("slack-thread")
    await expect(thread).to_contain_text(name)
    return thread


async def fetched(picture: Locator) -> bytes:
    """The bytes behind the link or picture."""
    address = await picture.get_attribute("href") or await picture.get_attribute("src")
    assert address is not None
    base = await picture.evaluate("node => node.baseURI")
    async with aiohttp.ClientSession(base) as http, http.get(address) as answer:
        return await answer.read()


async def test_a_question_is_answered_with_words_and_internal_talk_stays_inside(page: Page, stage: Stage) -> None:
    await as_person(page, "U0SATO")
    await as_customer(page, YAMAGUCHI)
    await type_in(page, "line", ASKED)
    thread = await thread_of(page, "山口隆")
    await expect(thread).to_contain_text(ASKED)
    await expect(thread.locator(".mention").last).to_have_text("@佐藤/営業1")

    await thread.get_by_test_id("slack-thread-composer").fill(INTERNAL)
    await thread.get_by_test_id("slack-thread-send").click()
    await press(thread, "relay.reply")
    await expect(modal(page)).to_contain_text("送信先: 株式会社みなと製作所 山口隆様")
    await choose(page, modal(page), "relay.template", "お礼")
    await expect(modal(page).locator("textarea")).to_have_value(
        re.compile("山口隆様\n\n.*みどり文具の佐藤 健太です。", re.DOTALL)
    )
    await modal(page).locator("textarea").fill(ANSWER)
    await picture(page, "relay-form")
    await submit(page)
    await expect(modal(page).get_by_role("heading")).to_have_text("送信前の確認")
    await expect(modal(page)).to_contain_text(ANSWER)
    await picture(page, "relay-preview")
    await submit(page)

    answer = line_message(page, ANSWER)
    await expect(answer.locator(".line-name")).to_contain_text("佐藤 健太 from みどり文具")
    await expect(answer.get_by_test_id("line-quote")).to_contain_text(ASKED)
    await expect(thread.get_by_test_id("slack-message").last).to_contain_text("送信しました")
    await expect(page.get_by_test_id("slack-modal")).to_have_count(0)
    await on_a_phone(page, "relay-phone")
    assert not [each for each in await stage.phone(YAMAGUCHI) if INTERNAL in str(each)]


async def test_a_picture_goes_each_way_as_it_was(page: Page, stage: Stage) -> None:
    theirs, ours = shelf(), swatches()
    await as_person(page, "U0SUZUKI")
    await as_customer(page, NAKANO)
    await type_in(page, "line", "届いた棚ですが、棚板が傾いています")
    thread = await thread_of(page, "中野葵")
    await page.get_by_test_id("line-file").set_input_files(
        {"name": "棚.png", "mimeType": "image/png", "buffer": theirs}
    )
    shown = thread.locator(".file-image")
    await loaded(shown.locator("img"))
    assert await fetched(shown.locator(".file-save")) == theirs

    await press(thread, "relay.reply")
    await (
        modal(page)
        .locator("textarea")
        .fill("申し訳ございません。すぐにお取り替えいたします。次の色からお選びいただけます。")
    )
    await page.get_by_test_id("slack-file-input").set_input_files(
        {"name": "見本.png", "mimeType": "image/png", "buffer": ours}
    )
    await expect(modal(page).get_by_test_id("slack-chosen-file")).to_contain_text("見本.png")
    await picture(page, "relay-picture-form")
    await submit(page)
    await expect(modal(page).get_by_role("heading")).to_have_text("送信前の確認")
    await expect(modal(page)).to_contain_text("見本.png")
    await submit(page)

    sent = page.get_by_test_id("line-talk").get_by_test_id("line-message").filter(has=page.locator("img.photo")).last
    await expect(sent).to_have_attribute("data-from", "bot")
    await loaded(sent.locator("img.photo"))
    await sent.get_by_test_id("line-photo").click()
    assert await fetched(page.get_by_test_id("line-viewer").locator("img")) == ours
    await page.keyboard.press("Escape")
    await expect(thread.get_by_test_id("slack-message").last).to_contain_text("送信しました")
    await expect(page.get_by_test_id("slack-messages")).not_to_contain_text("お返事をお待ちです")
    await page.get_by_test_id("line-composer").focus()
    await page.mouse.move(0, 0)
    await picture(page, "relay")
