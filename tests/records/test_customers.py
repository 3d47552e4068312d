"""Customers: made by whoever met them, found by any way of writing the name, shown on one card."""

import asyncio
from datetime import date, timedelta

import pytest

from crm.notices import CustomerCard, WhichCustomer
from crm.records import cards, finding
from crm.refusals import Gone, NameMissing, NobodyFound, NotAllowed, TextTooLong
from handlers.slack import unpack
from storage.store import Store
from storage.tables import Company, Customer, Rep
from tests.builders import (
    HOUSE,
    NOW,
    a_case,
    a_customer,
    a_followup,
    a_line_user,
    a_rep,
    an_answer,
    an_interaction,
)
from tests.deeds import by, created, refused
from tests.line_events import rows


async def found(store: Store, rep: Rep, name: str) -> list[str]:
    async with by(store, rep) as work:
        return [customer.name for customer in (await finding.find(work, name)).customers]


async def shown(store: Store, rep: Rep, name: str) -> CustomerCard | WhichCustomer:
    async with by(store, rep) as work:
        return await cards.look_up(work, name)


# --- making -----------------------------------------------------------------------------------------------------------


async def test_whoever_types_a_new_customer_owns_them(store):
    rep = await a_rep(store)

    await created(store, rep, "株式会社サクラ 田中一郎（たなかいちろう）")

    [customer], [company] = await rows(store, Customer), await rows(store, Company)
    assert (customer.name, customer.reading, customer.owner_id) == ("田中一郎", "たなかいちろう", rep.id)
    assert (company.name, customer.company_id) == ("株式会社サクラ", company.id)


async def test_two_people_of_one_firm_share_it_however_it_is_written(store):
    rep = await a_rep(store)

    await created(store, rep, "株式会社サクラ 田中一郎")
    await created(store, rep, "㈱サクラ 鈴木花子")

    assert [company.name for company in await rows(store, Company)] == ["株式会社サクラ"]
    assert len({customer.company_id for customer in await rows(store, Customer)}) == 1


@pytest.mark.parametrize("text", ["", "   ", "様", "株式会社サクラ", "\x01\x02", "\u200b"])
async def test_a_customer_needs_a_name(store, text):
    async with refused(NameMissing()):
        await created(store, await a_rep(store), text)


@pytest.mark.parametrize(
    "text",
    ["あ" * 101, f"株式会社{'あ' * 97} 田中", f"田中一郎（{'あ' * 101}）", "あ" * 40_000],
    ids=["name", "company", "reading", "everything"],
)
async def test_nothing_is_longer_than_a_hundred_characters(store, text):
    async with refused(TextTooLong(100)):
        await created(store, await a_rep(store), text)

    assert await rows(store, Company) == []


async def test_a_hundred_characters_are_not_too_many(store):
    rep = await a_rep(store)

    made = await created(store, rep, f"株式会社{'あ' * 96} {'い' * 100}（{'う' * 100}）")

    assert (len(made.name), len(made.reading), len(made.company.name)) == (100, 100, 100)
    assert await found(store, rep, "い" * 100) == [made.name]
    assert await found(store, rep, "う" * 100) == [made.name]


@pytest.mark.parametrize(
    "name",
    ["<!channel>さん太", "A&B", "O'Brien", "Robert'); DROP TABLE customers;--", "👨‍👩‍👧家", "🙂", "*太字*", "٣٤٥"],
)
async def test_a_name_is_kept_and_found_as_it_was_typed(store, name):
    rep = await a_rep(store)

    made = await created(store, rep, f'"サクラ" {name}' if " " in name else name)

    assert made.name.replace("\u200d", "") == name.replace("\u200d", "")
    assert await found(store, rep, name) == [made.name]


async def test_what_cannot_be_seen_is_not_kept(store):
    made = await created(store, await a_rep(store), "田中\u202e\u200b\x1b一郎")

    assert made.name == "田中一郎"


async def test_nul_which_postgresql_cannot_hold_never_gets_as_far_as_a_rule(store):
    rep = await a_rep(store)
    payload = {"command": "/customer", "text": "田中\x00一郎", "user_id": rep.slack_id}
    heard = unpack.unpack(payload, seq=1, language="ja", house=HOUSE)

    made = await created(store, rep, heard.text)

    assert made.name == "田中一郎"


async def test_who_may_only_read_creates_nobody(store):
    async with refused(NotAllowed("customers.create")):
        await created(store, await a_rep(store, role="read_only"), "田中一郎")


# --- finding ----------------------------------------------------------------------------------------------------------


WAYS = (
    *("田中", "田中様", "田中 一郎", "田中部長", "一郎"),
    *("たなか", "ﾀﾅｶ", "タナカイチロウ"),
    *("サクラ", "㈱サクラ", "サクラ 田中", "サクラの田中", "株式会社サクラの田中様"),
)


@pytest.mark.parametrize("name", WAYS)
async def test_a_customer_is_found_by_many_names(store, name):
    rep = await a_rep(store)
    await created(store, rep, "株式会社サクラ 田中一郎（たなか いちろう）")
    await created(store, rep, "株式会社モミジ 山本花子（やまもと はなこ）")

    assert await found(store, rep, name) == ["田中一郎"]


async def test_everybody_may_look_and_all_customers_are_seen(store):
    await created(store, await a_rep(store), "田中一郎")
    stranger = await a_rep(store, role="read_only")

    assert await found(store, stranger, "田中") == ["田中一郎"]


async def test_a_whole_name_beats_the_beginning_of_one_and_that_beats_a_part(store):
    rep = await a_rep(store)
    for name in ("森", "森山 太郎", "大森山 次郎"):
        await created(store, rep, name)

    assert await found(store, rep, "森") == ["森"]
    assert await found(store, rep, "森山太") == ["森山 太郎"]
    assert await found(store, rep, "森山") == ["森山 太郎"]
    assert await found(store, rep, "山次郎") == ["大森山 次郎"]


async def test_a_colleague_of_the_same_firm_is_not_taken_for_a_stranger(store):
    rep = await a_rep(store)
    await created(store, rep, "株式会社サクラ 田中一郎")

    async with refused(NobodyFound("株式会社サクラ 山本")):
        await found(store, rep, "株式会社サクラ 山本")


@pytest.mark.parametrize("name", ["%", "_", "\\", "'", "*", "%%"])
async def test_signs_of_the_database_are_no_names(store, name):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎")

    async with refused(NameMissing()):
        await found(store, rep, name)


@pytest.mark.parametrize("name", ["田_郎", "田%郎"])
async def test_signs_of_the_database_stand_for_nothing_else(store, name):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎")

    async with refused(NobodyFound(name)):
        await found(store, rep, name)


@pytest.mark.parametrize("length", [400, 4_000, 100_000])
async def test_a_name_longer_than_any_is_nobodys(store, length):
    async with refused(NobodyFound("あ" * 100)):
        await found(store, await a_rep(store), "あ" * length)


async def test_of_many_with_one_name_ten_are_offered(store):
    rep = await a_rep(store, full_name="佐藤 花子")
    for number in range(12):
        await created(store, rep, f"株式会社{'アイウエオカキクケコサシ'[number]}商事 田中一郎")

    asked = await shown(store, rep, "田中")

    assert isinstance(asked, WhichCustomer)
    assert (asked.name, len(asked.choices)) == ("田中", 10)
    assert asked.choices[0].company == "株式会社ア商事"
    assert {choice.owner for choice in asked.choices} == {"佐藤 花子"}


async def test_somebody_unknown_is_a_question_without_choices(store):
    assert await shown(store, await a_rep(store), " 山本様 ") == WhichCustomer("山本様", ())


async def test_no_name_at_all_is_refused(store):
    async with refused(NameMissing()):
        await shown(store, await a_rep(store), "　")


# --- the card ---------------------------------------------------------------------------------------------------------


async def card(store: Store, customer: Customer, by_whom: Rep | None = None) -> CustomerCard:
    async with by(store, by_whom or await a_rep(store)) as work:
        return await cards.card(work, customer.id)


async def test_the_card_of_somebody_new_claims_nothing(store):
    owner = await a_rep(store, full_name="佐藤 花子")
    customer = await a_customer(store, owner=owner, name="田中 一郎")

    shown_card = await card(store, customer)

    assert shown_card == CustomerCard(
        customer_id=customer.id,
        name="田中 一郎",
        reading=None,
        company=None,
        owner="佐藤 花子",
        stage=None,
        evidence=(),
        last_touch=None,
        followups=(),
        more_followups=0,
        line="none",
        open_case=False,
    )


async def test_the_card_tells_the_last_touch_and_the_most_urgent_follow_ups(store):
    customer = await a_customer(store)
    for day in (18, 20, 19):
        await an_interaction(store, customer=customer, day=date(2026, 11, day), text=f"{day}日の訪問")
    for number in (9, 8, 7, 4, 3, 2, 1):
        await a_followup(store, customer=customer, day=date(2026, 12, number), what=f"{number}日の電話")
    await a_followup(store, customer=customer, day=date(2026, 11, 1), what="済んだ電話", state="done")

    shown_card = await card(store, customer)

    assert shown_card.last_touch.text == "20日の訪問"
    assert [due.day.day for due in shown_card.followups] == [1, 2, 3, 4, 7]
    assert shown_card.more_followups == 2


@pytest.mark.parametrize(
    ("accounts", "line"), [([], "none"), (["friend"], "linked"), (["gone"], "gone"), (["gone", "friend"], "linked")]
)
async def test_the_card_tells_how_we_stand_in_line(store, accounts, line):
    customer = await a_customer(store)
    for state in accounts:
        await a_line_user(store, customer=customer, state=state)

    assert (await card(store, customer)).line == line


async def test_the_card_tells_of_an_open_case(store):
    customer = await a_customer(store)
    await a_case(store, customer=customer, answer=await an_answer(store, customer=customer, score=2))

    assert (await card(store, customer)).open_case


@pytest.mark.parametrize(("passed", "contacts"), [(timedelta(days=364), 1), (timedelta(days=367), None)])
async def test_evidence_is_of_the_last_twelve_months(store, passed, contacts):
    customer = await a_customer(store)
    await an_interaction(store, customer=customer, day=(NOW - passed).date())

    evidence = dict((await card(store, customer)).evidence)

    assert evidence.get("stage.contacts", {}).get("n") == contacts


async def test_a_customer_who_is_not_there_is_gone(store):
    async with refused(Gone()):
        await card(store, Customer(id=4711, name="x", owner_id=1))


async def test_two_who_create_at_once_both_succeed(store):
    rep = await a_rep(store)

    await asyncio.gather(*(created(store, rep, f"株式会社サクラ 田中{number}郎") for number in "一二三四"))

    assert len(await found(store, rep, "サクラ")) == 4
