"""Alarms: what should not go unnoticed is told to the admins, once and not every minute."""

from datetime import timedelta

from reminders.sweeps import run_all
from storage.tables import Inbox
from tests.builders import (
    HOUSE,
    NOW,
)
from tests.passing_time import DAY, HOUR, an_event, insert_rows, spoken


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
    alarms = [(row.recipient, row.fields["what"], row.fields["hours"]) for row in await spoken(store, "Alarm")]
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

    assert await spoken(store, "Alarm") == []


async def test_dead_events_are_told_once_and_at_most_once_an_hour(store):
    await insert_rows(store, Inbox, an_event(1, NOW, state="dead", reference="aa11"))
    first = await run_all(store, HOUSE, NOW)
    await insert_rows(store, Inbox, an_event(2, NOW, state="dead", reference="bb22"))

    same_hour = await run_all(store, HOUSE, NOW + timedelta(minutes=59))
    next_hour = await run_all(store, HOUSE, NOW + HOUR)
    later = await run_all(store, HOUSE, NOW + 5 * HOUR)

    assert [len(sweep) for sweep in (first, same_hour, next_hour, later)] == [1, 0, 1, 0]
    told = [(row.fields["what"], row.fields["count"], row.fields["reference"]) for row in await spoken(store)]
    assert told == [("dead_event", 1, "aa11"), ("dead_event", 1, "bb22")]
