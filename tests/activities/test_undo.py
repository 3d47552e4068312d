"""Undo takes a log back with all that came of it, or not at all."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from crm.activities import followups, interactions
from crm.notices import LogSaved
from crm.refusals import (
    AlreadyUndone,
    FollowupDoneSince,
    FollowupMovedSince,
    Gone,
    LogEditedSince,
    NotAllowed,
    Refusal,
    Refused,
    UndoTooLate,
)
from reminders.sweeps import run_all
from storage import audit, ledger
from storage.audit import UNDONE
from storage.store import Store
from storage.tables import Audit, Customer, Followup, Interaction, Outbox, Rep
from tests.builders import HOUSE, NOW, a_rep, a_team
from tests.deeds import by, created, logged, refused
from tests.line_events import owed, rows

LINE = "田中様 訪問 見積の件で打合せ。来週金曜15時に電話"
MINUTE = timedelta(minutes=1)


async def a_log(store: Store, rep: Rep | None = None, line: str = LINE) -> LogSaved:
    """A log of 田中, who is this rep's customer."""
    rep = rep or await a_rep(store, slack_id="USATO")
    await created(store, rep, "株式会社サクラ 田中一郎")
    [saved] = await logged(store, rep, line)
    return saved


async def undo(store: Store, rep: Rep, log: LogSaved, now=NOW) -> str:
    async with by(store, rep, now) as work:
        return await interactions.undo(work, log.operation)


async def everything_stands(store: Store, log: LogSaved) -> bool:
    """Nothing of the log has been touched: neither rows, nor what is owed, nor the mark of an undo."""
    async with store.read() as session:
        marked = await ledger.used(session, UNDONE, log.operation)
    kept = [row.state for row in await rows(store, Outbox) if row.operation == log.operation]
    there = len(await rows(store, Interaction)), len(await rows(store, Followup))
    return not marked and kept == ["ready"] and there == (1, len(log.followups))


async def test_the_interaction_and_its_follow_ups_are_gone(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    before = len(await rows(store, Interaction)), len(await rows(store, Followup))

    name = await undo(store, rep, log)

    assert before == (1, 1)
    assert name == "田中一郎"
    assert await rows(store, Interaction) == []
    assert await rows(store, Followup) == []
    assert [customer.name for customer in await rows(store, Customer)] == ["田中一郎"]


async def test_what_was_not_said_yet_is_not_said_any_more_and_the_card_tells_of_the_undo(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)

    await undo(store, rep, log)

    saved, undone = [row for row in await rows(store, Outbox) if row.kind == "LogSaved"]
    assert (saved.state, undone.state) == ("cancelled", "ready")
    assert (undone.fields["state"], undone.update_of, undone.recipient) == ("undone", saved.seq, rep.slack_id)


async def test_a_card_that_is_out_already_is_changed_in_its_place(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    async with store.write() as session:
        await session.execute(update(Outbox).where(col(Outbox.operation) == log.operation).values(state="sent"))

    await undo(store, rep, log)

    saved, undone = [row for row in await rows(store, Outbox) if row.kind == "LogSaved"]
    assert (saved.state, undone.update_of) == ("sent", saved.seq)


async def test_a_follow_up_that_is_gone_rings_nobody(store):
    rep = await a_rep(store)
    log = await a_log(store, rep, "田中様 訪問 打合せ。今日14時に電話")

    await undo(store, rep, log)
    await run_all(store, HOUSE, NOW + timedelta(days=1))

    assert [row.kind for row in await rows(store, Outbox) if row.kind == "FollowupNudge"] == []


async def test_a_log_for_two_customers_is_taken_back_for_both(store):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎")
    await created(store, rep, "鈴木花子")
    first, second = await logged(store, rep, "田中様、鈴木様 訪問 見積の件")

    await undo(store, rep, first)

    assert first.operation == second.operation
    assert await rows(store, Interaction) == []
    assert [notice.customer for notice in await owed(store, LogSaved) if notice.state == "undone"] == [
        "田中一郎",
        "鈴木花子",
    ]


async def test_the_last_moment_is_ten_minutes_after(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)

    async with refused(UndoTooLate(10)):
        await undo(store, rep, log, NOW + 10 * MINUTE + timedelta(seconds=1))

    assert await everything_stands(store, log)
    assert await undo(store, rep, log, NOW + 10 * MINUTE) == "田中一郎"


async def test_what_somebody_has_acted_on_is_left_alone_as_a_whole(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    async with by(store, rep, NOW + MINUTE) as work:
        await followups.settle(work, log.followups[0].followup_id, "done")

    async with refused(FollowupDoneSince("電話")):
        await undo(store, rep, log, NOW + 2 * MINUTE)

    assert await everything_stands(store, log)
    assert [followup.state for followup in await rows(store, Followup)] == ["done"]


async def test_what_was_put_off_since_is_said_so(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    async with by(store, rep, NOW + MINUTE) as work:
        await followups.snooze(work, log.followups[0].followup_id, "tomorrow")

    async with refused(FollowupMovedSince("電話")):
        await undo(store, rep, log, NOW + 2 * MINUTE)

    assert await everything_stands(store, log)


async def test_what_was_edited_since_is_left_alone(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    async with by(store, rep) as work:
        await interactions.edit(work, log.interaction_id, "online", "見積の件", [])

    async with refused(LogEditedSince()):
        await undo(store, rep, log)

    assert [made.kind for made in await rows(store, Interaction)] == ["online"]
    assert len(await rows(store, Followup)) == 1


async def test_undone_twice_is_said_so(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    await undo(store, rep, log)

    async with refused(AlreadyUndone()):
        await undo(store, rep, log)


async def test_two_who_undo_at_the_same_moment_undo_once(store):
    author, admin = await a_rep(store), await a_rep(store, role="admin")
    log = await a_log(store, author)

    outcomes = await asyncio.gather(*(undo(store, who, log) for who in (author, admin)), return_exceptions=True)

    told = {each if isinstance(each, str) else each.refusal for each in outcomes}
    assert told == {"田中一郎", AlreadyUndone()}
    assert len([notice for notice in await owed(store, LogSaved) if notice.state == "undone"]) == 1


@pytest.mark.parametrize("operation", ["nonsense", ""])
async def test_an_operation_that_was_no_log_is_not_undone(store, operation):
    async with refused(Gone()), by(store, await a_rep(store)) as work:
        await interactions.undo(work, operation)


async def test_only_logs_are_undone_here(store):
    rep = await a_rep(store)
    await created(store, rep, "田中一郎")
    [line] = [line for line in await rows(store, Audit) if line.table_name == "customers"]

    async with refused(Gone()), by(store, rep) as work:
        await interactions.undo(work, line.operation)

    assert len(await rows(store, Customer)) == 1


# --- whose -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        ("rep", "same", False),
        ("rep", "other", False),
        ("read_only", "same", False),
        ("manager", "same", True),
        ("manager", "above", True),
        ("manager", "other", False),
        ("admin", "other", True),
    ],
)
async def test_somebody_else_undoes_it_only_within_their_reach(store, role, place, may):
    department = await a_team(store, name="営業部")
    teams = {
        "above": department,
        "same": await a_team(store, name="一課", parent=department),
        "other": await a_team(store, name="二課", parent=department),
    }
    log = await a_log(store, await a_rep(store, team_id=teams["same"].id))
    other = await a_rep(store, role=role, team_id=teams[place].id)

    outcome = await _outcome(store, other, log)

    assert outcome == ("田中一郎" if may else NotAllowed("interactions.undo"))
    assert await everything_stands(store, log) is not may


async def _outcome(store: Store, rep: Rep, log: LogSaved) -> str | Refusal:
    try:
        return await undo(store, rep, log)
    except Refused as no:
        return no.refusal


async def test_the_author_undoes_it_although_the_customer_is_a_colleagues(store):
    owner, author = await a_rep(store), await a_rep(store)
    await created(store, owner, "田中一郎")
    [log] = await logged(store, author, LINE)

    assert await undo(store, author, log) == "田中一郎"


# --- the log of it ---------------------------------------------------------------------------------------------------


async def test_the_audit_log_tells_of_the_undo_and_of_what_was_there(store):
    rep, admin = await a_rep(store), await a_rep(store, role="admin")
    log = await a_log(store, rep)

    await undo(store, admin, log, NOW + MINUTE)

    lines = [line for line in await rows(store, Audit) if line.rule == "interactions.undo"]
    assert {line.table_name for line in lines} == {"interactions", "followups"}
    assert {(line.actor, line.at) for line in lines} == {(f"rep:{admin.id}", NOW + MINUTE)}
    assert all(line.after is None and line.operation != log.operation for line in lines)
    made = {line.table_name: line.after for line in await rows(store, Audit) if line.operation == log.operation}
    assert {line.table_name: line.before for line in lines} == made


async def test_an_undo_can_itself_be_inverted(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    before = [(made.id, made.text) for made in await rows(store, Interaction)]
    await undo(store, rep, log)
    [*_, line] = [line for line in await rows(store, Audit) if line.table_name == "interactions"]

    async with by(store, rep) as work:
        assert await audit.invert(work.session, line)

    assert [(made.id, made.text) for made in await rows(store, Interaction)] == before
