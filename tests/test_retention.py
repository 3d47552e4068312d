"""Letting go: old contents are forgotten, and that they came is not."""

from sqlalchemy import select

from reminders.sweeps import run_all
from storage import ledger
from storage.inbox import Arrival, Gate
from storage.tables import Audit, Draft, Inbox, RateBucket
from tests.builders import (
    HOUSE,
    NOW,
    a_rep,
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
