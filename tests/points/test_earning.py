"""What earns by itself: visits, answers and events, each once, and taken back with what had earned it."""

from datetime import date, timedelta

import pytest

from crm.activities import interactions
from crm.notices import NpsThanks, PointsMoved
from crm.points.earning import earning
from crm.points.programme.programme import ByEvent
from crm.points.programme.programmes import parsed
from crm.refusals import EventHad, EventNotOn
from storage.points import entries, wallets
from storage.tables import Customer, SurveyAnswer, WalletMember
from tests.builders import NOW, a_customer, a_line_user, a_rep
from tests.deeds import by, created, logged, refused
from tests.line_events import asked, hear, owed, rows, tap
from tests.points.programmes import a_programme, text_of

LATER = NOW + timedelta(minutes=5)
FAIR = ByEvent(code="fair", name="秋の展示会", points=100, starts=date(2026, 11, 1), ends=date(2026, 11, 30))


async def test_a_visit_earns_once_a_day(store):
    rep, customer = await _known(store)

    await logged(store, rep, "田中様 訪問 見積の件")
    await logged(store, rep, "田中様 訪問 忘れ物のお届け", LATER)
    await logged(store, rep, "田中様 電話 お礼", LATER)

    assert await _balance(store, customer) == 10


async def test_visits_of_two_days_earn_twice(store):
    rep, customer = await _known(store)

    await logged(store, rep, "田中様 訪問 見積の件")
    await logged(store, rep, "田中様 昨日訪問 納品", LATER)

    assert await _balance(store, customer) == 20


async def test_an_undone_visit_takes_its_points_back_and_the_wallet_stays(store):
    rep, customer = await _known(store)
    [card] = await logged(store, rep, "田中様 訪問 見積の件")

    await _undo(store, rep, card.operation)

    assert await _balance(store, customer) == 0
    assert [each.left_at for each in await rows(store, WalletMember)] == [None]


async def test_a_visit_that_is_logged_again_after_an_undo_earns_again_once(store):
    rep, customer = await _known(store)
    [card] = await logged(store, rep, "田中様 訪問 見積の件")
    await _undo(store, rep, card.operation)

    for _ in range(2):
        await logged(store, rep, "田中様 訪問 見積の件", LATER)

    assert await _balance(store, customer) == 10


async def test_one_of_two_visits_undone_leaves_the_days_points(store):
    rep, customer = await _known(store)
    [first] = await logged(store, rep, "田中様 訪問 見積の件")
    await logged(store, rep, "田中様 訪問 納品", LATER)

    await _undo(store, rep, first.operation)

    assert await _balance(store, customer) == 10


async def test_a_visit_that_turns_out_to_be_a_call_takes_its_points_back_and_back_again(store):
    rep, customer = await _known(store)
    [card] = await logged(store, rep, "田中様 訪問 見積の件")

    balances = []
    for kind in ("call", "visit"):
        async with by(store, rep, LATER) as work:
            await interactions.edit(work, card.interaction_id, kind, "見積の件", [])
        balances.append(await _balance(store, customer))

    assert balances == [0, 10]


async def test_a_visit_that_was_somebody_elses_moves_its_points(store):
    rep, customer = await _known(store)
    other = await a_customer(store, owner=rep, name="高橋 三郎")
    [card] = await logged(store, rep, "田中様 訪問 見積の件")

    async with by(store, rep, LATER) as work:
        more = interactions.More(customer_id=other.id)
        await interactions.edit(work, card.interaction_id, "visit", "見積の件", [], more)

    assert [await _balance(store, each) for each in (customer, other)] == [0, 10]


async def test_a_visit_of_months_ago_earns_nothing(store):
    rep, customer = await _known(store)

    await logged(store, rep, "田中様 8月3日に訪問 見積の件")

    assert await _balance(store, customer) == 0


async def test_an_answer_earns_once_whatever_it_was(store):
    await a_programme(store)
    token = await asked(store)

    for score in (2, 9):
        await hear(store, tap(f"nps:{token}:{score}"))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 9
    assert [(each.score, each.points) for each in await owed(store, NpsThanks)] == [(2, 50), (9, 0)]
    async with store.read() as session:
        assert (await wallets.of(session, answer.customer_id)).balance == 50
        assert len(await entries.of_key(session, f"survey:{answer.invite_id}")) == 1


async def test_without_points_for_it_an_answer_is_as_it_was(store):
    await a_programme(store, earn={})
    token = await asked(store)

    await hear(store, tap(f"nps:{token}:9"))

    assert await rows(store, WalletMember) == []
    assert len(await rows(store, SurveyAnswer)) == 1


async def test_the_customer_hears_of_it_only_where_the_programme_says_so(store):
    rep, customer = await _known(store, tell=True)
    await a_line_user(store, customer=customer)

    await logged(store, rep, "田中様 訪問 見積の件")

    assert [(each.points, each.reason) for each in await owed(store, PointsMoved)] == [(10, "visit")]


async def test_an_event_earns_once_a_customer(store):
    _, customer = await _known(store)

    await _attend(store, customer, FAIR)
    async with refused(EventHad("秋の展示会")):
        await _attend(store, customer, FAIR)

    assert await _balance(store, customer) == 100


@pytest.mark.parametrize("dates", [{"starts": date(2026, 11, 21)}, {"ends": date(2026, 11, 19)}], ids=["early", "late"])
async def test_an_event_earns_only_while_it_is_on(store, dates):
    _, customer = await _known(store)

    async with refused(EventNotOn("秋の展示会")):
        await _attend(store, customer, FAIR.model_copy(update=dates))

    assert await _balance(store, customer) == 0


async def _known(store, **changes):
    await a_programme(store, **changes)
    rep = await a_rep(store)
    return rep, await created(store, rep, "田中 一郎")


async def _undo(store, rep, operation: str) -> None:
    async with by(store, rep, LATER) as work:
        await interactions.undo(work, operation)


async def _attend(store, customer: Customer, event: ByEvent) -> None:
    async with by(store, await a_rep(store)) as work:
        await earning.attended(work, parsed(text_of()), customer.id, event)


async def _balance(store, customer: Customer) -> int:
    async with store.read() as session:
        wallet = await wallets.of(session, customer.id)
    return wallet.balance if wallet else 0
