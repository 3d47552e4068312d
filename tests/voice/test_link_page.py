"""LINE's account linking: the code is typed on our page, and LINE tells whose account it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import linking
from crm.notices import CodeRefused, HowToLink, Linked, LinkPage
from crm.refusals import CodeExpired, CodeLocked, CodeUsed, CodeWrong
from crm.voice import invites, link_pages
from handlers import invite_page, link_page
from storage.tables import Invite, LineLink
from tests.builders import HOUSE, NOW, a_customer, a_line_user, a_rep, written
from tests.line_events import USER, acting, event, hear, owed, rows, tap, words
from tests.stage import Stage, on_stage

OPEN = replace(HOUSE, public=True, public_url="https://crm.example.com")
SOON = NOW + timedelta(minutes=5)
TICKET = "a-link-token-of-line"


async def test_a_stranger_is_offered_the_page_where_there_is_one(store):
    await hear(store, words("もしもし"), house=OPEN)
    await hear(store, tap("link_page", at=SOON), house=OPEN)

    assert await owed(store, HowToLink) == [HowToLink("サクラ商事", page=True)]
    assert await owed(store, LinkPage) == [LinkPage("サクラ商事", "https://crm.example.com/link?linkToken=LINK-TOKEN")]


async def test_without_an_address_of_ours_there_is_no_page(store):
    await hear(store, tap("link_page"))

    assert await owed(store, LinkPage) == []


async def test_a_good_code_and_lines_word_link_the_account_once(store):
    _, customer, code = await _invited(store)
    nonce = await _typed(store, code)

    await hear(store, _told(nonce), _told(nonce))

    [link] = await rows(store, LineLink)
    assert link.customer_id == customer.id
    assert len(await owed(store, Linked)) == 1
    assert [(each.used_at is not None, each.nonce_digest) for each in await rows(store, Invite)] == [(True, None)]
    assert [each.why for each in await owed(store, CodeRefused)] == ["wrong"]


async def test_typing_a_code_alone_uses_nothing_up(store):
    _, _, code = await _invited(store)

    await _typed(store, code)
    await hear(store, words(code))

    assert len(await rows(store, LineLink)) == 1


async def test_a_nonce_that_is_too_old_links_nobody(store):
    _, _, code = await _invited(store)
    nonce = await _typed(store, code)

    await hear(store, _told(nonce, at=NOW + timedelta(minutes=11)))

    assert await rows(store, LineLink) == []
    assert [each.why for each in await owed(store, CodeRefused)] == ["expired"]


@pytest.mark.parametrize(
    "link", [{"result": "failed", "nonce": "x"}, {"result": "ok"}, {"result": "ok", "nonce": 7}, None, "ok"], ids=str
)
async def test_a_linking_that_failed_changes_nothing(store, link):
    await a_line_user(store, user_id=USER)

    await hear(store, event("accountLink", link=link))

    assert await rows(store, LineLink) == []
    assert await owed(store, CodeRefused) == []


async def test_wrong_codes_are_counted_and_then_no_code_is_looked_at(store):
    _, _, code = await _invited(store)

    wrong = [await _typed(store, "KZ-0000-0000-0000-0000") for _ in range(link_pages.MOST_WRONG)]
    last = await _typed(store, code)

    assert set(wrong) == {CodeWrong()}
    assert last == CodeLocked()


@pytest.mark.parametrize("why", [CodeWrong, CodeExpired, CodeUsed, CodeLocked])
def test_the_page_says_what_is_wrong_with_the_code_and_asks_again(why):
    page = link_page.page(HOUSE, TICKET, why())

    assert "恐れ入ります" in page
    assert f'value="{TICKET}"' in page


@pytest.mark.parametrize(
    "body", [b"", b"linkToken=x", b"linkToken=%3Cscript%3E&code=1", b"\xff" * 9000, b"a=1&" * 50], ids=str
)
async def test_an_address_that_line_did_not_make_leads_back_to_line(store, body):
    status, page = await linking.typed(store, HOUSE, "", body)

    assert status == 404
    assert "LINEに戻り" in page
    assert "<script>" not in page


async def test_linking_goes_from_the_talk_over_our_page_and_lines_dialog_back(database_url):
    async with on_stage(database_url, public_url="https://crm.example.com") as stage:
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        code = await _code_of(stage)
        await stage.say_in_line("もしもし")
        await stage.tap("link_page")
        token = str(await stage.on_phone("linkToken=")).partition("linkToken=")[2].partition('"')[0].partition("'")[0]
        async with stage.http.get(f"{stage.town.bot_url}/link?linkToken={token}") as form:
            assert form.status == 200

        async with stage.http.post(
            f"{stage.town.bot_url}/link", data={"linkToken": token, "code": code.lower()}
        ) as dialog:
            shown = await dialog.text()

        assert "連携しました" in shown
        await stage.on_phone("田中一郎様、サクラ商事へのご登録ありがとうございます")


async def _code_of(stage: Stage) -> str:
    await stage.command("/customer 招待 田中")
    message = await stage.direct_message("KZ-")
    return str(message).partition("`KZ-")[2].partition("`")[0].join(["KZ-", ""])


def _told(nonce: str, at: datetime = SOON) -> dict:
    return event("accountLink", at=at, link={"result": "ok", "nonce": nonce})


async def _typed(store, code: str) -> str:
    async with written(store) as work:
        return await link_pages.begin(work, f"コードは {code}", TICKET)


async def _invited(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    async with acting(store, rep, datetime.now(UTC)) as work:
        made = await invites.make(work, customer.id, invite_page.sentence)
    return rep, customer, made.code
