"""The figures of a team or of the company, for those who answer for others and those who look on."""

from datetime import date

import pytest

from crm import desks, overviews
from crm.desks import Wish
from crm.refusals import NotAllowed
from storage.store import Store
from storage.tables import Rep
from tests.at_the_desk import TODAY
from tests.builders import (
    a_case,
    a_customer,
    a_followup,
    a_rep,
    a_team,
    an_interaction,
)
from tests.deeds import by, refused


async def two_teams(store: Store) -> tuple[Rep, Rep]:
    """(somebody of 一課 with something overdue and an open case, somebody of 二課 with a contact)."""
    one, two = await a_team(store, name="一課"), await a_team(store, name="二課")
    first = await a_rep(store, full_name="佐藤 花子", team_id=one.id)
    second = await a_rep(store, full_name="鈴木 美咲", team_id=two.id)
    customer = await a_customer(store, owner=first)
    await a_followup(store, customer=customer, day=date(2026, 11, 18))
    await a_case(store, customer=customer)
    await an_interaction(store, customer=await a_customer(store, owner=second), day=TODAY)
    return first, second


async def test_a_manager_sees_the_teams_week(store):
    first, _ = await two_teams(store)
    manager = await a_rep(store, role="manager", team_id=first.team_id)

    async with by(store, manager) as work:
        overview = await overviews.show(work)

    assert overview is not None
    assert (overview.whole, overview.overdue, overview.open_cases) == (False, 1, 1)
    assert overview.late == (("佐藤 花子", 1),)
    assert overview.this_week.logs == 0


@pytest.mark.parametrize("role", ["read_only", "admin"])
async def test_without_a_team_the_figures_are_the_companys(store, role):
    await two_teams(store)
    reader = await a_rep(store, role=role)

    async with by(store, reader) as work:
        overview = await overviews.show(work)

    assert overview is not None
    assert (overview.whole, overview.overdue, overview.this_week.logs) == (True, 1, 1)


async def test_a_manager_without_a_team_answers_for_nobody(store):
    async with by(store, await a_rep(store, role="manager")) as work:
        assert await overviews.show(work) is None


async def test_a_rep_sees_nobody_elses_figures_and_whoever_only_reads_has_no_desk(store):
    async with refused(NotAllowed("overviews.show")), by(store, await a_rep(store)) as work:
        await overviews.show(work)
    async with refused(NotAllowed("desks.show")), by(store, await a_rep(store, role="read_only")) as work:
        await desks.show(work, Wish())
