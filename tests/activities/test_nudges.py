"""Nudges respect the rep: one bundle in the morning, nothing in quiet hours, each thing at its hour, nothing twice."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from crm.activities import followups
from crm.notices import FollowupNudge, MorningBundle
from reminders.sweeps import run_all
from storage.store import Store
from storage.tables import Customer, Followup, Outbox, Rep
from tests.builders import HOUSE, a_customer, a_followup, a_rep, saved
from tests.deeds import by
from tests.line_events import owed, rows
from tests.passing_time import insert_rows

# A Friday before a long weekend: Monday 23 November 2026 is 勤労感謝の日.
FRIDAY, SATURDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 24)


def at(hour: int, minute: int = 0, day: date = FRIDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), HOUSE.business.zone).astimezone(UTC)


async def swept(store: Store, moment: datetime) -> list[str]:
    """The kinds of what this round has said, in order."""
    before = len(await rows(store, Outbox))
    await run_all(store, HOUSE, moment)
    return [row.kind for row in (await rows(store, Outbox))[before:]]


async def owing(store: Store, rep: Rep, number: int, **more) -> list[Followup]:
    customer = await a_customer(store, owner=rep)
    return [await a_followup(store, customer=customer, **more) for _ in range(number)]


# --- the morning's bundle ---------------------------------------------------------------------------------------------


async def test_what_is_due_on_a_day_comes_in_one_bundle_when_business_opens(store):
    rep = await a_rep(store, slack_id="USATO")
    made = await owing(store, rep, 3)

    early = await swept(store, at(8, 59))
    opened = await swept(store, at(9))
    again = await swept(store, at(9, 1))

    assert (early, opened, again) == ([], ["MorningBundle"], [])
    [bundle] = await owed(store, MorningBundle)
    assert [each.followup_id for each in bundle.lines] == [each.id for each in made]
    assert (bundle.day, bundle.more) == (FRIDAY, 0)


async def test_a_single_thing_needs_no_bundle(store):
    await owing(store, await a_rep(store), 1)

    assert await swept(store, at(9)) == ["FollowupNudge"]


async def test_what_has_its_hour_comes_at_its_hour(store):
    rep = await a_rep(store)
    await owing(store, rep, 2)
    await owing(store, rep, 2, at=time(15))

    assert await swept(store, at(9)) == ["MorningBundle"]
    assert await swept(store, at(14, 59)) == []
    assert await swept(store, at(15)) == ["FollowupNudge", "FollowupNudge"]


@pytest.mark.parametrize(("wish", "hour", "minute"), [(time(7, 30), 7, 30), (time(10), 10, 0)], ids=["early", "late"])
async def test_the_bundle_comes_at_the_hour_that_its_reader_has_chosen(store, wish, hour, minute):
    await owing(store, await a_rep(store, bundle_at=wish), 2)

    before = await swept(store, at(hour, minute) - timedelta(minutes=1))
    then = await swept(store, at(hour, minute))

    assert (before, then) == ([], ["MorningBundle"])


async def test_each_rep_gets_a_bundle_of_their_own(store):
    reps = [await a_rep(store) for _ in range(3)]
    for rep in reps:
        await owing(store, rep, 2)

    await run_all(store, HOUSE, at(9))

    assert sorted(row.recipient for row in await rows(store, Outbox)) == sorted(rep.slack_id for rep in reps)


async def test_a_long_bundle_shows_ten_and_counts_the_rest_and_all_of_it_is_told(store):
    made = await owing(store, await a_rep(store), 25)

    await run_all(store, HOUSE, at(9))

    [bundle] = await owed(store, MorningBundle)
    assert (len(bundle.lines), bundle.more) == (10, 15)
    assert {row.nudged_at for row in await rows(store, Followup)} == {at(9)}
    assert len(made) == 25


async def test_what_a_long_weekend_holds_comes_on_the_next_business_day(store):
    rep = await a_rep(store)
    await owing(store, rep, 1, day=SATURDAY)
    await owing(store, rep, 1, day=date(2026, 11, 23))

    weekend = [await swept(store, at(9, day=SATURDAY + timedelta(days=each))) for each in range(3)]
    tuesday = await swept(store, at(9, day=TUESDAY))

    assert (weekend, tuesday) == ([[], [], []], ["MorningBundle"])


async def test_what_was_missed_while_we_were_down_comes_at_once_and_once(store):
    rep = await a_rep(store, bundle_at=time(11))
    await owing(store, rep, 2)
    await owing(store, rep, 2, day=TUESDAY)

    down = await swept(store, at(10, day=TUESDAY))
    chosen = await swept(store, at(11, day=TUESDAY))
    after = await swept(store, at(11, 1, day=TUESDAY))

    assert (down, chosen, after) == (["MorningBundle"], ["MorningBundle"], [])
    assert [len(bundle.lines) for bundle in await owed(store, MorningBundle)] == [2, 2]


async def test_two_sweeps_at_once_bundle_once(store, database_url):
    for _ in range(12):
        await owing(store, await a_rep(store), 3)
    other = Store.open(database_url)

    await asyncio.gather(*(run_all(each, HOUSE, at(9)) for each in (store, other, store)))
    await other.close()

    told = [line.followup_id for bundle in await owed(store, MorningBundle) for line in bundle.lines]
    assert sorted(told) == list(range(1, 37))
    assert await owed(store, FollowupNudge) == []


async def test_what_somebody_who_has_left_owes_is_told_to_the_team_with_their_name(store):
    await owing(store, await a_rep(store, active=False, full_name="佐藤 花子"), 2)

    await run_all(store, replace(HOUSE, team_channel="C0TEAM"), at(9))

    [row], [bundle] = await rows(store, Outbox), await owed(store, MorningBundle)
    assert (row.recipient, bundle.owner) == ("C0TEAM", "佐藤 花子")


async def test_a_duplicates_follow_ups_are_not_told(store):
    rep = await a_rep(store)
    survivor = await a_customer(store, owner=rep)
    duplicate = await saved(store, Customer(name="田中", owner_id=rep.id, merged_into_id=survivor.id))
    await a_followup(store, customer=duplicate)
    await a_followup(store, customer=duplicate, at=time(8))

    assert await swept(store, at(9)) == []


# --- quiet hours ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quiet", "due", "held", "told"),
    [
        ((time(12), time(13)), time(12, 30), at(12, 59), at(13)),
        ((time(20), time(8)), time(21), at(7, 59, day=SATURDAY), at(8, day=SATURDAY)),
        ((time(20), time(8)), time(7), at(7, 59), at(8)),
    ],
    ids=["at noon", "over midnight", "before the morning"],
)
async def test_quiet_hours_hold_a_nudge_until_they_end(store, quiet, due, held, told):
    rep = await a_rep(store, quiet_from=quiet[0], quiet_until=quiet[1])
    await owing(store, rep, 1, at=due)

    assert await swept(store, held) == []
    assert await swept(store, told) == ["FollowupNudge"]


async def test_without_quiet_hours_a_late_nudge_comes_late(store):
    await owing(store, await a_rep(store), 1, at=time(23, 30))

    assert await swept(store, at(23, 30)) == ["FollowupNudge"]


async def test_quiet_hours_hold_the_bundle_too(store):
    await owing(store, await a_rep(store, quiet_from=time(20), quiet_until=time(9, 30)), 2)

    assert await swept(store, at(9)) == []
    assert await swept(store, at(9, 30)) == ["MorningBundle"]


async def test_one_reps_quiet_hours_are_nobody_elses(store):
    await owing(store, await a_rep(store, quiet_from=time(8), quiet_until=time(10)), 1)
    await owing(store, await a_rep(store), 1)

    assert await swept(store, at(9)) == ["FollowupNudge"]


# --- working through a bundle -----------------------------------------------------------------------------------------


async def test_what_is_done_changes_its_line_and_leaves_the_others(store):
    rep = await a_rep(store)
    first, second = await owing(store, rep, 2)
    await run_all(store, HOUSE, at(9))

    async with by(store, rep, at(10)) as work:
        await followups.settle(work, first.id, "done")

    bundle, after = await rows(store, Outbox)
    assert (after.update_of, after.kind, after.recipient) == (bundle.seq, "MorningBundle", rep.slack_id)
    lines = (await owed(store, MorningBundle))[-1].lines
    assert [(each.followup_id, each.state) for each in lines] == [(first.id, "done"), (second.id, "open")]
    assert lines[0].undo_until == at(10, 10)


async def test_a_line_that_was_done_before_stays_done_when_the_next_is_put_off(store):
    rep = await a_rep(store)
    first, second = await owing(store, rep, 2)
    await run_all(store, HOUSE, at(9))

    async with by(store, rep, at(10)) as work:
        await followups.settle(work, first.id, "done")
    async with by(store, rep, at(10)) as work:
        await followups.snooze(work, second.id, "hour")

    assert [each.state for each in (await owed(store, MorningBundle))[-1].lines] == ["done", "snoozed"]


async def test_what_comes_back_after_a_bundle_comes_by_itself(store):
    rep = await a_rep(store)
    first, _ = await owing(store, rep, 2)
    await run_all(store, HOUSE, at(9))

    async with by(store, rep, at(9, 30)) as work:
        await followups.snooze(work, first.id, "hour")

    assert await swept(store, at(10, 29)) == []
    assert await swept(store, at(10, 30)) == ["FollowupNudge"]


async def test_hundreds_on_one_day_are_told_a_hundred_at_a_time_and_none_is_lost(store):
    rep = await a_rep(store)
    [made] = await owing(store, rep, 1)
    more = [{**made.model_dump(exclude={"id"}), "what": f"{number}"} for number in range(229)]
    await insert_rows(store, Followup, *more)

    [swept] = await run_all(store, HOUSE, at(9))

    assert (swept.effects, [bundle.more for bundle in await owed(store, MorningBundle)]) == (3, [90, 90, 20])
    assert {row.nudged_at for row in await rows(store, Followup)} == {at(9)}
