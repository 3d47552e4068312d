"""What an erasure means for everybody else: other people's rows, namesakes, shared accounts, and our own people."""

from datetime import timedelta

import pytest

from crm import post
from crm.activities import interactions
from crm.notices import Choice, WhichCustomer
from crm.privacy import erasures
from crm.records import customers, finding, merges
from crm.refusals import ErasureUnderWay, Gone, Refused
from reminders.sweeps import run_all
from storage.desks import Moment
from storage.records import rosters
from storage.tables import (
    Customer,
    Followup,
    Interaction,
    LineLink,
    LineUser,
    Outbox,
)
from tests.builders import HOUSE, NOW, a_customer, a_followup, a_line_user, a_rep, an_interaction, saved, written
from tests.deeds import by, created, logged, refused
from tests.line_events import rows
from tests.merging import merged, two_of
from tests.privacy.forgetting import LATER, all_said, forgotten, found

MOMENT = Moment(HOUSE.business.local(NOW), NOW, NOW + timedelta(days=1))


async def test_a_namesake_keeps_their_name_in_what_is_theirs(store):
    owner = await a_rep(store)
    customer = await a_customer(store, owner=owner, name="田中 一郎")
    namesake = await a_customer(store, owner=owner, name="田中 一郎")
    await an_interaction(store, customer=namesake, text="田中 一郎様 訪問")

    await forgotten(store, customer)

    assert [each.name for each in await rows(store, Customer)] == ["—", "田中 一郎"]
    assert [each.text for each in await rows(store, Interaction)] == ["田中 一郎様 訪問"]


async def test_other_peoples_rows_lose_the_name_and_keep_the_rest(store):
    owner = await a_rep(store)
    customer = await a_customer(store, owner=owner, name="鈴木 花子")
    other = await a_customer(store, owner=owner, name="田中 一郎", note="鈴木花子様のご紹介")
    await an_interaction(store, customer=other, text="鈴木 花子様と会食")

    await forgotten(store, customer)

    assert [each.text for each in await rows(store, Interaction)] == ["—様と会食"]
    assert (await rows(store, Customer))[1].note == "—様のご紹介"
    assert await found(store, "鈴木") == ["outbox.fields"]  # the word to the owner, which has not gone out yet


async def test_a_message_about_several_customers_goes_out_without_the_one_who_is_gone(store):
    owner = await a_rep(store)
    customer, other = [await a_customer(store, owner=owner, name=name) for name in ("鈴木 花子", "田中 一郎")]
    async with written(store) as work:
        known = [Choice(each.id, each.name, None, "佐藤") for each in (customer, other)]
        row = await post.to_rep(work, owner, WhichCustomer("花", tuple(known)))

    await forgotten(store, customer)

    async with store.read() as session:
        left = await session.get(Outbox, row.seq)
    assert (left.state, [each["name"] for each in left.fields["choices"]]) == ("ready", ["田中 一郎"])


async def test_an_account_that_speaks_for_somebody_else_too_keeps_its_profile(store):
    customer = await a_customer(store, name="田中 一郎")
    wife = await a_customer(store, name="田中 花子")
    account = await a_line_user(store, customer=customer, display_name="たなか家")
    await saved(store, LineLink(line_user_id=account.id, customer_id=wife.id))

    await forgotten(store, customer)

    [kept] = await rows(store, LineUser)
    assert (kept.user_id, kept.display_name, kept.state) == (account.user_id, "たなか家", "friend")
    assert [each.customer_id for each in await rows(store, LineLink) if each.ended_at is None] == [wife.id]


async def test_nobody_finds_reaches_nudges_or_counts_a_customer_who_is_gone(store):
    owner = await a_rep(store)
    customer = await created(store, owner, "株式会社サクラ 鈴木花子")
    await a_followup(store, customer=customer)

    async with written(store) as work:
        await erasures.begin(work, customer.id, "cli")

    async with by(store, owner) as work:
        with pytest.raises(Refused):
            await finding.find(work, "鈴木花子")
        desk = await rosters.page(work.session, owner.id, rosters.Wish("touch", "", "", None, 0, 10), MOMENT)
    async with refused(Gone()), by(store, owner) as work:
        await customers.reached(work, customer.id)
    assert desk == ([], 0)
    assert [each.state for each in await rows(store, Followup)] == ["dropped"]
    assert [each.job for each in await run_all(store, HOUSE, LATER, only=["followups", "cadences"])] == []


async def test_what_was_merged_into_the_customer_is_forgotten_too_and_cannot_be_parted_again(store):
    owner = await a_rep(store)
    survivor, other = await two_of(store, owner)
    done = await merged(store, owner, survivor, other)

    await forgotten(store, survivor)
    await all_said(store)

    async with refused(Gone()), by(store, owner, LATER) as work:
        await merges.undo(work, done.operation)
    assert await found(store, "田中一郎", "タナカイチロー") == []


async def test_a_log_about_two_can_still_be_changed_for_the_one_who_stays(store):
    owner = await a_rep(store)
    customer = await created(store, owner, "鈴木花子")
    other = await created(store, owner, "田中一郎")
    await logged(store, owner, "鈴木花子様、田中一郎様 会食 新商品の件")
    theirs = next(each for each in await rows(store, Interaction) if each.customer_id == other.id)

    await forgotten(store, customer)
    async with by(store, owner, LATER) as work:
        shown = await interactions.edit(work, theirs.id, "meal", "会食 資料の件", [])

    assert (shown.customer, shown.text, shown.state) == ("田中一郎", "会食 資料の件", "edited")
    assert await found(store, "鈴木花子") == ["outbox.fields"]  # the word to the owner, which has not gone out yet


async def test_an_erasure_is_not_begun_twice(store):
    customer = await a_customer(store)
    async with written(store) as work:
        await erasures.begin(work, customer.id, "cli")

    async with refused(ErasureUnderWay()), written(store) as work:
        await erasures.begin(work, customer.id, "cli")
