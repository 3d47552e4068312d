"""Changing company: the old firm knows who left, and a slip of the finger is no change of job."""

from datetime import date, datetime, timedelta

from crm.notices.companies import FormerContact
from crm.records.companies import NEW
from crm.refusals import NameMissing, WrongFields
from storage.records import profiles as facts
from storage.store import Store
from storage.tables import Company, Customer, Employment, Rep
from tests.builders import NOW, a_customer, a_rep, an_interaction
from tests.deeds import created, refused
from tests.editing import a_company, company_card, edited
from tests.line_events import rows

TOMORROW = NOW + timedelta(days=1)


async def moved(store: Store, rep: Rep, customer: Customer, where: str, now: datetime = NOW, **more: str) -> None:
    """Choose another company in the form of the customer."""
    await edited(store, rep, customer, now, company=where, **more)


async def former(store: Store, customer: Customer) -> list[str]:
    async with store.read() as session:
        return [each.company for each in await facts.former(session, customer.id)]


async def test_whoever_changes_company_is_a_former_contact_there_and_keeps_all_history(store):
    owner = await a_rep(store)
    customer = await created(store, owner, "株式会社サクラ 田中一郎")
    sakura = customer.company
    await an_interaction(store, customer=customer)
    await moved(store, owner, customer, str(sakura.id), title="部長")

    await moved(store, owner, customer, f"{NEW}株式会社モミジ")

    momiji = next(each for each in await rows(store, Company) if each.name == "株式会社モミジ")
    left, now = await company_card(store, sakura), await company_card(store, momiji)
    assert left.contacts == ()
    assert left.former == (FormerContact(customer.id, "田中一郎", "部長", date(2026, 11, 20), "株式会社モミジ"),)
    assert [each.last_touch for each in now.contacts] == [date(2026, 11, 20)]
    assert await former(store, customer) == ["株式会社サクラ"]


async def test_a_new_company_is_made_once_however_it_is_written(store):
    owner = await a_rep(store)
    people = [await a_customer(store, owner=owner) for _ in range(2)]

    for customer, name in zip(people, ("株式会社モミジ", "㈱モミジ 御中"), strict=True):
        await moved(store, owner, customer, f"{NEW}{name}")

    assert [each.name for each in await rows(store, Company)] == ["株式会社モミジ"]


async def test_somebody_who_worked_nowhere_has_no_former_company(store):
    owner = await a_rep(store)
    customer = await a_customer(store, owner=owner)

    await moved(store, owner, customer, str((await a_company(store)).id))

    assert await rows(store, Employment) == []


async def test_a_company_chosen_by_mistake_and_mended_on_the_same_day_is_no_change_of_job(store):
    owner = await a_rep(store)
    customer = await created(store, owner, "株式会社サクラ 田中一郎")
    sakura, wrong, right = customer.company, await a_company(store, "モミジ"), await a_company(store, "カエデ")

    await moved(store, owner, customer, str(wrong.id))
    await moved(store, owner, customer, str(right.id))
    assert await former(store, customer) == ["株式会社サクラ"]
    await moved(store, owner, customer, str(sakura.id))

    assert await former(store, customer) == []


async def test_whoever_comes_back_another_day_has_been_elsewhere(store):
    owner = await a_rep(store)
    customer = await created(store, owner, "株式会社サクラ 田中一郎")
    sakura, momiji = customer.company, await a_company(store, "モミジ")

    await moved(store, owner, customer, str(momiji.id))
    await moved(store, owner, customer, str(sakura.id), TOMORROW)

    assert await former(store, customer) == ["モミジ", "株式会社サクラ"]
    assert (await company_card(store, sakura)).former == ()


async def test_whoever_left_for_nowhere_is_a_consumer(store):
    owner = await a_rep(store)
    customer = await created(store, owner, "株式会社サクラ 田中一郎")

    await moved(store, owner, customer, "")

    [now] = await rows(store, Customer)
    assert now.company_id is None
    assert await former(store, customer) == ["株式会社サクラ"]


async def test_a_company_without_a_name_is_refused_at_its_field(store):
    owner = await a_rep(store)
    customer = await a_customer(store, owner=owner)

    async with refused(WrongFields((("company", NameMissing()),))):
        await moved(store, owner, customer, f"{NEW}・")
