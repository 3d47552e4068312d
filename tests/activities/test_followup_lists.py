"""The list of what is owed, worked through: done and not done after all, put off, handed on; and seen by managers."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from crm.activities import agendas, followups
from crm.notices import FollowupList, FollowupNudge
from crm.refusals import AlreadyTheirs, ChangedSince, NotAllowed, NotAMember, OnlyReads, Past, ReopenTooLate
from reminders.sweeps import run_all
from storage.store import Store
from storage.tables import Audit, Followup, Outbox, Rep
from tests.builders import HOUSE, NOW, a_customer, a_followup, a_rep, a_team
from tests.deeds import by, refused
from tests.line_events import owed, rows

# NOW is Friday 20 November 2026, 9:00; the Monday after it is a holiday.
TODAY = date(2026, 11, 20)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


async def mine(store: Store, rep: Rep, page: int = 0, now: datetime = NOW) -> FollowupList:
    async with by(store, rep, now) as work:
        return await agendas.mine(work, page)


async def team(store: Store, rep: Rep, now: datetime = NOW) -> FollowupList:
    async with by(store, rep, now) as work:
        return await agendas.team(work)


async def owing(store: Store, rep: Rep, **more) -> Followup:
    return await a_followup(store, customer=await a_customer(store, owner=rep), **more)


# --- the list ---------------------------------------------------------------------------------------------------------


async def test_the_overdue_come_first_and_say_how_late_they_are(store):
    rep = await a_rep(store)
    later = await owing(store, rep, day=TODAY + 4 * DAY)
    today = await owing(store, rep, day=TODAY)
    this_morning = await owing(store, rep, day=TODAY, at=time(10))
    long_ago = await owing(store, rep, day=TODAY - 3 * DAY)

    seen = await mine(store, rep, now=NOW + 2 * 60 * MINUTE)

    assert [(each.followup_id, each.late) for each in seen.lines] == [
        (long_ago.id, 3),
        (this_morning.id, 0),
        (today.id, None),
        (later.id, None),
    ]
    assert (seen.total, seen.overdue, seen.pages) == (4, 2, 1)


async def test_a_weekend_and_a_holiday_make_nothing_later(store):
    rep = await a_rep(store)
    await owing(store, rep, day=TODAY)
    tuesday = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)

    [line] = (await mine(store, rep, now=tuesday)).lines

    assert line.late == 1


async def test_ten_stand_on_a_page_and_a_page_too_far_is_the_last(store):
    rep = await a_rep(store)
    for _ in range(21):
        await owing(store, rep)

    pages = [await mine(store, rep, page) for page in (0, 2, 9)]

    assert [(len(each.lines), each.page, each.pages, each.total) for each in pages] == [
        (10, 0, 3, 21),
        (1, 2, 3, 21),
        (1, 2, 3, 21),
    ]


async def test_only_what_is_open_and_ones_own_is_listed(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    await a_followup(store, customer=customer, state="done", done_at=NOW)
    await owing(store, await a_rep(store))
    await a_followup(store, customer=await a_customer(store, owner=rep, merged_into_id=customer.id))

    seen = await mine(store, rep)

    assert (seen.lines, seen.total) == ((), 0)


async def test_a_manager_sees_what_the_teams_have_let_pass_and_an_admin_everybody(store):
    division = await a_team(store)
    section = await a_team(store, parent=division)
    manager = await a_rep(store, role="manager", team_id=division.id)
    admin = await a_rep(store, role="admin")
    below = await owing(store, await a_rep(store, team_id=section.id), day=TODAY - DAY)
    elsewhere = await owing(store, await a_rep(store), day=TODAY - DAY)
    await owing(store, manager, day=TODAY + DAY)

    seen = [[each.followup_id for each in (await team(store, reader)).lines] for reader in (manager, admin)]

    assert seen == [[below.id], [below.id, elsewhere.id]]


async def test_a_rep_has_no_team_list(store):
    async with refused(NotAllowed("followups.team")):
        await team(store, await a_rep(store))


# --- not done after all -----------------------------------------------------------------------------------------------


async def test_done_is_taken_back_within_ten_minutes_and_the_nudge_stands_there_again(store):
    rep = await a_rep(store)
    followup = await owing(store, rep)
    await run_all(store, HOUSE, NOW)
    async with by(store, rep) as work:
        done = await followups.settle(work, followup.id, "done")

    async with by(store, rep, NOW + 10 * MINUTE) as work:
        await followups.reopen(work, followup.id)

    [row] = await rows(store, Followup)
    assert (row.state, row.done_at, done.undo_until) == ("open", None, NOW + 10 * MINUTE)
    nudge, cancelled, again = await rows(store, Outbox)
    assert (cancelled.state, again.update_of, again.fields["state"]) == ("cancelled", nudge.seq, "due")
    assert again.fields["revision"] == row.version
    assert [line.rule for line in await rows(store, Audit)][-1] == "followups.reopen"


async def test_after_ten_minutes_done_stays_done(store):
    rep = await a_rep(store)
    followup = await owing(store, rep)
    async with by(store, rep) as work:
        await followups.settle(work, followup.id, "done")

    async with refused(ReopenTooLate(10)), by(store, rep, NOW + 11 * MINUTE) as work:
        await followups.reopen(work, followup.id)


async def test_what_something_else_has_settled_is_not_reopened(store):
    rep = await a_rep(store)
    followup = await owing(store, rep, state="done", done_at=NOW)

    async with refused(ChangedSince()), by(store, rep) as work:
        await followups.reopen(work, followup.id)


# --- another date -----------------------------------------------------------------------------------------------------


async def test_a_date_puts_it_off_and_it_is_told_then(store):
    rep = await a_rep(store)
    followup = await owing(store, rep)
    await run_all(store, HOUSE, NOW)

    async with by(store, rep) as work:
        await followups.reschedule(work, followup.id, TODAY + 5 * DAY, time(15))

    [row] = await rows(store, Followup)
    assert (row.due_day, row.due_time, row.nudged_at) == (TODAY + 5 * DAY, time(15), None)


async def test_putting_off_twice_with_one_double_click_is_one_change(store):
    rep = await a_rep(store)
    followup = await owing(store, rep)

    for _ in range(2):
        async with by(store, rep) as work:
            await followups.snooze(work, followup.id, "hour")

    assert [row.version for row in await rows(store, Followup)] == [2]


@pytest.mark.parametrize(("day", "at"), [(TODAY - DAY, None), (TODAY, time(8, 59))], ids=["a day", "an hour"])
async def test_what_is_past_is_no_date_to_put_off_to(store, day, at):
    rep = await a_rep(store)
    followup = await owing(store, rep)

    async with refused(Past()), by(store, rep) as work:
        await followups.reschedule(work, followup.id, day, at)


# --- somebody else ----------------------------------------------------------------------------------------------------


async def test_the_new_owner_is_told_who_gave_it_and_why_and_the_old_nudge_says_so(store):
    rep = await a_rep(store, slack_id="USATO", full_name="佐藤 花子")
    await a_rep(store, slack_id="USUZUKI", full_name="鈴木 一郎")
    followup = await owing(store, rep, promise=True)
    await run_all(store, HOUSE, NOW)

    async with by(store, rep) as work:
        await followups.hand(work, followup.id, "USUZUKI", " 明日から出張のため ")

    nudge, handed, given = await rows(store, Outbox)
    assert (handed.update_of, handed.fields["state"], handed.fields["owner"]) == (nudge.seq, "handed", "鈴木 一郎")
    assert (given.recipient, given.fields["by"], given.fields["word"]) == ("USUZUKI", "佐藤 花子", "明日から出張のため")
    assert given.fields["promise"] is True


async def test_what_was_handed_on_is_told_again_only_when_it_is_due_later(store):
    rep, _ = await a_rep(store), await a_rep(store, slack_id="USUZUKI")
    now_due, later = await owing(store, rep, at=time(9)), await owing(store, rep, at=time(15))
    for each in (now_due, later):
        async with by(store, rep) as work:
            await followups.hand(work, each.id, "USUZUKI")

    await run_all(store, HOUSE, NOW + 1 * MINUTE)
    soon = [notice.state for notice in await owed(store, FollowupNudge)]
    await run_all(store, HOUSE, NOW + 6 * 60 * MINUTE)

    assert soon == ["given", "given"]
    assert [notice.followup_id for notice in await owed(store, FollowupNudge)][2:] == [later.id]


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("USTRANGER", NotAMember()),
        ("UGONE", NotAMember()),
        ("UREADER", OnlyReads("読む 人")),
        ("USATO", AlreadyTheirs("佐藤 花子")),
    ],
)
async def test_it_is_not_handed_to_somebody_who_cannot_do_it(store, who, refusal):
    rep = await a_rep(store, slack_id="USATO", full_name="佐藤 花子")
    await a_rep(store, slack_id="UGONE", active=False)
    await a_rep(store, slack_id="UREADER", role="read_only", full_name="読む 人")
    followup = await owing(store, rep)

    async with refused(refusal), by(store, rep) as work:
        await followups.hand(work, followup.id, who)


@pytest.mark.parametrize(("who", "may"), [("colleague", False), ("manager", True), ("deputy", True)])
async def test_the_role_table_and_the_deputy_decide_who_hands_on(store, who, may):
    section = await a_team(store)
    owner = await a_rep(store, team_id=section.id)
    people = {
        "colleague": await a_rep(store, slack_id="UCOLLEAGUE", team_id=section.id),
        "manager": await a_rep(store, role="manager", team_id=section.id),
        "deputy": await a_rep(store),
    }
    customer = await a_customer(store, owner=owner, deputy_id=people["deputy"].id)
    followup = await a_followup(store, customer=customer)

    async def hand() -> None:
        async with by(store, people[who]) as work:
            await followups.hand(work, followup.id, "UCOLLEAGUE")

    if may:
        await hand()
    else:
        async with refused(NotAllowed("followups.hand")):
            await hand()

    [row] = await rows(store, Followup)
    assert (row.owner_id == people["colleague"].id) is may
