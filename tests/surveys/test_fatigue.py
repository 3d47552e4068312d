"""Nobody is tired by us: not a person, not a company, not by one survey nor by all of them."""

from datetime import timedelta

import pytest

from crm.refusals import AnonymousByHand, CompanyAsked
from crm.surveys import askings, own, surveys
from storage.tables import Company, SurveyInvite
from tests.builders import NOW, a_customer, a_line_user, a_rep, an_asking, saved, written
from tests.deeds import refused
from tests.line_events import acting, linked, rows
from tests.surveys import own as own_surveys

DAY = timedelta(days=1)


async def colleagues(store, owner, number, asked):
    """People of one company, of whom so many were asked ten days ago."""
    firm = await saved(store, Company(name="株式会社サクラ", key="サクラ"))
    people = [await a_customer(store, owner=owner, name=f"田中 {at}", company_id=firm.id) for at in range(number)]
    for each in people:
        await a_line_user(store, customer=each)
    for each in people[:asked]:
        await an_asking(store, customer=each, at=NOW - 10 * DAY)
    return people


@pytest.mark.parametrize(("asked", "allowed"), [(4, True), (5, False)])
async def test_no_more_than_five_of_a_company_are_asked_within_the_quiet_time(store, asked, allowed):
    rep = await a_rep(store)
    *_, last = await colleagues(store, rep, 6, asked)

    if allowed:
        async with acting(store, rep) as work:
            await surveys.ask(work, "csat", last.id)
    else:
        async with refused(CompanyAsked("田中 5", 5, 30)), acting(store, rep) as work:
            await surveys.ask(work, "csat", last.id)

    assert len(await rows(store, SurveyInvite)) == asked + allowed


async def test_the_company_has_rested_when_the_quiet_time_is_over(store):
    rep = await a_rep(store)
    *_, last = await colleagues(store, rep, 6, 5)

    async with acting(store, rep, NOW + 21 * DAY) as work:
        await surveys.ask(work, "csat", last.id)

    assert len(await rows(store, SurveyInvite)) == 6


async def test_several_who_are_asked_together_count_for_each_other(store):
    rep = await a_rep(store)
    people = await colleagues(store, rep, 8, 2)

    async with written(store) as work:
        together = await askings.refusals(work, people[2:], askings.CSAT)
        apart = await askings.refusals(work, people[2:], askings.CSAT, together=False)

    assert set(together) == {each.id for each in people[5:]}
    assert apart == {}


async def test_people_without_a_company_are_nobodys_colleagues(store):
    rep = await a_rep(store)
    people = [await a_customer(store, owner=rep) for _ in range(7)]

    async with written(store) as work:
        no = await askings.refusals(work, people, askings.CSAT)

    assert no == {}


async def test_a_reminder_is_no_new_invitation(store):
    rep = await a_rep(store)
    people = await colleagues(store, rep, 6, 6)

    async with written(store) as work:
        no = await askings.refusals(work, people, askings.NPS, again=True)

    assert no == {}


async def test_an_anonymous_survey_never_goes_to_one_person_alone(store):
    rep, customer = await linked(store, role="manager")
    questions = [each for each in own_surveys.QUESTIONS if each["kind"] != "text"]
    for each in questions:
        each.pop("next", None)
    survey = await own_surveys.made(store, rep, questions=questions, anonymous=True)

    async with refused(AnonymousByHand()), acting(store, rep) as work:
        await own.send(work, survey.id, customer.id)
