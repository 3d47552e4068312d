"""After the change the successor asks how it goes, and a visit together is put where both see it."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from crm.handovers import aftercare
from crm.handovers.plans import Words
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks import words
from reminders.sweeps import run_all
from storage.store import Store
from storage.tables import Customer, Followup, Handover, HandoverCustomer
from tests.builders import HOUSE, NOW, a_case, a_followup, an_answer, written
from tests.handovers.scene import Scene, a_scene, rows_of
from tests.passing_time import insert_rows, spoken

TODAY = date(2026, 11, 20)
CHECK_IN = tuple(aftercare.CHECK_INS.values())


async def gone_over(scene: Scene, **wish) -> Handover:
    """Everything is agreed to and done today."""
    handover = await scene.proposed(scene.wish(**wish), Words())
    await scene.accepted(handover)
    await run_all(scene.store, HOUSE, NOW, really=NOW, pause=0, only=("handovers",))
    return handover


async def tasks(store: Store, *kinds: str) -> list[tuple[int, str, date]]:
    """(owner, what, day) of the follow-ups of ours, in order."""
    async with store.read() as session:
        rows = await session.scalars(select(Followup).where(Followup.what.in_(kinds)).order_by(Followup.id))
        return [(each.owner_id, each.what, each.due_day) for each in rows]


async def test_the_successor_asks_after_a_week_a_month_and_three_months(store):
    scene = await a_scene(store, 1)

    await gone_over(scene)

    # 20 December is a Sunday; 27 November and 18 February are working days.
    days = [date(2026, 11, 27), date(2026, 12, 21), date(2027, 2, 18)]
    assert await tasks(store, *CHECK_IN) == [
        (scene.suzuki.id, what, day) for what, day in zip(CHECK_IN, days, strict=True)
    ]


async def test_a_check_in_is_nudged_like_any_other_follow_up_and_says_what_to_ask(store):
    scene = await a_scene(store, 1)
    await gone_over(scene)

    await scene.swept(NOW + timedelta(days=7))

    [nudge] = await spoken(store, "FollowupNudge")
    assert nudge.recipient == scene.suzuki.slack_id
    assert "引き継ぎの漏れ" in words.what(nudge.fields["what"], phrases("ja"))
    assert "after the change" in words.what(nudge.fields["what"], phrases("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_task_of_ours_has_its_sentence(language):
    say = phrases(language)

    assert all(words.plain_what(each, say) not in {each, ""} for each in aftercare.TASKS)


async def test_a_cover_has_no_check_ins(store):
    scene = await a_scene(store, 1)

    await gone_over(scene, reason="cover", return_day=TODAY + timedelta(days=120))

    assert await tasks(store, *CHECK_IN) == []


async def test_nobody_is_to_ask_after_the_customer_has_gone_back(store):
    scene = await a_scene(store, 1)

    await gone_over(scene, reason="parental", return_day=TODAY + timedelta(days=60))

    assert [what for _, what, _ in await tasks(store, *CHECK_IN)] == list(CHECK_IN[:2])


async def test_who_takes_over_very_many_asks_those_who_matter_most(store):
    scene = await a_scene(store, 4)
    key, angry, promised, plain = scene.customers
    await a_case(store, customer=angry, answer=await an_answer(store, customer=angry, score=0))
    await a_followup(store, customer=promised, promise=True)
    await a_followup(store, customer=plain)
    async with written(store) as work:
        (await work.session.get_one(Customer, key.id)).key_person = True
    common = {"owner_id": scene.sato.id, "version": 1, "created_at": NOW, "key_person": False}
    await insert_rows(store, Customer, *({"name": f"客 {number}"} | common | NONE for number in range(27)))

    handover = await asked_of(scene, scene.suzuki)

    asked = await checked_in(store)
    assert len(await rows_of(store, handover)) == 31
    assert asked == {key.id, angry.id, promised.id}


async def test_thirty_customers_are_all_asked(store):
    scene = await a_scene(store, 4)
    common = {"owner_id": scene.sato.id, "version": 1, "created_at": NOW, "key_person": False}
    await insert_rows(store, Customer, *({"name": f"客 {number}"} | common | NONE for number in range(26)))

    await asked_of(scene, scene.suzuki)

    assert len(await checked_in(store)) == 30


NONE = {"show_age": False, "gifts_declined": False, "tags": [], "custom": {}}


async def asked_of(scene: Scene, *successors) -> Handover:
    """As many as need a manager's yes: they propose it themselves."""
    handover = await scene.proposed(scene.wish(*successors), Words(), by_=scene.manager)
    for each in successors:
        await scene.accepted(handover, each)
    await run_all(scene.store, HOUSE, NOW, really=NOW, pause=0, only=("handovers",))
    return handover


async def checked_in(store: Store) -> set[int]:
    async with store.read() as session:
        return set(await session.scalars(select(Followup.customer_id).where(Followup.what == CHECK_IN[0])))


async def test_a_visit_together_stands_with_both_of_them(store):
    scene = await a_scene(store, 1)

    await gone_over(scene, joint_visit=True)

    # Two weeks from a Friday.
    day = date(2026, 12, 4)
    assert await tasks(store, aftercare.VISIT) == [
        (scene.suzuki.id, aftercare.VISIT, day),
        (scene.sato.id, aftercare.VISIT, day),
    ]


async def test_a_visit_together_is_made_while_the_two_overlap(store):
    scene = await a_scene(store, 1)

    # A Sunday: the Friday before it.
    await gone_over(scene, joint_visit=True, overlap_until=date(2026, 11, 29))

    assert {day for _, _, day in await tasks(store, aftercare.VISIT)} == {date(2026, 11, 27)}


async def test_a_key_person_is_visited_with_the_manager(store):
    scene = await a_scene(store, 1)
    async with written(store) as work:
        (await work.session.get_one(Customer, scene.customers[0].id)).key_person = True

    await gone_over(scene, joint_visit=True)

    assert len(await tasks(store, aftercare.VISIT_WITH_MANAGER)) == 2


async def test_who_has_left_visits_nobody(store):
    scene = await a_scene(store, 1)
    handover = await scene.proposed(scene.wish(joint_visit=True), Words())
    await scene.accepted(handover)
    async with written(store) as work:
        (await work.session.get_one(type(scene.sato), scene.sato.id)).active = False

    await run_all(store, HOUSE, NOW, really=NOW, pause=0, only=("handovers",))

    assert [owner for owner, _, _ in await tasks(store, aftercare.VISIT)] == [scene.suzuki.id]


async def test_where_nobody_wished_for_a_visit_there_is_none(store):
    scene = await a_scene(store, 1)

    await gone_over(scene)

    assert await tasks(store, aftercare.VISIT, aftercare.VISIT_WITH_MANAGER) == []


async def test_many_customers_take_as_many_statements_as_few(store):
    scene = await a_scene(store, 10)
    handover = await scene.proposed(scene.wish(joint_visit=True), Words())
    rows = await rows_of(store, handover)

    few, many = [await statements(store, handover, some) for some in (rows[:2], rows[2:])]

    assert 0 < few == many


async def statements(store: Store, handover: Handover, some: Sequence[HandoverCustomer]) -> int:
    """How many statements it takes to arrange what follows for these rows."""
    counted = list[str]()

    def count(_connection, _cursor, statement: str, *_: object) -> None:
        counted.append(statement)

    async with written(store) as work:
        moved = [(row, await work.session.get_one(Customer, row.customer_id)) for row in some]
        engine = work.session.get_bind().engine
        event.listen(engine, "before_cursor_execute", count)
        await aftercare.arrange(work, handover, moved)
        event.remove(engine, "before_cursor_execute", count)
    return len(counted)
