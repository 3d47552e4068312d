"""「ポイント」: the card, whose it is, and the pages of its history."""

from datetime import date, timedelta

import pytest

from crm.notices import PointsCards, PointsHistory
from crm.points.rewards import words
from handlers.line import points
from handlers.line.bubbles import PHRASES
from handlers.locales import phrases
from storage.points import histories
from storage.tables import LineLink, LineUser
from tests.builders import HOUSE, NOW, a_customer, a_line_user, saved
from tests.line_events import USER, hear, owed, relayed, rows, said, tap
from tests.line_events import words as wrote
from tests.points.members import a_member, given
from tests.points.programmes import a_programme
from tests.stage import postbacks

OTHER = "U" + "9" * 32


@pytest.mark.parametrize("text", ["ポイント", "「ポイント」", "ﾎﾟｲﾝﾄ", "Points", "ポイント残高", "特典", "rewards."])
def test_only_the_word_alone_asks_for_the_card(text):
    assert words.asked(text)


@pytest.mark.parametrize(
    "text", ["ポイントの使い方を教えてください", "ポイントカードを忘れました", "特典について", "点"]
)
def test_a_question_about_points_is_for_a_person(text):
    assert not words.asked(text)


async def test_the_card_shows_what_there_is_and_when_it_goes(store):
    await a_member(store, 480)

    await hear(store, wrote("ポイント"))

    [card] = await owed(store, PointsCards)
    [shown] = card.cards
    assert (shown.customer, shown.statement.balance, card.referral) == ("田中 一郎", 480, True)
    assert [(each.day, each.points) for each in shown.statement.leaves] == [(date(2027, 11, 30), 480)]
    assert [(each.points, each.reason) for each in shown.statement.history] == [(480, "purchase")]
    assert await relayed(store) == []


async def test_the_menus_button_shows_the_same(store):
    await a_member(store, 480)

    await hear(store, tap(points.card_data()))

    assert [card.cards[0].statement.balance for card in await owed(store, PointsCards)] == [480]


@pytest.mark.parametrize("programme", [{"enabled": False}, {"preset": "clinic", "enabled": False}])
async def test_where_there_are_no_points_a_person_reads_the_word(store, programme):
    await a_member(store, 0, **programme)

    await hear(store, wrote("ポイント"))

    assert await owed(store, PointsCards) == []
    assert [line.text for line in await relayed(store)] == ["ポイント"]


async def test_a_stranger_hears_how_to_link(store):
    await a_programme(store)
    await a_line_user(store, user_id=USER)

    await hear(store, wrote("ポイント"))

    assert await said(store) == ["HowToLink"]


async def test_an_account_of_two_people_sees_a_card_for_each(store):
    await a_member(store, 480)
    wife = await a_customer(store, name="田中 花子")
    await _linked_too(store, wife)
    await given(store, wife, 30, "purchase:2")

    await hear(store, wrote("ポイント"))

    [card] = await owed(store, PointsCards)
    assert sorted((each.customer, each.statement.balance) for each in card.cards) == [
        ("田中 一郎", 480),
        ("田中 花子", 30),
    ]
    [message] = PHRASES[PointsCards](card, phrases("ja"))
    assert message["contents"]["type"] == "carousel"


async def test_the_bar_shows_how_far_it_is_to_the_next_tier(store):
    _, customer = await a_member(store, 0)
    await given(store, customer, 250, "purchase:2", counts=True)

    await hear(store, wrote("ポイント"))

    [card] = await owed(store, PointsCards)
    assert (card.cards[0].statement.tier.next, card.cards[0].progress) == ("シルバー", 25)
    [bubble] = PHRASES[PointsCards](card, phrases("ja"))
    assert "あと750ポイントでシルバー" in str(bubble)
    assert "'width': '25%'" in str(bubble)


async def test_the_history_turns_its_pages_both_ways(store):
    _, customer = await a_member(store, 0)
    for number in range(1, 26):
        await given(store, customer, number, f"purchase:{number}", NOW + timedelta(minutes=number))

    await hear(store, tap(points.history_data(customer.id)))
    first = await _page(store)
    await hear(store, tap(_button(first, "古い履歴 ▶")))
    second = await _page(store)
    await hear(store, tap(_button(second, "古い履歴 ▶")))
    third = await _page(store)
    await hear(store, tap(_button(third, "◀ 新しい履歴")))
    again = await _page(store)

    assert [each.step.points for each in first.lines] == list(range(25, 15, -1))
    assert [each.step.points for each in second.lines] == list(range(15, 5, -1))
    assert [each.step.points for each in third.lines] == [5, 4, 3, 2, 1]
    assert [page.more for page in (first, second, third)] == [True, True, False]
    assert again == second


async def test_each_line_of_the_history_says_what_was_left_after_it(store):
    _, customer = await a_member(store, 0)
    for number in range(1, 13):
        await given(store, customer, 10, f"purchase:{number}", NOW + timedelta(minutes=number))

    await hear(store, tap(points.history_data(customer.id)))
    first = await _page(store)
    await hear(store, tap(_button(first, "古い履歴 ▶")))

    assert [each.balance for each in first.lines] == list(range(120, 20, -10))
    assert [each.balance for each in (await _page(store)).lines] == [20, 10]


async def test_what_a_wallet_held_before_a_line_is_the_sum_of_all_before_it(store):
    _, customer = await a_member(store, 480)
    await given(store, customer, 20, "purchase:2")

    await hear(store, tap(points.history_data(customer.id)))

    [newest, oldest] = (await _page(store)).lines
    async with store.read() as session:
        assert await histories.balance_before(session, 1, newest.step.entry_id) == 480
        assert await histories.balance_before(session, 1, oldest.step.entry_id) == 0


async def test_somebody_elses_history_is_not_shown(store):
    _, customer = await a_member(store, 480)
    await a_line_user(store, user_id=OTHER, customer=await a_customer(store, name="鈴木 花子"))

    await hear(store, tap(points.history_data(customer.id), user=OTHER))

    assert await said(store) == []


@pytest.mark.parametrize(
    "data", ["points", "points:", "points:x:1", "points:history:-1", "points:history:１", "points:card:1"]
)
async def test_a_button_that_is_none_of_ours_breaks_nothing(store, data):
    await a_member(store, 0)

    await hear(store, tap(data), house=HOUSE)

    assert await said(store) == (["PointsCards"] if data.startswith("points:card") else [])


async def _linked_too(store, customer):
    [account] = await rows(store, LineUser)
    await saved(store, LineLink(line_user_id=account.id, customer_id=customer.id))


async def _page(store) -> PointsHistory:
    return (await owed(store, PointsHistory))[-1]


def _button(page: PointsHistory, label: str) -> str:
    return postbacks(PHRASES[PointsHistory](page, phrases("ja"))[0])[label]
