"""A handover is taken back within two weeks: nobody loses what they have done since, and what stays is said."""

from datetime import date, timedelta

import pytest

from crm.activities import followups
from crm.handovers import undoing
from crm.handovers.plans import Words
from crm.handovers.undoing import NothingMoved, TooLateToUndo
from crm.notices import HandoverGreeting, HandoverUndone
from crm.records import customers, merges
from crm.refusals import AlreadyUndone, Gone
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks import PHRASES
from storage.tables import Customer, Followup, Handover, HandoverCustomer, Outbox, Rep
from tests.builders import HOUSE, NOW, a_case, a_followup, an_answer, owed, written
from tests.deeds import by, refused
from tests.handovers.scene import a_scene, owners, rows_of, stored
from tests.handovers.taking_back import DAY, affairs, handed_over, states, undone
from tests.line_events import rows

# --- what goes back ---------------------------------------------------------------------------------------------------


async def test_everything_that_nobody_has_touched_is_as_it_was_before(store):
    scene = await a_scene(store, 2)
    first, second = scene.customers
    async with written(store) as work:
        (await work.session.get_one(Customer, second.id)).deputy_id = scene.suzuki.id
    later = date(2026, 12, 4)  # not due, so that no reminder marks it
    await a_followup(store, customer=first, day=later, owner_id=scene.sato.id, promise=True, escalated=1)
    await a_followup(store, customer=first, day=later, owner_id=scene.takahashi.id, what="高橋の用")
    await a_followup(store, customer=second, day=later, owner_id=scene.sato.id)
    await a_case(store, customer=first, answer=await an_answer(store, customer=first, score=2), owner_id=scene.sato.id)
    before = await affairs(store)
    wish = scene.wish(overlap_until=NOW.date() + 7 * DAY, joint_visit=True)
    handover = await scene.proposed(wish, Words(choices={"followups": "close"}))
    await scene.accepted(handover)
    await scene.swept()
    between = await affairs(store)

    told = await undone(store, scene.sato, handover)

    assert between != before
    assert await affairs(store) == before
    assert (told.state, told.customers, told.left, told.told) == ("undone", 2, (), 0)
    assert await states(store, handover) == [("undone", None)] * 2
    assert (await stored(store, handover)).state == "undone"


async def test_what_was_done_since_stays_with_whoever_did_it_and_is_named(store):
    scene = await a_scene(store, 2)
    task = await a_followup(store, customer=scene.customers[0], owner_id=scene.sato.id)
    handover = await scene.proposed()
    await scene.accepted(handover)
    await scene.swept()
    async with by(store, scene.suzuki, NOW + DAY) as work:
        await followups.settle(work, task.id, "done")

    told = await undone(store, scene.sato, handover)

    async with store.read() as session:
        settled = await session.get_one(Followup, task.id)
    assert (settled.state, settled.owner_id) == ("done", scene.suzuki.id)
    assert await owners(store, scene.customers) == [scene.sato.id] * 2
    assert (told.customers, told.left, told.names) == (2, (("touched", 1),), ("田中 一郎",))


async def test_what_only_the_reminders_have_marked_goes_back_all_the_same(store):
    scene, handover = await handed_over(store, 1)
    later = NOW + 10 * DAY  # the first check-in has been nudged about by then
    await scene.swept(later)
    nudged = [each for each in await rows(store, Followup) if each.nudged_at is not None]

    told = await undone(store, scene.sato, handover, later)

    assert len(nudged) == 1
    assert (told.left, await rows(store, Followup)) == ((), [])


async def test_what_the_customer_has_become_since_is_not_forgotten(store):
    scene, handover = await handed_over(store, 1)
    async with by(store, scene.suzuki, NOW + DAY) as work:
        (await customers.reached(work, scene.customers[0].id))[0].note = "甘いものがお好き"

    told = await undone(store, scene.sato, handover)

    [customer] = await rows(store, Customer)
    assert (customer.owner_id, customer.note, told.left) == (scene.sato.id, "甘いものがお好き", ())


async def test_nobody_becomes_their_own_deputy(store):
    scene, handover = await handed_over(store, 1)
    async with by(store, scene.suzuki, NOW + DAY) as work:
        (await customers.reached(work, scene.customers[0].id))[0].deputy_id = scene.sato.id

    await undone(store, scene.sato, handover)

    [customer] = await rows(store, Customer)
    assert (customer.owner_id, customer.deputy_id) == (scene.sato.id, None)


# --- what stays -------------------------------------------------------------------------------------------------------


async def test_a_customer_whom_somebody_else_has_by_now_stays_there(store):
    scene, handover = await handed_over(store, 2)
    async with written(store) as work:
        (await work.session.get_one(Customer, scene.customers[0].id)).owner_id = scene.takahashi.id

    told = await undone(store, scene.sato, handover)

    assert await owners(store, scene.customers) == [scene.takahashi.id, scene.sato.id]
    assert await states(store, handover) == [("moved", "owner"), ("undone", None)]
    assert (told.customers, told.left, told.names) == (1, (("owner", 1),), ("田中 一郎",))


async def test_a_customer_who_was_merged_since_stays_and_the_one_they_live_on_in_goes_back(store):
    scene, handover = await handed_over(store, 3)
    gone, survivor, third = scene.customers
    async with by(store, scene.suzuki, NOW + DAY) as work:
        await merges.merge(work, survivor.id, gone.id)

    told = await undone(store, scene.sato, handover)

    assert await owners(store, [survivor, third]) == [scene.sato.id] * 2
    assert await states(store, handover) == [("moved", "merged"), ("undone", None), ("undone", None)]
    assert (told.customers, told.left) == (2, (("merged", 1),))


async def test_whoever_moved_more_than_two_weeks_ago_stays(store):
    scene = await a_scene(store, 2)
    handover = await scene.proposed()
    first, second = await rows_of(store, handover)
    await scene.accepted(handover, which=[first.id])
    await scene.swept()
    await scene.accepted(handover, which=[second.id])
    await scene.swept(NOW + 3 * DAY)

    told = await undone(store, scene.sato, handover, NOW + 15 * DAY)

    assert await owners(store, scene.customers) == [scene.suzuki.id, scene.sato.id]
    assert (told.customers, told.left) == (1, (("late", 1),))


async def test_it_is_possible_to_the_end_of_the_fourteenth_day_and_once(store):
    scene, handover = await handed_over(store, 1)
    last = NOW + 14 * DAY + timedelta(hours=14)

    async with refused(TooLateToUndo(14)):
        await undone(store, scene.sato, handover, last + timedelta(hours=2))
    await undone(store, scene.sato, handover, last)
    async with refused(AlreadyUndone()):
        await undone(store, scene.sato, handover, last)


async def test_before_anybody_has_moved_there_is_nothing_to_undo(store):
    scene = await a_scene(store, 1)
    handover = await scene.proposed()

    async with refused(NothingMoved()):
        await undone(store, scene.sato, handover)
    async with refused(Gone()), by(store, scene.sato) as work:
        await undoing.undo(work, 4711)


async def test_whoever_has_not_moved_yet_is_called_off_and_free_for_another_handover(store):
    scene = await a_scene(store, 2)
    handover = await scene.proposed()
    first, _ = await rows_of(store, handover)
    await scene.accepted(handover, which=[first.id])
    await scene.swept()

    await undone(store, scene.sato, handover)

    assert [row.state for row in await rows_of(store, handover)] == ["undone", "cancelled"]
    again = await scene.proposed()
    assert len(await rows_of(store, again)) == 2


# --- what was said ----------------------------------------------------------------------------------------------------


async def test_customers_who_were_written_to_are_counted_and_what_was_not_sent_yet_is_not_sent(store):
    scene, handover = await handed_over(store, 2)
    sent, unsent = await rows_of(store, handover)
    async with written(store) as work:
        for row in (sent, unsent):
            (await work.session.get_one(HandoverCustomer, row.id)).greeting_at = NOW
        notice = HandoverGreeting("文面", "田中 一郎", "佐藤", "鈴木", NOW.date(), "サクラ商事")
    letters = [
        await owed(store, "U" + "1" * 32, notice, customer_id=row.customer_id, state=state)
        for row, state in ((sent, "sent"), (unsent, "paused"))
    ]

    told = await undone(store, scene.sato, handover)

    found = {row.seq: row.state for row in await rows(store, Outbox)}
    assert [found[letter.seq] for letter in letters] == ["sent", "cancelled"]
    assert [row.greeting_at for row in await rows_of(store, handover)] == [NOW, None]
    assert told.told == 1


async def test_what_the_move_wanted_to_say_of_a_customer_is_not_said_any_more(store):
    scene, handover = await handed_over(store, 1)
    [row] = await rows_of(store, handover)
    word = await owed(store, operation=row.operation, customer_id=row.customer_id)
    other = await owed(store, operation=row.operation, customer_id=None)

    await undone(store, scene.sato, handover)

    found = {each.seq: each.state for each in await rows(store, Outbox)}
    assert (found[word.seq], found[other.seq]) == ("cancelled", "ready")


async def test_everybody_concerned_hears_of_it_and_the_cards_change(store):
    scene, handover = await handed_over(store, 1)

    await undone(store, scene.manager, handover)

    told = {row.recipient for row in await rows(store, Outbox) if row.kind == HandoverUndone.__name__}
    assert told == {scene.sato.slack_id, scene.suzuki.slack_id}
    cards = [row for row in await rows(store, Outbox) if row.kind == "HandoverCard"]
    assert {row.fields["state"] for row in cards[-2:]} == {"undone"}
    assert all(row.update_of is not None for row in cards[-2:])


async def test_who_has_left_meanwhile_does_not_get_customers_back_unseen(store):
    scene, handover = await handed_over(store, 1)
    async with written(store) as work:
        (await work.session.get_one(Rep, scene.sato.id)).active = False

    await undone(store, scene.manager, handover)

    [draft] = [each for each in await rows(store, Handover) if each.state == "draft"]
    assert (draft.from_id, draft.reason) == (scene.sato.id, "leaving")
    assert [row.recipient for row in await rows(store, Outbox) if row.kind == "LeaverAlert"] == [scene.manager.slack_id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_says_what_stays_and_what_cannot_be_taken_back(language):
    told = HandoverUndone(1, "undone", "佐藤", "部長", 8, (("owner", 2), ("touched", 5)), ("田中 一郎",) * 5, told=3)

    text = str(PHRASES[HandoverUndone](told, phrases(language), HOUSE.business.zone).blocks)

    say = phrases(language)
    for key, n in (("undoing.left_owner", 2), ("undoing.left_touched", 5), ("undoing.told", 3)):
        assert say(key, n=n) in text
    assert text.count("田中") == 5
