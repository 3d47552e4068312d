"""Purchases: what they earn, what they cost in points, how they are undone, and what a return leaves."""

from datetime import date, timedelta

from crm.notices import PurchaseCard, WhosePoints
from crm.points.counter import purchases
from crm.points.counter.buying import Sale
from crm.refusals import (
    AlreadyUndone,
    AmountMissing,
    NotAllowed,
    NotYet,
    PointsShort,
    PurchaseReturned,
    SpentTooMuch,
    UndoTooLate,
)
from storage.activities import cadences, silences
from storage.activities.cadences import Since
from storage.desks import Moment
from storage.store import Store
from storage.tables import PointEntry, Purchase, WalletMember
from tests.builders import HOUSE, NOW, a_customer, a_followup, a_rep
from tests.deeds import by, created, refused
from tests.line_events import rows
from tests.points.counter import Counter, a_counter

PAID = {"purchase": {"per": 100, "points": 1}, "hand": {"approve_above": 1000}}
DOUBLE = {"purchase": {"per": 100, "points": 1, "pending_days": 14}}


async def with_points(counter: Counter, points: int) -> None:
    await counter.gives(f"田中様 +{points} お詫び")


async def card(counter: Counter, text: str) -> PurchaseCard:
    made = await counter.buys(text)
    assert isinstance(made, PurchaseCard)
    return made


async def test_a_purchase_earns_a_point_for_every_full_hundred_yen(store: Store) -> None:
    counter = await a_counter(store)

    made = await card(counter, "田中様 12,850円 定期点検")

    assert (made.amount, made.what, made.points, made.balance) == (12850, "定期点検", 128, 128)
    assert await counter.balance() == 128


async def test_what_a_tier_earns_is_rounded_down_once(store: Store) -> None:
    counter = await a_counter(store)
    await card(counter, "田中様 100,000円")  # 1000 points: silver, 110 percent from now on

    made = await card(counter, "田中様 1,999円")

    assert made.points == 19 * 110 // 100
    assert made.tier == "シルバー"


async def test_points_that_must_wait_are_promised_for_their_day(store: Store) -> None:
    counter = await a_counter(store, earn=DOUBLE)

    made = await card(counter, "田中様 5000円")

    assert made.ready_on == date(2026, 12, 4)
    assert (await counter.balance(), await counter.pending()) == (0, 50)


async def test_points_pay_first_and_only_the_rest_earns(store: Store) -> None:
    counter = await a_counter(store, earn=PAID)
    await with_points(counter, 500)

    made = await card(counter, "田中様 3,000円 タイヤ 500ポイント利用")

    assert (made.spent, made.points, made.balance) == (500, 25, 25)


async def test_the_customer_always_hears_of_points_that_were_spent(store: Store) -> None:
    counter = await a_counter(store, earn=PAID)
    await with_points(counter, 500)

    await card(counter, "田中様 3,000円 -500pt")

    [told] = await counter.told("PointsMoved")
    assert (told.fields["points"], told.fields["balance"], told.fields["reason"]) == (-500, 0, "checkout")


async def test_more_points_than_there_are_spend_nothing_and_save_nothing(store: Store) -> None:
    counter = await a_counter(store, earn=PAID)
    await with_points(counter, 100)

    async with refused(PointsShort(100)):
        await counter.buys("田中様 3,000円 500ポイント利用")

    assert await rows(store, Purchase) == []
    assert await counter.balance() == 100


async def test_points_cannot_pay_more_than_the_price(store: Store) -> None:
    counter = await a_counter(store)

    async with refused(SpentTooMuch(300)):
        await counter.buys("田中様 300円 500ポイント利用")


async def test_without_a_programme_a_purchase_is_kept_and_earns_nothing(store: Store) -> None:
    counter = await a_counter(store, enabled=False)

    made = await card(counter, "田中様 12,800円")

    assert (made.off, made.points) == (True, 0)
    assert len(await rows(store, Purchase)) == 1
    assert await rows(store, PointEntry) == []


async def test_a_purchase_needs_an_amount_and_a_day_that_has_come(store: Store) -> None:
    counter = await a_counter(store)

    async with refused(AmountMissing()):
        await counter.buys("田中様 定期点検")
    async with refused(NotYet()):
        await counter.buys("田中様 明日 3000円")


async def test_a_name_of_two_is_asked_about_and_the_line_is_kept(store: Store) -> None:
    counter = await a_counter(store)
    other = await created(store, counter.rep, "田中 花子")

    asked = await counter.buys("田中様 12,800円 定期点検")

    assert isinstance(asked, WhosePoints)
    assert {each.customer_id for each in asked.choices} == {counter.customer.id, other.id}
    made = await counter.buys("田中様 12,800円 定期点検", chosen=other.id)
    assert isinstance(made, PurchaseCard)
    assert (made.customer_id, made.what) == (other.id, "定期点検")


async def test_an_undone_purchase_counts_for_nothing(store: Store) -> None:
    counter = await a_counter(store, earn=PAID)
    await with_points(counter, 500)
    made = await card(counter, "田中様 3,000円 -500pt")

    async with by(store, counter.rep, NOW + timedelta(minutes=9)) as work:
        shown = await purchases.undo(work, made.purchase_id)

    assert (shown.state, shown.balance) == ("undone", 500)
    assert await counter.balance() == 500
    assert [each.amount - each.refunded for each in await rows(store, Purchase)] == [0]
    assert len(await rows(store, WalletMember)) == 1


async def test_a_purchase_after_an_undone_one_earns_its_own_points(store: Store) -> None:
    counter = await a_counter(store)
    wrong = await card(counter, "田中様 128,000円")
    async with by(store, counter.rep) as work:
        await purchases.undo(work, wrong.purchase_id)

    made = await card(counter, "田中様 12,800円")

    assert made.points <= made.balance == await counter.balance()
    assert await counter.balance() >= 128
    async with refused(AlreadyUndone()), by(store, counter.rep) as work:
        await purchases.undo(work, wrong.purchase_id)


async def test_what_was_told_of_an_undone_purchase_is_not_said_any_more(store: Store) -> None:
    counter = await a_counter(store, earn=PAID)
    await with_points(counter, 500)
    made = await card(counter, "田中様 3,000円 -500pt")

    async with by(store, counter.rep) as work:
        await purchases.undo(work, made.purchase_id)

    assert {each.state for each in await counter.told("PointsMoved")} == {"cancelled"}


async def test_an_undo_comes_too_late_after_ten_minutes_and_after_a_return(store: Store) -> None:
    counter = await a_counter(store)
    made = await card(counter, "田中様 3,000円")

    async with refused(UndoTooLate(10)), by(store, counter.rep, NOW + timedelta(minutes=11)) as work:
        await purchases.undo(work, made.purchase_id)
    await counter.brings_back(made.purchase_id, 100)
    async with refused(PurchaseReturned()), by(store, counter.rep) as work:
        await purchases.undo(work, made.purchase_id)


async def test_a_colleague_does_not_undo_what_somebody_else_typed(store: Store) -> None:
    counter = await a_counter(store)
    made = await card(counter, "田中様 3,000円")
    colleague = await a_rep(store)

    async with refused(NotAllowed("purchases.undo")), by(store, colleague) as work:
        await purchases.undo(work, made.purchase_id)


async def test_a_form_saves_the_same_as_a_line(store: Store) -> None:
    counter = await a_counter(store)

    async with by(store, counter.rep) as work:
        made = await purchases.record(work, counter.customer.id, Sale(12_800, "定期点検", 0, date(2026, 11, 19)))

    assert (made.points, made.day) == (128, date(2026, 11, 19))


async def test_a_purchase_is_a_contact_that_was_due(store: Store) -> None:
    counter = await a_counter(store)
    owed = await a_followup(store, customer=counter.customer, what="", kind="cadence")

    await counter.buys("田中様 3000円")

    [now] = [each for each in await rows(store, type(owed)) if each.id == owed.id]
    assert now.state == "done"


async def test_who_has_just_bought_is_not_quiet_and_need_not_be_called(store: Store) -> None:
    counter = await a_counter(store)
    met = NOW - timedelta(days=60)
    customer = await a_customer(store, owner=counter.rep, name="鈴木 次郎", cadence_days=30, created_at=met)
    since = Since(NOW.date() - timedelta(days=29), NOW - timedelta(days=29))

    async def due() -> list[int]:
        async with store.read() as session:
            return await cadences.due(session, 0, since={30: since}, limit=10)

    assert await due() == [customer.id]
    async with by(store, counter.rep) as work:
        await purchases.record(work, customer.id, Sale(3000))

    assert await due() == []
    async with store.read() as session:
        longest = await silences.longest(session, counter.rep.id, Moment(HOUSE.business.local(NOW), NOW, NOW), 10)
    assert [(number, day) for number, day, _ in longest if number == customer.id] == [(customer.id, NOW.date())]
