"""A till's file: each row once, for exactly the customer it means; whatever is unclear is told by its line."""

from pathlib import Path

import pytest

from bot.interchange.purchases import PurchasesRefusedError, bring
from storage.records import customers
from storage.store import Store
from storage.tables import Purchase
from tests.builders import HOUSE, written
from tests.deeds import created
from tests.line_events import rows
from tests.points.counter import Counter, a_counter

HEADER = "伝票番号,購入日,金額,商品名,顧客番号,メールアドレス,電話番号,氏名,利用ポイント"


async def brought(counter: Counter, folder: Path, *lines: str, header: str = HEADER, **options: bool) -> str:
    file = folder / "till.csv"
    file.write_text("\n".join([header, *lines]), encoding="utf-8")
    return await bring(counter.store, HOUSE, file, **options)


async def test_rows_become_purchases_of_the_owner_and_earn(store: Store, tmp_path: Path) -> None:
    counter = await a_counter(store)

    told = await brought(
        counter, tmp_path, 'A-1,2026/11/02,"12,800",定期点検,,,,田中 一郎,', "A-2,2026/11/03,¥500,,,,,田中一郎,"
    )

    made = await rows(store, Purchase)
    assert [(each.amount, each.what, each.external_id, each.rep_id) for each in made] == [
        (12_800, "定期点検", "A-1", counter.rep.id),
        (500, "", "A-2", counter.rep.id),
    ]
    assert "2 件" in told
    assert "ポイント 133" in told
    assert await counter.balance() == 133
    assert await counter.told("PointsMoved") == []


async def test_a_file_brought_twice_counts_once(store: Store, tmp_path: Path) -> None:
    counter = await a_counter(store)
    lines = ("A-1,,12800,,,,,田中一郎,", "A-2,,500,,,,,田中一郎,")
    await brought(counter, tmp_path, *lines)

    told = await brought(counter, tmp_path, *lines, "A-3,,100,,,,,田中一郎,")

    assert len(await rows(store, Purchase)) == 3
    assert "2 件は取り込み済み" in told


async def test_without_numbers_equal_rows_of_a_file_are_several_and_the_file_still_counts_once(
    store: Store, tmp_path: Path
) -> None:
    counter = await a_counter(store)
    lines = ("2026-11-02,450,コーヒー,田中一郎", "2026-11-02,450,コーヒー,田中一郎")

    for _ in range(2):
        await brought(counter, tmp_path, *lines, header="date,amount,item,name")

    assert [each.amount for each in await rows(store, Purchase)] == [450, 450]


async def test_a_number_an_address_and_a_telephone_say_who(store: Store, tmp_path: Path) -> None:
    counter = await a_counter(store)
    people = {}
    for field, value in (("external_id", "M-7"), ("email", "a@example.jp"), ("phone", "090-1234-5678")):
        customer = await created(store, counter.rep, f"鈴木{field}")
        await written_on(store, customer.id, **{field: value})
        people[field] = customer.id

    await brought(
        counter,
        tmp_path,
        "1,,100,,M-7,,,,",
        "2,,200,,,A@Example.jp,,,",
        "3,,300,,,,+81 90 1234 5678,,",
        "4,,400,,X-9,,,,",
    )

    found = {each.amount: each.customer_id for each in await rows(store, Purchase)}
    assert found == {100: people["external_id"], 200: people["email"], 300: people["phone"]}


async def test_who_could_be_two_is_told_and_never_guessed(store: Store, tmp_path: Path) -> None:
    counter = await a_counter(store)
    await created(store, counter.rep, "株式会社サクラ 田中一郎")

    told = await brought(counter, tmp_path, "1,,12800,,,,,田中一郎,", "2,,500,,,,,山田太郎,")

    assert await rows(store, Purchase) == []
    assert "2 行目: お客様を1人に決められません（候補 2 名）" in told
    assert "3 行目" in told


async def test_another_name_beside_the_address_is_somebody_else(store: Store, tmp_path: Path) -> None:
    counter = await a_counter(store)
    customer = await created(store, counter.rep, "鈴木 次郎")
    await written_on(store, customer.id, email="a@example.jp")

    told = await brought(counter, tmp_path, "1,,100,,,a@example.jp,,田中一郎,")

    assert await rows(store, Purchase) == []
    assert "2 行目" in told


async def test_what_a_row_gets_wrong_is_told_by_its_line_and_the_others_come(store: Store, tmp_path: Path) -> None:
    counter = await a_counter(store)

    told = await brought(
        counter,
        tmp_path,
        "1,,なし,,,,,田中一郎,",
        "2,いつか,500,,,,,田中一郎,",
        "3,,500,,,,,田中一郎,900",
        "4,,700,,,,,田中一郎,",
    )

    assert [each.amount for each in await rows(store, Purchase)] == [700]
    assert [f"{number} 行目" in told for number in (2, 3, 4, 5)] == [True, True, True, False]


async def test_a_dry_run_writes_nothing(store: Store, tmp_path: Path) -> None:
    counter = await a_counter(store)

    told = await brought(counter, tmp_path, "1,,12800,,,,,田中一郎,", "2,,1,,,,,山田太郎,", dry_run=True)

    assert await rows(store, Purchase) == []
    assert "1 件を取り込めます" in told
    assert "3 行目" in told


async def test_history_can_be_brought_without_points(store: Store, tmp_path: Path) -> None:
    counter = await a_counter(store)

    await brought(counter, tmp_path, "1,2020-01-05,12800,,,,,田中一郎,", earn=False)

    assert len(await rows(store, Purchase)) == 1
    assert await counter.balance() == 0


async def test_a_file_that_does_not_say_who_or_how_much_is_refused(store: Store, tmp_path: Path) -> None:
    counter = await a_counter(store)

    with pytest.raises(PurchasesRefusedError, match="金額"):
        await brought(counter, tmp_path, "1,x", header="伝票番号,商品名")


async def test_a_file_in_shift_jis_is_read(store: Store, tmp_path: Path) -> None:
    await a_counter(store)
    file = tmp_path / "till.csv"
    file.write_bytes("金額,氏名\n１２，８００円,田中一郎\n".replace("，", "").encode("cp932"))

    await bring(store, HOUSE, file)

    assert [each.amount for each in await rows(store, Purchase)] == [12_800]


async def written_on(store: Store, customer_id: int, **fields: str) -> None:
    async with written(store) as work:
        customer = await customers.by_id(work.session, customer_id)
        assert customer is not None
        for name, value in fields.items():
            setattr(customer, name, value)
