"""After an erasure nothing that was ever known of the customer stands anywhere, and sums are what they were."""

from sqlalchemy import update

from bot.interchange.export import export
from crm import post
from crm.notices import WhichCustomer
from crm.privacy import erasures, forgetting
from reminders.sweeps import run_all
from storage.tables import (
    Customer,
    Draft,
    Erasure,
    Inbox,
    LineUser,
    Message,
    Outbox,
    Rep,
    SurveyAnswer,
)
from tests.builders import HOUSE, NOW, saved, written
from tests.deeds import logged
from tests.full_house import a_full_house
from tests.line_events import rows
from tests.passing_time import an_event, insert_rows
from tests.privacy.forgetting import LATER, MARK, all_said, forgotten, found, planted


async def test_nothing_of_the_customer_is_left_in_any_column_of_any_table(store, tmp_path):
    customer = await planted(store)
    accounts = [each.user_id for each in await rows(store, LineUser)]
    rep = next(each for each in await rows(store, Rep) if each.slack_id == "UOWNER")
    await logged(store, rep, f"{MARK} 一郎様 訪問 {MARK}の件で相談")
    await _around(store, customer)
    assert len(await found(store, MARK, *accounts)) > 30  # else the search has gone blind

    done = await forgotten(store, customer)
    await all_said(store)

    assert done
    assert await found(store, MARK, *accounts) == []
    await export(store, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").glob("*") if MARK in path.read_text("utf-8")] == []


async def _around(store, customer) -> None:
    """Copies of their words where no number says whose they are."""
    await saved(store, Draft(rep_id=customer.owner_id, text=f"{MARK}一郎様 訪問", used_at=NOW))
    payload = f'{{"text": "/log {MARK} 一郎様 訪問"}}'
    account = (await rows(store, LineUser))[0]
    await insert_rows(
        store,
        Inbox,
        an_event(1, NOW) | {"payload": payload},
        an_event(2, NOW, state="dead") | {"lane": account.user_id, "payload": '{"text": "x"}'},
    )
    await saved(
        store,
        Message(line_user_id=account.id, direction="in", platform_id="early", kind="text", text=f"{MARK}です", at=NOW),
    )


async def test_what_is_just_being_said_is_waited_for(store):
    customer = await planted(store)
    async with written(store) as work:
        row = await post.to_rep(work, await work.session.get(Rep, customer.owner_id), WhichCustomer(customer.name, ()))
        row.state = "leased"

    early = await forgotten(store, customer)
    async with store.write() as session:
        await session.execute(update(Outbox).where(Outbox.state == "leased").values(state="sent"))
    await run_all(store, HOUSE, LATER, only=["erasures"])
    await all_said(store)

    assert not early
    assert await found(store, MARK) == []


async def test_sums_keep_their_scores_and_dates(store):
    customer = await planted(store)
    before = [(each.score, each.answered_at) for each in await rows(store, SurveyAnswer)]

    await forgotten(store, customer)

    assert [(each.score, each.answered_at) for each in await rows(store, SurveyAnswer)] == before
    [erasure] = [each for each in await rows(store, Erasure) if each.state == "done"]
    assert erasure.counts["interactions"] == 1


async def test_a_full_house_forgets_one_customer_and_keeps_the_others(store):
    await a_full_house(store)
    customer = next(each for each in await rows(store, Customer) if each.name == "田中 一郎")
    async with store.write() as session:  # nothing is on its way, in either direction
        await session.execute(update(Outbox).where(Outbox.state == "leased").values(state="sent"))
        await session.execute(update(Inbox).where(Inbox.state == "open").values(state="done"))

    await forgotten(store, customer)
    await all_said(store)

    assert await found(store, "田中 一郎", "t@example.com", "90-1234-5678", "U0123456789abcdef0123456789abcdef") == []
    others = {each.name for each in await rows(store, Customer)}
    assert {"高橋 次郎", "髙橋次郎"} <= others


async def test_what_was_cut_short_goes_on_where_it_was(store):
    customer = await planted(store)
    async with written(store) as work:
        erasure = await erasures.begin(work, customer.id, "cli")
        who = await forgetting.facts(work, erasure.id)
    for step in forgetting.STEPS[:6]:
        async with store.read() as session:
            page = await step.find(session, who, 0, 1)
        async with written(store) as work:
            await forgetting.forget(work, who, step.name, page)

    [swept] = await run_all(store, HOUSE, LATER, only=["erasures"])
    await all_said(store)

    assert swept.effects == 1
    assert await found(store, MARK) == []
    assert await run_all(store, HOUSE, LATER, only=["erasures"]) == []


async def test_a_rehearsal_says_what_would_be_done_and_leaves_it(store):
    customer = await planted(store)
    async with written(store) as work:
        await erasures.begin(work, customer.id, "cli")

    [swept] = await run_all(store, HOUSE, LATER, only=["erasures"], dry_run=True)

    assert swept.effects == 1
    assert (await rows(store, Customer))[0].name == f"{MARK} 一郎"
