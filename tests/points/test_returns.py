"""What comes back: what remains is what the rest earns, what was spent returns in part, and the customer hears."""

import asyncio

import pytest

from crm.notices import PurchaseCard
from crm.refusals import Refused, ReturnTooMuch
from storage.store import Store
from storage.tables import PointEntry, TierStanding
from tests.deeds import refused
from tests.line_events import rows
from tests.points.counter import Counter, a_counter

PAID = {"purchase": {"per": 100, "points": 1}, "hand": {"approve_above": 1000}}


async def with_points(counter: Counter, points: int) -> None:
    await counter.gives(f"田中様 +{points} お詫び")


async def card(counter: Counter, text: str) -> PurchaseCard:
    made = await counter.buys(text)
    assert isinstance(made, PurchaseCard)
    return made


@pytest.mark.parametrize("parts", [(1, 99, 1234, 8666), (5000, 5000), (9999, 1), (10000,), (50, 50, 50)])
async def test_after_every_return_what_remains_is_what_the_rest_earns(store: Store, parts: tuple[int, ...]) -> None:
    counter = await a_counter(store, earn=PAID)
    made = await card(counter, "田中様 10,000円")
    left = 10_000

    for part in parts:
        left -= part
        shown = await counter.brings_back(made.purchase_id, part)

        assert shown.points == left // 100
        assert await counter.balance() == left // 100


async def test_a_whole_return_gives_back_all_that_was_spent_with_its_last_day(store: Store) -> None:
    counter = await a_counter(store, earn=PAID)
    await with_points(counter, 700)
    made = await card(counter, "田中様 2,100円 -700pt")

    first = await counter.brings_back(made.purchase_id, 700)
    last = await counter.brings_back(made.purchase_id, 1400)

    assert (first.given, last.given) == (233, 467)
    assert (first.taken, last.taken) == (5, 9)
    assert await counter.balance() == 700
    days = {each.expires_on for each in await rows(store, PointEntry) if each.kind in {"spend", "refund"}}
    assert len(days) == 1


async def test_a_return_is_reckoned_by_the_terms_of_its_day(store: Store) -> None:
    counter = await a_counter(store)
    await card(counter, "田中様 100,000円")
    made = await card(counter, "田中様 10,000円")  # silver: 110 points
    [standing] = await rows(store, TierStanding)
    assert standing.code == "silver"
    await counter.gives("田中様 +100 お詫び")

    shown = await counter.brings_back(made.purchase_id, 5_000)

    assert (shown.taken, shown.points) == (55, 55)


async def test_what_was_spent_already_is_owed_after_a_return(store: Store) -> None:
    counter = await a_counter(store, earn=PAID)
    made = await card(counter, "田中様 10,000円")
    await counter.takes("田中様 -80 お会計")

    await counter.brings_back(made.purchase_id, 10_000)
    await card(counter, "田中様 20,000円")

    assert await counter.balance() == 200 - 80


async def test_the_customer_hears_of_a_return_once_with_the_new_balance(store: Store) -> None:
    counter = await a_counter(store, earn=PAID)
    await with_points(counter, 700)
    made = await card(counter, "田中様 2,100円 -700pt")

    await counter.brings_back(made.purchase_id, 2100)

    told = (await counter.told("PointsMoved"))[-1]
    assert (told.fields["points"], told.fields["balance"], told.fields["reason"]) == (686, 700, "returned")


async def test_no_more_comes_back_than_was_bought(store: Store) -> None:
    counter = await a_counter(store)
    made = await card(counter, "田中様 3,000円")
    await counter.brings_back(made.purchase_id, 2_000)

    async with refused(ReturnTooMuch(1_000)):
        await counter.brings_back(made.purchase_id, 1_001)


async def test_a_return_is_looked_for_among_the_last_purchases_that_are_large_enough(store: Store) -> None:
    counter = await a_counter(store)
    small, large = await card(counter, "田中様 500円 ノート"), await card(counter, "田中様 昨日 12,800円 椅子")

    every = await counter.asks_back("田中様")
    fitting = await counter.asks_back("田中様 3,000円")

    assert [each.purchase_id for each in every.purchases] == [small.purchase_id, large.purchase_id]
    assert ([each.purchase_id for each in fitting.purchases], fitting.amount) == ([large.purchase_id], 3000)


async def test_two_returns_at_once_do_not_bring_back_more_than_was_bought(store: Store) -> None:
    counter = await a_counter(store, earn=PAID)
    made = await card(counter, "田中様 10,000円")

    done = await asyncio.gather(
        *(counter.brings_back(made.purchase_id, 6_000) for _ in range(2)), return_exceptions=True
    )

    assert [each.refusal for each in done if isinstance(each, Refused)] == [ReturnTooMuch(4_000)]
    assert await counter.balance() == 40
