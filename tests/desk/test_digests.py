"""The weekly digest: figures that a manager can check by hand, and who may see them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from crm import digests
from crm.calendar import BusinessTime
from crm.notices import RepWeek, WeeklyDigest
from crm.refusals import NotAllowed, Refused
from crm.work import SYSTEM, Actor, Work
from tests.builders import (
    HOUSE,
    a_case,
    a_customer,
    a_followup,
    a_rep,
    a_team,
    an_answer,
    an_asking,
    an_interaction,
)
from tests.passing_time import local

TOKYO = ZoneInfo("Asia/Tokyo")
# The week of Monday 16 to Sunday 22 November 2026, told on Tuesday the 24th.
FIRST, LAST = date(2026, 11, 16), date(2026, 11, 22)
AS_OF = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
BUSINESS = BusinessTime(TOKYO)


async def the_week(store, reader, actor: Actor = SYSTEM) -> WeeklyDigest:
    async with store.read() as session:
        return await digests.week(Work(session, AS_OF, actor, house=HOUSE), reader, FIRST)


async def test_interactions_count_for_the_rep_on_the_local_day_they_happened(store):
    team = await a_team(store)
    manager = await a_rep(store, role="manager", team_id=team.id)
    rep = await a_rep(store, full_name="鈴木 次郎", team_id=team.id)
    customer = await a_customer(store, owner=rep)
    for day in (FIRST - timedelta(days=1), FIRST, LAST, LAST, LAST + timedelta(days=1)):
        await an_interaction(store, customer=customer, day=day)
    late = await an_interaction(store, customer=customer, day=FIRST, created_at=AS_OF)

    week = await the_week(store, manager)

    assert late.created_at > local(LAST + timedelta(days=1), 0)
    assert week.reps == (RepWeek("鈴木 次郎", interactions=4, done=0, overdue=0),)


async def test_followups_count_when_done_within_the_local_week(store):
    rep = await a_rep(store, role="admin")
    customer = await a_customer(store, owner=rep)
    midnight, minute = local(FIRST, 0), timedelta(minutes=1)
    for at in (midnight - minute, midnight, local(LAST, 23, 59), local(LAST + timedelta(days=1), 0)):
        await a_followup(store, customer=customer, state="done", done_at=at)
    await a_followup(store, customer=customer, state="dropped", done_at=midnight)

    [line] = (await the_week(store, rep)).reps

    assert (line.done, line.overdue) == (2, 0)


async def test_overdue_is_what_was_due_before_today_and_is_still_open(store):
    rep = await a_rep(store, role="admin")
    customer = await a_customer(store, owner=rep)
    await a_followup(store, customer=customer, day=date(2026, 11, 2))
    await a_followup(store, customer=customer, day=date(2026, 11, 23), at=time(23, 59))
    await a_followup(store, customer=customer, day=date(2026, 11, 24), at=time(8))
    await a_followup(store, customer=customer, day=date(2026, 11, 23))  # a holiday: due on the 24th
    await a_followup(store, customer=customer, day=date(2026, 11, 2), state="done", done_at=AS_OF)

    [line] = (await the_week(store, rep)).reps

    assert line.overdue == 2


async def test_nps_counts_the_answers_of_the_week_and_the_rate_of_those_asked_in_it(store):
    admin = await a_rep(store, role="admin")
    customer = await a_customer(store, owner=admin)
    for score in (10, 9, 8, 7, 6, 0):
        await an_answer(store, customer=customer, score=score, at=local(LAST, 23))
    await an_answer(store, customer=customer, score=0, at=local(FIRST, 0) - timedelta(seconds=1))
    await an_asking(store, customer=customer, at=local(FIRST))
    await an_asking(store, customer=customer, at=AS_OF)

    week = await the_week(store, admin)

    assert (week.promoters, week.passives, week.detractors) == (2, 2, 2)
    assert (week.asked, week.answered) == (7, 6)


async def test_open_cases_are_named_the_oldest_ten_of_all(store):
    admin = await a_rep(store, role="admin", full_name="佐藤 花子")
    for number in range(12):
        customer = await a_customer(store, owner=admin, name=f"客 {number}")
        answer = await an_answer(store, customer=customer, score=3) if number == 11 else None
        opened = local(FIRST, 23, 30) - timedelta(days=number)
        await a_case(store, customer=customer, answer=answer, at=opened)
    closed = await a_customer(store, owner=admin, name="解決済み")
    await a_case(store, customer=closed, state="closed", closed_at=AS_OF)

    week = await the_week(store, admin)

    assert week.open_cases == 12
    assert [case.customer for case in week.cases] == [f"客 {number}" for number in range(11, 1, -1)]
    first = week.cases[0]
    assert (first.owner, first.opened, first.score) == ("佐藤 花子", FIRST - timedelta(days=11), 3)


async def a_department(store):
    """A 部 with a 課 inside, another 課 beside it, and an interaction, a case and an answer in each."""
    department = await a_team(store, name="営業部")
    teams = [department, await a_team(store, name="一課", parent=department), await a_team(store, name="他部")]
    for number, team in enumerate(teams):
        rep = await a_rep(store, full_name=f"担当 {number}", team_id=team.id)
        customer = await a_customer(store, owner=rep, name=f"客 {number}")
        await an_interaction(store, customer=customer, day=FIRST)
        answer = await an_answer(store, customer=customer, score=2, at=local(FIRST))
        await a_case(store, customer=customer, answer=answer)
    return teams


def seen(week: WeeklyDigest) -> tuple[list[str], list[str], int]:
    return [rep.name for rep in week.reps], [case.customer for case in week.cases], week.detractors


async def test_a_departments_manager_sees_it_and_the_teams_below(store):
    department, section, _ = await a_department(store)
    above = await a_rep(store, role="manager", team_id=department.id)
    below = await a_rep(store, role="manager", team_id=section.id)

    both, one = await the_week(store, above), await the_week(store, below)

    assert seen(both) == (["担当 0", "担当 1"], ["客 0", "客 1"], 2)
    assert seen(one) == (["担当 1"], ["客 1"], 1)


async def test_without_a_team_an_admin_sees_everybody_and_a_manager_nobody_else(store):
    await a_department(store)
    admin = await a_rep(store, role="admin")
    manager = await a_rep(store, role="manager")

    everybody, nobody = await the_week(store, admin), await the_week(store, manager)

    assert seen(everybody) == (["担当 0", "担当 1", "担当 2"], ["客 0", "客 1", "客 2"], 3)
    assert seen(nobody) == ([], [], 0)


async def test_those_who_left_count_where_they_did_something(store):
    admin = await a_rep(store, role="admin")
    left = await a_rep(store, full_name="退職 済", active=False)
    await a_rep(store, full_name="退職 前年", active=False)
    await an_interaction(store, customer=await a_customer(store, owner=left), day=FIRST)

    week = await the_week(store, admin)

    assert [rep.name for rep in week.reps] == ["退職 済"]


async def test_a_manager_cannot_read_another_teams_week(store):
    one, other = await a_team(store), await a_team(store, name="二課")
    manager = await a_rep(store, role="manager", team_id=one.id)
    stranger = await a_rep(store, role="manager", team_id=other.id)
    actor = Actor("rep", manager.id, "manager", frozenset({one.id}))

    own = await the_week(store, manager, actor)
    with pytest.raises(Refused) as refused:
        await the_week(store, stranger, actor)

    assert own.first_day == FIRST
    assert refused.value.refusal == NotAllowed("digests.week")


def test_a_week_without_business_days_has_no_digest():
    closed = replace(BUSINESS, closed=frozenset({(11, day) for day in range(16, 21)}))

    found = [digests.edition(closed, local(FIRST + timedelta(days=day), 9)) for day in range(7)]

    assert found == [None] * 7


def test_the_slot_is_named_by_the_iso_week_over_new_year():
    edition = digests.edition(BUSINESS, local(date(2027, 1, 4)))

    assert edition is not None
    assert (edition.week, edition.monday) == ("2027-W01", date(2026, 12, 28))


def test_the_digest_comes_at_nine_by_the_clock_of_the_business_zone():
    new_york = BusinessTime(ZoneInfo("America/New_York"))
    # Clocks went back on Sunday 1 November 2026: Monday 9:00 is 14:00 UTC, the week before it was 13:00.
    before, after = datetime(2026, 11, 2, 13, 59, tzinfo=UTC), datetime(2026, 11, 2, 14, 0, tzinfo=UTC)

    assert digests.edition(new_york, before) is None
    assert digests.edition(new_york, after) is not None
