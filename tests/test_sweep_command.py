"""`kizuna sweep`: any moment as now, told line by line, and never real people by accident."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.settings import GivenSettings
from bot.sweep import SweepFailedError, SweepRefusedError, on_loopback, sweep
from handlers.locales import phrases
from reminders.sweeps import SWEEPS
from storage import outbox
from storage.store import Store
from storage.tables import Ledger, Outbox
from tests.builders import HOUSE, a_customer, a_followup, a_rep, a_team

# Far enough away that it is yet to come whenever the tests run: a Monday without a holiday.
FUTURE = "2099-11-30T09:00"
FAKE = {"slack_api_url": "http://127.0.0.1:9/api/", "line_api_url": "http://127.8.8.8:9", "default_language": "en"}


def settings(**more) -> GivenSettings:
    return GivenSettings(**(FAKE | more))


async def rows(store: Store, kind) -> list:
    async with store.read() as session:
        return list(await session.scalars(select(kind)))


async def a_due_followup(store: Store):
    rep = await a_rep(store, slack_id="USATO", role="manager", team_id=(await a_team(store)).id)
    return await a_followup(store, customer=await a_customer(store, owner=rep), day=date(2099, 11, 30)), rep


async def test_a_dry_run_tells_the_lines_of_the_real_run_and_keeps_nothing(store):
    followup, rep = await a_due_followup(store)

    rehearsed = await sweep(settings(), store, HOUSE, at=FUTURE, dry_run=True)
    kept = [*await rows(store, Outbox), *await rows(store, Ledger)]
    done = await sweep(settings(), store, HOUSE, at=FUTURE)

    assert kept == []
    assert rehearsed[0] == "What would be done as of 2099-11-30 09:00:00+09:00 (nothing has been kept)."
    assert done[0] == "Done as of 2099-11-30 09:00:00+09:00."
    assert rehearsed[1:] == done[1:]
    assert done[1:] == [
        "Follow-ups nudged: 1",
        f"  followup {followup.id}: FollowupNudge USATO",
        f"Digest 2099-W49:rep{rep.id}: 1",
        f"  rep {rep.id}: WeeklyDigest USATO",
    ]


async def test_a_second_run_of_the_same_moment_finds_nothing_to_do(store):
    await a_due_followup(store)
    await sweep(settings(), store, HOUSE, at=FUTURE)

    again = await sweep(settings(), store, HOUSE, at=FUTURE)

    assert again[1:] == ["There is nothing to do."]


async def test_what_a_future_moment_owes_can_be_claimed_now(store):
    await a_due_followup(store)

    await sweep(settings(), store, HOUSE, at=FUTURE)

    async with store.write() as session:
        claimed = await outbox.claim(session, datetime.now(UTC), ["FollowupNudge"])
    assert [each.recipient for each in claimed] == ["USATO"]
    assert abs(claimed[0].created_at - datetime.now(UTC)) < timedelta(minutes=5)


async def test_a_moment_without_a_zone_is_of_the_business_zone(store):
    heads = [
        (await sweep(settings(business_timezone=zone), store, HOUSE, at=at))[0]
        for zone, at in (
            ("America/New_York", "2026-01-05T09:00"),
            ("America/New_York", "2026-01-05T09:00+09:00"),
            ("Asia/Tokyo", "2026-01-05T00:00Z"),
        )
    ]

    assert heads == [
        "Done as of 2026-01-05 09:00:00-05:00.",
        "Done as of 2026-01-04 19:00:00-05:00.",
        "Done as of 2026-01-05 09:00:00+09:00.",
    ]


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-01T09:00", "9:00", ""])
async def test_what_is_no_moment_is_refused_with_an_example(store, at):
    with pytest.raises(SweepRefusedError, match="2026-11-24T09:00"):
        await sweep(settings(), store, HOUSE, at=at)


async def test_a_future_moment_against_real_platforms_needs_force(store):
    await a_due_followup(store)
    real = settings(slack_api_url="https://slack.com/api/")

    with pytest.raises(SweepRefusedError, match="--force"):
        await sweep(real, store, HOUSE, at=FUTURE)
    refused = await rows(store, Outbox)
    rehearsed = await sweep(real, store, HOUSE, at=FUTURE, dry_run=True)
    forced = await sweep(real, store, HOUSE, at=FUTURE, force=True)

    assert refused == []
    assert rehearsed[1:] == forced[1:]
    assert len(await rows(store, Outbox)) == 2


async def test_now_and_the_past_need_no_force(store):
    real = settings(slack_api_url="https://slack.com/api/")

    now, past = await sweep(real, store, HOUSE), await sweep(real, store, HOUSE, at="2026-01-05T09:00")

    assert (now[0][:10], past[0][:10]) == ("Done as of", "Done as of")


@pytest.mark.parametrize(
    ("url", "ours"),
    [
        ("http://127.0.0.1:8612", True),
        ("http://127.8.9.10", True),
        ("http://localhost:9", True),
        ("http://[::1]:9", True),
        ("https://api.line.me", False),
        ("http://127.0.0.1.example.com", False),
        ("http://192.168.0.5", False),
        ("http://0.0.0.0:9", False),
    ],
)
def test_only_this_machine_is_loopback(url, ours):
    assert on_loopback(settings(line_api_url=url)) is ours
    assert on_loopback(settings(slack_api_url=url)) is ours


async def test_a_sweep_that_fails_is_told_with_a_reference(tmp_path):
    empty = Store.open(f"sqlite:///{tmp_path}/empty.db")

    with pytest.raises(SweepFailedError) as failed:
        await sweep(settings(), empty, HOUSE, at="2026-01-05T08:00")
    await empty.close()

    lines = failed.value.lines
    assert [line.split("”")[0] for line in lines[1:]] == [
        *("“erasures", "“handovers", "“cadences", "“followups", "“surveys", "“points", "“birthday_points"),
        *("“redemptions", "“point_check", "“alarms", "“retention"),
    ]
    assert all("reference" in line for line in lines[1:])


def test_every_sweep_has_its_line_in_both_languages():
    missing = [
        (job, language) for job in SWEEPS for language in ("ja", "en") if f"sweep.{job}" not in phrases(language)
    ]

    assert missing == []
