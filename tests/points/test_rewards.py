"""What may be had for points: dates, tiers, stock, how many each, and the question before anything is spent."""

from datetime import date

import pytest

from crm.notices import RewardCode, RewardList, RewardQuestion, RewardRefused
from handlers.line import points
from handlers.line.bubbles import PHRASES
from handlers.locales import phrases
from storage.tables import Redemption
from tests.builders import NOW, a_customer, a_line_user
from tests.line_events import hear, owed, rows, said, tap
from tests.points.members import SEALED, a_member, asked, given, redeemed, taken
from tests.stage import postbacks

OTHER = "U" + "9" * 32
COFFEE = {"code": "coffee", "name": "コーヒー券", "points": 300}


async def listed(store, customer, page: int = 0) -> RewardList:
    await hear(store, tap(points.rewards_data(customer.id, page)), house=SEALED)
    return (await owed(store, RewardList))[-1]


async def test_rewards_come_cheapest_first_with_what_is_missing_for_each(store):
    _, customer = await a_member(store, 480)

    shown = await listed(store, customer)

    assert [(each.name, each.short, each.left) for each in shown.rewards] == [
        ("コーヒー券", 0, 10),
        ("マグカップ", 520, None),
    ]
    assert shown.balance == 480


async def test_what_is_too_dear_has_no_button(store):
    _, customer = await a_member(store, 480)

    [message] = PHRASES[RewardList](await listed(store, customer), phrases("ja"))

    assert list(postbacks(message).values()) == [points.ask_data(customer.id, "coffee")]
    assert "あと520ポイント" in str(message)


async def test_a_tiers_reward_is_shown_to_that_tier_and_perks_to_everybody(store):
    _, customer = await a_member(store, 480)
    before = await listed(store, customer)

    await given(store, customer, 3000, "purchase:9", counts=True)

    after = await listed(store, customer)
    assert "ご招待会" not in [each.name for each in before.rewards]
    assert "ご招待会" in [each.name for each in after.rewards]
    assert [(each.name, each.own) for each in after.perks] == [("シルバー", False), ("ゴールド", True)]


@pytest.mark.parametrize(
    ("reward", "there"),
    [
        ({"starts": date(2026, 11, 20), "ends": date(2026, 11, 20)}, True),
        ({"starts": date(2026, 11, 21)}, False),
        ({"ends": date(2026, 11, 19)}, False),
        ({"stock": 0}, False),
        ({"stock": 1}, True),
    ],
    ids=["its only day", "tomorrow", "until yesterday", "none left", "one left"],
)
async def test_only_what_may_be_had_today_is_shown(store, reward, there):
    _, customer = await a_member(store, 480, reward=[COFFEE | reward])

    shown = await listed(store, customer)

    assert bool(shown.rewards) is there


async def test_many_rewards_come_in_pages(store):
    many = [COFFEE | {"code": f"r{at}", "points": 100 + at} for at in range(13)]
    _, customer = await a_member(store, 480, reward=many)

    first = await listed(store, customer)
    [message] = PHRASES[RewardList](first, phrases("ja"))
    await hear(store, tap(postbacks(message)["ほかの特典を見る"]))
    second = (await owed(store, RewardList))[-1]

    assert [each.code for each in (*first.rewards, *second.rewards)] == [f"r{at}" for at in range(13)]
    assert (first.more, second.more) == (True, False)


async def test_nothing_is_spent_before_the_question_is_answered(store):
    _, customer = await a_member(store, 480)

    await asked(store, customer)

    [question] = await owed(store, RewardQuestion)
    assert (question.name, question.points, question.balance, question.minutes) == ("コーヒー券", 300, 480, 15)
    assert await rows(store, Redemption) == []


async def test_whoever_has_too_few_points_hears_how_many_are_missing(store):
    _, customer = await a_member(store, 220)

    await hear(store, tap(points.ask_data(customer.id, "coffee")), house=SEALED)

    assert await owed(store, RewardRefused) == [RewardRefused("short", "コーヒー券", 80)]


async def test_nobody_gets_more_than_one_may_have(store):
    _, customer = await a_member(store, 2480)
    first = await asked(store, customer, "mug")
    second = await asked(store, customer, "mug")

    for data in (first, second):
        await hear(store, tap(data), house=SEALED)

    assert await owed(store, RewardRefused) == [RewardRefused("enough", "マグカップ")]
    assert [each.reward for each in await rows(store, Redemption)] == ["mug"]


async def test_the_last_one_goes_to_one_customer_only(store):
    _, customer = await a_member(store, 480, reward=[COFFEE | {"stock": 1}])
    other = await a_customer(store, name="鈴木 花子")
    await a_line_user(store, user_id=OTHER, customer=other)
    await given(store, other, 480, "purchase:2")
    mine = await asked(store, customer)
    await hear(store, tap(points.ask_data(other.id, "coffee"), user=OTHER), house=SEALED)
    question = (await owed(store, RewardQuestion))[-1]

    await hear(store, tap(mine), house=SEALED)
    theirs = points.redeem_data(other.id, "coffee", 300, question.nonce)
    await hear(store, tap(theirs, user=OTHER), house=SEALED)

    assert await owed(store, RewardRefused) == [RewardRefused("empty", "コーヒー券")]
    assert await taken(store) == 1


@pytest.mark.parametrize(
    ("code", "price", "why"), [("coffee", 200, "changed"), ("gone", 300, "gone"), ("dinner", 2000, "tier")]
)
async def test_a_button_that_says_something_else_by_now_spends_nothing(store, code, price, why):
    _, customer = await a_member(store, 4000)

    await hear(store, tap(points.redeem_data(customer.id, code, price, "n" * 16)), house=SEALED)

    assert [no.why for no in await owed(store, RewardRefused)] == [why]
    assert await rows(store, Redemption) == []


async def test_with_points_switched_off_nothing_is_to_be_had(store):
    _, customer = await a_member(store, 0, enabled=False)

    await hear(store, tap(points.rewards_data(customer.id)), house=SEALED)
    await hear(store, tap(points.redeem_data(customer.id, "coffee", 300, "n" * 16)), house=SEALED)

    assert await said(store) == ["RewardRefused"]
    assert await owed(store, RewardCode) == []


async def test_a_tap_for_somebody_else_changes_nothing(store):
    _, customer = await a_member(store, 480)
    await a_line_user(store, user_id=OTHER, customer=await a_customer(store, name="鈴木 花子"))

    for data in (points.rewards_data(customer.id), points.redeem_data(customer.id, "coffee", 300, "n" * 16)):
        await hear(store, tap(data, user=OTHER, at=NOW), house=SEALED)

    assert await said(store) == []
    assert await rows(store, Redemption) == []


async def test_a_coupon_of_lines_is_sent_at_once(store):
    coupon = COFFEE | {"kind": "coupon", "coupon": "01JYNW8JMQVFBNWF1APF8Z3FS7"}
    _, customer = await a_member(store, 480, reward=[coupon])

    data = await asked(store, customer)
    await hear(store, tap(data), tap(data), house=SEALED)

    [sent] = await rows(store, Redemption)
    assert (sent.state, sent.points) == ("sent", 300)
    assert (await said(store)).count("RewardCoupon") == 2  # the second tap shows the same, and costs nothing
    assert (await listed(store, customer)).balance == 180


async def test_a_reward_redeemed_counts_in_the_stock_that_is_shown(store):
    _, customer = await a_member(store, 480)

    await redeemed(store, customer)

    [coffee, _] = (await listed(store, customer)).rewards
    assert (coffee.name, coffee.left) == ("コーヒー券", 9)
