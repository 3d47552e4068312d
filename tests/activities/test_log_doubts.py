"""Dates that a line leaves open: saved at once as they are written, asked about on the card, and settled in place."""

from datetime import date, time

import pytest

from crm.activities import followups, interactions
from crm.notices import Doubt, DueOption, LogSaved
from crm.refusals import ChangedSince, Gone, NotAllowed, Past
from storage.store import Store
from storage.tables import Followup, Interaction, Outbox, Rep
from tests.builders import HOUSE, NOW, a_followup, a_rep
from tests.deeds import by, created, logged, refused
from tests.line_events import owed, rows

# NOW is Friday, 20 November; 4 December is a Friday too.
THURSDAY, FRIDAY = date(2026, 12, 3), date(2026, 12, 4)
LINE = "田中様 訪問。12/4(木)15時に再訪"


async def a_log(store: Store, rep: Rep, line: str = LINE) -> LogSaved:
    await created(store, rep, "株式会社サクラ 田中一郎")
    [saved] = await logged(store, rep, line)
    return saved


async def chosen(store: Store, rep: Rep, log: LogSaved, day: date, at: time | None = None, now=NOW) -> LogSaved:
    async with by(store, rep, now) as work:
        return await interactions.choose(work, log.followups[0].followup_id, day, at)


async def test_a_weekday_that_is_not_the_dates_is_saved_as_written_and_asked_about(store):
    rep = await a_rep(store)

    log = await a_log(store, rep)

    [followup] = await rows(store, Followup)
    assert (followup.due_day, followup.due_time) == (FRIDAY, time(15))
    options = (DueOption(FRIDAY, time(15)), DueOption(THURSDAY, time(15)))
    assert log.doubts == (Doubt(followup.id, "weekday", "12/4(木)15時", options),)


async def test_the_answer_moves_the_follow_up_and_the_card_asks_no_more(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)

    await chosen(store, rep, log, THURSDAY, time(15))

    [followup], [first, second] = await rows(store, Followup), await rows(store, Outbox)
    assert (followup.due_day, followup.due_at) == (THURSDAY, HOUSE.business.moment(THURSDAY, time(15)))
    assert (second.update_of, second.recipient) == (first.seq, rep.slack_id)
    [_, card] = await owed(store, LogSaved)
    assert (card.doubts, card.state, card.followups[0].day) == ((), "saved", THURSDAY)


async def test_the_date_as_written_can_be_the_answer(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)

    card = await chosen(store, rep, log, FRIDAY, time(15))

    [followup] = await rows(store, Followup)
    assert (followup.due_day, followup.version) == (FRIDAY, 1)
    assert card.doubts == ()


async def test_one_answer_leaves_the_other_question_open(store):
    rep = await a_rep(store)
    log = await a_log(store, rep, "田中様 訪問。12/4(木)に再訪。12/8か12/9に電話")

    card = await chosen(store, rep, log, THURSDAY)

    assert [doubt.why for doubt in log.doubts] == ["weekday", "several"]
    assert [(doubt.why, doubt.followup_id) for doubt in card.doubts] == [("several", log.followups[1].followup_id)]


async def test_an_undo_takes_back_the_answer_too(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    await chosen(store, rep, log, THURSDAY, time(15))

    async with by(store, rep) as work:
        await interactions.undo(work, log.operation)

    assert (await rows(store, Interaction), await rows(store, Followup)) == ([], [])
    assert [card.state for card in await owed(store, LogSaved)][-1] == "undone"


async def test_an_edit_has_seen_every_date_and_ends_the_questions(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    task = interactions.Task(log.followups[0].followup_id, "再訪", FRIDAY, time(15))

    async with by(store, rep) as work:
        card = await interactions.edit(work, log.interaction_id, "visit", "x", [task])

    assert card.doubts == ()


@pytest.mark.parametrize(
    ("line", "why", "day"),
    [
        ("田中様 訪問。12/8か12/9に電話", "several", date(2026, 12, 8)),
        ("田中様 訪問。来週電話", "period", date(2026, 11, 23)),
        ("田中様 電話。見積を送ります", "undated", date(2026, 11, 24)),
        ("田中様 電話。11/18までに見積を送付します", "year", date(2027, 11, 18)),
    ],
)
async def test_whatever_is_not_plain_is_said(store, line, why, day):
    log = await a_log(store, await a_rep(store), line)

    assert [(doubt.why, due.day) for doubt, due in zip(log.doubts, log.followups, strict=True)] == [(why, day)]


async def test_a_promise_without_a_date_is_one_all_the_same(store):
    log = await a_log(store, await a_rep(store), "田中様 電話。見積を送ります")

    [due] = log.followups
    assert (due.what, due.promise) == ("見積を送ります", True)


async def test_what_is_settled_since_is_not_moved(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)
    async with by(store, rep) as work:
        await followups.settle(work, log.followups[0].followup_id, "done")

    async with refused(ChangedSince()):
        await chosen(store, rep, log, THURSDAY)


async def test_nothing_falls_due_in_the_past(store):
    rep = await a_rep(store)
    log = await a_log(store, rep)

    async with refused(Past()):
        await chosen(store, rep, log, date(2026, 11, 19))


async def test_only_follow_ups_of_logs_have_questions(store):
    rep = await a_rep(store)
    customer = await created(store, rep, "田中一郎")
    alone = await a_followup(store, customer=customer)

    async with refused(Gone()), by(store, rep) as work:
        await interactions.choose(work, alone.id, FRIDAY, None)
    async with refused(Gone()), by(store, rep) as work:
        await interactions.choose(work, 4711, FRIDAY, None)


async def test_somebody_elses_question_is_not_ones_own(store):
    log = await a_log(store, await a_rep(store))

    async with refused(NotAllowed("interactions.choose")):
        await chosen(store, await a_rep(store), log, THURSDAY)
