"""The till: a code works once, typed or scanned; all else is refused with a reason and an audit line."""

import asyncio
from datetime import timedelta

import pytest

from crm.notices import CodesGuessed, RewardConfirmed, RewardReturned, RewardUsed
from crm.points.rewards import tills
from crm.records import customers
from crm.refusals import (
    Gone,
    NotAllowed,
    Refusal,
    RewardCodeCancelled,
    RewardCodeLapsed,
    RewardCodeLocked,
    RewardCodeMissing,
    RewardCodeOfOther,
    RewardCodeUnknown,
    RewardCodeUsed,
    RewardSettled,
)
from handlers.line import points
from reminders import sweeps
from storage.tables import Audit, Outbox, Redemption
from tests.builders import NOW, a_customer, a_rep
from tests.deeds import by, refused
from tests.line_events import hear, owed, rows, tap
from tests.points.members import SEALED, a_member, balance, redeemed, taken

SOON, OVER = NOW + timedelta(minutes=5), NOW + timedelta(minutes=16)


async def confirmed(store, rep, typed: str, now=SOON) -> RewardConfirmed | Refusal:
    async with by(store, rep, now, SEALED) as work:
        return await tills.confirm(work, typed)


def page_of(code) -> str:
    return code.picture.rpartition("/")[2].removesuffix(".png")


def wrong(number: str) -> str:
    return f"{(int(number) + 1) % 10**8:08}"


async def noted(store) -> list[str]:
    """Why attempts were refused, as the audit log has it."""
    return [each.after["why"] for each in await rows(store, Audit) if each.table_name == "refusals"]


async def test_a_code_is_confirmed_and_says_what_to_hand_over_to_whom(store):
    owner, customer = await a_member(store, 480)
    code = await redeemed(store, customer)

    shown = await confirmed(store, owner, code.number)

    assert shown == RewardConfirmed(1, customer.id, "田中 一郎", None, "コーヒー券", 300)
    [used] = await rows(store, Redemption)
    assert (used.state, used.used_at, used.used_by_id) == ("used", SOON, owner.id)
    assert await owed(store, RewardUsed) == [RewardUsed("田中 一郎", "コーヒー券")]


@pytest.mark.parametrize("shape", ["{} {}", "{}-{}", "{}ー{}", "{}　{}様"], ids=["space", "hyphen", "dash", "wide"])
async def test_however_the_number_is_typed_it_is_found(store, shape):
    owner, customer = await a_member(store, 480)
    code = await redeemed(store, customer)
    typed = shape.format(code.number[:4], code.number[4:]).replace("様", "")

    shown = await confirmed(store, owner, typed.translate(str.maketrans("0123456789", "０１２３４５６７８９")))

    assert isinstance(shown, RewardConfirmed)


@pytest.mark.parametrize("typed", ["1234567", "123456789", "コーヒー", "田中様 12345678"])
async def test_what_is_no_code_is_asked_for_again_and_counts_for_nothing(store, typed):
    owner, _ = await a_member(store, 480)

    assert await confirmed(store, owner, typed) == RewardCodeMissing()
    assert await noted(store) == []


async def test_a_code_works_once_and_then_says_when_and_by_whom(store):
    owner, customer = await a_member(store, 480)
    other = await a_rep(store, full_name="鈴木 次郎")
    code = await redeemed(store, customer)
    await confirmed(store, owner, code.number)

    again = await confirmed(store, other, code.number, OVER)

    assert again == RewardCodeUsed("コーヒー券", "11/20 09:05", "佐藤 花子")
    assert await noted(store) == ["RewardCodeUsed"]
    assert len(await owed(store, RewardUsed)) == 1


async def test_a_code_past_its_time_is_refused_before_and_after_the_sweep(store):
    owner, customer = await a_member(store, 480)
    code = await redeemed(store, customer)
    lapsed = RewardCodeLapsed("コーヒー券", "11/20 09:15")

    assert await confirmed(store, owner, code.number, OVER) == lapsed
    await sweeps.run_all(store, SEALED, OVER, only={"redemptions"})
    assert await confirmed(store, owner, code.number, OVER) == lapsed
    assert await noted(store) == ["RewardCodeLapsed"] * 2
    assert await balance(store, customer) == 480


async def test_a_code_that_was_cancelled_is_refused(store):
    owner, customer = await a_member(store, 480)
    code = await redeemed(store, customer)
    await hear(store, tap(points.cancel_data(code.redemption_id)), house=SEALED)

    assert await confirmed(store, owner, code.number) == RewardCodeCancelled("コーヒー券")
    assert await noted(store) == ["RewardCodeCancelled"]


async def test_a_code_of_another_customer_than_named_is_refused(store):
    owner, customer = await a_member(store, 480)
    await a_customer(store, name="鈴木 花子", owner=owner)
    code = await redeemed(store, customer)
    async with by(store, owner) as work:
        await customers.index(work, [1, 2])

    other = await confirmed(store, owner, f"{code.number} 鈴木様")
    right = await confirmed(store, owner, f"{code.number} 田中様")

    assert other == RewardCodeOfOther()
    assert isinstance(right, RewardConfirmed)
    assert await noted(store) == ["RewardCodeOfOther"]


async def test_guessing_is_locked_out_and_the_admins_hear_of_it_once(store):
    owner, customer = await a_member(store, 480)
    code = await redeemed(store, customer)

    guesses = [await confirmed(store, owner, wrong(code.number)) for _ in range(5)]
    locked = [await confirmed(store, owner, code.number) for _ in range(2)]

    assert guesses == [RewardCodeUnknown(left) for left in (4, 3, 2, 1, 0)]
    assert locked == [RewardCodeLocked(15)] * 2
    assert await owed(store, CodesGuessed) == [CodesGuessed("UOWNER", 5, 15)]
    assert await noted(store) == ["RewardCodeUnknown"] * 5 + ["RewardCodeLocked"] * 2


async def test_the_lock_is_the_guessers_own_and_opens_again(store):
    owner, customer = await a_member(store, 480)
    other = await a_rep(store)
    code = await redeemed(store, customer)
    for _ in range(5):
        await confirmed(store, owner, wrong(code.number))

    theirs = await confirmed(store, other, code.number)
    later = await confirmed(store, owner, code.number, SOON + timedelta(minutes=40))

    assert isinstance(theirs, RewardConfirmed)
    assert isinstance(later, RewardCodeUsed)


async def test_twenty_at_once_use_a_code_once(store):
    owner, customer = await a_member(store, 480)
    code = await redeemed(store, customer)
    reps = [owner, *[await a_rep(store) for _ in range(19)]]

    typed = [confirmed(store, rep, code.number) for rep in reps[:10]]
    scanned = [_scanned(store, rep, page_of(code)) for rep in reps[10:]]
    outcomes = await asyncio.gather(*typed, *scanned)

    assert sum(isinstance(each, RewardConfirmed) for each in outcomes) == 1
    assert sum(isinstance(each, RewardCodeUsed) for each in outcomes) == 19
    assert len(await owed(store, RewardUsed)) == 1


async def test_using_and_not_using_it_at_the_same_moment_leaves_one_of_both(store):
    owner, customer = await a_member(store, 480)
    code = await redeemed(store, customer)

    await asyncio.gather(
        confirmed(store, owner, code.number),
        hear(store, tap(points.cancel_data(code.redemption_id), at=SOON), house=SEALED),
    )

    [settled] = await rows(store, Redemption)
    left = await balance(store, customer)
    assert (settled.state, left, await taken(store)) in {("used", 180, 1), ("cancelled", 480, 0)}


async def _scanned(store, rep, page: str) -> RewardConfirmed | Refusal:
    async with by(store, rep, SOON, SEALED) as work:
        return await tills.confirm_scanned(work, page)


async def test_a_scanned_code_shows_what_it_is_before_it_is_confirmed(store):
    owner, customer = await a_member(store, 480)
    code = await redeemed(store, customer)

    async with by(store, owner, SOON, SEALED) as work:
        seen = await tills.scan(work, page_of(code))

    assert (seen.customer, seen.name, f"{seen.until:%H:%M}") == ("田中 一郎", "コーヒー券", "09:15")
    assert [each.state for each in await rows(store, Redemption)] == ["held"]


async def test_a_page_that_nobody_made_is_refused_and_noted(store):
    owner, _ = await a_member(store, 480)

    assert await _scanned(store, owner, "x" * 43) == Gone()
    assert await noted(store) == ["Gone"]


async def test_whoever_may_only_read_confirms_nothing(store):
    _, customer = await a_member(store, 480)
    reader = await a_rep(store, role="read_only")
    code = await redeemed(store, customer)

    async with refused(NotAllowed("rewards.confirm")), by(store, reader, SOON, SEALED) as work:
        await tills.confirm(work, code.number)


async def test_a_mistake_is_taken_back_within_a_day(store):
    owner, customer = await a_member(store, 480)
    code = await redeemed(store, customer)
    await confirmed(store, owner, code.number)

    async with by(store, owner, SOON + timedelta(hours=23), SEALED) as work:
        back = await tills.take_back(work, 1)

    assert (back.customer, back.points) == ("田中 一郎", 300)
    assert await owed(store, RewardReturned) == [RewardReturned("undone", "コーヒー券", 300, 480)]
    assert (await balance(store, customer), await taken(store)) == (480, 0)


async def test_taking_back_twice_or_too_late_is_refused(store):
    owner, customer = await a_member(store, 980)
    first = await redeemed(store, customer)
    await confirmed(store, owner, first.number)
    async with by(store, owner, SOON, SEALED) as work:
        await tills.take_back(work, 1)
    second = await redeemed(store, customer)
    await confirmed(store, owner, second.number)

    async with refused(RewardSettled()), by(store, owner, SOON, SEALED) as work:
        await tills.take_back(work, 1)
    async with refused(RewardSettled()), by(store, owner, SOON + timedelta(hours=25), SEALED) as work:
        await tills.take_back(work, 2)
    assert await balance(store, customer) == 680


async def test_a_colleague_does_not_take_back_what_others_have_confirmed(store):
    owner, customer = await a_member(store, 480)
    other = await a_rep(store)
    code = await redeemed(store, customer)
    await confirmed(store, owner, code.number)

    async with refused(NotAllowed("rewards.take_back")), by(store, other, SOON, SEALED) as work:
        await tills.take_back(work, 1)


async def test_who_confirmed_stands_in_the_audit_log(store):
    owner, customer = await a_member(store, 480)
    code = await redeemed(store, customer)

    await confirmed(store, owner, code.number)

    [line] = [each for each in await rows(store, Audit) if each.rule == "rewards.confirm"]
    assert (line.actor, line.before["state"], line.after["state"]) == (f"rep:{owner.id}", "held", "used")
    assert [each.customer_id for each in await rows(store, Outbox) if each.kind == "RewardUsed"] == [customer.id]
