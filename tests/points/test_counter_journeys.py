"""A purchase and its return, a gift that a manager decides, and a scanned picture: through the real doors."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from html import unescape
from urllib.parse import unquote

import pytest_asyncio

from crm.points.counter import offers
from tests.points.programmes import a_programme
from tests.stage import ITO, Stage, on_stage
from tests.test_journeys import NOW, a_linked_customer


@pytest_asyncio.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    """By day, on a Monday."""
    began = datetime.now(UTC)
    async with on_stage(database_url, lambda: NOW + (datetime.now(UTC) - began)) as made:
        await opened(made)
        yield made


@pytest_asyncio.fixture
async def today(database_url: str) -> AsyncIterator[Stage]:
    """With the clock on the wall, by which pictures change."""
    async with on_stage(database_url) as made:
        await opened(made)
        yield made


async def opened(stage: Stage) -> None:
    await a_programme(stage.kizuna.store, tell=True)
    await a_linked_customer(stage)


async def test_a_purchase_earns_and_its_return_takes_back_what_it_earned(stage: Stage) -> None:
    answer = await stage.command("/purchase 田中様 12,800円 定期点検")
    assert "12,800円" in answer
    assert "+128 ポイント" in answer
    assert "残高 128 ポイント" in answer
    card = await stage.last_in("general", "purchase.returning")

    await stage.press_in("general", card, "purchase.returning")
    form = await stage.modal()
    values = {"amount": {"amount": {"value": "3,000円"}}, "why": {"why": {"value": "部品のご返却"}}}
    done = await stage.post("slack/U0SATO/submit", view_id=form["id"], values=values)

    assert done["status"] == 200
    told = await stage.direct_message("3,000円 の返品を承りました")
    assert "残高 98 ポイント" in str(told)
    assert "98" in str(await stage.on_phone("ご返却", "98"))


async def test_a_purchase_is_undone_where_it_was_answered(stage: Stage) -> None:
    await stage.command("/purchase 田中様 12,800円 定期点検")
    card = await stage.last_in("general", "purchase.undo")

    await stage.press_in("general", card, "purchase.undo")

    await stage.last_in("general", "取り消しました", "残高は 0 ポイント")


async def test_a_command_without_an_amount_opens_a_form_with_what_was_typed(stage: Stage) -> None:
    await stage.command("/purchase 田中様 定期点検")

    form = await stage.modal()
    values = {
        "amount": {"amount": {"value": "なし"}},
        "customer": _chosen(form),
        "what": {"what": {"value": "定期点検"}},
    }
    wrong = await stage.post("slack/U0SATO/submit", view_id=form["id"], values=values)
    values["amount"]["amount"]["value"] = "1.2万円"
    await stage.post("slack/U0SATO/submit", view_id=form["id"], values=values)

    assert "定期点検" in str(form)
    assert "金額が読み取れません" in str(wrong)
    await stage.direct_message("12,000円", "+120 ポイント")


def _chosen(form: dict) -> dict:
    [field] = [each for each in form["blocks"] if each.get("block_id") == "customer"]
    return {"customer.options": {"selected_option": field["element"]["initial_option"]}}


async def test_a_large_gift_is_given_when_somebody_above_agrees(stage: Stage) -> None:
    await stage.command("/customer 田中", by=ITO)
    answer = await stage.command("/points 田中様 +800 お詫び")
    card = await stage.direct_message("800 ポイントの付与の申請", "お詫び", user=ITO)

    await stage.press(card, "grant.approve", by=ITO)

    assert "責任者の承認待ち" in answer
    await stage.direct_message("800 ポイントを付与しました", "残高 800 ポイント")
    await stage.direct_message("が承認しました", user=ITO)
    assert "残高 800 ポイント" in await stage.command("/points 田中様")


async def test_a_customer_scans_the_reps_phone_and_has_the_points_once(today: Stage) -> None:
    answer = await today.command("/points QR 100 来店")
    address = re.search(r"https?://[^\"\\ ]+/offers/[0-9A-Z-]+", answer)
    assert address is not None
    code = await the_code_on(today, address.group())

    await today.say_in_line(f"ポイント受け取り {code}")
    told = await today.on_phone("100", "来店")
    await today.direct_message("100 ポイントを受け取られました")
    await today.say_in_line(f"ポイント受け取り {code}")

    assert "100" in str(told)
    await today.on_phone("すでに受け取り済み")
    async with today.http.get(address.group()) as page:
        assert "受け取られました" in await page.text()


async def the_code_on(stage: Stage, address: str) -> str:
    """What the picture holds: the page names no code in words, so it is asked of the same rule that draws it."""
    async with stage.http.get(address) as page:
        html = await page.text()
        assert page.status == 200
        assert int(page.headers["refresh"]) <= 5
    assert "<svg" in html
    assert "KG-" not in unquote(unescape(html))
    return await shown_code(stage, address.rpartition("/")[2])


async def shown_code(stage: Stage, name: str) -> str:
    async with stage.kizuna.store.read() as session:
        seen = await offers.page(session, stage.kizuna.house, name, datetime.now(UTC))
    assert seen is not None
    return seen.code
