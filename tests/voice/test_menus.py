"""Rich menus: each account has the one that goes with it, and `kizuna setup line` makes them, again and again."""

import struct
from datetime import timedelta

import pytest

from bot import setup_line
from crm.notices import WantMenu
from crm.voice import menus as rules
from crm.voice import offers, unlinking
from handlers.line import POSTBACKS, menu_pictures, menus
from sandbox.line.checks import faults_of
from sandbox.line.limits import RICH_MENU
from storage.tables import LineUser, LinkOffer, Outbox
from tests.builders import NOW, a_customer, a_line_user, a_rep, written
from tests.deeds import by
from tests.line_events import USER, event, hear, linked, owed, rows, tap
from tests.stage import TANAKA, a_town, on_stage, settings_for, until

EACH = [(state, language) for state in rules.STATES for language in rules.LANGUAGES]


@pytest.mark.parametrize("has_points", [True, False])
@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize(("state", "language"), EACH)
def test_line_takes_every_menu_and_every_button_has_its_handler(state, language, public, has_points):
    made = menus.rich_menu(state, language, "kizuna", public=public, has_points=has_points)

    assert faults_of(RICH_MENU, made) == []
    assert {area["action"]["data"].partition(":")[0] for area in made["areas"]} <= set(POSTBACKS)
    assert sum(area["bounds"]["width"] for area in made["areas"]) == menus.WIDTH


@pytest.mark.parametrize(("state", "language"), EACH)
def test_the_picture_is_as_large_as_the_menu_and_small_enough(state, language):
    png = menu_pictures.draw(menus.labels(state, language, has_points=True))

    assert struct.unpack(">II", png[16:24]) == (menus.WIDTH, menus.HEIGHT)
    assert len(png) < 1024 * 1024
    assert png == menu_pictures.draw(menus.labels(state, language, has_points=True))


def test_the_button_of_points_stands_first_where_there_is_a_programme_and_a_link():
    shown = {
        (state, has_points): [each.kind for each in menus.labels(state, "ja", has_points=has_points)]
        for state in rules.STATES
        for has_points in (True, False)
    }

    assert shown["linked", True] == ["points", *shown["linked", False]]
    assert shown["unlinked", True] == shown["unlinked", False]


async def test_an_account_gets_its_menu_when_it_is_linked_and_when_the_link_ends(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    account = await a_line_user(store, user_id=USER)
    await _offered_and_agreed(store, rep, account, customer)

    async with by(store, rep) as work:
        await unlinking.end(work, customer.id, account.id)

    assert [notice.menu for notice in await owed(store, WantMenu)] == ["kizuna-linked-ja", "kizuna-unlinked-ja"]


@pytest.mark.parametrize(
    ("fields", "language", "menu"),
    [
        ({}, None, None),
        ({"language": "ja"}, None, None),
        ({"language": "th"}, None, "kizuna-unlinked-en"),
        ({"language": "th", "chosen_language": "ja"}, None, None),
        ({"language": "ja"}, "en", "kizuna-linked-en"),
        ({"chosen_language": "ja"}, "en", "kizuna-linked-ja"),
    ],
)
async def test_what_was_chosen_goes_before_what_the_rep_knows_and_what_line_says(store, fields, language, menu):
    customer = await a_customer(store, language=language) if language else None
    await a_line_user(store, user_id=USER, customer=customer, **fields)

    async with written(store) as work:
        await rules.renew(work, 0)

    assert [notice.menu for notice in await owed(store, WantMenu)] == ([menu] if menu else [])
    assert [account.menu for account in await rows(store, LineUser)] == [menu]


async def test_a_profile_in_another_language_brings_another_menu_once(store):
    await linked(store)
    told = event("profile", profile={"displayName": "John", "language": "en"})

    await hear(store, told, told)

    assert [notice.menu for notice in await owed(store, WantMenu)] == ["kizuna-linked-en"]


async def test_whoever_has_left_gets_no_menu(store):
    await a_line_user(store, user_id=USER, customer=await a_customer(store), state="gone", left_at=NOW)

    async with written(store) as work:
        renewed = await rules.renew(work, 0)

    assert renewed.looked_at == 0
    assert await owed(store, WantMenu) == []


async def test_setting_up_makes_the_menus_once_and_hands_them_out(store, database_url):
    town = a_town()
    await a_line_user(store, user_id=TANAKA, customer=await a_customer(store))
    async with town.serve(port=0) as url:
        settings = settings_for(url, database_url, 1)

        first = await setup_line.set_up(settings, store)
        made = dict(town.account.menus.objects)
        second = await setup_line.set_up(settings, store)

    assert sum("新しく" in line for line in first) == sum("変わりありません" in line for line in second) == 4
    assert town.account.menus.objects == made
    assert set(town.account.menus.aliases) == {rules.alias(*each) for each in EACH}
    assert town.account.menus.default == town.account.menus.aliases["kizuna-unlinked-ja"]
    assert [notice.menu for notice in await owed(store, WantMenu)][:1] == ["kizuna-linked-ja"]


async def test_menus_that_differ_take_the_place_of_the_old_and_others_own_stay(store, database_url):
    town = a_town()
    town.account.menus.objects["theirs"] = {"richMenuId": "theirs", "name": "summer sale"}
    async with town.serve(port=0) as url:
        settings = settings_for(url, database_url, 1)
        await setup_line.set_up(settings, store)
        before = set(town.account.menus.objects)

        public = settings.model_copy(update={"public_url": "https://crm.example.com"})
        await setup_line.set_up(public, store)

    after = set(town.account.menus.objects)
    assert len(after) == len(before) == 5
    assert len(after & before) == 3  # theirs, and those that have no page to lead to
    assert set(town.account.menus.aliases.values()) == after - {"theirs"}


async def test_a_menu_whose_picture_never_arrived_is_made_anew(store, database_url):
    town = a_town()
    async with town.serve(port=0) as url:
        settings = settings_for(url, database_url, 1)
        await setup_line.set_up(settings, store)
        town.account.menus.pictures.pop(town.account.menus.aliases["kizuna-linked-en"])

        await setup_line.set_up(settings, store)

    assert set(town.account.menus.aliases.values()) == set(town.account.menus.pictures)


async def test_without_a_token_or_with_a_wrong_one_it_says_why(store, database_url):
    town = a_town()
    async with town.serve(port=0) as url:
        for token, why in ((None, "LINE_CHANNEL_ACCESS_TOKEN"), ("wrong", "401")):
            with pytest.raises(setup_line.SetupRefusedError, match=why):
                await setup_line.set_up(settings_for(url, database_url, 1, line_channel_access_token=token), store)


async def test_the_menu_arrives_on_the_phone(database_url):
    async with on_stage(database_url) as stage:
        settings = settings_for(stage.url, database_url, 1)
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        await stage.command("/customer 招待 田中")
        code = str(await stage.direct_message("KZ-")).partition("`KZ-")[2].partition("`")[0]
        await setup_line.set_up(settings, stage.kizuna.store)

        await stage.say_in_line(f"KZ-{code}")

        async def look() -> bool:
            return "linked-ja" in str((await stage.get(f"line/{TANAKA}/view"))["richMenu"]).replace("unlinked", "")

        await until(look, "the menu of a linked account")


async def test_an_account_without_menus_is_no_trouble(database_url):
    async with on_stage(database_url) as stage:
        store = stage.kizuna.store
        await a_line_user(store, user_id=TANAKA, customer=await a_customer(store), language="en")
        async with written(store) as work:
            await rules.renew(work, 0)

        await stage.settled()

        assert [row.state for row in await rows(store, Outbox) if row.kind == "WantMenu"] == ["sent"]


async def _offered_and_agreed(store, rep, account, customer):
    async with by(store, rep) as work:
        await offers.make(work, account.id, customer.id)
    [offer] = await rows(store, LinkOffer)
    await hear(store, tap(f"offer:yes:{offer.id}", at=NOW + timedelta(minutes=1)))
