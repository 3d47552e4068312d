"""Keeping in touch: whoever has heard nothing for as long as they may is brought up once, until somebody calls."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col

from crm.activities import followups, interactions
from crm.notices import FollowupNudge
from reminders.sweeps import run_all
from storage.store import Store
from storage.tables import Case, Customer, Followup, LineLink, Message
from tests.builders import (
    HOUSE,
    NOW,
    a_case,
    a_customer,
    a_followup,
    a_line_user,
    a_rep,
    an_answer,
    an_asking,
    an_interaction,
    saved,
    written,
)
from tests.deeds import by, logged
from tests.line_events import USER, hear, owed, rows, tap, words

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def nine(days: int) -> datetime:
    """Nine in the morning, so many days from a Friday."""
    return datetime.combine(TODAY + days * DAY, time(9), HOUSE.business.zone).astimezone(UTC)


async def known(store: Store, *, since: int = -100, every: int | None = 30, **more) -> Customer:
    """A customer since so many days from today, with a rhythm."""
    customer = await a_customer(store, cadence_days=every, **more)
    async with written(store) as work:
        change = update(Customer).where(col(Customer.id) == customer.id).values(created_at=nine(since))
        await work.session.execute(change)
    return customer


async def brought_up(store: Store) -> list[Followup]:
    return [row for row in await rows(store, Followup) if row.kind == "cadence"]


async def test_a_customer_who_has_heard_nothing_is_brought_up_and_nudged_in_the_same_round(store):
    rep = await a_rep(store, slack_id="USATO")
    customer = await known(store, owner=rep)
    await an_interaction(store, customer=customer, day=TODAY - 30 * DAY)

    swept = await run_all(store, HOUSE, nine(0))

    [row] = await brought_up(store)
    assert (row.customer_id, row.owner_id, row.due_day, row.due_time, row.what, row.promise) == (
        customer.id,
        rep.id,
        TODAY,
        None,
        "",
        False,
    )
    assert [(each.job, each.effects) for each in swept] == [("cadences", 1), ("followups", 1)]
    assert [(nudge.kind, nudge.customer_id) for nudge in await owed(store, FollowupNudge)] == [("cadence", customer.id)]


async def test_a_day_earlier_there_is_still_time(store):
    await an_interaction(store, customer=await known(store), day=TODAY - 29 * DAY)

    await run_all(store, HOUSE, nine(0))

    assert await brought_up(store) == []


@pytest.mark.parametrize(("since", "is_due"), [(-29, False), (-30, True)])
async def test_a_new_customer_is_due_so_many_days_after_they_became_one(store, since, is_due):
    await known(store, since=since)

    await run_all(store, HOUSE, nine(0))

    assert bool(await brought_up(store)) is is_due


async def test_nobody_without_a_rhythm_is_brought_up(store):
    await known(store, every=None)

    await run_all(store, HOUSE, nine(0))

    assert await brought_up(store) == []


async def test_each_has_a_rhythm_of_their_own(store):
    weekly, monthly = await known(store, every=7), await known(store, every=30)
    for customer in (weekly, monthly):
        await an_interaction(store, customer=customer, day=TODAY - 10 * DAY)

    await run_all(store, HOUSE, nine(0))

    assert [row.customer_id for row in await brought_up(store)] == [weekly.id]


async def test_on_a_day_off_it_is_due_on_the_next_business_day(store):
    await known(store)

    await run_all(store, HOUSE, nine(1))

    [row] = await brought_up(store)
    assert row.due_day == date(2026, 11, 24)
    assert await owed(store, FollowupNudge) == []


async def test_what_is_open_is_not_brought_up_again(store):
    await known(store)

    for days in (0, 1, 4, 40):
        await run_all(store, HOUSE, nine(days))

    assert len(await brought_up(store)) == 1


async def test_two_sweeps_at_once_bring_up_once(store, database_url):
    for _ in range(25):
        await known(store)
    other = Store.open(database_url)

    await asyncio.gather(*(run_all(each, HOUSE, nine(0)) for each in (store, other, store)))
    await other.close()

    assert sorted(row.customer_id for row in await brought_up(store)) == list(range(1, 26))


async def test_a_dry_run_brings_nobody_up_and_says_who_would_be(store):
    customer = await known(store)

    [swept, *_] = await run_all(store, HOUSE, nine(0), dry_run=True)

    assert swept.said == (f"customer {customer.id}: due 2026-11-20",)
    assert await brought_up(store) == []


async def test_more_customers_than_a_page_are_all_brought_up(store):
    rep = await a_rep(store)
    async with written(store) as work:
        for number in range(1, 602):
            work.add(Customer(name=f"お客様{number}", owner_id=rep.id, cadence_days=7, created_at=nine(-8)))

    await run_all(store, HOUSE, nine(0))

    assert len(await brought_up(store)) == 601


async def test_a_duplicate_is_not_brought_up(store):
    customer = await known(store)
    await run_all(store, HOUSE, nine(0))
    duplicate = await known(store, merged_into_id=customer.id)

    await run_all(store, HOUSE, nine(3))

    assert duplicate.id not in {row.customer_id for row in await brought_up(store)}


async def test_a_complaint_or_mourning_is_for_the_rep_to_judge(store):
    unhappy = await known(store)
    await a_case(store, customer=unhappy)
    await known(store, mourning_from=TODAY - 10 * DAY)

    await run_all(store, HOUSE, nine(0))

    assert len(await brought_up(store)) == 2
    assert len(await rows(store, Case)) == 1


# --- any touch resets it ----------------------------------------------------------------------------------------------


async def test_a_log_does_it_in_the_same_operation_and_undoing_the_log_brings_it_back(store):
    rep = await a_rep(store)
    await known(store, owner=rep, name="田中一郎")
    await run_all(store, HOUSE, nine(0))

    [log] = await logged(store, rep, "田中様 電話 近況うかがい", nine(0), chosen={"田中": 1})
    [done] = await brought_up(store)
    async with by(store, rep, nine(0)) as work:
        await interactions.undo(work, log.operation)

    assert (done.state, done.done_at) == ("done", nine(0))
    assert [row.state for row in await brought_up(store)] == ["open"]
    assert [nudge.state for nudge in await owed(store, FollowupNudge)][:2] == ["due", "done"]


async def test_a_log_and_a_sweep_at_once_leave_nothing_open(store, database_url):
    rep = await a_rep(store)
    customers = [await known(store, owner=rep, name=f"田中{number}") for number in range(5)]
    other = Store.open(database_url)

    chosen = [{"田中": each.id} for each in customers]
    logs = (logged(store, rep, "田中様 電話 近況うかがい", nine(0), chosen=each) for each in chosen)
    await asyncio.gather(run_all(other, HOUSE, nine(0)), *logs)
    await other.close()

    assert [row for row in await brought_up(store) if row.state == "open"] == []


async def test_a_visit_of_long_ago_does_not_reset_it(store):
    rep = await a_rep(store)
    await known(store, owner=rep, name="田中一郎")
    await run_all(store, HOUSE, nine(0))

    await logged(store, rep, "10月1日 田中様 訪問 ご挨拶", nine(0), chosen={"田中": 1})

    assert [row.state for row in await brought_up(store)] == ["open"]


async def test_what_the_customer_writes_in_line_resets_it(store):
    customer = await known(store)
    await a_line_user(store, user_id=USER, customer=customer)
    await run_all(store, HOUSE, nine(0))

    await hear(store, words("先日はありがとうございました", at=nine(0)))
    await run_all(store, HOUSE, nine(29))
    quiet = [row.state for row in await brought_up(store)]
    await run_all(store, HOUSE, nine(30))

    assert quiet == ["done"]
    assert [row.state for row in await brought_up(store)] == ["done", "open"]


async def test_an_answer_to_a_survey_resets_it(store):
    customer = await known(store)
    account = await a_line_user(store, user_id=USER)
    await saved(store, LineLink(line_user_id=account.id, customer_id=customer.id))
    asking = await an_asking(store, customer=customer, at=nine(0))
    async with written(store) as work:
        (await work.session.merge(asking)).line_user_id = account.id
    await run_all(store, HOUSE, nine(0))

    await hear(store, tap(f"nps:{asking.token}:9", at=nine(0)))

    assert [row.state for row in await brought_up(store)] == ["done"]


async def test_answers_and_messages_count_as_touches_without_anything_open(store):
    answered, wrote = await known(store), await known(store)
    await an_answer(store, customer=answered, at=nine(-5))
    account = await a_line_user(store, customer=wrote)
    message = {"direction": "in", "platform_id": "1", "kind": "text", "text": "こんにちは", "at": nine(-5)}
    await saved(store, Message(line_user_id=account.id, customer_id=wrote.id, **message))

    await run_all(store, HOUSE, nine(0))

    assert await brought_up(store) == []


async def test_what_we_sent_is_no_touch(store):
    customer = await known(store)
    account = await a_line_user(store, customer=customer)
    message = {"direction": "out", "platform_id": "1", "kind": "text", "text": "ご案内", "at": nine(-5)}
    await saved(store, Message(line_user_id=account.id, customer_id=customer.id, **message))

    await run_all(store, HOUSE, nine(0))

    assert len(await brought_up(store)) == 1


@pytest.mark.parametrize("state", ["done", "dropped"])
async def test_what_the_rep_has_settled_rests_for_a_whole_rhythm(store, state):
    rep = await a_rep(store)
    await known(store, owner=rep)
    await run_all(store, HOUSE, nine(0))
    [open_] = await brought_up(store)

    async with by(store, rep, nine(0)) as work:
        await followups.settle(work, open_.id, state)
    await run_all(store, HOUSE, nine(29))
    resting = len(await brought_up(store))
    await run_all(store, HOUSE, nine(30))

    assert (resting, len(await brought_up(store))) == (1, 2)


async def test_a_touch_leaves_other_things_to_do_alone(store):
    rep = await a_rep(store)
    customer = await known(store, owner=rep, name="田中一郎")
    task = await a_followup(store, customer=customer, what="見積送付")

    await logged(store, rep, "田中様 電話 近況うかがい", NOW, chosen={"田中": customer.id})

    [row] = await rows(store, Followup)
    assert (row.id, row.state) == (task.id, "open")
