"""A customer asks to be forgotten, is asked twice, and hears when it is done."""

from datetime import timedelta

import pytest

from crm.notices import ErasureAnswered, ErasureQuestion, ErasureReceipt, ErasureTold, WhoseData
from handlers.line.privacy import CONFIRM, GO_ON, LEAVE, WHOSE, erasure_data
from reminders.sweeps import run_all
from storage.tables import Customer, Erasure, LineLink, LineUser
from tests.builders import HOUSE, NOW, a_customer, saved
from tests.line_events import USER, hear, linked, owed, rows, said, tap, words

SOON = NOW + timedelta(minutes=5)


@pytest.mark.parametrize("text", ["消去", "「消去」", "個人情報の削除", "Erase my data"])
async def test_the_word_asks_and_erases_nothing(store, text):
    await linked(store)

    await hear(store, words(text))

    [question] = await owed(store, ErasureQuestion)
    assert (question.name, question.last) == ("田中 一郎", False)
    assert [each.state for each in await rows(store, Erasure)] == ["asked"]


async def test_the_first_button_asks_once_more(store):
    token = await _asked(store)

    await hear(store, tap(erasure_data(GO_ON, token), at=SOON))

    assert [each.last for each in await owed(store, ErasureQuestion)] == [False, True]
    assert (await rows(store, Customer))[0].erased_at is None


async def test_the_second_button_does_it_and_the_receipt_follows(store):
    token = await _asked(store)

    await hear(store, tap(erasure_data(CONFIRM, token), at=SOON))
    await run_all(store, HOUSE, SOON, only=["erasures"])

    assert await owed(store, ErasureAnswered) == [ErasureAnswered("confirmed", token)]
    assert await owed(store, ErasureReceipt) == [ErasureReceipt(token, "ja")]
    assert await owed(store, ErasureTold) == [ErasureTold("田中 一郎", token)]
    assert [(each.name, each.erased_at) for each in await rows(store, Customer)] == [("—", SOON)]
    assert [each.state for each in await rows(store, LineUser)] == ["gone"]


async def test_a_second_press_does_nothing_more(store):
    token = await _asked(store)

    await hear(store, *[tap(erasure_data(CONFIRM, token), at=SOON)] * 2)

    assert [each.state for each in await owed(store, ErasureAnswered)] == ["confirmed", "confirmed"]
    assert len(await owed(store, ErasureTold)) == 1


async def test_whoever_thinks_better_of_it_keeps_everything(store):
    token = await _asked(store)

    await hear(store, tap(erasure_data(LEAVE, token)), tap(erasure_data(CONFIRM, token), at=SOON))

    assert [each.state for each in await owed(store, ErasureAnswered)] == ["left", "left"]
    assert (await rows(store, Customer))[0].erased_at is None


async def test_a_button_of_yesterday_erases_nothing(store):
    token = await _asked(store)

    await hear(store, tap(erasure_data(CONFIRM, token), at=NOW + timedelta(hours=25)))

    assert [each.state for each in await owed(store, ErasureAnswered)] == ["late"]
    assert (await rows(store, Customer))[0].erased_at is None


@pytest.mark.parametrize("what", [GO_ON, CONFIRM, LEAVE])
async def test_nobody_decides_for_somebody_else(store, what):
    token = await _asked(store)
    before = await said(store)

    await hear(store, tap(erasure_data(what, token), user="U" + "9" * 32))

    assert [each.state for each in await rows(store, Erasure)] == ["asked"]
    assert await said(store) == before


@pytest.mark.parametrize("broken", ["erasure", "erasure:confirm", "erasure:confirm:E-1", "erasure:all:1", "erasure:::"])
async def test_broken_buttons_erase_nothing(store, broken):
    await _asked(store)

    await hear(store, tap(broken))

    assert (await rows(store, Customer))[0].erased_at is None


async def test_of_two_customers_on_one_account_only_the_chosen_one_goes(store):
    _, customer = await linked(store)
    wife = await a_customer(store, name="田中 花子")
    [link] = await rows(store, LineLink)
    await saved(store, LineLink(line_user_id=link.line_user_id, customer_id=wife.id))

    await hear(store, words("消去"))
    [whose] = await owed(store, WhoseData)
    await hear(store, tap(erasure_data(WHOSE, str(wife.id)), at=SOON))
    [question] = await owed(store, ErasureQuestion)
    await hear(store, tap(erasure_data(CONFIRM, question.token), at=SOON))

    assert dict(whose.people) == {str(wife.id): "田中 花子", str(customer.id): "田中 一郎"}
    assert [each.id for each in await rows(store, Customer) if each.erased_at] == [wife.id]
    assert [each.customer_id for each in await rows(store, LineLink) if each.ended_at is None] == [customer.id]


async def test_a_stranger_who_asks_for_it_is_read_by_a_person(store):
    await hear(store, words("消去"))

    assert await owed(store, ErasureQuestion) == []
    assert await rows(store, Erasure) == []


async def test_whoever_writes_after_it_is_somebody_new(store):
    token = await _asked(store)
    await hear(store, tap(erasure_data(CONFIRM, token), at=SOON))
    await run_all(store, HOUSE, SOON, only=["erasures"])

    await hear(store, words("こんにちは", at=SOON + timedelta(days=1)))

    assert [each.user_id == USER for each in await rows(store, LineUser)] == [False, True]


async def _asked(store) -> str:
    """What the buttons on the customer's phone carry."""
    await linked(store)
    await hear(store, words("消去"))
    [question] = await owed(store, ErasureQuestion)
    return question.token
