"""Time passes: what is due is done once, on any number of machines, and a rehearsal tells the truth."""

import asyncio
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import insert, select

from reminders.clock import Clock
from reminders.rounds import Round
from reminders.sweeps import run_all
from storage import ledger
from storage.inbox import Arrival, Gate
from storage.store import Store
from storage.tables import METADATA, Audit, Draft, Followup, Inbox, Ledger, Outbox, RateBucket
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

ZONE = HOUSE.business.zone
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
# Monday 23 November 2026 is 勤労感謝の日, a public holiday.
MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


def local(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


async def owed(store: Store, kind: str = "") -> list[Outbox]:
    async with store.read() as session:
        rows = (await session.scalars(select(Outbox).order_by(Outbox.seq))).all()
    return [row for row in rows if kind in {"", row.kind}]


async def everything(store: Store) -> dict[str, list]:
    async with store.read() as session:
        return {
            table.name: sorted(map(repr, (await session.execute(select(table))).all()))
            for table in METADATA.sorted_tables
        }


async def insert_rows(store: Store, kind, *rows: dict) -> None:
    async with store.write() as session:
        await session.execute(insert(kind), list(rows))


def an_event(number: int, at: datetime, *, state: str = "done", reference: str | None = None) -> dict:
    return {
        "dedupe": f"event{number}",
        "source": "line",
        "kind": "message",
        "lane": "someone",
        "payload": '{"text": "秘密"}',
        "occurred_at": at,
        "received_at": at,
        "ready_at": at,
        "state": state,
        "reference": reference,
        "attempts": 1,
    }


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
    assert [(row.recipient, row.fields["followup_id"]) for row in await owed(store)] == [("USATO", followup.id)]


async def test_a_followup_without_a_time_is_nudged_when_business_opens_after_the_holiday(store):
    await a_followup(store, customer=await a_customer(store), day=MONDAY)

    await run_all(store, HOUSE, local(TUESDAY, 8, 59))
    before = await owed(store, "FollowupNudge")
    await run_all(store, HOUSE, local(TUESDAY, 9))

    assert before == []
    assert len(await owed(store, "FollowupNudge")) == 1


async def test_the_mark_of_a_nudge_stands_in_the_audit_log(store):
    followup = await a_followup(store, customer=await a_customer(store))

    await run_all(store, HOUSE, NOW)

    async with store.read() as session:
        marked = await session.get(Followup, followup.id)
        line = (await session.scalars(select(Audit).where(Audit.rule == "followups.nudge"))).one()
    assert (marked.nudged_at, line.actor, line.after["version"]) == (NOW, "system", 2)


async def test_a_thousand_due_followups_are_nudged_once_each_by_two_sweeps_at_once(store, database_url):
    customer = await a_customer(store)
    made = await a_followup(store, customer=customer)
    fields = made.model_dump(exclude={"id"})
    await insert_rows(store, Followup, *({**fields, "what": f"電話 {number}"} for number in range(999)))
    other = Store.open(database_url)

    sweeps = await asyncio.gather(run_all(store, HOUSE, NOW), run_all(other, HOUSE, NOW))
    await other.close()

    assert sum(swept.effects for sweep in sweeps for swept in sweep) == 1000
    told = Counter(row.fields["followup_id"] for row in await owed(store))
    assert (len(told), set(told.values())) == (1000, {1})


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
    [row] = await owed(store, "WeeklyDigest")
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

    told = sorted(row.recipient for row in await owed(store, "WeeklyDigest"))
    assert told == sorted(manager.slack_id for manager in managers)


async def test_admins_hear_once_a_day_that_line_has_been_silent_for_unusually_long(store):
    events = [an_event(number, NOW - 20 * DAY + number * 5 * HOUR) for number in range(21)]
    await insert_rows(store, Inbox, *events)
    last = events[-1]["received_at"]

    usual = await run_all(store, HOUSE, last + 24 * HOUR)
    silent = await run_all(store, HOUSE, last + 25 * HOUR)
    same_day = await run_all(store, HOUSE, last + 26 * HOUR)
    next_day = await run_all(store, HOUSE, last + 49 * HOUR)

    assert [each.job for sweep in (usual, same_day) for each in sweep if each.job == "alarms"] == []
    assert [each.job for sweep in (silent, next_day) for each in sweep] == ["alarms", "alarms"]
    alarms = [(row.recipient, row.fields["what"], row.fields["hours"]) for row in await owed(store, "Alarm")]
    assert alarms == [("UADMIN001", "line_silent", 25), ("UADMIN001", "line_silent", 49)]


async def test_a_silence_like_last_weekends_is_no_alarm_until_half_as_long_again(store):
    friday = NOW - 10 * DAY
    before = [an_event(number, friday - number * HOUR) for number in range(15)]
    after = [an_event(number, friday + (60 + number) * HOUR) for number in range(15, 30)]
    await insert_rows(store, Inbox, *before, *after)
    last = after[-1]["received_at"]

    # 60 hours and the 15 until the next event make the longest silence 75 hours; half as long again is 112.5.
    usual = await run_all(store, HOUSE, last + 112 * HOUR)
    silent = await run_all(store, HOUSE, last + 113 * HOUR)

    assert [each.job for each in usual if each.job == "alarms"] == []
    assert [each.said for each in silent if each.job == "alarms"] == [("line_silent: Alarm UADMIN001",)]


async def test_an_account_with_few_events_has_no_rhythm_to_miss(store):
    await insert_rows(store, Inbox, *(an_event(number, NOW - 5 * DAY) for number in range(19)))

    await run_all(store, HOUSE, NOW)

    assert await owed(store, "Alarm") == []


async def test_dead_events_are_told_once_and_at_most_once_an_hour(store):
    await insert_rows(store, Inbox, an_event(1, NOW, state="dead", reference="aa11"))
    first = await run_all(store, HOUSE, NOW)
    await insert_rows(store, Inbox, an_event(2, NOW, state="dead", reference="bb22"))

    same_hour = await run_all(store, HOUSE, NOW + timedelta(minutes=59))
    next_hour = await run_all(store, HOUSE, NOW + HOUR)
    later = await run_all(store, HOUSE, NOW + 5 * HOUR)

    assert [len(sweep) for sweep in (first, same_hour, next_hour, later)] == [1, 0, 1, 0]
    told = [(row.fields["what"], row.fields["count"], row.fields["reference"]) for row in await owed(store)]
    assert told == [("dead_event", 1, "aa11"), ("dead_event", 1, "bb22")]


async def test_contents_of_old_events_are_forgotten_but_not_that_they_came(store):
    old = NOW - 31 * DAY
    events = [an_event(number, old) for number in range(450)]
    await insert_rows(store, Inbox, *events, an_event(450, old, state="dead"), an_event(451, NOW - 29 * DAY))

    swept = await run_all(store, HOUSE, NOW)

    assert [each.said for each in swept if each.job == "retention"] == [("payloads: 450",)]
    async with store.read() as session:
        kept = dict((await session.execute(select(Inbox.dedupe, Inbox.payload))).all())
    assert {name for name, payload in kept.items() if payload} == {"event450", "event451"}
    again = Arrival("event7", "line", "message", "someone", "{}", old)
    assert await Gate(store).accept([again], NOW) == {}


async def test_old_drafts_lose_their_text_in_the_audit_log_too(store):
    rep = await a_rep(store)
    old = await saved(store, Draft(rep_id=rep.id, text="田中様 訪問", card={"": "田中"}, used_at=NOW))
    fresh = await saved(store, Draft(rep_id=rep.id, text="鈴木様 電話"))

    await run_all(store, HOUSE, NOW + 2 * DAY)

    async with store.read() as session:
        drafts = [(await session.get(Draft, each.id)).text for each in (old, fresh)]
        lines = (await session.scalars(select(Audit).where(Audit.table_name == "drafts").order_by(Audit.id))).all()
    assert drafts == ["", "鈴木様 電話"]
    assert [line.rule for line in lines if line.row_id == old.id][-1] == "retention.drafts"
    said = [(values["text"], values["card"]) for line in lines for values in (line.before, line.after) if values]
    assert set(map(repr, said)) == {repr(("", {})), repr(("鈴木様 電話", {}))}


async def test_counters_of_past_windows_are_dropped(store):
    async with store.write() as session:
        await ledger.count(session, "codes:someone", NOW - 8 * DAY, HOUR)
        await ledger.count(session, "codes:someone", NOW, HOUR)

    await run_all(store, HOUSE, NOW)

    async with store.read() as session:
        assert list(await session.scalars(select(RateBucket.window_start))) == [NOW]


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
    assert sum(each.effects for each in done if each.job != "retention") == len(await owed(store))


async def test_what_a_pretended_moment_owes_goes_out_at_once(store):
    await a_busy_house(store)

    await run_all(store, HOUSE, local(TUESDAY), really=NOW)

    assert {(row.state, row.ready_at, row.created_at) for row in await owed(store)} == {("ready", NOW, NOW)}


async def until(found, seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not await found():  # noqa: ASYNC110 - another task writes to the database; no event tells
            await asyncio.sleep(0.01)


async def test_the_clock_catches_up_as_soon_as_it_starts(store):
    await a_followup(store, customer=await a_customer(store), day=date(2026, 11, 2))
    clock = Clock(store, HOUSE, report=lambda *_, **__: "", now=lambda: NOW)

    clock.start()
    await until(lambda: owed(store))
    await clock.stop()

    assert [row.kind for row in await owed(store)] == ["FollowupNudge"]


async def test_the_clock_reports_a_sweep_that_fails_and_runs_the_others(tmp_path):
    empty = Store.open(f"sqlite:///{tmp_path}/empty.db")
    reported = []

    def report(where: str, _problem: BaseException, **_about: object) -> str:
        reported.append(where)
        return "reference"

    async def told() -> bool:
        return len(reported) >= 3

    clock = Clock(empty, HOUSE, report, now=lambda: NOW)
    clock.start()
    await until(told)
    await clock.stop()
    await empty.close()

    assert reported == ["sweep followups", "sweep alarms", "sweep retention"]
