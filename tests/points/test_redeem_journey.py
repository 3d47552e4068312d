"""From 「ポイント」 to the counter through the real doors: typed in Slack, or scanned by a telephone at the till."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest_asyncio

from bot.till import COOKIE
from reminders.sweeps import run_all
from storage.tables import Customer, Message, Outbox, Redemption
from tests.line_events import rows
from tests.points.members import given
from tests.points.programmes import a_programme
from tests.stage import ITO, Stage, on_stage, postbacks

# A Monday, 10:00 in Tokyo, from which the clock goes on.
NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: NOW + (datetime.now(UTC) - began), public=True) as made:
        await a_programme(made.kizuna.store)
        await made.command("/customer new 株式会社サクラ 田中一郎")
        await made.command("/customer 招待 田中")
        message = await made.direct_message("KZ-")
        await made.say_in_line(re.search(r"KZ(-[0-9A-Z]{4})+", str(message)).group())
        await made.on_phone("田中")
        [customer] = await rows(made.kizuna.store, Customer)
        await given(made.kizuna.store, customer, 480, "purchase:1", NOW)
        yield made


async def taken(stage: Stage) -> tuple[str, str]:
    """Ask for the card, choose a coffee and confirm: the number and the address of the picture on the phone."""
    await stage.say_in_line("ポイント")
    card = await stage.on_phone("480ポイント", "特典を見る")
    await stage.tap(postbacks(card)["特典を見る"])
    rewards = await stage.on_phone("コーヒー券", "交換する")
    await stage.tap(postbacks(rewards)["交換する"])
    question = await stage.on_phone("よろしいですか", "300ポイント")
    await stage.tap(postbacks(question)["交換する（確定）"])
    shown = str(await stage.on_phone("スタッフにお見せください"))
    number = re.search(r"'(\d{4} \d{4})'", shown)
    picture = re.search(r"http://[^']+/qr/[^']+\.png", shown)
    assert number is not None
    assert picture is not None
    return number.group(1), picture.group()


async def opened(stage: Stage, url: str, cookie: str = "", **form: str) -> tuple[int, str, str]:
    """`(status, page, cookie)`; with a form it is sent. The cookie by hand: clients keep a secure one from http."""
    headers = {"cookie": f"{COOKIE}={cookie}"} if cookie else {}
    method = "POST" if form else "GET"
    async with stage.http.request(method, url, data=form or None, headers=headers, allow_redirects=False) as answer:
        given_one = re.search(rf"{COOKIE}=([^;]+)", answer.headers.get("set-cookie", ""))
        return answer.status, await answer.text(errors="replace"), given_one.group(1) if given_one else ""


async def let_in(stage: Stage) -> str:
    """The cookie of a telephone of 佐藤's."""
    answer = await stage.command("/redeem")
    url = re.search(r'http://[^"]+/till/[\w.\-]+', answer)
    assert url is not None, answer
    _, page, _ = await opened(stage, url.group())
    assert "この端末を使う" in page
    status, _, cookie = await opened(stage, url.group(), go="1")
    assert status == 303
    return cookie


async def test_a_coffee_for_points_is_confirmed_at_the_counter_once(stage: Stage) -> None:
    number, _ = await taken(stage)

    first = await stage.command(f"/redeem {number}")
    again = await stage.command(f"/redeem {number}", by=ITO)

    assert "コーヒー券" in first
    assert "田中一郎様" in first
    assert "使用済み" in again
    assert "佐藤 健太" in again
    await stage.on_phone("ご利用ありがとうございました")
    [done] = await rows(stage.kizuna.store, Redemption)
    assert done.state == "used"


async def test_the_number_stands_on_the_phone_and_nowhere_with_us(stage: Stage) -> None:
    number, _ = await taken(stage)
    await stage.settled()

    texts = [each.text for each in await rows(stage.kizuna.store, Message)]
    assert "コーヒー券の引き換えコードです" in texts
    assert not [text for text in texts if number in text]
    [row] = [each for each in await rows(stage.kizuna.store, Outbox) if each.kind == "RewardCode"]
    assert (row.state, row.fields) == ("sent", {})


async def test_the_picture_leads_the_telephone_of_the_staff_to_the_button(stage: Stage) -> None:
    _, picture = await taken(stage)
    page = picture.replace("/qr/", "/till/r/").removesuffix(".png")
    cookie = await let_in(stage)

    async with stage.http.get(picture) as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")
    stranger = await opened(stage, page)
    seen = await opened(stage, page, cookie)
    stamp = re.search(r'name="stamp" value="([^"]+)"', seen[1]).group(1)
    done = await opened(stage, page, cookie, stamp=stamp)
    again = await opened(stage, page, cookie, stamp=stamp)

    assert "田中" not in stranger[1]
    assert "スタッフにお見せください" in stranger[1]
    assert all(words in seen[1] for words in ("コーヒー券", "田中一郎", "300ポイント"))
    assert "コーヒー券をお渡しください" in done[1]
    assert "使用済み" in again[1]
    async with stage.http.get(picture) as answer:
        assert answer.status == 404
    await stage.on_phone("ご利用ありがとうございました")


async def test_without_cookie_or_stamp_a_page_confirms_nothing(stage: Stage) -> None:
    _, picture = await taken(stage)
    page = picture.replace("/qr/", "/till/r/").removesuffix(".png")
    cookie = await let_in(stage)
    other = await let_in(stage)
    stamp = re.search(r'name="stamp" value="([^"]+)"', (await opened(stage, page, cookie))[1]).group(1)

    outcomes = [
        await opened(stage, page, stamp=stamp),
        await opened(stage, page, cookie, stamp=""),
        await opened(stage, page, cookie, stamp="あ"),
        await opened(stage, page, other, stamp=stamp),
        await opened(stage, page, cookie[:-1], stamp=stamp),
        await opened(stage, page, cookie, **{f"f{at}": "x" for at in range(50)}),
    ]

    assert [status for status, *_ in outcomes] == [403] * 6
    [held] = await rows(stage.kizuna.store, Redemption)
    assert held.state == "held"


async def test_a_stolen_telephone_is_shut_out_and_a_pass_works_once(stage: Stage) -> None:
    _, picture = await taken(stage)
    page = picture.replace("/qr/", "/till/r/").removesuffix(".png")
    cookie = await let_in(stage)
    url = re.search(r'http://[^"]+/till/[\w.\-]+', await stage.command("/redeem")).group()
    first, second = await opened(stage, url, go="1"), await opened(stage, url, go="1")

    ended = await stage.command("/redeem 端末解除")

    assert (first[0], second[0], second[2]) == (303, 404, "")
    assert "閉じました" in ended
    assert "田中" not in (await opened(stage, page, cookie))[1]
    assert "田中" not in (await opened(stage, page, first[2]))[1]


async def test_what_nobody_uses_comes_back(stage: Stage) -> None:
    _, picture = await taken(stage)

    await run_all(stage.kizuna.store, stage.kizuna.house, NOW + timedelta(minutes=20), only={"redemptions"})

    await stage.on_phone("有効時間が過ぎました", "300ポイントをお戻し", "480ポイント")
    async with stage.http.get(picture) as answer:
        assert answer.status == 404


async def test_the_pages_take_nothing_from_elsewhere_and_are_kept_by_nobody(stage: Stage) -> None:
    cookie = await let_in(stage)
    async with stage.http.post(
        re.search(r'http://[^"]+/till/[\w.\-]+', await stage.command("/redeem")).group(), allow_redirects=False
    ) as answer:
        kept = answer.headers["set-cookie"]
    async with stage.http.get(f"{stage.town.bot_url}/till/ready", headers={"cookie": f"{COOKIE}={cookie}"}) as answer:
        headers, page = answer.headers, await answer.text()

    assert all(word in kept for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/", "Max-Age=43200"))
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["referrer-policy"] == "no-referrer"
    assert "<script" not in page
    assert "準備ができました" in page


async def test_addresses_that_nobody_made_show_nothing(stage: Stage) -> None:
    base = stage.town.bot_url
    names = ("x", "あ", "a" * 3000, "a.b.c.d.e", "%00")

    statuses = [
        (await opened(stage, f"{base}/{place}{name}{end}"))[0]
        for name in names
        for place, end in (("till/", ""), ("till/r/", ""), ("qr/", ".png"))
    ]

    assert set(statuses) == {404}
