"""What is owed to a customer: told once when it is due, done, put off, and never lost when somebody leaves."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from crm.activities import followups
from crm.notices import FollowupNudge
from crm.refusals import ChangedSince, Gone, NotAllowed, NotUnderstood
from handlers.slack.blocks.activities import followups as blocks
from reminders.sweeps import run_all
from storage.store import Store
from storage.tables import Audit, Followup, Outbox, Rep
from tests.builders import HOUSE, NOW, a_customer, a_followup, a_rep, a_team
from tests.deeds import by, refused
from tests.line_events import owed, rows

HOUR = timedelta(hours=1)
# A Friday before a long weekend: Monday 23 November 2026 is 勤労感謝の日.
FRIDAY, SATURDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 24)


def local(day: date, at: time = time(9)) -> datetime:
    return datetime.combine(day, at, HOUSE.business.zone).astimezone(UTC)


async def owned(store: Store, rep: Rep, **more) -> Followup:
    return await a_followup(store, customer=await a_customer(store, owner=rep), **more)


async def settled(store: Store, rep: Rep, followup: Followup, state: str = "done", now=NOW) -> FollowupNudge:
    async with by(store, rep, now) as work:
        return await followups.settle(work, followup.id, state)


async def snoozed(store: Store, rep: Rep, followup: Followup, until: str, now=NOW) -> Followup:
    async with by(store, rep, now) as work:
        await followups.snooze(work, followup.id, until)
    [row] = await rows(store, Followup)
    return row


# --- when it is due ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "at", "due"),
    [
        (FRIDAY, time(15), local(FRIDAY, time(15))),
        (FRIDAY, None, local(FRIDAY)),
        (SATURDAY, None, local(TUESDAY)),
        (SATURDAY, time(10), local(SATURDAY, time(10))),
        (date(2026, 12, 31), None, local(date(2027, 1, 4))),
    ],
    ids=["a time", "a day", "a day off", "a time on a day off", "the end of the year"],
)
async def test_a_follow_up_is_due_at_its_time_or_when_business_opens(store, day, at, due):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)

    async with by(store, rep) as work:
        made = await followups.add(work, customer, "電話", day, at)

    assert (made.due_at, made.due_day, made.due_time) == (due, day, at)


async def test_what_nobody_else_owes_is_owed_by_the_customers_owner(store):
    owner, colleague = await a_rep(store), await a_rep(store)
    customer = await a_customer(store, owner=owner)

    async with by(store, colleague) as work:
        first = await followups.add(work, customer, "電話", FRIDAY)
        second = await followups.add(work, customer, "電話", FRIDAY, owner_id=colleague.id)

    assert (first.owner_id, second.owner_id) == (owner.id, colleague.id)


async def test_long_words_are_cut_where_the_column_ends(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)

    async with by(store, rep) as work:
        await followups.add(work, customer, "あ" * 501, FRIDAY)

    [row] = await rows(store, Followup)
    assert row.what == "あ" * 500


# --- telling ----------------------------------------------------------------------------------------------------------


async def test_two_sweeps_at_once_tell_of_it_once(store):
    rep = await a_rep(store)
    for _ in range(15):
        await owned(store, rep, at=time(9))

    await asyncio.gather(*(run_all(store, HOUSE, NOW) for _ in range(2)))

    told = [row.fields["followup_id"] for row in await rows(store, Outbox)]
    assert sorted(told) == list(range(1, 16))


@pytest.mark.parametrize(
    ("house", "reader"),
    [
        (replace(HOUSE, team_channel="C0TEAM"), "C0TEAM"),
        (HOUSE, "UADMIN001"),
        (replace(HOUSE, admins=()), "UGONE"),
    ],
    ids=["the team", "the admins", "nobody else"],
)
async def test_what_somebody_who_has_left_owes_is_told_to_those_who_stay(store, house, reader):
    await owned(store, await a_rep(store, slack_id="UGONE", active=False))

    await run_all(store, house, NOW)

    [row] = await rows(store, Outbox)
    assert (row.recipient, row.kind, row.customer_id) == (reader, "FollowupNudge", 1)


async def test_the_admins_who_were_appointed_stand_in_too(store):
    await a_rep(store, slack_id="UAPPOINTED", role="admin")
    await a_rep(store, slack_id="UFORMER", role="admin", active=False)
    await owned(store, await a_rep(store, active=False))

    await run_all(store, HOUSE, NOW)

    assert [row.recipient for row in await rows(store, Outbox)] == ["UADMIN001", "UAPPOINTED"]


# --- settling ---------------------------------------------------------------------------------------------------------


async def test_done_is_done_and_the_nudge_says_so_in_its_place(store):
    rep = await a_rep(store)
    followup = await owned(store, rep)
    await run_all(store, HOUSE, NOW)

    told = await settled(store, rep, followup, now=NOW + HOUR)

    [row] = await rows(store, Followup)
    assert (row.state, row.done_at) == ("done", NOW + HOUR)
    nudge, after = await rows(store, Outbox)
    assert (after.update_of, after.recipient, after.fields["state"]) == (nudge.seq, rep.slack_id, "done")
    assert told.state == "done"


async def test_what_was_never_nudged_is_done_without_a_word_in_the_direct_message(store):
    rep = await a_rep(store)

    await settled(store, rep, await owned(store, rep))

    assert await rows(store, Outbox) == []


async def test_done_twice_is_done_once(store):
    rep = await a_rep(store)
    followup = await owned(store, rep)
    await run_all(store, HOUSE, NOW)

    for hours in (1, 2):
        await settled(store, rep, followup, now=NOW + hours * HOUR)

    [row] = await rows(store, Followup)
    assert row.done_at == NOW + HOUR
    assert [notice.state for notice in await owed(store, FollowupNudge)] == ["due", "done"]


async def test_what_is_done_is_not_dropped_and_not_put_off(store):
    rep = await a_rep(store)
    followup = await owned(store, rep)
    await settled(store, rep, followup)

    async with refused(ChangedSince()):
        await settled(store, rep, followup, "dropped")
    async with refused(ChangedSince()):
        await snoozed(store, rep, followup, "hour")


async def test_a_follow_up_that_is_not_there_is_gone(store):
    rep = await a_rep(store)

    async with refused(Gone()):
        await settled(store, rep, Followup(id=4711))
    async with refused(Gone()):
        await snoozed(store, rep, Followup(id=4711), "hour")


@pytest.mark.parametrize(
    ("role", "team", "may"),
    [("rep", "same", False), ("manager", "same", True), ("manager", "other", False), ("admin", "other", True)],
)
async def test_somebody_elses_follow_up_is_settled_only_within_reach(store, role, team, may):
    teams = {"same": await a_team(store), "other": await a_team(store)}
    followup = await owned(store, await a_rep(store, team_id=teams["same"].id))
    other = await a_rep(store, role=role, team_id=teams[team].id)

    if may:
        await settled(store, other, followup)
    else:
        async with refused(NotAllowed("followups.settle")):
            await settled(store, other, followup)

    [row] = await rows(store, Followup)
    assert (row.state == "done") is may


async def test_two_people_settle_it_at_once_and_it_is_settled_once(store):
    rep = await a_rep(store)
    followup = await owned(store, rep)
    await run_all(store, HOUSE, NOW)

    await asyncio.gather(*(settled(store, rep, followup) for _ in range(3)))

    versions = [line.row_version for line in await rows(store, Audit) if line.table_name == "followups"]
    assert versions == [1, 2, 3]  # made, nudged, done
    assert [notice.state for notice in await owed(store, FollowupNudge)] == ["due", "done"]


# --- putting off ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "now", "day", "at", "due"),
    [
        ("hour", local(FRIDAY, time(14, 20)), FRIDAY, time(15, 20), local(FRIDAY, time(15, 20))),
        ("hour", local(FRIDAY, time(23, 30)), SATURDAY, time(0, 30), local(SATURDAY, time(0, 30))),
        ("tomorrow", local(FRIDAY), SATURDAY, time(9), local(SATURDAY)),
        ("business_day", local(FRIDAY), TUESDAY, None, local(TUESDAY)),
        ("business_day", local(SATURDAY), TUESDAY, None, local(TUESDAY)),
        ("business_day", local(date(2026, 12, 28)), date(2027, 1, 4), None, local(date(2027, 1, 4))),
    ],
)
async def test_later_means_what_the_calendar_says(store, until, now, day, at, due):
    rep = await a_rep(store)

    row = await snoozed(store, rep, await owned(store, rep), until, now)

    assert (row.due_day, row.due_time, row.due_at) == (day, at, due)


async def test_what_was_put_off_is_told_again_when_it_is_due_again(store):
    rep = await a_rep(store)
    followup = await owned(store, rep)
    await run_all(store, HOUSE, NOW)

    await snoozed(store, rep, followup, "hour")
    await run_all(store, HOUSE, NOW + HOUR - timedelta(seconds=1))
    early = [notice.state for notice in await owed(store, FollowupNudge)]
    await run_all(store, HOUSE, NOW + HOUR)

    assert early == ["due", "snoozed"]
    assert [notice.state for notice in await owed(store, FollowupNudge)] == ["due", "snoozed", "due"]


async def test_of_two_nudges_the_last_one_is_changed_when_it_is_done(store):
    rep = await a_rep(store)
    followup = await owned(store, rep)
    await run_all(store, HOUSE, NOW)
    await snoozed(store, rep, followup, "hour")
    await run_all(store, HOUSE, NOW + HOUR)

    await settled(store, rep, followup)

    *_, second, done = await rows(store, Outbox)
    assert (second.fields["state"], done.update_of) == ("due", second.seq)


async def test_a_way_to_put_off_that_we_do_not_know_is_refused(store):
    rep = await a_rep(store)

    async with refused(NotUnderstood("until")):
        await snoozed(store, rep, await owned(store, rep), "some day")


def test_the_menu_offers_the_ways_that_the_rule_knows():
    assert blocks.SNOOZES == followups.SNOOZES
