"""Points by hand: within the day's limits, the larger ones with a manager's word, and what looks odd is told."""

import asyncio
from datetime import timedelta

from crm.notices import GrantShown
from crm.points.counter import approvals, counters
from crm.refusals import (
    EventHad,
    GrantDecided,
    HandLimit,
    HandLimitOfCustomer,
    NotAllowed,
    PointsOff,
    PointsShort,
    Refused,
    UndoTooLate,
)
from storage.store import Store
from storage.tables import PointEntry, PointGrant
from tests.builders import NOW, a_rep
from tests.deeds import by, created, refused
from tests.line_events import rows
from tests.points.counter import Counter, a_counter

LARGE = {"hand": {"day": 3000, "customer_day": 3000, "approve_above": 500}}


async def given(counter: Counter, text: str) -> GrantShown:
    done = await counter.gives(text)
    assert isinstance(done, GrantShown)
    return done


async def a_request(counter: Counter, points: int = 800) -> int:
    asked = await given(counter, f"田中様 +{points} お詫び")
    assert asked.state == "asked"
    return asked.grant_id


async def test_points_by_hand_come_at_once_and_tell_what_is_left_today(store: Store) -> None:
    counter = await a_counter(store)

    done = await given(counter, "田中様 +100 来店")

    assert (done.state, done.points, done.reason, done.balance, done.rest) == ("given", 100, "visit", 100, 2900)
    [entry] = await rows(store, PointEntry)
    assert (entry.key, entry.reason, entry.points) == (f"grant:{done.grant_id}", "visit", 100)


async def test_a_day_has_its_limit_and_tells_what_is_left(store: Store) -> None:
    counter = await a_counter(store, earn={"hand": {"day": 1000, "customer_day": 5000, "approve_above": 5000}})
    await given(counter, "田中様 +900 お詫び")

    async with refused(HandLimit(100)):
        await counter.gives("田中様 +101 お詫び")

    assert (await given(counter, "田中様 +100 お詫び")).rest == 0
    assert (await counter.gives("田中様 +100 お詫び", NOW + timedelta(days=1))).rest == 900


async def test_a_customer_has_a_limit_whoever_gives(store: Store) -> None:
    counter = await a_counter(store)
    await given(counter, "田中様 +500 お詫び")
    await given(counter, "田中様 +400 お詫び")
    colleague = await a_rep(store)

    async with refused(HandLimitOfCustomer(100)):
        await counter.gives("田中様 +101 お詫び", rep=colleague)


async def test_two_gifts_at_once_do_not_both_pass_below_the_limit(store: Store) -> None:
    counter = await a_counter(store, earn={"hand": {"day": 500, "customer_day": 5000, "approve_above": 5000}})
    await created(store, counter.rep, "鈴木 次郎")

    done = await asyncio.gather(
        *(counter.gives(f"{who}様 +300 お詫び") for who in ("田中", "鈴木")), return_exceptions=True
    )

    assert [type(each) for each in done if isinstance(each, Refused)] == [Refused]
    assert [each.points for each in await rows(store, PointGrant)] == [300]


async def test_what_is_spent_does_not_make_room_for_more(store: Store) -> None:
    counter = await a_counter(store, earn={"hand": {"day": 500, "customer_day": 5000, "approve_above": 5000}})
    await given(counter, "田中様 +500 お詫び")
    await counter.takes("田中様 -500 お会計")

    async with refused(HandLimit(0)):
        await counter.gives("田中様 +1 お詫び")


async def test_above_the_limit_of_one_gift_a_manager_is_asked_and_nothing_is_given(store: Store) -> None:
    counter = await a_counter(store, earn=LARGE)

    asked = await given(counter, "田中様 +800 お詫び")

    assert asked.state == "asked"
    [card] = await counter.told("GrantAsked")
    assert (card.recipient, card.fields["points"], card.fields["rep"]) == ("UABOVE", 800, "USATO")
    assert await counter.balance() == 0


async def test_a_manager_approves_and_the_rep_hears(store: Store) -> None:
    counter = await a_counter(store, earn=LARGE)
    number = await a_request(counter)

    async with by(store, counter.manager) as work:
        await approvals.approve(work, number)

    assert await counter.balance() == 800
    [told] = await counter.told("GrantShown", "USATO")
    assert (told.fields["state"], told.fields["by"], told.fields["balance"]) == ("given", "UABOVE", 800)
    assert [each.fields["state"] for each in await counter.told("GrantAsked")] == ["asked", "given"]


async def test_a_manager_declines_with_a_word_and_nothing_is_given(store: Store) -> None:
    counter = await a_counter(store, earn=LARGE)
    number = await a_request(counter)

    async with by(store, counter.manager) as work:
        await approvals.refuse(work, number, "理由をご記入ください")

    assert await counter.balance() == 0
    [told] = await counter.told("GrantShown", "USATO")
    assert (told.fields["state"], told.fields["why"]) == ("refused", "理由をご記入ください")


async def test_nobody_approves_their_own(store: Store) -> None:
    counter = await a_counter(store, earn=LARGE)
    counter.rep.role = "manager"
    number = await a_request(counter)

    async with refused(NotAllowed("grants.approve")), by(store, counter.rep) as work:
        work.actor = type(work.actor)("rep", counter.rep.id, "manager", work.actor.teams)
        await approvals.approve(work, number)


async def test_a_colleague_does_not_decide(store: Store) -> None:
    counter = await a_counter(store, earn=LARGE)
    number, colleague = await a_request(counter), await a_rep(store)

    async with refused(NotAllowed("grants.approve")), by(store, colleague) as work:
        await approvals.approve(work, number)


async def test_exactly_one_decision_counts(store: Store) -> None:
    counter = await a_counter(store, earn=LARGE)
    number = await a_request(counter)
    admin = await a_rep(store, slack_id="UADMIN001", role="admin")

    async def decides(rep, yes: bool) -> None:
        async with by(store, rep) as work:
            await (approvals.approve(work, number) if yes else approvals.refuse(work, number, ""))

    done = await asyncio.gather(decides(counter.manager, True), decides(admin, False), return_exceptions=True)

    assert [each.refusal for each in done if isinstance(each, Refused)] == [GrantDecided()]
    assert await counter.balance() in {0, 800}


async def test_what_waits_for_a_manager_counts_towards_the_limit(store: Store) -> None:
    counter = await a_counter(store, earn=LARGE)
    for _ in range(3):
        await a_request(counter, 900)

    async with refused(HandLimit(300)):
        await counter.gives("田中様 +301 お詫び")


async def test_an_event_gives_what_the_programme_says_once(store: Store) -> None:
    counter = await a_counter(store)

    done = await given(counter, "田中様 +1 秋の展示会")

    assert (done.points, done.reason, await counter.balance()) == (100, "event", 100)
    async with refused(EventHad("秋の展示会")):
        await counter.gives("田中様 +1 fair")


async def test_points_taken_at_the_till_are_told_to_the_customer(store: Store) -> None:
    counter = await a_counter(store)
    await given(counter, "田中様 +500 お詫び")

    done = await counter.takes("田中様 -300 お会計")

    assert (done.state, done.points, done.balance) == ("taken", 300, 200)
    [told] = await counter.told("PointsMoved")
    assert (told.fields["points"], told.fields["balance"]) == (-300, 200)


async def test_no_more_is_taken_than_there_is(store: Store) -> None:
    counter = await a_counter(store)
    await given(counter, "田中様 +100 来店")

    async with refused(PointsShort(100)):
        await counter.takes("田中様 -101 お会計")

    assert len(await rows(store, PointGrant)) == 1


async def test_a_slip_of_the_finger_is_put_right_within_ten_minutes(store: Store) -> None:
    counter = await a_counter(store)
    wrong = await given(counter, "田中様 +500 お詫び")
    spent = await counter.takes("田中様 -300 お会計")

    async with by(store, counter.rep, NOW + timedelta(minutes=9)) as work:
        await counters.undo(work, spent.grant_id)
    async with by(store, counter.rep, NOW + timedelta(minutes=9)) as work:
        shown = await counters.undo(work, wrong.grant_id)

    assert (shown.state, shown.balance, await counter.balance()) == ("undone", 0, 0)
    async with refused(GrantDecided()), by(store, counter.rep) as work:
        await counters.undo(work, wrong.grant_id)


async def test_after_ten_minutes_nothing_is_put_right_any_more(store: Store) -> None:
    counter = await a_counter(store)
    done = await given(counter, "田中様 +100 来店")

    async with refused(UndoTooLate(10)), by(store, counter.rep, NOW + timedelta(minutes=11)) as work:
        await counters.undo(work, done.grant_id)


async def test_without_a_programme_nothing_is_given(store: Store) -> None:
    counter = await a_counter(store, enabled=False)

    async with refused(PointsOff()):
        await counter.gives("田中様 +100 来店")


async def test_the_list_is_for_whoever_is_above_the_rep(store: Store) -> None:
    counter = await a_counter(store)
    await given(counter, "田中様 +100 来店")

    async with by(store, counter.manager) as work:
        shown = await approvals.list_(work, counter.rep.id)

    assert [(each.customer, each.points, each.state) for each in shown.lines] == [("田中 一郎", 100, "given")]
    async with refused(NotAllowed("grants.list")), by(store, counter.rep) as work:
        await approvals.list_(work, counter.rep.id)
