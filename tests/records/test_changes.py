"""A customer's anniversaries, and who changed what: told from the audit log, in words."""

from datetime import timedelta

import pytest

from crm.notices import CustomerChanges
from crm.records import anniversaries, changes, companies
from crm.refusals import (
    BirthdayUnclear,
    Gone,
    NotAllowed,
    TooManyDays,
)
from storage.store import Store
from storage.tables import Anniversary, Audit, Customer, Employment, Rep
from tests.builders import NOW, a_customer, a_rep
from tests.deeds import by, created, refused
from tests.editing import edited, profile, wrong
from tests.line_events import rows


async def history(store: Store, rep: Rep, customer: Customer) -> CustomerChanges:
    async with by(store, rep) as work:
        told = await changes.of(work, customer.id)
    assert isinstance(told, CustomerChanges)
    return told


@pytest.fixture
async def owner(store: Store) -> Rep:
    return await a_rep(store, full_name="佐藤 花子")


@pytest.fixture
async def customer(store: Store, owner: Rep) -> Customer:
    return await a_customer(store, owner=owner, name="田中 一郎")


# --- anniversaries ----------------------------------------------------------------------------------------------------


async def added(store: Store, rep: Rep, customer: Customer, day: str, kind: str = "contract", label: str = "") -> None:
    async with by(store, rep) as work:
        await anniversaries.add(work, customer.id, kind, day, label)


async def test_a_day_is_kept_with_or_without_its_year(store, owner, customer):
    await added(store, owner, customer, "平成27年4月1日", label=" 基本契約 ")
    await added(store, owner, customer, "12/24", "wedding")

    shown = (await profile(store, owner, customer)).anniversaries
    assert [(each.kind, each.year, each.month, each.day, each.label) for each in shown] == [
        ("contract", 2015, 4, 1, "基本契約"),
        ("wedding", None, 12, 24, None),
    ]


async def test_the_same_day_twice_is_kept_once(store, owner, customer):
    for _ in range(2):
        await added(store, owner, customer, "4/1")

    assert len(await rows(store, Anniversary)) == 1


async def test_a_day_that_is_none_is_refused_at_its_field(store, owner, customer):
    for nothing in ("", "いつか", "2/30"):
        async with refused(wrong(day=BirthdayUnclear())):
            await added(store, owner, customer, nothing)


async def test_twenty_days_are_enough_for_anybody(store, owner, customer):
    for day in range(1, 21):
        await added(store, owner, customer, f"4/{day}")

    async with refused(wrong(day=TooManyDays(20))):
        await added(store, owner, customer, "5/1")


async def test_a_day_is_taken_away_by_whoever_may_edit_the_customer(store, owner, customer):
    await added(store, owner, customer, "4/1")
    [day] = await rows(store, Anniversary)

    async with refused(NotAllowed("anniversaries.remove")), by(store, await a_rep(store)) as work:
        await anniversaries.remove(work, day.id)
    async with by(store, owner) as work:
        assert await anniversaries.remove(work, day.id) == customer.id

    assert await rows(store, Anniversary) == []
    async with refused(Gone()), by(store, owner) as work:
        await anniversaries.remove(work, day.id)


# --- who changed what -------------------------------------------------------------------------------------------------


async def test_changes_are_told_field_by_field_the_latest_first(store, owner):
    customer = await created(store, owner, "株式会社サクラ 田中一郎")
    deputy = await a_rep(store, full_name="鈴木 一郎")
    await edited(store, owner, customer, birthday="4/5", deputy=deputy.slack_id)
    await added(store, owner, customer, "2015-04-01", label="基本契約")
    await edited(store, deputy, customer, NOW + timedelta(hours=1), birthday="1980-04-05", company="")

    told = await history(store, owner, customer)

    assert [(each.field, each.before, each.after, each.who) for each in told.changes] == [
        ("company", "株式会社サクラ", "", "鈴木 一郎"),
        ("birthday", "4/5", "1980-04-05", "鈴木 一郎"),
        ("anniversary.contract", "", "2015-04-01 基本契約", "佐藤 花子"),
        ("deputy", "", "鈴木 一郎", "佐藤 花子"),
        ("birthday", "", "4/5", "佐藤 花子"),
        ("created", "", "", "佐藤 花子"),
    ]
    assert told.changes[0].at == NOW + timedelta(hours=1)
    assert {each.by for each in told.changes} == {"rep"}


async def test_twenty_changes_are_told_and_no_more(store, owner, customer):
    for number in range(25):
        await edited(store, owner, customer, title=f"肩書き{number}")

    told = await history(store, owner, customer)

    assert len(told.changes) == 20
    assert (told.changes[0].before, told.changes[0].after) == ("肩書き23", "肩書き24")


async def test_what_was_erased_from_the_log_is_told_of_no_more(store, owner, customer):
    await edited(store, owner, customer, phone="03-1111-2222")
    async with store.write() as session:
        for line in await rows(store, Audit):
            erased = await session.get(Audit, line.id)
            erased.before, erased.after = {}, {}

    assert (await history(store, owner, customer)).changes == ()


async def test_a_change_of_company_is_on_record_with_the_title_held_there(store, owner):
    customer = await created(store, owner, "株式会社サクラ 田中一郎")
    await edited(store, owner, customer, title="部長")

    await edited(store, owner, customer, company=f"{companies.NEW}株式会社モミジ", title="専務")

    [left] = await rows(store, Employment)
    assert (left.title, left.ended_at) == ("部長", NOW)
    shown = await profile(store, owner, customer)
    assert (shown.company, shown.texts["title"]) == ("株式会社モミジ", "専務")
    assert [(each.company, each.title) for each in shown.former] == [("株式会社サクラ", "部長")]
