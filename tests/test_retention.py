"""Letting go: old contents are forgotten, and that they came is not."""

from sqlalchemy import select

from crm.notices import Apology, ErasureReceipt
from reminders.sweeps import run_all
from storage import ledger
from storage.inbox import Arrival, Gate
from storage.tables import Audit, Disclosure, Draft, Inbox, LineUser, Message, Outbox, RateBucket
from tests.builders import (
    HOUSE,
    NOW,
    a_customer,
    a_line_user,
    a_rep,
    owed,
    saved,
)
from tests.passing_time import DAY, HOUR, an_event, insert_rows


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


async def test_what_was_said_half_a_year_ago_is_forgotten_and_not_that_it_was(store):
    old = await owed(store, "USATO", state="sent", created_at=NOW - 181 * DAY, platform={"ts": "1.1"})
    dead = await owed(store, "USATO", state="dead", created_at=NOW - 181 * DAY)
    kept = await owed(store, "USATO", state="sent", created_at=NOW - 179 * DAY)
    waiting = await owed(store, "USATO", state="paused", created_at=NOW - 181 * DAY)

    await run_all(store, HOUSE, NOW, only=["retention"])

    async with store.read() as session:
        left = [await session.get(Outbox, each.seq) for each in (old, dead, kept, waiting)]
    assert [bool(each.fields) for each in left] == [False, False, True, True]
    assert (left[0].recipient, left[0].platform) == ("USATO", {"ts": "1.1"})


async def test_the_address_of_somebody_who_is_forgotten_goes_with_the_receipt(store):
    account = await a_line_user(store)
    known = await owed(store, account.user_id, Apology("aa", "サクラ"), state="sent")
    stray = await owed(store, "U" + "f" * 32, ErasureReceipt("E-1", "ja"), state="sent")
    unsent = await owed(store, "U" + "e" * 32, ErasureReceipt("E-2", "ja"), state="paused")

    await run_all(store, HOUSE, NOW, only=["retention"])

    async with store.read() as session:
        left = [(await session.get(Outbox, each.seq)).recipient for each in (known, stray, unsent)]
    assert left == [account.user_id, "erased", "U" + "e" * 32]


async def test_a_stranger_who_is_silent_for_a_year_loses_the_profile(store):
    past = {"display_name": "さくら", "language": "ja", "created_at": NOW - 400 * DAY}
    silent = await a_line_user(store, **past)
    talking = await a_line_user(store, **past)
    linked = await a_line_user(store, customer=await a_customer(store), **past)
    said = {"direction": "in", "platform_id": "1", "kind": "text", "text": "やあ", "at": NOW - 10 * DAY}
    await saved(store, Message(line_user_id=talking.id, **said))

    await run_all(store, HOUSE, NOW, only=["retention"])

    async with store.read() as session:
        left = [(await session.get(LineUser, each.id)).display_name for each in (silent, talking, linked)]
        lines = (await session.scalars(select(Audit).where(Audit.table_name == "line_users"))).all()
    assert left == [None, "さくら", "さくら"]
    assert not any("さくら" in str(line.before) + str(line.after) for line in lines if line.row_id == silent.id)


async def test_pages_of_customers_data_are_dropped_a_year_after_they_were_over(store):
    customer = await a_customer(store)
    for digest, over in (("a", 366), ("b", 364)):
        page = {"digest": digest, "channel": "line", "expires_at": NOW - over * DAY}
        await saved(store, Disclosure(customer_id=customer.id, **page))

    await run_all(store, HOUSE, NOW, only=["retention"])

    async with store.read() as session:
        assert list(await session.scalars(select(Disclosure.digest))) == ["b"]
