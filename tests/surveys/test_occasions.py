"""Surveys that go out by themselves: after what has happened, once, at a decent hour, and never on top of another."""

from datetime import timedelta

import pytest

from crm.notices import ScoreQuestion
from crm.refusals import Gone, NotAllowed, OutOfRange, WrongFields
from crm.surveys import occasions, surveys
from storage.tables import Case, Interaction, Survey, SurveyInvite
from tests.builders import NOW, a_case, a_customer, a_line_user, a_rep, an_asking, an_interaction, written
from tests.deeds import by, refused
from tests.line_events import owed, rows
from tests.surveys import own, waving
from tests.surveys.waving import FIRST, at

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def asking_after(store, occasion="visit", hours=24, survey="csat"):
    admin = await a_rep(store, role="admin")
    async with by(store, admin) as work:
        return admin, await occasions.make(work, survey, occasion, hours)


async def somebody(store, owner, **more):
    customer = await a_customer(store, owner=owner, **more)
    await a_line_user(store, customer=customer)
    return customer


async def asked_about(store):
    return [(each.customer_id, each.occasion_id) for each in await rows(store, SurveyInvite)]


async def test_after_a_visit_the_customer_is_asked_once(store):
    admin, _ = await asking_after(store)
    customer = await somebody(store, admin)
    visit = await an_interaction(store, customer=customer)
    await _moved(store, Interaction, visit.id, "created_at", at(FIRST, 10))

    await waving.swept(store, at(FIRST + DAY, 9, 59))
    early = await asked_about(store)
    await waving.mornings(store, FIRST + DAY, FIRST + 2 * DAY, minutes=30)

    assert early == []
    assert await asked_about(store) == [(customer.id, visit.id)]
    assert [each.kind for each in await owed(store, ScoreQuestion)] == ["csat"]


async def test_a_call_is_no_visit(store):
    admin, _ = await asking_after(store)
    call = await an_interaction(store, customer=await somebody(store, admin), kind="call")
    await _moved(store, Interaction, call.id, "created_at", at(FIRST, 10))

    await waving.mornings(store, FIRST + DAY, FIRST + DAY, minutes=60)

    assert await asked_about(store) == []


async def test_after_a_case_is_closed_the_customer_is_asked_how_easy_it_was(store):
    admin, _ = await asking_after(store, "case", 48, "ces")
    customer = await somebody(store, admin)
    case = await a_case(store, customer=customer, state="closed")
    await _moved(store, Case, case.id, "closed_at", at(FIRST, 10))

    await waving.mornings(store, FIRST, FIRST + 3 * DAY, minutes=60)

    assert await asked_about(store) == [(customer.id, case.id)]
    assert [each.kind for each in await owed(store, ScoreQuestion)] == ["ces"]


async def test_when_the_first_year_is_over_the_customer_is_asked(store):
    admin, _ = await asking_after(store, "year", 1, "nps")
    customer = await somebody(store, admin)
    await _moved(store, type(customer), customer.id, "created_at", at(FIRST, 10) - timedelta(days=365))

    await waving.mornings(store, FIRST, FIRST, minutes=60)

    assert await asked_about(store) == [(customer.id, customer.id)]


@pytest.mark.parametrize("hour", [7, 19])
async def test_nobody_is_asked_outside_of_business_hours(store, hour):
    admin, _ = await asking_after(store)
    visit = await an_interaction(store, customer=await somebody(store, admin))
    await _moved(store, Interaction, visit.id, "created_at", at(FIRST, 6))

    await waving.swept(store, at(FIRST + DAY, hour))

    assert await asked_about(store) == []


async def test_whoever_was_asked_something_lately_or_is_angry_is_left_alone(store):
    admin, _ = await asking_after(store)
    for number in range(2):
        customer = await somebody(store, admin)
        visit = await an_interaction(store, customer=customer)
        await _moved(store, Interaction, visit.id, "created_at", at(FIRST, 10))
        await (an_asking(store, customer=customer, at=NOW) if number else a_case(store, customer=customer))

    await waving.mornings(store, FIRST + DAY, FIRST + 2 * DAY, minutes=60)

    assert [each for _, each in await asked_about(store) if each is not None] == []


async def test_what_is_long_ago_is_not_asked_about(store):
    admin, _ = await asking_after(store)
    visit = await an_interaction(store, customer=await somebody(store, admin))
    await _moved(store, Interaction, visit.id, "created_at", at(FIRST, 10))

    await waving.swept(store, at(FIRST + 6 * DAY, 10))

    assert await asked_about(store) == []


async def test_a_survey_of_an_occasion_is_not_the_one_that_people_send(store):
    admin, of_visits = await asking_after(store)
    customer = await somebody(store, admin)

    async with by(store, admin) as work:
        await surveys.ask(work, "csat", customer.id)

    [invite] = await rows(store, SurveyInvite)
    assert invite.survey_id != of_visits.id


async def test_the_same_occasion_is_settled_anew_not_twice(store):
    await asking_after(store, hours=24)
    await asking_after(store, hours=2)

    assert [(each.occasion, each.occasion_hours) for each in await rows(store, Survey)] == [("visit", 2)]


async def test_a_survey_of_the_companys_own_may_go_out_by_itself_too(store):
    admin = await a_rep(store, role="admin")
    survey = await own.made(store, admin)

    async with by(store, admin) as work:
        await occasions.make(work, str(survey.id), "visit", 3)

    [row] = await rows(store, Survey)
    assert (row.occasion, row.occasion_hours) == ("visit", 3)


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (("csat", "visit", 0), WrongFields((("hours", OutOfRange(1, 720)),))),
        (("csat", "visit", None), WrongFields((("hours", OutOfRange(1, 720)),))),
        (("csat", "moon", 3), Gone()),
        (("stars", "visit", 3), Gone()),
        (("99", "visit", 3), Gone()),
    ],
    ids=["soon", "none", "occasion", "kind", "number"],
)
async def test_what_cannot_be_is_refused(store, wish, refusal):
    async with refused(refusal), by(store, await a_rep(store, role="admin")) as work:
        await occasions.make(work, *wish)


async def test_a_rep_settles_no_occasions(store):
    async with refused(NotAllowed("survey_occasions.make")), by(store, await a_rep(store)) as work:
        await occasions.make(work, "csat", "visit", 3)


async def _moved(store, kind, number, column, moment):
    async with written(store) as work:
        setattr(await work.session.get(kind, number), column, moment)
