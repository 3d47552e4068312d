"""「担当者」: the customer sees who looks after them, as the rep wishes to be seen."""

from datetime import time

import pytest

from crm import reps
from crm.notices import MyRep, NoRepYet, RepCard
from crm.refusals import WrongFields
from crm.reps import Description, PictureUnclear
from storage.tables import CompanySettings, LineLink, Rep
from tests.builders import a_customer, a_line_user, a_rep, saved
from tests.deeds import by, refused
from tests.line_events import USER, hear, linked, owed, relayed, rows, said, tap, words

PHOTO = "https://example.com/sato.jpg"
NINE, SIX = time(9), time(18)


@pytest.mark.parametrize("asking", ["担当", "「担当者」", "My rep", "button"])
async def test_the_menu_and_the_word_show_the_rep(store, asking):
    await saved(store, CompanySettings(telephone="03-0000-0000"))
    await linked(store, full_name="佐藤 花子", photo_url=PHOTO, hours="水曜は休み")

    await hear(store, tap("my_rep") if asking == "button" else words(asking))

    card = RepCard("佐藤 花子", ("田中 一郎",), PHOTO, "水曜は休み")
    assert await owed(store, MyRep) == [MyRep("サクラ商事", (card,), NINE, SIX, "03-0000-0000")]
    assert await relayed(store) == []


async def test_a_shared_phone_sees_each_rep_with_whom_they_look_after(store):
    owner, customer = await linked(store)
    other = await a_customer(store, name="田中 花子")
    again = await a_customer(store, owner=owner, name="田中 次郎")
    [account] = {link.line_user_id for link in await rows(store, LineLink)}
    for each in (other, again):
        await saved(store, LineLink(line_user_id=account, customer_id=each.id))

    await hear(store, tap("my_rep"))

    [shown] = await owed(store, MyRep)
    assert {card.customers for card in shown.cards} == {("田中 次郎", customer.name), ("田中 花子",)}


async def test_a_friend_who_came_by_a_reps_code_sees_that_rep(store):
    rep = await a_rep(store, full_name="鈴木 次郎")
    await a_line_user(store, user_id=USER, rep_id=rep.id)

    await hear(store, words("担当"))

    [shown] = await owed(store, MyRep)
    assert [card.rep for card in shown.cards] == ["鈴木 次郎"]


async def test_somebody_without_a_rep_hears_how_to_get_one(store):
    await a_line_user(store, user_id=USER)

    await hear(store, tap("my_rep"))

    assert await owed(store, NoRepYet) == [NoRepYet("サクラ商事")]


async def test_a_rep_who_has_left_is_not_shown(store):
    await linked(store, active=False)

    await hear(store, tap("my_rep"))

    assert await said(store) == ["NoRepYet"]


async def test_a_letter_to_the_rep_reaches_the_rep(store):
    await linked(store)

    await hear(store, words("担当の方、お電話ください"))

    assert len(await relayed(store)) == 1


async def test_a_rep_says_how_they_are_seen(store):
    rep = await a_rep(store)

    async with by(store, rep) as work:
        await reps.describe(work, Description("佐藤 花子", None, "ja", photo_url=f" {PHOTO} ", hours="平日10時〜17時"))

    [kept] = await rows(store, Rep)
    assert (kept.photo_url, kept.hours) == (PHOTO, "平日10時〜17時")


@pytest.mark.parametrize(
    "url", ["http://a.example/a.jpg", "javascript:alert(1)", "https://例え.jp/ a", f"https://{'a' * 500}"]
)
async def test_a_picture_that_line_would_not_show_is_refused_at_its_field(store, url):
    rep = await a_rep(store)

    async with refused(WrongFields((("photo_url", PictureUnclear(500)),))), by(store, rep) as work:
        await reps.describe(work, Description("佐藤 花子", None, "ja", photo_url=url))

    assert (await rows(store, Rep))[0].photo_url is None
