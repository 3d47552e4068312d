"""Time passes: what is due is done once, on any number of machines, and a rehearsal tells the truth."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select

from reminders.clock import Clock
from reminders.rounds import Round
from reminders.sweeps import run_all
from storage import ledger
from storage.store import Store
from storage.tables import Audit, Draft, Followup, Inbox, Ledger
from tests.builders import (
    HOUSE,
    NOW,
    a_case,
    a_customer,
    a_followup,
    a_rep,
    a_team,
    an_answer,
    an_interaction,
    saved,
)
from tests.passing_time import DAY, HOUR, MONDAY, TUESDAY, an_event, everything, insert_rows, local, spoken


async def test_a_followup_is_nudged_at_its_time_and_never_again(store):
    rep = await a_rep(store, slack_id="USATO")
    followup = await a_followup(store, customer=await a_customer(store, owner=rep), day=MONDAY, at=time(15))

    early = await run_all(store, HOUSE, local(MONDAY, 14, 59))
    due = await run_all(store, HOUSE, local(MONDAY, 15))
    again = await run_all(store, HOUSE, local(MONDAY, 15, 1))

    assert (early, again) == ([], [])
    assert [(each.job, each.effects, each.said) for each in due] == [
        ("followups", 1, (f"followup {followup.id}: FollowupNudge USATO",))
    ]
    assert [(row.recipient, row.fields["followup_id"]) for row in await spoken(store)] == [("USATO", followup.id)]


async def test_a_followup_without_a_time_is_nudged_when_business_opens_after_the_holiday(store):
    await a_followup(store, customer=await a_customer(store), day=MONDAY)

    await run_all(store, HOUSE, local(TUESDAY, 8, 59))
    before = await spoken(store, "FollowupNudge")
    await run_all(store, HOUSE, local(TUESDAY, 9))

    assert before == []
    assert len(await spoken(store, "FollowupNudge")) == 1


async def test_the_mark_of_a_nudge_stands_in_the_audit_log(store):
    followup = await a_followup(store, customer=await a_customer(store))

    await run_all(store, HOUSE, NOW)

    async with store.read() as session:
        marked = await session.get(Followup, followup.id)
        line = (await session.scalars(select(Audit).where(Audit.rule == "followups.nudge"))).one()
    assert (marked.nudged_at, line.actor, line.after["version"]) == (NOW, "system", 2)


async def many_due(store: Store, number: int) -> None:
    """Each at its hour, so that each is told by itself."""
    due = await a_followup(store, customer=await a_customer(store), at=time(9))
    await insert_rows(store, Followup, *({**due.model_dump(exclude={"id"}), "what": f"{n}"} for n in range(number - 1)))


async def test_a_thousand_due_followups_are_all_nudged_in_one_round(store):
    await many_due(store, 1000)

    [swept] = await run_all(store, HOUSE, NOW)
    again = await run_all(store, HOUSE, NOW)

    assert (swept.effects, again) == (1000, [])
    assert len({row.fields["followup_id"] for row in await spoken(store)}) == 1000


async def test_two_sweeps_at_once_nudge_once(store, database_url):
    await many_due(store, 100)
    other = Store.open(database_url)

    sweeps = await asyncio.gather(*(run_all(each, HOUSE, NOW) for each in (store, other, store)))
    await other.close()

    assert sum(swept.effects for sweep in sweeps for swept in sweep) == 100
    told = Counter(row.fields["followup_id"] for row in await spoken(store))
    assert (len(told), set(told.values())) == (100, {1})


async def test_what_a_rep_owed_who_has_left_is_told_to_the_team(store):
    rep = await a_rep(store, active=False)
    await a_followup(store, customer=await a_customer(store, owner=rep))

    await run_all(store, replace(HOUSE, team_channel="CTEAM"), NOW)

    assert [row.recipient for row in await spoken(store)] == ["CTEAM"]


async def test_one_row_that_fails_does_not_keep_the_others_from_being_swept(store):
    async def take(work, numbers) -> None:
        for number in numbers:
            await ledger.take(work.session, "test", str(number), work.now)
            if number == 2:
                raise RuntimeError("二")

    with pytest.raises(ExceptionGroup) as failed:
        await Round(store, HOUSE, NOW).each([1, 2, 3], take)

    assert [str(problem) for problem in failed.value.exceptions] == ["二"]
    async with store.read() as session:
        assert sorted(await session.scalars(select(Ledger.slot))) == ["1", "3"]


async def test_after_a_holiday_monday_the_digest_comes_on_tuesday_at_nine(store):
    manager = await a_rep(store, role="manager", team_id=(await a_team(store)).id)

    holiday = await run_all(store, HOUSE, local(MONDAY, 9))
    early = await run_all(store, HOUSE, local(TUESDAY, 8, 59))
    on_time = await run_all(store, HOUSE, local(TUESDAY, 9))
    again = await run_all(store, HOUSE, local(TUESDAY, 9, 1))

    assert (holiday, early, again) == ([], [], [])
    assert [(each.job, each.slot) for each in on_time] == [("digests", f"2026-W48:rep{manager.id}")]
    [row] = await spoken(store, "WeeklyDigest")
    assert (row.fields["first_day"], row.fields["last_day"]) == ("2026-11-16", "2026-11-22")


async def test_a_missed_digest_is_made_up_for_up_to_twelve_hours_late(store):
    await a_rep(store, role="manager", team_id=(await a_team(store)).id)

    too_late = await run_all(store, HOUSE, local(TUESDAY, 21, 1))
    late = await run_all(store, HOUSE, local(TUESDAY, 21))

    assert too_late == []
    assert [each.job for each in late] == ["digests"]


async def test_each_manager_gets_one_digest_when_two_sweeps_run_at_once(store, database_url):
    team = await a_team(store)
    managers = [await a_rep(store, role="manager", team_id=team.id) for _ in range(3)]
    other = Store.open(database_url)

    await asyncio.gather(*(run_all(each, HOUSE, local(TUESDAY)) for each in (store, other, store, other)))
    await other.close()

    told = sorted(row.recipient for row in await spoken(store, "WeeklyDigest"))
    assert told == sorted(manager.slack_id for manager in managers)


async def a_busy_house(store: Store) -> None:
    """Something for every sweep to do at Tuesday nine."""
    manager = await a_rep(store, role="manager", team_id=(await a_team(store)).id)
    customer = await a_customer(store, owner=manager)
    due = await a_followup(store, customer=customer)
    await insert_rows(store, Followup, *({**due.model_dump(exclude={"id"}), "what": f"{n}"} for n in range(29)))
    await an_interaction(store, customer=customer, day=date(2026, 11, 18))
    await a_case(store, customer=customer, answer=await an_answer(store, customer=customer, score=3))
    await saved(store, Draft(rep_id=manager.id, text="田中様 訪問", used_at=NOW))
    ancient, silent = NOW - 60 * DAY, NOW - 5 * DAY
    await insert_rows(
        store,
        Inbox,
        *(an_event(number, ancient) for number in range(250)),
        *(an_event(number, silent) for number in range(250, 280)),
        an_event(280, silent, state="dead", reference="aa11"),
    )
    async with store.write() as session:
        await ledger.count(session, "codes:someone", ancient, HOUR)


async def test_a_dry_run_leaves_no_trace_and_tells_what_then_happens(store):
    await a_busy_house(store)
    before = await everything(store)

    rehearsed = await run_all(store, HOUSE, local(TUESDAY), dry_run=True)
    after = await everything(store)
    done = await run_all(store, HOUSE, local(TUESDAY))

    assert {each.job for each in rehearsed} == {"followups", "digests", "alarms", "retention"}
    assert after == before
    assert rehearsed == done
    assert sum(each.effects for each in done if each.job != "retention") == len(await spoken(store))


async def test_what_a_pretended_moment_owes_goes_out_at_once(store):
    await a_busy_house(store)

    await run_all(store, HOUSE, local(TUESDAY), really=NOW)

    assert {(row.state, row.ready_at, row.created_at) for row in await spoken(store)} == {("ready", NOW, NOW)}


async def until(found, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not await found():  # noqa: ASYNC110 - another task writes to the database; no event tells
            await asyncio.sleep(0.01)


async def test_the_clock_catches_up_as_soon_as_it_starts(store):
    await a_followup(store, customer=await a_customer(store), day=date(2026, 11, 19))
    clock = Clock(store, HOUSE, report=lambda *_, **__: "", now=lambda: NOW)

    clock.start()
    await until(lambda: spoken(store))
    await clock.stop()

    assert [row.kind for row in await spoken(store)] == ["FollowupNudge"]


async def test_the_clock_reports_a_sweep_that_fails_and_runs_the_others(tmp_path):
    empty = Store.open(f"sqlite:///{tmp_path}/empty.db")
    reported = []
    jobs = (
        *("erasures", "handovers", "handover_messages", "cadences", "followups", "escalations"),
        *("cases", "waits", "surveys", "points", "birthday_points", "tiers", "redemptions"),
        *("point_check", "alarms", "retention"),
    )

    def report(where: str, _problem: BaseException, **_about: object) -> str:
        reported.append(where)
        return "reference"

    async def told() -> bool:
        return len(reported) >= len(jobs)

    clock = Clock(empty, HOUSE, report, now=lambda: NOW)
    clock.start()
    await until(told)
    await clock.stop()
    await empty.close()

    assert reported[: len(jobs)] == [f"sweep {job}" for job in jobs]
