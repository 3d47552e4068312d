"""Whom we may know twice: said when a customer is made, who is made all the same."""

import pytest

from crm.notices import AlikeFound, Choice
from crm.records import customers, duplicates
from storage.store import Store
from storage.tables import Customer, Rep
from tests.builders import a_customer, a_rep
from tests.deeds import by, created
from tests.line_events import owed, rows
from tests.stage import on_stage


async def alike(store: Store, rep: Rep, customer: Customer) -> list[int]:
    async with by(store, rep) as work:
        return [each.customer_id for each in await duplicates.of(work, customer.id)]


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("田中一郎", "田中 一郎"),
        ("株式会社サクラ 髙橋誠", "㈱サクラ 高橋誠"),
        ("株式会社サクラ 田中一郎", "田中一郎"),
        ("田中一郎", "株式会社サクラ 田中一郎"),
        ("株式会社サクラ 田中一郎", "株式会社サクラ 田中一朗"),
        ("株式会社サクラ 田中一郎", "サクラ株式会社 田中"),
        ("田中一郎（たなかいちろう）", "タナカイチロウ"),
        ("Jane Smith", "JANE SMITH"),
    ],
)
async def test_the_same_or_almost_the_same_name_at_one_firm_may_be_one_person(store, known, new):
    rep = await a_rep(store)
    first, second = await created(store, rep, known), await created(store, rep, new)

    assert await alike(store, rep, second) == [first.id]
    assert await alike(store, rep, first) == [second.id]


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("株式会社サクラ 田中一郎", "株式会社モミジ 田中一郎"),
        ("株式会社サクラ 田中一郎", "株式会社サクラ 山田花子"),
        ("株式会社サクラ 佐藤健", "株式会社サクラ 佐藤誠"),
        ("田中一郎", "田中一朗"),
        ("田中一郎", "田中"),
    ],
)
async def test_another_firm_or_another_name_is_another_person(store, known, new):
    rep = await a_rep(store)
    await created(store, rep, known)

    assert await alike(store, rep, await created(store, rep, new)) == []


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ({"email": "tanaka@example.com"}, {"email": "tanaka@example.com"}),
        ({"email": "tanaka@example.com"}, {"email": "Tanaka@Example.com"}),
        ({"phone": "090-1234-5678"}, {"phone": "09012345678"}),
        ({"phone": "+81 90-1234-5678"}, {"phone": "(090) 1234-5678"}),
    ],
)
async def test_one_address_or_telephone_is_one_person_whatever_the_name(store, known, new):
    rep = await a_rep(store)
    first = await a_customer(store, owner=rep, name="田中", **known)
    second = await a_customer(store, owner=rep, name="鈴木", **new)

    assert await alike(store, rep, second) == [first.id]


async def test_nobody_is_alike_for_having_neither_address_nor_telephone(store):
    rep = await a_rep(store)
    for name in ("田中", "鈴木"):
        await a_customer(store, owner=rep, name=name)

    assert await alike(store, rep, (await rows(store, Customer))[1]) == []


async def test_a_merged_duplicate_is_not_offered_again(store):
    rep = await a_rep(store)
    first = await created(store, rep, "田中一郎")
    await a_customer(store, owner=rep, name="田中一郎", email="t@example.com", merged_into_id=first.id)
    second = await a_customer(store, owner=rep, name="鈴木", email="t@example.com")

    assert await alike(store, rep, second) == []


async def test_at_most_three_are_offered(store):
    rep = await a_rep(store)
    for _ in range(5):
        await created(store, rep, "田中一郎")

    assert len(await alike(store, rep, (await rows(store, Customer))[0])) == 3


async def test_who_is_made_on_the_way_is_told_of_in_the_dm(store):
    rep = await a_rep(store, full_name="佐藤 花子")
    known = await created(store, rep, "株式会社サクラ 田中一郎")

    async with by(store, rep) as work:
        made = await customers.create(work, "田中一郎")
        await duplicates.tell(work, made.id)
        other = await customers.create(work, "鈴木実")
        await duplicates.tell(work, other.id)

    [told] = await owed(store, AlikeFound)
    assert told == AlikeFound(made.id, "田中一郎", None, (Choice(known.id, "田中一郎", "株式会社サクラ", "佐藤 花子"),))


async def test_the_card_of_somebody_new_offers_to_merge_them_with_whom_we_know(database_url):
    async with on_stage(database_url) as stage:
        first = await stage.command("/customer new 株式会社サクラ 田中一郎")
        second = await stage.command("/customer new 株式会社サクラ 田中一郎")

        assert "似たお名前" not in first
        assert "登録しました" in second
        assert "merge.start:1" in second
        assert '"value": "1.2"' in second
