"""A rep's desk: what is due, whose day it is, and the week in numbers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from crm.desks import AHEAD, SHOWN_DAYS, SHOWN_OWED
from storage.tables import Anniversary, Company
from tests.at_the_desk import TODAY, desk_of
from tests.builders import (
    NOW,
    a_customer,
    a_followup,
    a_rep,
    an_answer,
    an_interaction,
    saved,
)

# --- today ------------------------------------------------------------------------------------------------------------


async def test_what_is_overdue_stands_before_what_is_due_today_and_tomorrow_is_not_there(store):
    rep = await a_rep(store)
    company = await saved(store, Company(name="株式会社サクラ", key="サクラ"))
    customer = await a_customer(store, owner=rep, company_id=company.id)
    await a_followup(store, customer=customer, day=TODAY, at=time(15), what="電話")
    await a_followup(store, customer=customer, day=date(2026, 11, 18), what="見積", promise=True)
    await a_followup(store, customer=customer, day=date(2026, 11, 21), at=time(10), what="明日")
    await a_followup(store, customer=customer, day=TODAY, what="済み", state="done", done_at=NOW)

    desk = await desk_of(store, rep)

    assert [(owed.due.what, owed.late, owed.due.promise) for owed in desk.owed] == [
        ("見積", True, True),
        ("電話", False, False),
    ]
    assert (desk.overdue, desk.due) == (1, 1)
    assert (desk.owed[0].who.name, desk.owed[0].who.company) == ("田中 一郎", "株式会社サクラ")


async def test_what_has_only_a_day_may_be_done_all_day_and_what_has_a_time_is_late_behind_it(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    await a_followup(store, customer=customer, day=TODAY, what="今日中")
    await a_followup(store, customer=customer, day=TODAY, at=time(10), what="10時")

    desk = await desk_of(store, rep, now=NOW + timedelta(hours=8))

    assert {owed.due.what: owed.late for owed in desk.owed} == {"今日中": False, "10時": True}


async def test_of_very_much_that_is_due_the_first_is_shown_and_the_rest_is_a_number(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    for number in range(SHOWN_OWED + 3):
        await a_followup(store, customer=customer, day=date(2026, 11, 2) + timedelta(days=number), what=f"{number}")

    desk = await desk_of(store, rep)

    assert [owed.due.what for owed in desk.owed] == [f"{number}" for number in range(SHOWN_OWED)]
    assert desk.overdue + desk.due == SHOWN_OWED + 3


async def test_what_others_owe_is_not_mine_and_what_i_owe_to_their_customers_is(store):
    rep, other = await a_rep(store), await a_rep(store)
    theirs = await a_customer(store, owner=other, name="他人")
    await a_followup(store, customer=theirs, what="他人の用")
    await a_followup(store, customer=theirs, what="私の用", owner_id=rep.id)

    desk = await desk_of(store, rep)

    assert [owed.due.what for owed in desk.owed] == ["私の用"]
    assert desk.lines == ()


async def test_what_was_done_a_moment_ago_is_there_to_be_taken_back(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    for what, minutes in (("さっき", 9), ("だいぶ前", 11)):
        at = NOW - timedelta(minutes=minutes)
        await a_followup(store, customer=customer, what=what, state="done", done_at=at)

    desk = await desk_of(store, rep)

    assert [(each.due.what, each.who.name) for each in desk.done] == [("さっき", "田中 一郎")]


# --- days to remember -------------------------------------------------------------------------------------------------


async def test_birthdays_and_anniversaries_of_the_days_ahead_stand_in_their_order(store):
    rep = await a_rep(store)
    soon = await a_customer(store, owner=rep, name="来週", birth_month=11, birth_day=20 + AHEAD)
    today = await a_customer(
        store, owner=rep, name="今日", birth_month=11, birth_day=20, birth_year=1976, show_age=True
    )
    await a_customer(store, owner=rep, name="遠い", birth_month=11, birth_day=21 + AHEAD)
    await a_customer(store, owner=rep, name="昨日", birth_month=11, birth_day=19)
    await saved(store, Anniversary(customer_id=soon.id, kind="contract", year=2021, month=11, day=22))

    feasts = (await desk_of(store, rep)).feasts

    assert [(each.who.name, each.occasion.kind, each.occasion.days, each.occasion.turns) for each in feasts] == [
        (today.name, "birthday", 0, 50),
        (soon.name, "contract", 2, 5),
        (soon.name, "birthday", AHEAD, None),
    ]


async def test_an_age_is_not_told_without_the_customers_consent(store):
    rep = await a_rep(store)
    await a_customer(store, owner=rep, birth_month=11, birth_day=20, birth_year=1976)

    [feast] = (await desk_of(store, rep)).feasts

    assert feast.occasion.turns is None


async def test_whoever_is_in_mourning_is_marked_and_over_the_new_year_nothing_is_lost(store):
    rep = await a_rep(store)
    await a_customer(store, owner=rep, birth_month=1, birth_day=2, mourning_from=date(2026, 11, 1))

    [feast] = (await desk_of(store, rep, now=datetime(2026, 12, 28, 3, 0, tzinfo=UTC))).feasts

    assert (feast.occasion.next, feast.mourning) == (date(2027, 1, 2), True)


@pytest.mark.parametrize(("year", "kept_on"), [(2027, date(2027, 2, 28)), (2028, date(2028, 2, 29))], ids=str)
async def test_a_birthday_on_the_29th_of_february_is_kept_every_year(store, year, kept_on):
    rep = await a_rep(store)
    await a_customer(store, owner=rep, birth_month=2, birth_day=29)

    [feast] = (await desk_of(store, rep, now=datetime(year, 2, 25, 3, 0, tzinfo=UTC))).feasts

    assert feast.occasion.next == kept_on


async def test_of_many_birthdays_the_rest_is_a_number(store):
    rep = await a_rep(store)
    for number in range(SHOWN_DAYS + 2):
        await a_customer(store, owner=rep, name=f"田中{number}", birth_month=11, birth_day=23)

    desk = await desk_of(store, rep)

    assert (len(desk.feasts), desk.more_feasts) == (SHOWN_DAYS, 2)


# --- the week ---------------------------------------------------------------------------------------------------------


async def test_the_week_is_counted_beside_the_last_one(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    monday, sunday = date(2026, 11, 16), date(2026, 11, 15)
    await an_interaction(store, customer=customer, day=monday)
    await an_interaction(store, customer=customer, day=sunday)
    await an_interaction(store, customer=customer, day=date(2026, 11, 8))
    for at in (NOW, NOW - timedelta(days=7), NOW - timedelta(days=7)):
        await a_followup(store, customer=customer, day=at.date(), state="done", done_at=at)
    await an_answer(store, customer=customer, at=NOW)

    desk = await desk_of(store, rep)

    assert (desk.this_week.logs, desk.last_week.logs) == (1, 1)
    assert (desk.this_week.done, desk.last_week.done) == (1, 2)
    assert (desk.this_week.answers, desk.last_week.answers) == (1, 0)


async def test_a_promise_is_kept_by_its_time_or_on_its_day_and_counts_when_it_is_due(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    thursday = date(2026, 11, 19)
    evening = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
    promise = {"customer": customer, "promise": True, "day": thursday}
    await a_followup(store, **promise, state="done", done_at=evening)
    await a_followup(store, **promise, state="done", done_at=evening, at=time(15))
    await a_followup(store, **promise, state="done", done_at=evening + timedelta(hours=2))
    await a_followup(store, **promise)
    await a_followup(store, **promise, state="dropped", done_at=evening)
    await a_followup(store, customer=customer, promise=True, day=TODAY, at=time(15))

    week = (await desk_of(store, rep)).this_week

    assert (week.kept, week.promised) == (1, 4)
