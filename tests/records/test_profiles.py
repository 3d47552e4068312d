"""What is known of a customer: saved by whoever may, without overwriting anybody."""

import pytest

from crm.notices import WhichCustomer
from crm.records import companies, editing, profiles
from crm.records.editing import Clash, Edited
from crm.refusals import (
    ChangedSince,
    DeputyIsOwner,
    NotAllowed,
    NotAMember,
)
from storage.store import Store
from storage.tables import Audit, Customer, Rep
from tests.builders import a_customer, a_rep, a_team
from tests.deeds import by, created, refused
from tests.editing import edited, kept, meant, profile, wrong
from tests.line_events import rows


@pytest.fixture
async def owner(store: Store) -> Rep:
    return await a_rep(store, full_name="佐藤 花子")


@pytest.fixture
async def customer(store: Store, owner: Rep) -> Customer:
    return await a_customer(store, owner=owner, name="田中 一郎")


# --- saving -----------------------------------------------------------------------------------------------------------


async def test_everything_of_the_forms_is_saved(store, owner, customer):
    deputy = await a_rep(store)

    await edited(
        store,
        owner,
        customer,
        name="田中 一朗 様",
        reading="たなか いちろう",
        title="部長",
        key_person="yes",
        deputy=deputy.slack_id,
        phone="０９０-1234-5678",
        email="tanaka@example.com",
        address="東京都千代田区1-1",
        language="ja",
        birthday="昭和55年4月5日",
        show_age="yes",
        likes="ワイン\n山歩き",
        taboos="ゴルフの話題",
        note="次男が受験",
        tags="紹介、VIP",
        gifts_declined="yes",
        cadence_days="３０",
    )

    now = await kept(store)
    assert (now.name, now.reading, now.title, now.key_person) == ("田中 一朗", "たなか いちろう", "部長", True)
    assert (now.deputy_id, now.phone, now.email) == (deputy.id, "090-1234-5678", "tanaka@example.com")
    assert (now.address, now.language) == ("東京都千代田区1-1", "ja")
    assert (now.birth_year, now.birth_month, now.birth_day, now.show_age) == (1980, 4, 5, True)
    assert (now.likes, now.taboos, now.note) == ("ワイン\n山歩き", "ゴルフの話題", "次男が受験")
    assert (now.tags, now.gifts_declined, now.cadence_days) == (["紹介", "VIP"], True, 30)


async def test_what_is_emptied_is_forgotten(store, owner, customer):
    filled = {"reading": "たなか", "phone": "03-1111-2222", "birthday": "4/5", "tags": "VIP", "likes": "ワイン"}
    await edited(store, owner, customer, **filled, cadence_days="30", show_age="yes", language="en")

    await edited(store, owner, customer, **dict.fromkeys([*filled, "cadence_days", "show_age", "language"], ""))

    now = await kept(store)
    assert (now.reading, now.phone, now.birth_month, now.birth_day) == (None, None, None, None)
    assert (now.tags, now.likes, now.cadence_days, now.show_age, now.language) == ([], None, None, False, None)


async def test_a_form_that_is_sent_as_it_was_opened_changes_nothing(store, owner, customer):
    await edited(
        store, owner, customer, likes="ワイン \n山歩き", birthday="S55.4.5", tags="VIP、紹介", phone="03-1111-2222"
    )
    shown = await profile(store, owner, customer)
    before = len(await rows(store, Audit))

    done = await edited(store, owner, customer, **{**shown.texts, "deputy": "", "likes": "ワイン\r\n山歩き"})

    assert done == Edited()
    assert len(await rows(store, Audit)) == before


async def test_what_was_imported_wrong_does_not_hold_up_who_changes_something_else(store, owner):
    customer = await a_customer(store, owner=owner, email="なし", phone="不明")

    await edited(store, owner, customer, email="なし", phone="不明", title="課長")

    assert (await kept(store)).title == "課長"


# --- who may ----------------------------------------------------------------------------------------------------------


async def test_a_stranger_to_the_customer_may_not_edit_and_hears_so_before_typing(store, customer):
    colleague = await a_rep(store)

    async with refused(NotAllowed("profiles.show")):
        await profile(store, colleague, customer)
    async with refused(NotAllowed("profiles.edit")), by(store, colleague) as work:
        await profiles.edit(work, customer.id, 1, {"title": "部長"})


async def test_the_deputy_edits_as_the_owner_does(store, owner, customer):
    deputy = await a_rep(store)
    await edited(store, owner, customer, deputy=deputy.slack_id)

    await edited(store, deputy, customer, title="部長")

    assert (await kept(store)).title == "部長"


async def test_a_deputy_who_may_only_read_edits_nothing(store, owner, customer):
    deputy = await a_rep(store, role="read_only")
    await edited(store, owner, customer, deputy=deputy.slack_id)

    async with refused(NotAllowed("profiles.edit")), by(store, deputy) as work:
        await profiles.edit(work, customer.id, 2, {"title": "部長"})


async def test_a_manager_edits_the_customers_of_the_own_team_only(store):
    team = await a_team(store)
    manager = await a_rep(store, role="manager", team_id=team.id)
    ours = await a_customer(store, owner=await a_rep(store, team_id=team.id))
    theirs = await a_customer(store)

    await edited(store, manager, ours, title="部長")
    async with refused(NotAllowed("profiles.show")):
        await edited(store, manager, theirs, title="部長")


async def test_the_owner_is_nobodys_deputy_and_neither_is_a_stranger(store, owner, customer):
    left = await a_rep(store, active=False)

    async with refused(wrong(deputy=DeputyIsOwner())):
        await edited(store, owner, customer, deputy=owner.slack_id)
    for nobody in ("U0NOBODY", left.slack_id):
        async with refused(wrong(deputy=NotAMember())):
            await edited(store, owner, customer, deputy=nobody)


async def test_whoever_was_merged_leads_to_the_one_they_live_on_in_but_an_old_form_does_not(store, owner, customer):
    twin = await a_customer(store, owner=owner, merged_into_id=customer.id)

    assert (await profile(store, owner, twin)).customer_id == customer.id
    async with refused(ChangedSince()), by(store, owner) as work:
        await profiles.edit(work, twin.id, 1, {"title": "部長"})


# --- at the same time -------------------------------------------------------------------------------------------------


async def test_what_another_changed_meanwhile_is_not_overwritten_and_the_rest_is_saved(store, owner, customer):
    manager = await a_rep(store, role="admin", full_name="鈴木 一郎")
    opened = await profile(store, owner, customer)
    await edited(store, manager, customer, phone="03-9999-9999")

    async with by(store, owner) as work:
        typed = {**opened.texts, "deputy": "", "phone": "03-1111-1111", "title": "部長"}
        done = await profiles.edit(work, customer.id, opened.version, typed)

    assert done == Edited(("title",), (Clash("phone", "03-1111-1111", "鈴木 一郎"),))
    now = await kept(store)
    assert (now.phone, now.title) == ("03-9999-9999", "部長")


async def test_an_old_form_takes_back_nothing_that_its_sender_left_alone(store, owner, customer):
    opened = await profile(store, owner, customer)
    await edited(store, owner, customer, phone="03-9999-9999", likes="ワイン")
    await edited(store, owner, customer, likes="日本酒")

    async with by(store, owner) as work:
        done = await profiles.edit(work, customer.id, opened.version, {**opened.texts, "deputy": "", "title": "部長"})

    assert done == Edited(("title",))
    now = await kept(store)
    assert (now.phone, now.likes, now.title) == ("03-9999-9999", "日本酒", "部長")


async def test_two_who_type_the_same_agree(store, owner, customer):
    opened = await profile(store, owner, customer)
    await edited(store, owner, customer, title="部長")

    async with by(store, owner) as work:
        done = await profiles.edit(work, customer.id, opened.version, {"title": "部長"})

    assert done == Edited()


# --- finding by the new name ------------------------------------------------------------------------------------------


async def test_a_customer_is_found_by_the_new_name_reading_and_company_and_not_by_the_old(store, owner):
    customer = await created(store, owner, "株式会社サクラ 田中一郎（たなか いちろう）")

    await edited(
        store, owner, customer, name="山本一郎", reading="やまもと いちろう", company=f"{companies.NEW}株式会社モミジ"
    )

    for name in ("山本", "ヤマモト", "モミジ", "モミジの山本"):
        assert await meant(store, owner, name) == customer.id, name
    for name in ("田中", "タナカ", "サクラ"):
        assert await meant(store, owner, name) is None, name


async def test_an_ambiguous_name_is_asked_about_before_anything_opens(store, owner):
    await created(store, owner, "株式会社サクラ 田中一郎")
    await created(store, owner, "株式会社モミジ 田中花子")

    async with by(store, owner) as work:
        asked = await profiles.look_up(work, "田中")

    assert isinstance(asked, WhichCustomer)
    assert (asked.then, len(asked.choices)) == ("customer.edit", 2)


async def test_the_tags_that_the_owner_uses_most_are_offered(store, owner, customer):
    await a_customer(store, owner=owner, tags=["VIP", "紹介"])
    await a_customer(store, owner=owner, tags=["VIP"])
    await a_customer(store, tags=["よその"])

    assert (await profile(store, owner, customer)).tags == ("VIP", "紹介")


def test_line_ends_are_no_change():
    assert editing.same("一行目 \r\n二行目\n", "一行目\n二行目")
    assert not editing.same("一行目\n\n二行目", "一行目\n二行目")
