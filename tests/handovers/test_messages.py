"""Two letters around the change: the predecessor's, then the successor's; in time, once, and to nobody who is gone."""

import asyncio
from datetime import date, timedelta

import pytest

from crm.activities import followups
from crm.handovers import agreement
from crm.handovers.plans import Words
from crm.notices import HandoverFarewell, HandoverGreeting, HandoverUnreached
from reminders.sweeps import run_all
from storage.store import Store
from storage.tables import Customer, Handover, LineUser
from tests.builders import HOUSE, a_case, a_customer, a_line_user, an_answer, saved, written
from tests.deeds import by
from tests.handovers.scene import Scene, a_scene, rows_of
from tests.line_events import owed
from tests.passing_time import local, spoken

TODAY = date(2026, 11, 20)  # a Friday; the Monday after it is a holiday
TUESDAY = date(2026, 11, 24)
NOTICE = date(2026, 11, 27)
EFFECTIVE = date(2026, 12, 11)  # a Friday
DAY_BEFORE = date(2026, 12, 10)
LETTERS = {"farewell": "{customer}、{from}です。{day}より{to}が担当します。", "greeting": "{customer}、{to}です。"}


async def told(
    store: Store, customers: int = 1, *, accepted: bool = True, effective: date = EFFECTIVE, **words
) -> tuple[Scene, Handover]:
    """佐藤's customers, all in LINE, go to 鈴木, and hear of it."""
    scene = await a_scene(store, customers)
    for each in scene.customers:
        await a_line_user(store, customer=each)
    handover = await proposed(scene, effective, **words)
    if accepted:
        await scene.accepted(handover)
    return scene, handover


async def proposed(scene: Scene, effective: date = EFFECTIVE, *, heard: bool = True, **words) -> Handover:
    wish = scene.wish(effective_day=effective, told=heard)
    return await scene.proposed(wish, Words(**(LETTERS | {"notice_day": NOTICE} | words)))


async def on(scene: Scene, day: date, hour: int = 9, minute: int = 0) -> list[str]:
    """A tick of that moment; what customers have been sent since the beginning, in order."""
    now = local(day, hour, minute)
    await run_all(scene.store, HOUSE, now, really=now, pause=0, only=("handovers", "handover_messages"))
    return [row.kind for row in await spoken(scene.store) if row.kind in {"HandoverFarewell", "HandoverGreeting"}]


async def changed(store: Store, row, **columns) -> None:
    async with written(store) as work:
        kept = await work.session.get_one(type(row), row.id)
        for name, value in columns.items():
            setattr(kept, name, value)


async def test_the_predecessor_writes_on_the_notice_day_and_the_successor_on_the_last_business_day_before(store):
    scene, handover = await told(store)

    days = [date(2026, 11, 26), NOTICE, NOTICE + timedelta(days=3), date(2026, 12, 9), DAY_BEFORE, EFFECTIVE]
    sent = [await on(scene, day) for day in days]

    farewell, both = ["HandoverFarewell"], ["HandoverFarewell", "HandoverGreeting"]
    assert sent == [[], farewell, farewell, farewell, both, both]
    [row] = await rows_of(store, handover)
    assert (row.farewell_at, row.greeting_at) == (local(NOTICE), local(DAY_BEFORE))


async def test_the_letters_hold_the_names_of_the_moment_in_which_they_go_out(store):
    scene, _ = await told(store)
    await changed(store, scene.sato, full_name="斉藤 花子")
    await changed(store, scene.customers[0], name="田中 一朗")

    await on(scene, NOTICE)
    await on(scene, DAY_BEFORE)

    names = {"customer": "田中 一朗", "predecessor": "斉藤 花子", "successor": "鈴木"}
    rest = {"day": EFFECTIVE, "company": "サクラ商事"}
    assert await owed(store, HandoverFarewell) == [HandoverFarewell(LETTERS["farewell"], **names, **rest)]
    assert await owed(store, HandoverGreeting) == [HandoverGreeting(LETTERS["greeting"], **names, **rest)]


async def test_nobody_hears_anything_before_the_successor_has_said_yes(store):
    scene, handover = await told(store, accepted=False)

    before = await on(scene, NOTICE)
    await scene.accepted(handover)
    after = await on(scene, NOTICE, 10)

    assert (before, after) == ([], ["HandoverFarewell"])


async def test_what_is_agreed_too_late_is_said_at_once_and_the_greeting_waits_for_the_next_business_day(store):
    scene, _ = await told(store, effective=TODAY, notice_day=TODAY)

    friday, tuesday = await on(scene, TODAY), await on(scene, TUESDAY)

    assert (friday, tuesday) == (["HandoverFarewell"], ["HandoverFarewell", "HandoverGreeting"])


async def test_both_never_come_on_one_day_even_where_one_day_is_left(store):
    scene, _ = await told(store, effective=TUESDAY, notice_day=TODAY)

    friday, evening, tuesday = await on(scene, TODAY), await on(scene, TODAY, 17, 59), await on(scene, TUESDAY)

    assert friday == evening == ["HandoverFarewell"]
    assert tuesday == ["HandoverFarewell", "HandoverGreeting"]


@pytest.mark.parametrize(
    ("day", "hour", "minute"),
    [(NOTICE, 8, 59), (NOTICE, 18, 0), (NOTICE + timedelta(days=1), 10, 0)],
    ids=["early", "late", "saturday"],
)
async def test_customers_are_written_to_in_business_hours_only(store, day, hour, minute):
    scene, _ = await told(store)

    assert await on(scene, day, hour, minute) == []


async def test_customers_who_are_not_to_be_told_are_not(store):
    scene = await a_scene(store, 1)
    await a_line_user(store, customer=scene.customers[0])
    await scene.accepted(await proposed(scene, heard=False))

    assert await on(scene, NOTICE) + await on(scene, DAY_BEFORE) == []


async def test_who_should_hear_it_by_telephone_is_written_to_only_after_the_call(store):
    scene, handover = await told(store, calls=frozenset({1}))
    [row] = await rows_of(store, handover)

    before = await on(scene, NOTICE)
    async with by(store, scene.sato, local(NOTICE, 10)) as work:
        await followups.settle(work, row.call_id, "done")
    after = await on(scene, NOTICE, 10, 1)

    assert (before, after) == ([], ["HandoverFarewell"])


async def test_a_call_that_was_dropped_is_no_call(store):
    scene, handover = await told(store, calls=frozenset({1}))
    [row] = await rows_of(store, handover)
    async with by(store, scene.sato) as work:
        await followups.settle(work, row.call_id, "dropped")

    assert await on(scene, NOTICE) + await on(scene, EFFECTIVE) == []


async def test_a_complaint_or_mourning_keeps_nobody_from_knowing_whom_to_turn_to(store):
    scene, _ = await told(store, 2)
    angry, sad = scene.customers
    await a_case(store, customer=angry, answer=await an_answer(store, customer=angry, score=0))
    await changed(store, sad, mourning_from=TODAY)

    assert await on(scene, NOTICE) == ["HandoverFarewell"] * 2


async def test_somebody_elses_customer_is_not_written_to(store):
    scene, _ = await told(store)
    await changed(store, scene.customers[0], owner_id=scene.takahashi.id)

    assert await on(scene, NOTICE) == []


async def test_what_was_called_off_is_not_said(store):
    scene, handover = await told(store)
    async with by(store, scene.sato) as work:
        await agreement.cancel(work, handover.id)

    assert await on(scene, NOTICE) == []


async def test_a_week_after_the_change_nobody_is_told_of_it_any_more(store):
    scene, _ = await told(store, effective=TODAY, notice_day=TODAY)
    over = date(2026, 12, 1)  # six business days later, over a holiday and a weekend

    late = await on(scene, over)
    await changed(store, await only(store, Handover), effective_day=TUESDAY)
    in_time = await on(scene, over)

    assert (late, in_time) == ([], ["HandoverFarewell"])


async def only(store: Store, kind: type):
    async with store.read() as session:
        return await session.get_one(kind, 1)


async def test_two_machines_write_once(store, database_url):
    _, handover = await told(store, 10)
    other = Store.open(database_url)

    await asyncio.gather(*(run_all(each, HOUSE, local(NOTICE), pause=0) for each in (store, other)))
    await other.close()

    assert len(await spoken(store, "HandoverFarewell")) == 10
    assert all(row.farewell_at for row in await rows_of(store, handover))


async def test_each_letter_goes_to_the_account_that_reaches_the_customer(store):
    scene, _ = await told(store)
    newer = await a_line_user(store, customer=scene.customers[0])
    await a_line_user(store, customer=scene.customers[0], state="gone")

    await on(scene, NOTICE)

    [row] = await spoken(store, "HandoverFarewell")
    assert (row.recipient, row.customer_id) == (newer.user_id, scene.customers[0].id)


async def test_whom_line_does_not_reach_the_predecessor_is_to_tell_in_person(store):
    scene, _ = await told(store)
    blocked = await a_customer(store, owner=scene.sato, name="高木 恵")
    await a_line_user(store, customer=blocked, state="gone")
    await a_customer(store, owner=scene.sato, name="森 大輔")
    handover = await proposed(scene)
    await scene.accepted(handover)

    await on(scene, NOTICE)
    await on(scene, NOTICE, 10)

    [row] = await spoken(store, "HandoverUnreached")
    assert (row.recipient, row.fields["handover_id"]) == (scene.sato.slack_id, handover.id)
    [notice] = await owed(store, HandoverUnreached)
    assert notice == HandoverUnreached(handover.id, "佐藤", ("高木 恵", "森 大輔"), 2, EFFECTIVE)


async def test_where_the_predecessor_has_left_the_successors_tell_their_own(store):
    scene = await a_scene(store, 2)
    wish = scene.wish(scene.suzuki, scene.takahashi, effective_day=EFFECTIVE, told=True)
    handover = await scene.proposed(wish, Words(**LETTERS, notice_day=NOTICE))
    for each in (scene.suzuki, scene.takahashi):
        await scene.accepted(handover, each)
    await changed(store, scene.sato, active=False)

    await on(scene, NOTICE)

    found = [(row.recipient, row.fields["number"]) for row in await spoken(store, "HandoverUnreached")]
    assert sorted(found) == sorted([(scene.suzuki.slack_id, 1), (scene.takahashi.slack_id, 1)])


async def test_while_successors_have_not_answered_nobody_is_sent_to_tell(store):
    scene = await a_scene(store, 2)
    wish = scene.wish(scene.suzuki, scene.takahashi, effective_day=EFFECTIVE, told=True)
    handover = await scene.proposed(wish, Words(**LETTERS, notice_day=NOTICE))
    await scene.accepted(handover)

    await on(scene, NOTICE)
    early = await spoken(store, "HandoverUnreached")
    await on(scene, EFFECTIVE)

    assert early == []
    assert [row.fields["number"] for row in await spoken(store, "HandoverUnreached")] == [1]


async def test_who_comes_to_line_in_time_is_written_to_after_all(store):
    scene, _ = await told(store)
    account = await only(store, LineUser)
    await changed(store, account, state="gone")
    gone = await on(scene, NOTICE)

    await changed(store, account, state="friend")

    assert gone == []
    assert await on(scene, NOTICE, 10) == ["HandoverFarewell"]


async def test_the_customer_of_a_cover_is_told_of_it_too_where_it_was_wished(store):
    scene = await a_scene(store, 1)
    await a_line_user(store, customer=scene.customers[0])
    wish = scene.wish(reason="cover", effective_day=EFFECTIVE, return_day=date(2026, 12, 25), told=True)
    await scene.accepted(await scene.proposed(wish, Words(**LETTERS, notice_day=NOTICE)))

    await on(scene, NOTICE)

    assert await on(scene, DAY_BEFORE) == ["HandoverFarewell", "HandoverGreeting"]


async def test_a_rehearsal_tells_of_the_letters_and_sends_none(store):
    scene, handover = await told(store)

    swept = await run_all(store, HOUSE, local(NOTICE), dry_run=True, pause=0)

    said = [each.said for each in swept if each.job == "handover_messages"]
    assert said == [(f"customer {scene.customers[0].id}: HandoverFarewell",)]
    assert await spoken(store, "HandoverFarewell") == []
    assert [row.farewell_at for row in await rows_of(store, handover)] == [None]


async def test_a_duplicate_that_lives_on_in_somebody_else_is_not_written_to(store):
    scene, _ = await told(store)
    other = await saved(store, Customer(name="田中 一郎", owner_id=scene.sato.id))
    await changed(store, scene.customers[0], merged_into_id=other.id)

    assert await on(scene, NOTICE) == []
