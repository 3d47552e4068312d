"""Companies: found by any way of writing the name, one card for everybody in them, and what a change of job leaves."""

import asyncio
from datetime import date, timedelta

import pytest

from crm.notices import CompanyCard, WhichCompany
from crm.notices.companies import CompanyChoice, Contact
from crm.records import companies
from crm.records.editing import Clash, Edited
from crm.refusals import CompanyExists, Gone, NameMissing, NotAllowed, TextTooLong, WrongFields
from storage.store import Store
from storage.tables import Company
from tests import editing
from tests.builders import NOW, a_case, a_customer, a_followup, a_rep, an_interaction
from tests.deeds import by, created, refused
from tests.editing import a_company, company_card, meant
from tests.line_events import rows


async def edited(store: Store, company: Company, **typed: str) -> Edited:
    async with by(store, await a_rep(store)) as work:
        shown = await companies.show(work, company.id)
        return await companies.edit(work, company.id, shown.version, typed)


# --- finding ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["サクラ", "㈱サクラ", "株式会社サクラ 御中", "さくら", "サク"])
async def test_a_company_is_found_by_any_way_of_writing_it(store, name):
    company = await a_company(store)
    await a_company(store, "株式会社モミジ")

    async with by(store, await a_rep(store)) as work:
        found = await companies.look_up(work, name)

    assert isinstance(found, CompanyCard)
    assert found.company_id == company.id


async def test_a_company_named_in_full_is_not_confused_with_a_longer_name(store):
    await a_company(store, "株式会社サクラ製作所")
    company = await a_company(store)

    async with by(store, await a_rep(store)) as work:
        found = await companies.look_up(work, "サクラ")
        asked = await companies.look_up(work, "サク")

    assert isinstance(found, CompanyCard)
    assert found.company_id == company.id
    assert isinstance(asked, WhichCompany)
    assert [each.name for each in asked.choices] == ["株式会社サクラ", "株式会社サクラ製作所"]


async def test_a_company_that_nobody_knows_is_a_question_without_choices(store):
    async with by(store, await a_rep(store)) as work:
        assert await companies.look_up(work, "モミジ") == WhichCompany("モミジ", ())
        assert await companies.look_up(work, "あ" * 1000) == WhichCompany("あ" * 100, ())


async def test_no_name_is_refused(store):
    async with refused(NameMissing()), by(store, await a_rep(store)) as work:
        await companies.look_up(work, "　")


async def test_the_list_offers_what_fits_and_a_new_company_unless_one_goes_by_that_name(store):
    company = await a_company(store)
    for _ in range(2):
        await a_customer(store, company_id=company.id)
    await a_customer(store, company_id=company.id, merged_into_id=1)

    async with by(store, await a_rep(store, role="read_only")) as work:
        assert await companies.suggest(work, "サク") == ([CompanyChoice(company.id, "株式会社サクラ", 2)], "サク")
        assert await companies.suggest(work, "㈱さくら") == ([CompanyChoice(company.id, "株式会社サクラ", 2)], "")
        assert await companies.suggest(work, " ") == ([], "")


async def test_no_more_companies_are_offered_than_are_read(store):
    for number in range(12):
        await a_company(store, f"サクラ{number}号店")

    async with by(store, await a_rep(store)) as work:
        found, _ = await companies.suggest(work, "サクラ")

    assert len(found) == 10


# --- the card ---------------------------------------------------------------------------------------------------------


async def test_the_card_lists_who_is_there_the_key_person_first(store):
    company = await a_company(store, industry="製造", size="120名", purpose="検査工程の省力化", issues="人手不足")
    owner = await a_rep(store, full_name="佐藤 花子")
    there = {"owner": owner, "company_id": company.id}
    clerk = await a_customer(store, name="山本 花子", **there)
    chief = await a_customer(store, name="田中 一郎", title="部長", key_person=True, **there)
    await a_customer(store, name="田中 一朗", merged_into_id=chief.id, **there)
    for day in (18, 19):
        await an_interaction(store, customer=chief, day=date(2026, 11, day))

    shown = await company_card(store, company)

    assert (shown.industry, shown.size, shown.purpose, shown.issues) == (
        "製造",
        "120名",
        "検査工程の省力化",
        "人手不足",
    )
    assert shown.contacts == (
        Contact(chief.id, "田中 一郎", "部長", "佐藤 花子", date(2026, 11, 19), key_person=True),
        Contact(clerk.id, "山本 花子", None, "佐藤 花子", None, key_person=False),
    )
    assert shown.people == 2


async def test_the_card_counts_everybody_and_everything_and_lists_the_most_urgent(store):
    company = await a_company(store)
    owner = await a_rep(store)
    people = [await a_customer(store, owner=owner, name=f"田中 {n}", company_id=company.id) for n in range(17)]
    for number in range(7):
        await a_followup(
            store, customer=people[number], day=date(2026, 12, 17) - timedelta(weeks=number), what=f"電話{number}"
        )
        await a_case(store, customer=people[number], at=NOW - timedelta(days=number))
    await a_followup(store, customer=people[0], state="done")
    await a_case(store, customer=people[0], state="closed")
    await a_followup(store, customer=await a_customer(store))

    shown = await company_card(store, company)

    assert (len(shown.contacts), shown.people) == (15, 17)
    assert ([each.due.what for each in shown.followups], shown.owed) == ([f"電話{n}" for n in (6, 5, 4, 3, 2)], 7)
    assert ([each.customer for each in shown.cases], shown.open_cases) == ([f"田中 {n}" for n in (6, 5, 4, 3, 2)], 7)


async def test_a_company_that_is_not_there_is_gone(store):
    async with refused(Gone()), by(store, await a_rep(store)) as work:
        await companies.card(work, 4711)


# --- editing ----------------------------------------------------------------------------------------------------------


async def test_everything_of_a_company_is_edited(store):
    company = await a_company(store)

    await edited(
        store,
        company,
        name="株式会社サクラ製作所 御中",
        industry="製造",
        size="120名",
        purpose="検査の省力化\n品質の安定",
        issues="人手不足",
        gifts_declined="yes",
    )

    [now] = await rows(store, Company)
    assert (now.name, now.industry, now.size) == ("株式会社サクラ製作所", "製造", "120名")
    assert (now.purpose, now.issues, now.gifts_declined) == ("検査の省力化\n品質の安定", "人手不足", True)


async def test_everybody_in_a_renamed_company_is_found_by_its_new_name_only(store):
    owner = await a_rep(store)
    people = [await created(store, owner, f"株式会社サクラ {name}") for name in ("田中一郎", "山本花子")]
    [company] = await rows(store, Company)

    await edited(store, company, name="株式会社モミジ")

    assert await meant(store, owner, "モミジの田中") == people[0].id
    assert await meant(store, owner, "モミジの山本") == people[1].id
    assert await meant(store, owner, "サクラの山本") is None
    async with by(store, owner) as work:
        assert isinstance(await companies.look_up(work, "モミジ"), CompanyCard)


async def test_no_company_takes_the_name_of_another(store):
    await a_company(store, "株式会社モミジ")
    company = await a_company(store)

    async with refused(WrongFields((("name", CompanyExists("株式会社モミジ")),))):
        await edited(store, company, name="(株)もみじ")


async def test_a_company_may_be_written_in_another_way(store):
    company = await a_company(store)

    await edited(store, company, name="㈱サクラ")

    assert (await rows(store, Company))[0].name == "㈱サクラ"


async def test_what_does_not_fit_is_refused_at_its_field(store):
    company = await a_company(store)

    async with refused(WrongFields((("name", NameMissing()), ("industry", TextTooLong(100))))):
        await edited(store, company, name="・", industry="あ" * 101)


async def test_what_another_wrote_of_the_company_meanwhile_stays(store):
    company = await a_company(store)
    rep = await a_rep(store)
    async with by(store, await a_rep(store, full_name="鈴木 一郎")) as work:
        await companies.edit(work, company.id, 1, {"size": "120名"})

    async with by(store, rep) as work:
        done = await companies.edit(work, company.id, 1, {"name": company.name, "size": "150名", "industry": "製造"})

    assert done == Edited(("industry",), (Clash("size", "150名", "鈴木 一郎"),))
    [now] = await rows(store, Company)
    assert (now.size, now.industry) == ("120名", "製造")


async def test_who_may_only_read_edits_no_company(store):
    company = await a_company(store)

    async with refused(NotAllowed("companies.edit")), by(store, await a_rep(store, role="read_only")) as work:
        await companies.edit(work, company.id, 1, {"size": "120名"})


async def test_a_company_is_renamed_while_its_people_are_edited(store):
    owner = await a_rep(store)
    customer = await created(store, owner, "株式会社サクラ 田中一郎")
    [company] = await rows(store, Company)

    async def renamed() -> None:
        await edited(store, company, name="株式会社モミジ")

    await asyncio.gather(renamed(), editing.edited(store, owner, customer, name="山本一郎"))

    assert await meant(store, owner, "モミジの山本") == customer.id
