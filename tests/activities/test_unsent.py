"""What a customer takes back is forgotten: in the record, in the log, and on the screens of Slack."""

from datetime import timedelta

import handlers.line
from crm.notices import LowScoreAlert, LowScoreWords, RelayedWords
from crm.work import Work
from handlers.line import heard as line_heard
from handlers.line.surveys import data
from storage import inbox
from storage.inbox import Arrival
from storage.tables import Audit, Inbox, Message, Outbox, SurveyAnswer
from tests.builders import HOUSE, NOW, a_customer, a_line_user, a_rep, written
from tests.line_events import USER, asked, event, hear, owed, rows, tap, words

SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(hours=3)


async def test_what_is_taken_back_is_forgotten_everywhere(store):
    await a_line_user(store, user_id=USER, customer=await a_customer(store))
    await _arrive_and_hear(store, words("ひみつです", message_id="1"))

    await hear(store, event("unsend", at=SOON, unsend={"messageId": "1"}))

    [kept] = await rows(store, Message)
    assert (kept.kind, kept.text) == ("unsent", "")
    remembered = [*await rows(store, Audit), *await rows(store, Outbox), *await rows(store, Inbox)]
    assert all("ひみつ" not in str(row.model_dump()) for row in remembered)


async def test_what_was_shown_in_slack_is_blanked_there_too(store):
    owner = await a_rep(store)
    await a_line_user(store, user_id=USER, customer=await a_customer(store, owner=owner))
    await hear(store, words("ひみつです", message_id="1"))
    shown = await _sent(store)

    await hear(store, event("unsend", at=SOON, unsend={"messageId": "1"}))

    update = (await rows(store, Outbox))[-1]
    assert (update.recipient, update.update_of) == (owner.slack_id, shown.seq)
    [line] = (await owed(store, RelayedWords))[-1].lines
    assert (line.text, line.kind) == ("", "unsent")


async def test_what_was_not_yet_shown_needs_no_second_message(store):
    await a_line_user(store, user_id=USER, customer=await a_customer(store))
    await hear(store, words("ひみつです", message_id="1"))

    await hear(store, event("unsend", at=SOON, unsend={"messageId": "1"}))

    [post] = await owed(store, RelayedWords)
    assert [(line.text, line.kind) for line in post.lines] == [("", "unsent")]


async def test_a_reason_that_is_taken_back_is_no_reason_any_more(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)), words("ひみつです", at=SOON, message_id="1"))

    await hear(store, event("unsend", at=SOON, unsend={"messageId": "1"}))

    [answer] = await rows(store, SurveyAnswer)
    assert (answer.score, answer.reason) == (3, None)
    assert [notice.reason for notice in await owed(store, LowScoreWords)] == [""]
    remembered = [*await rows(store, Audit), *await rows(store, Outbox)]
    assert all("ひみつ" not in str(row.model_dump()) for row in remembered)


async def test_no_later_alert_keeps_the_words_and_what_it_shows_stays_true(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)), words("ひみつです", at=SOON, message_id="1"), tap(data(token, 2), at=LATER))

    await hear(store, event("unsend", at=LATER, unsend={"messageId": "1"}))

    assert {notice.reason for notice in await owed(store, LowScoreAlert)} == {None}
    assert (await owed(store, LowScoreAlert))[-1].score == 2


async def test_words_written_anew_are_the_reason(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)), words("納きが遅い", at=SOON, message_id="1"))
    await hear(store, event("unsend", at=SOON, unsend={"messageId": "1"}))

    await hear(store, words("納期が遅い", at=LATER))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason == "納期が遅い"


async def test_nobody_takes_back_what_somebody_else_said(store):
    other = await a_line_user(store)
    await hear(store, words("こんにちは", message_id="1"))

    await hear(store, event("unsend", other.user_id, unsend={"messageId": "1"}))

    [kept] = await rows(store, Message)
    assert kept.text == "こんにちは"


async def test_taking_back_what_we_never_had_breaks_nothing(store):
    await hear(store, event("unsend", unsend={"messageId": "404"}))

    assert await rows(store, Outbox) == []


async def _arrive_and_hear(store, told):
    """As `hear`, for an event that really stands in the inbox."""
    async with store.write() as session:
        await inbox.put(session, Arrival("k", "line", "message.text", USER, str(told), NOW), NOW)
    [row] = await rows(store, Inbox)
    async with store.write() as session:
        heard = line_heard.unpack(told, NOW, row.seq, HOUSE)
        work = Work(session, NOW, await handlers.line.actor(session, heard), house=HOUSE)
        async with work.savepoint():
            await handlers.line.hear(work, heard)


async def _sent(store) -> Outbox:
    """The last message owed, as it is once delivery has spoken it."""
    last = (await rows(store, Outbox))[-1]
    async with written(store) as work:
        row = await work.session.get(Outbox, last.seq)
        row.state, row.platform = "sent", {"channel": "D1", "ts": "1.1"}
    return last
