"""Undo of a log that made its customer: they go with it, unless somebody has dealt with them since."""

from datetime import timedelta

from crm.activities import drafts, interactions
from crm.notices import LogSaved, WhoIsMeant
from crm.records import customers
from crm.refusals import ChangedSince
from storage.store import Store
from storage.tables import Company, Customer, CustomerKey, Draft, Followup, Interaction, PointEntry, Rep
from tests.builders import NOW, a_rep
from tests.deeds import by, created, logged, refused, understood
from tests.line_events import rows
from tests.points.programmes import a_programme

MINUTE = timedelta(minutes=1)


async def undo(store: Store, rep: Rep, log: LogSaved, now=NOW) -> str:
    async with by(store, rep, now) as work:
        return await interactions.undo(work, log.operation)


async def a_log_of_somebody_new(store: Store, rep: Rep) -> LogSaved:
    """The offer to create an unknown name, pressed: customer, company and log in one operation."""
    asked = await logged(store, rep, "山本様 訪問 はじめてのご挨拶。来週金曜15時に電話")
    assert isinstance(asked, WhoIsMeant)
    async with by(store, rep) as work:
        waiting = await drafts.use(work, asked.draft_id)
        made = await customers.create(work, "株式会社モミジ 山本")
        [log] = await interactions.log(work, waiting.text, understood(waiting.text), {waiting.asks: made.id})
    return log


async def test_a_customer_who_was_created_with_the_log_goes_with_it(store):
    rep = await a_rep(store)
    log = await a_log_of_somebody_new(store, rep)

    await undo(store, rep, log)

    for kind in (Customer, Company, Interaction, Followup):
        assert await rows(store, kind) == [], kind
    async with store.read() as session:
        assert await session.get(CustomerKey, ("山本", log.customer_id)) is None
    [draft] = await rows(store, Draft)
    assert (draft.used_at, draft.created_at) == (None, NOW)


async def test_a_customer_with_whom_somebody_has_dealt_since_is_not_taken_away(store):
    rep, colleague = await a_rep(store), await a_rep(store)
    log = await a_log_of_somebody_new(store, rep)
    await logged(store, colleague, "山本様 電話 納期のご相談", NOW + MINUTE)

    async with refused(ChangedSince()):
        await undo(store, rep, log, NOW + 2 * MINUTE)

    assert [customer.name for customer in await rows(store, Customer)] == ["山本"]
    assert len(await rows(store, Interaction)) == 2
    assert len(await rows(store, Followup)) == 1


async def test_a_company_that_has_another_customer_by_now_is_not_taken_away(store):
    rep, colleague = await a_rep(store), await a_rep(store)
    log = await a_log_of_somebody_new(store, rep)
    await created(store, colleague, "株式会社モミジ 中村", NOW + MINUTE)

    async with refused(ChangedSince()):
        await undo(store, rep, log, NOW + 2 * MINUTE)

    assert [customer.name for customer in await rows(store, Customer)] == ["山本", "中村"]


async def test_points_that_came_with_the_log_do_not_keep_it_from_being_undone(store):
    rep = await a_rep(store)
    await a_programme(store)
    log = await a_log_of_somebody_new(store, rep)

    await undo(store, rep, log)

    assert (await rows(store, Interaction), await rows(store, Customer)) == ([], [])
    posted = await rows(store, PointEntry)
    assert [(each.points, each.owed, each.customer_id) for each in posted] == [(10, 0, None), (-10, 0, None)]
