"""A customer asks what we know: a few lines in the talk, and all of it on a page that only they can open."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import privacy_pages
from crm.notices import DisclosureSummary, DisclosureWanted, WhoseData
from crm.privacy import disclosures, erasures
from handlers.line.privacy import disclosure_data
from storage.tables import Audit, Disclosure, LineLink, Message
from tests.builders import HOUSE, NOW, a_customer, a_line_user, an_interaction, saved, written
from tests.line_events import USER, hear, linked, owed, rows, said, tap, words
from tests.stage import TANAKA, on_stage

PUBLIC = replace(HOUSE, public=True, public_url="https://crm.example.com")
OTHER = "U" + "9" * 32


async def test_without_a_public_address_the_owner_is_to_hand_it_over(store):
    _, customer = await linked(store)

    await hear(store, words("開示"))

    [summary] = await owed(store, DisclosureSummary)
    assert (summary.name, summary.link, dict(summary.counts)) == ("田中 一郎", None, {"accounts": 1, "messages": 1})
    [wanted] = await owed(store, DisclosureWanted)
    assert (wanted.customer_id, wanted.link, wanted.due.isoformat()) == (customer.id, False, "2026-11-30")


async def test_with_one_the_customer_gets_an_address_that_the_store_does_not_know(store):
    await linked(store)

    await hear(store, words("開示"), house=PUBLIC)

    [summary] = await owed(store, DisclosureSummary)
    token = summary.link.removeprefix("https://crm.example.com/d/")
    [page] = await rows(store, Disclosure)
    assert (page.digest, page.expires_at) == (disclosures.digest(token), NOW + timedelta(hours=72))
    assert len(token) >= 40
    assert token not in str([each.after for each in await rows(store, Audit)])


async def test_the_page_shows_what_is_known_and_escapes_it(store):
    _, customer = await linked(store)
    await an_interaction(store, customer=customer, text="<script>訪問</script>")

    page = await _opened(store)

    assert all(words in page for words in ("田中 一郎様", "&lt;script&gt;訪問", "LINEのやり取り", "お客様から"))
    assert "<script>" not in page


async def test_the_file_holds_the_same_as_the_page(store):
    _, customer = await linked(store)
    await an_interaction(store, customer=customer, text="訪問 見積")

    got = await _opened(store, ".json")

    known = json.loads(got)
    assert known["customer"]["name"] == "田中 一郎"
    assert [each["text"] for each in known["interactions"]] == ["訪問 見積"]
    assert [each["text"] for each in known["messages"]] == ["開示"]


async def test_that_it_was_made_and_looked_at_stands_in_the_audit_log(store):
    await linked(store)

    await _opened(store)

    lines = [each for each in await rows(store, Audit) if each.table_name == "disclosures"]
    assert [(each.rule, each.actor.partition(":")[0]) for each in lines] == [
        ("messages.hear", "customer"),
        ("disclosures.fetch", "system"),
    ]
    assert lines[1].after["fetched_at"]


@pytest.mark.parametrize("late", [timedelta(hours=72), timedelta(days=9)])
async def test_a_page_is_gone_after_three_days(store, late):
    await linked(store)
    await hear(store, words("開示"), house=PUBLIC)
    [summary] = await owed(store, DisclosureSummary)
    token = summary.link.rpartition("/")[2]

    async with written(store, NOW + late) as work:
        assert await disclosures.fetch(work, token) is None


async def test_a_page_is_gone_with_the_customer(store):
    _, customer = await linked(store)
    await hear(store, words("開示"), house=PUBLIC)
    [summary] = await owed(store, DisclosureSummary)
    async with written(store) as work:
        await erasures.begin(work, customer.id, "cli")

    async with written(store) as work:
        assert await disclosures.fetch(work, summary.link.rpartition("/")[2]) is None


@pytest.mark.parametrize("name", ["x", "x.json", "あ", "a" * 5000, "\x00"])
async def test_a_wrong_address_shows_nothing(store, name):
    await linked(store)

    status, body, _ = await privacy_pages.page(store, PUBLIC, name)

    assert status == 404
    assert "72時間" in body.decode()


async def test_nobody_sees_somebody_elses_data(store):
    _, customer = await linked(store)
    await a_line_user(store, user_id=OTHER, customer=await a_customer(store, name="鈴木 花子"))

    await hear(store, tap(disclosure_data(str(customer.id)), user=OTHER))

    assert await said(store) == []


async def test_of_two_customers_on_one_account_the_chosen_one_is_shown(store):
    await linked(store)
    wife = await a_customer(store, name="田中 花子")
    [link] = await rows(store, LineLink)
    await saved(store, LineLink(line_user_id=link.line_user_id, customer_id=wife.id))

    await hear(store, words("開示"), tap(disclosure_data(str(wife.id)), user=USER))

    assert [each.wish for each in await owed(store, WhoseData)] == ["disclosure"]
    assert [each.name for each in await owed(store, DisclosureSummary)] == ["田中 花子"]
    assert [each.text for each in await rows(store, Message)] == ["開示"]


async def test_the_page_is_kept_by_nobody(database_url):
    async with on_stage(database_url, public_url="https://crm.example.com") as stage:
        customer = await a_customer(stage.kizuna.store)
        await a_line_user(stage.kizuna.store, user_id=TANAKA, customer=customer)

        await stage.say_in_line("開示")
        card = await stage.on_phone("登録内容")

        [path] = re.findall(r"https://crm.example.com(/d/[\w-]+)", json.dumps(card))
        async with stage.http.get(stage.town.bot_url + path) as answer:
            assert answer.status == 200
            assert answer.headers["cache-control"] == "no-store"
            assert "noindex" in answer.headers["x-robots-tag"]
            assert "田中 一郎様" in await answer.text()


async def _opened(store, ending: str = "") -> str:
    """What the browser gets; the page was made just now, by the real clock that the browser has."""
    await hear(store, words("開示", at=datetime.now(UTC)), house=PUBLIC)
    [summary] = await owed(store, DisclosureSummary)
    status, body, kind = await privacy_pages.page(store, PUBLIC, summary.link.rpartition("/")[2] + ending)
    assert (status, kind) == (200, "application/json" if ending else "text/html")
    return body.decode()
