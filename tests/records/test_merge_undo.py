"""A merge is parted again within a month, and nobody loses what they have done since."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm.activities import followups
from crm.notices import MergeDone
from crm.records import customers, merges
from crm.refusals import (
    AlreadyUndone,
    Gone,
    MergedFurther,
    MergeTooOld,
)
from storage.history import values
from storage.records.merges import KINDS
from storage.tables import (
    Customer,
    Followup,
    Interaction,
    Outbox,
)
from tests.builders import (
    NOW,
    a_customer,
    a_followup,
    a_rep,
)
from tests.deeds import by, created, logged, refused
from tests.line_events import owed, rows
from tests.merging import DAY, everything, found, fresh, merged, owners, two_of, undone

# --- undo -------------------------------------------------------------------------------------------------------------


def _columns(found: list) -> list[dict]:
    """What stands in the rows, but for how often they were changed."""
    return [{name: value for name, value in values(row).items() if name != "version"} for row in found]


async def test_an_undo_puts_everything_back(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    await everything(store, other)
    before = {kind: _columns(await rows(store, kind)) for kind in (Customer, *KINDS)}
    done = await merged(store, rep, survivor, other)

    parted = await undone(store, rep, done, NOW + 29 * DAY)

    assert (parted.state, parted.left) == ("undone", 0)
    assert {kind: _columns(await rows(store, kind)) for kind in (Customer, *KINDS)} == before
    assert await found(store, rep, "サクラの田中") == [survivor.id]
    assert await found(store, rep, "タナカイチロー") == [other.id]


async def test_what_was_worked_on_since_keeps_its_work_and_goes_back_all_the_same(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    task = await a_followup(store, customer=other)
    done = await merged(store, rep, survivor, other)
    async with by(store, rep, NOW + DAY) as work:
        await followups.settle(work, task.id, "done")
    [later] = await logged(store, rep, "田中様 訪問 お礼", NOW + DAY)

    parted = await undone(store, rep, done, NOW + 2 * DAY)

    [settled] = await rows(store, Followup)
    assert (settled.state, settled.customer_id, parted.left) == ("done", other.id, 0)
    assert later.customer_id == survivor.id
    assert await owners(store, Interaction) == [survivor.id]


async def test_what_was_changed_since_stays_changed_and_is_counted(store):
    rep = await a_rep(store)
    survivor = await a_customer(store, owner=rep, name="田中一郎")
    other = await a_customer(store, owner=rep, name="田中一郎", phone="03-1111-1111", email="t@example.com")
    done = await merged(store, rep, survivor, other)
    async with by(store, rep, NOW + DAY) as work:
        (await customers.reached(work, survivor.id))[0].phone = "03-2222-2222"

    parted = await undone(store, rep, done, NOW + DAY)

    one, two = await fresh(store, survivor), await fresh(store, other)
    assert (one.phone, one.email, parted.left) == ("03-2222-2222", None, 1)
    assert (two.phone, two.merged_into_id) == ("03-1111-1111", None)
    assert {each.left for each in await owed(store, MergeDone) if each.state == "undone"} == {1}


async def test_a_log_that_was_taken_back_since_is_not_missed(store):
    rep = await a_rep(store)
    survivor, other = await created(store, rep, "田中一郎"), await created(store, rep, "鈴木花子")
    [log] = await logged(store, rep, "鈴木様 訪問")
    done = await merged(store, rep, survivor, other)
    async with by(store, rep) as work:
        made = (await work.session.scalars(select(Interaction))).one()
        await work.session.delete(made)

    parted = await undone(store, rep, done)

    assert log.customer_id == other.id
    assert (parted.left, await rows(store, Interaction)) == (0, [])


async def test_a_merge_is_parted_for_thirty_days_and_once(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    done = await merged(store, rep, survivor, other)

    async with refused(MergeTooOld(30)):
        await undone(store, rep, done, NOW + 30 * DAY + timedelta(seconds=1))
    await undone(store, rep, done, NOW + 30 * DAY)
    async with refused(AlreadyUndone()):
        await undone(store, rep, done, NOW + 30 * DAY)


async def test_of_two_merges_in_a_row_the_later_is_undone_first(store):
    rep = await a_rep(store)
    first, second, third = [await created(store, rep, name) for name in ("田中一郎", "鈴木一郎", "林一郎")]
    early, late = await merged(store, rep, second, first), await merged(store, rep, third, second)

    async with refused(MergedFurther("鈴木一郎")):
        await undone(store, rep, early)
    await undone(store, rep, late)
    await undone(store, rep, early)

    assert [each.merged_into_id for each in await rows(store, Customer)] == [None, None, None]


async def test_the_cards_of_a_merge_change_with_its_undo(store):
    rep, colleague, admin = await a_rep(store), await a_rep(store), await a_rep(store, role="admin")
    survivor, other = await created(store, rep, "田中一郎"), await created(store, colleague, "田中一郎")
    done = await merged(store, admin, survivor, other)

    await undone(store, admin, done)

    cards_told = [row for row in await rows(store, Outbox) if row.kind == "MergeDone"]
    first, second = cards_told[:3], cards_told[3:]
    assert [row.state for row in first] == ["cancelled"] * 3
    assert [(row.update_of, row.fields["state"]) for row in second] == [(row.seq, "undone") for row in first]


@pytest.mark.parametrize("operation", ["nonsense", ""])
async def test_what_was_no_merge_is_not_parted(store, operation):
    async with refused(Gone()), by(store, await a_rep(store)) as work:
        await merges.undo(work, operation)
