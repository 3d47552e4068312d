"""Waves: everybody once, evenly over mornings, never whom it would hurt, never beyond what LINE has room for."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.notices import NpsQuestion, WantQuota, WaveCard
from crm.refusals import EndsBeforeItBegins, NoQuota, NotAllowed, NotUnderstood, OverQuota, PastIn, TooFew
from crm.surveys import drips, waves
from crm.surveys.waves import Wish
from storage.tables import Outbox, SurveyInvite, SurveyWave, WaveCustomer
from tests.builders import HOUSE, NOW, a_case, a_rep, a_team, an_asking, written
from tests.deeds import by, refused
from tests.line_events import owed, rows
from tests.surveys import waving
from tests.surveys.waving import FIRST, LAST, at

DAY = timedelta(days=1)


async def test_everybody_is_asked_once_evenly_over_the_mornings(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 24, owner=admin)
    await waving.a_month(store)
    await waving.started(store, admin)

    await waving.mornings(store, NOW.date(), LAST + DAY)

    asked = [HOUSE.business.local(each.asked_at) for each in await rows(store, SurveyInvite)]
    assert Counter(each.date() for each in asked) == {FIRST + number * DAY: 6 for number in range(4)}
    assert all(9 <= each.hour < 12 for each in asked)
    assert len({each.hour for each in asked}) == 3
    assert len({each.customer_id for each in await rows(store, SurveyInvite)}) == 24
    assert len(await owed(store, NpsQuestion)) == 24


@given(st.integers(1, 3000))
def test_every_place_is_taken_once_and_neighbours_come_apart(count):
    places = [drips.place(number, count) for number in range(count)]

    assert sorted(places) == list(range(count))


async def test_whoever_has_chosen_an_hour_is_asked_in_it(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 3, owner=admin, delivery_hour=20)
    await waving.a_month(store)
    await waving.started(store, admin)

    await waving.mornings(store, FIRST, LAST, minutes=15)

    asked = [HOUSE.business.local(each.asked_at) for each in await rows(store, SurveyInvite)]
    assert [each.hour for each in asked] == [20, 20, 20]


async def test_whom_it_would_hurt_or_tire_is_passed_by_when_the_turn_comes(store):
    admin = await a_rep(store, role="admin")
    customers = await waving.people(store, 6, owner=admin)
    await waving.a_month(store)
    await waving.started(store, admin)
    await waving.swept(store, NOW)
    await a_case(store, customer=customers[0])
    await an_asking(store, customer=customers[1], at=NOW)

    await waving.mornings(store, FIRST, LAST)

    assert await waving.states(store) == {"asked": 4, "case": 1, "recent": 1}


async def test_of_one_company_no_more_than_five_are_asked(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 8, owner=admin, company=await waving.a_firm(store))
    await waving.a_month(store)
    await waving.started(store, admin)

    await waving.mornings(store, FIRST, LAST)

    assert await waving.states(store) == {"asked": 5, "company": 3}


async def test_a_wave_that_is_held_up_asks_nobody_and_goes_on_in_the_morning(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 8, owner=admin)
    await waving.a_month(store)
    card = await waving.started(store, admin)
    await waving.swept(store, NOW)
    async with by(store, admin) as work:
        await waves.change(work, card.wave_id, "pause")
    await waving.mornings(store, FIRST, FIRST)
    before = await waving.states(store)

    async with by(store, admin) as work:
        await waves.change(work, card.wave_id, "resume")
    await waving.swept(store, at(FIRST, 15))
    await waving.mornings(store, FIRST + DAY, LAST)

    assert before == {"planned": 8}
    asked = [HOUSE.business.local(each.asked_at) for each in await rows(store, SurveyInvite)]
    assert len(asked) == 8
    assert all(9 <= each.hour < 12 and each.date() > FIRST for each in asked)


async def test_a_wave_that_is_stopped_asks_nobody_any_more(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 4, owner=admin)
    await waving.a_month(store)
    card = await waving.started(store, admin)
    async with by(store, admin) as work:
        stopped = await waves.change(work, card.wave_id, "stop")

    await waving.mornings(store, FIRST, LAST)

    assert stopped.state == "stopped"
    assert await rows(store, SurveyInvite) == []


async def test_what_was_not_asked_by_the_last_day_is_not_asked_late(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 4, owner=admin)
    await waving.a_month(store)
    await waving.started(store, admin)
    await waving.swept(store, NOW)

    await waving.swept(store, at(LAST + 3 * DAY, 10))

    assert await waving.states(store) == {"late": 4}


async def test_when_everybody_has_had_their_turn_the_maker_hears_how_it_went(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 4, owner=admin)
    await waving.a_month(store)
    await waving.started(store, admin)

    await waving.mornings(store, FIRST, LAST)

    [wave] = await rows(store, SurveyWave)
    first, last = await owed(store, WaveCard)
    assert (wave.state, first.state, first.asked) == ("done", "running", 0)
    assert (last.state, last.count, last.asked, last.answered) == ("done", 4, 4, 0)


@pytest.mark.parametrize(("used", "fits"), [(796, True), (797, False)])
async def test_the_last_fifth_of_the_month_is_never_touched(store, used, fits):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 4, owner=admin)
    await waving.a_month(store, total=1000, used=used)

    if fits:
        await waving.started(store, admin)
    else:
        async with refused(OverQuota(count=4, left=3, total=1000, used=797, promised=0, kept=200)):
            await waving.started(store, admin)

    assert len(await rows(store, SurveyWave)) == fits


async def test_what_other_waves_still_need_counts_too(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 4, owner=admin)
    await waving.a_month(store, total=10, used=2)
    await waving.started(store, admin)
    await waving.swept(store, NOW)

    async with refused(OverQuota(count=4, left=2, total=10, used=2, promised=4, kept=2)):
        await waving.started(store, admin)


async def test_a_wave_waits_when_the_month_turns_out_fuller_than_it_was(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 4, owner=admin)
    await waving.a_month(store, total=100, used=0)
    await waving.started(store, admin)
    await waving.swept(store, NOW)
    await waving.a_month(store, total=100, used=78, read_at=at(FIRST, 8))

    await waving.mornings(store, FIRST, LAST)

    [wave] = await rows(store, SurveyWave)
    assert wave.state == "paused"
    assert await waving.states(store) == {"asked": 2, "planned": 2}
    assert (await owed(store, WaveCard))[-1].state == "paused"


async def test_while_line_has_not_told_nothing_goes_out_and_it_is_asked(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 2, owner=admin)

    async with by(store, admin) as work:
        await waves.begin(work)
    async with refused(NoQuota()):
        await waving.started(store, admin)

    assert len(await owed(store, WantQuota)) == 1


async def test_without_a_limit_there_is_always_room(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 4, owner=admin)
    await waving.a_month(store, total=None, used=10_000)
    await waving.started(store, admin)

    await waving.mornings(store, FIRST, LAST)

    assert await waving.states(store) == {"asked": 4}


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"starts_on": NOW.date() - DAY}, PastIn("starts_on")),
        ({"ends_on": FIRST - DAY}, EndsBeforeItBegins()),
        ({"ends_on": FIRST + 200 * DAY}, NotUnderstood("ends_on")),
        ({"starts_on": FIRST - DAY, "ends_on": FIRST - DAY}, NotUnderstood("ends_on")),
        ({"remind_after": 0}, NotUnderstood("remind_after")),
        ({"industry": "造船"}, TooFew(0, 1)),
    ],
    ids=["past", "backwards", "long", "holiday", "reminder", "nobody"],
)
async def test_what_cannot_be_is_refused(store, wish, refusal):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 1, owner=admin)
    await waving.a_month(store)

    async with refused(refusal):
        await waving.started(store, admin, **wish)


async def test_a_manager_asks_the_customers_of_their_own_teams(store):
    team, other = await a_team(store), await a_team(store, name="営業二課")
    manager = await a_rep(store, role="manager", team_id=team.id)
    mine = await waving.people(store, 2, owner=await a_rep(store, team_id=team.id))
    await waving.people(store, 2, owner=await a_rep(store, team_id=other.id))
    await waving.a_month(store)
    await waving.started(store, manager)

    await waving.swept(store, NOW)

    assert [each.customer_id for each in await rows(store, WaveCustomer)] == [each.id for each in mine]


async def test_a_wave_is_for_those_who_answer_for_its_maker(store):
    admin, manager = await a_rep(store, role="admin"), await a_rep(store, role="manager")
    await waving.people(store, 1, owner=admin)
    await waving.a_month(store)
    card = await waving.started(store, admin)

    async with refused(NotAllowed("waves.change")), by(store, manager) as work:
        await waves.change(work, card.wave_id, "stop")
    async with refused(NotAllowed("waves.preview")), by(store, await a_rep(store)) as work:
        await waves.preview(work, Wish("nps", FIRST, LAST))


async def test_a_rehearsal_leaves_everything_as_it_was(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 2, owner=admin)
    await waving.a_month(store)
    await waving.started(store, admin)
    before = len(await rows(store, Outbox))

    await waving.swept(store, at(FIRST, 10), dry_run=True)

    assert await rows(store, WaveCustomer) == []
    assert len(await rows(store, Outbox)) == before


async def test_who_was_merged_meanwhile_is_not_asked_twice(store):
    admin = await a_rep(store, role="admin")
    first, second = await waving.people(store, 2, owner=admin)
    await waving.a_month(store)
    await waving.started(store, admin)
    await waving.swept(store, NOW)
    async with written(store) as work:
        (await work.session.get(type(first), second.id)).merged_into_id = first.id

    await waving.mornings(store, FIRST, LAST)

    assert await waving.states(store) == {"asked": 1, "merged": 1}
