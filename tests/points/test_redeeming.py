"""A code for points: shown once however often it is tapped, given back when it is not used."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.line_words import words
from crm.notices import RewardCode, RewardRefused, RewardReturned
from crm.points.rewards import redeeming, seals
from handlers.line import points
from handlers.line.bubbles import PHRASES
from handlers.locales import phrases
from reminders import sweeps
from storage.tables import Customer, LineUser, Outbox, PointEntry, PointLot, Redemption
from tests.builders import HOUSE, NOW, a_customer, a_line_user, written
from tests.line_events import hear, owed, rows, said, tap
from tests.merging import merged
from tests.points.members import SEALED, a_member, asked, balance, given, redeemed, taken

OTHER = "U" + "9" * 32
OVER = NOW + timedelta(minutes=16)


async def test_the_points_become_a_code_of_eight_digits(store):
    _, customer = await a_member(store, 480)

    code = await redeemed(store, customer)

    assert code.number.isdecimal()
    assert (len(code.number), code.balance, f"{code.until:%H:%M}") == (8, 180, "09:15")
    assert code.picture.startswith("https://crm.example.com/qr/")
    [held] = await rows(store, Redemption)
    assert (held.state, held.points, held.customer_id) == ("held", 300, customer.id)
    spent = [each for each in await rows(store, PointEntry) if each.kind == "spend"]
    assert [(each.key, each.points) for each in spent] == [(f"redeem:{held.id}", -300)]


async def test_neither_the_code_nor_the_name_of_its_page_stands_in_the_store(store):
    _, customer = await a_member(store, 480)

    code = await redeemed(store, customer)

    [held] = await rows(store, Redemption)
    page = code.picture.rpartition("/")[2].removesuffix(".png")
    assert held.code_digest == seals.digest(SEALED, code.number)
    assert held.code_digest != seals.digest(HOUSE, code.number)  # without the house's key nobody can try them all
    assert held.page_digest == seals.page_digest(page)
    kept = str([vars(each) for kind in (Redemption, PointEntry) for each in await rows(store, kind)])
    assert code.number not in kept
    assert page not in kept


async def test_a_second_tap_shows_the_same_code_and_spends_nothing(store):
    _, customer = await a_member(store, 980)
    data = await asked(store, customer)

    await hear(store, tap(data), tap(data, at=NOW + timedelta(minutes=3)), house=SEALED)

    first, second = await owed(store, RewardCode)
    assert first == second
    assert await balance(store, customer) == 680
    assert await taken(store) == 1


async def test_the_same_tap_five_times_at_once_is_one_code(store):
    _, customer = await a_member(store, 980)
    data = await asked(store, customer)

    await asyncio.gather(*(hear(store, tap(data), house=SEALED) for _ in range(5)))

    assert len({code.number for code in await owed(store, RewardCode)}) == 1
    assert (await balance(store, customer), await taken(store)) == (680, 1)


async def test_of_two_that_are_left_five_customers_get_two(store):
    coffee = {"code": "coffee", "name": "コーヒー券", "points": 300, "stock": 2}
    _, first = await a_member(store, 480, reward=[coffee])
    people = {f"U{number:032x}": await a_customer(store, name=f"客{number}") for number in range(2, 6)}
    for user, each in people.items():
        await a_line_user(store, user_id=user, customer=each)
        await given(store, each, 480, f"purchase:{each.id}")
    taps = [tap(points.redeem_data(first.id, "coffee", 300, "n" * 16))]
    taps += [tap(points.redeem_data(each.id, "coffee", 300, "n" * 16), user=user) for user, each in people.items()]

    await asyncio.gather(*(hear(store, each, house=SEALED) for each in taps))

    assert [no.why for no in await owed(store, RewardRefused)] == ["empty"] * 3
    assert len(await rows(store, Redemption)) == await taken(store) == 2


async def test_another_question_is_another_code(store):
    _, customer = await a_member(store, 980)

    first, second = await redeemed(store, customer), await redeemed(store, customer)

    assert first.number != second.number
    assert await balance(store, customer) == 380


async def test_the_same_nonce_from_another_account_is_another_code(store):
    _, customer = await a_member(store, 980)
    await a_line_user(store, user_id=OTHER, customer=customer)
    data = await asked(store, customer)

    await hear(store, tap(data), tap(data, user=OTHER), house=SEALED)

    first, second = await owed(store, RewardCode)
    assert first.number != second.number


async def test_not_using_it_brings_the_points_back_with_their_last_day(store):
    _, customer = await a_member(store, 480)
    lots = await rows_of_lots(store)
    code = await redeemed(store, customer)

    await hear(store, tap(points.cancel_data(code.redemption_id)), house=SEALED)

    assert await owed(store, RewardReturned) == [RewardReturned("cancelled", "コーヒー券", 300, 480)]
    assert await rows_of_lots(store) == lots
    assert [each.state for each in await rows(store, Redemption)] == ["cancelled"]
    assert await taken(store) == 0


async def test_cancelling_twice_gives_the_points_back_once(store):
    _, customer = await a_member(store, 480)
    code = await redeemed(store, customer)

    cancel = points.cancel_data(code.redemption_id)
    await hear(store, tap(cancel), tap(cancel), house=SEALED)

    assert await owed(store, RewardRefused) == [RewardRefused("cancelled", "コーヒー券")]
    assert await balance(store, customer) == 480


async def test_somebody_elses_code_is_not_cancelled(store):
    _, customer = await a_member(store, 480)
    await a_line_user(store, user_id=OTHER, customer=await a_customer(store, name="鈴木 花子"))
    code = await redeemed(store, customer)

    await hear(store, tap(points.cancel_data(code.redemption_id), user=OTHER), house=SEALED)

    assert [each.state for each in await rows(store, Redemption)] == ["held"]


async def test_a_code_that_runs_out_gives_the_points_back_and_says_so(store):
    _, customer = await a_member(store, 480)
    await redeemed(store, customer)

    early = await sweeps.run_all(store, SEALED, NOW + timedelta(minutes=14), only={"redemptions"})
    late = await sweeps.run_all(store, SEALED, OVER, only={"redemptions"})
    again = await sweeps.run_all(store, SEALED, OVER, only={"redemptions"})

    assert [[each.effects for each in run] for run in (early, late, again)] == [[], [1], []]
    assert await owed(store, RewardReturned) == [RewardReturned("lapsed", "コーヒー券", 300, 480)]
    assert await balance(store, customer) == 480


async def test_a_tap_on_the_button_of_a_code_that_ran_out_spends_nothing(store):
    _, customer = await a_member(store, 480)
    data = await asked(store, customer)
    await hear(store, tap(data), house=SEALED)

    await hear(store, tap(data, at=OVER), house=SEALED)
    await sweeps.run_all(store, SEALED, OVER, only={"redemptions"})
    await hear(store, tap(data, at=OVER), house=SEALED)

    assert [no.why for no in await owed(store, RewardRefused)] == ["lapsed", "lapsed"]
    assert await balance(store, customer) == 480


async def test_what_had_its_last_day_meanwhile_is_told(store):
    _, customer = await a_member(store, 480, expiry={"kind": "rolling", "months": 1, "month_end": True})
    night = NOW.replace(month=12, day=31, hour=14, minute=50)  # ten minutes before the last day of the points is over
    await redeemed(store, customer, now=night)

    await sweeps.run_all(store, SEALED, night + timedelta(minutes=16), only={"redemptions"})

    [back] = await owed(store, RewardReturned)
    assert (back.points, back.gone) == (0, 300)


async def test_at_night_a_code_lapses_but_nobody_is_woken(store):
    _, customer = await a_member(store, 480)
    night = NOW.replace(hour=15)  # midnight in Tokyo
    await redeemed(store, customer, now=night)

    await sweeps.run_all(store, SEALED, night + timedelta(minutes=16), only={"redemptions"})

    [told] = [each for each in await rows(store, Outbox) if each.kind == "RewardReturned"]
    assert told.state == "scheduled"
    assert not SEALED.business.is_quiet(told.ready_at)


async def test_an_account_that_has_left_is_told_nothing(store):
    _, customer = await a_member(store, 480)
    await redeemed(store, customer)
    async with written(store) as work:
        account = await work.session.get(LineUser, 1)
        account.state = "gone"

    await sweeps.run_all(store, SEALED, OVER, only={"redemptions"})

    assert "RewardReturned" not in await said(store)
    assert await balance(store, customer) == 480


async def test_after_a_merge_the_points_come_back_to_the_one_who_lives_on(store):
    owner, customer = await a_member(store, 480)
    twin = await a_customer(store, owner=owner, name="田中 一郎")
    await given(store, twin, 20, "purchase:2")
    code = await redeemed(store, customer)
    await merged(store, owner, twin, customer)

    await hear(store, tap(points.cancel_data(code.redemption_id)), house=SEALED)

    assert [(each.points, each.balance) for each in await owed(store, RewardReturned)] == [(300, 500)]
    assert await balance(store, twin) == 500


async def test_of_somebody_who_was_forgotten_nothing_is_given_back_or_said(store):
    _, customer = await a_member(store, 480)
    await redeemed(store, customer)
    async with written(store) as work:
        row = await work.session.get(Customer, customer.id)
        row.erased_at = NOW

    await sweeps.run_all(store, SEALED, OVER, only={"redemptions"})

    assert [each.state for each in await rows(store, Redemption)] == ["lapsed"]
    assert await owed(store, RewardReturned) == []


async def test_two_redemptions_at_the_same_number_are_told_apart(store):
    _, customer = await a_member(store, 980)
    code = await redeemed(store, customer)
    page = code.picture.rpartition("/")[2].removesuffix(".png")
    other = seals.page(SEALED, "another")

    async with written(store, house=SEALED) as work:
        [held] = await rows(store, Redemption)
        assert held.code_digest == seals.digest(SEALED, seals.number(SEALED, page))
        assert await redeeming._fresh(work, page) == seals.digest(SEALED, seals.number(SEALED, page, 1))
        assert await redeeming._fresh(work, other) == seals.digest(SEALED, seals.number(SEALED, other))


async def test_the_number_is_big_and_not_in_the_notification(store):
    _, customer = await a_member(store, 480)

    code = await redeemed(store, customer)

    [message] = PHRASES[RewardCode](code, phrases("ja"))
    number = f"{code.number[:4]} {code.number[4:]}"
    assert number in words(message)
    assert code.number[:4] not in message["altText"]


@pytest.mark.parametrize("data", ["points:redeem:1:coffee:300:", "points:redeem:1:coffee:x:n", "points:cancel:99"])
async def test_a_forged_button_spends_nothing(store, data):
    await a_member(store, 480)

    await hear(store, tap(data), house=SEALED)

    assert await said(store) == []
    assert await rows(store, Redemption) == []


async def rows_of_lots(store) -> list[tuple[object, int]]:
    async with store.read() as session:
        found = await session.execute(PointLot.__table__.select())
        return sorted((each.expires_on, each.remaining) for each in found if each.remaining)
