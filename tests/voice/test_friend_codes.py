"""A rep's own QR code: whoever comes by it is greeted in the rep's name, and the rep is asked who it is."""

import re

import pytest

from crm.house import House
from crm.notices import RepGreeting, RepQr, WhoIsThis
from crm.refusals import InviteUnavailable
from crm.voice import codes, friend_codes
from handlers import invite_page
from storage.tables import LineUser, Rep
from tests.builders import a_customer, a_line_user, a_rep
from tests.deeds import by, refused
from tests.line_events import USER, hear, owed, relayed, rows, said, words


async def test_the_code_is_made_once_and_stays(store):
    rep = await a_rep(store)

    first, second = await _shown(store, rep), await _shown(store, rep)

    assert first == second
    assert re.fullmatch(r"KR-[0-9A-Z]{4}-[0-9A-Z]{4}", first.code)
    assert first.link.startswith("https://line.me/R/oaMessage/%40kizuna-demo/?")
    assert await owed(store, RepQr) == [first, first]


async def test_whoever_sends_the_code_is_the_reps_and_greeted_in_their_name(store):
    rep = await a_rep(store, slack_id="UMINE", full_name="佐藤 花子")
    made = await _shown(store, rep)

    await hear(store, words(invite_page.friend_sentence("ja", made.code)))

    [account] = await rows(store, LineUser)
    assert account.rep_id == rep.id
    assert await owed(store, RepGreeting) == [RepGreeting("サクラ商事", "佐藤 花子")]
    assert [notice.kind for notice in await owed(store, WhoIsThis)] == ["friend"]
    assert await said(store) == ["RepGreeting"]


async def test_a_customer_we_know_is_greeted_and_nobody_is_asked_who_it_is(store):
    rep = await a_rep(store)
    made = await _shown(store, rep)
    await a_line_user(store, user_id=USER, customer=await a_customer(store))

    await hear(store, words(made.code))

    assert await owed(store, WhoIsThis) == []
    assert len(await owed(store, RepGreeting)) == 1


@pytest.mark.parametrize("text", ["KR-0000-0000", "KR-1200の在庫", "KR"])
async def test_what_is_nobodys_code_reaches_a_person(store, text):
    await a_rep(store, role="admin")
    await a_line_user(store, user_id=USER, customer=await a_customer(store))

    await hear(store, words(text))

    assert [notice.text for notice in await relayed(store)] == [text]


async def test_the_code_of_somebody_who_has_left_brings_nobody_to_them(store):
    rep = await a_rep(store, friend_code="KR-7Q2M-XK0D", active=False)

    await hear(store, words("KR-7Q2M-XK0D"))

    [account] = await rows(store, LineUser)
    assert account.rep_id is None
    assert (await rows(store, Rep))[0].id == rep.id


async def test_without_an_account_in_line_there_is_nothing_to_scan(store):
    rep = await a_rep(store)

    async with refused(InviteUnavailable()), by(store, rep, house=House()) as work:
        await friend_codes.show(work, invite_page.friend_sentence)


@pytest.mark.parametrize(
    "typed",
    [
        "KR-7Q2M-XKOD",
        "kr-7q2m-xk0d",
        "ＫＲ－７Ｑ２Ｍ－ＸＫ０Ｄ",
        "KR7Q2MXK0D",
        "KR 7Q2M XK0D",
        "こちらです→KR‐7Q2MーXK0D",
    ],
)
def test_a_code_is_found_as_people_type_it(typed):
    assert codes.find_friend_code(typed) == "KR-7Q2M-XK0D"


@pytest.mark.parametrize("typed", ["KR-7Q2M-XK0", "KR-7Q2M-XK0D9", "XKR-7Q2M-XK0D", "KZ-7Q2M-XK0D", ""])
def test_what_is_no_code_is_left_alone(typed):
    assert codes.find_friend_code(typed) is None


async def _shown(store, rep) -> RepQr:
    async with by(store, rep) as work:
        return await friend_codes.show(work, invite_page.friend_sentence)
