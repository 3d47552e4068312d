"""The words after a score are its reason, and somebody reads them."""

from datetime import timedelta

from crm.notices import (
    LowScoreAlert,
    LowScoreWords,
    NpsThanks,
    ReasonThanks,
    ScoreWords,
)
from handlers.line.surveys import data
from storage.tables import Consent, Outbox, SurveyAnswer
from tests.builders import NOW, written
from tests.line_events import asked, hear, owed, relayed, rows, tap, words

SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(hours=3)
DAY = timedelta(days=1)


async def test_the_words_after_a_low_score_are_its_reason(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)))

    await hear(store, words("納期が遅れました", at=SOON))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason == "納期が遅れました"
    assert await owed(store, ReasonThanks) == [ReasonThanks("田中 一郎", case=True, rep="佐藤 花子")]
    assert await relayed(store) == []


async def test_the_words_stand_in_the_alert_and_ring_in_its_thread(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)))

    await hear(store, words("納期が遅れました", at=SOON))

    first, update = [row for row in await rows(store, Outbox) if row.kind == "LowScoreAlert"]
    assert (update.update_of, update.fields["reason"]) == (first.seq, "納期が遅れました")
    [ring] = [row for row in await rows(store, Outbox) if row.kind == "LowScoreWords"]
    assert (ring.thread_of, ring.recipient) == (first.seq, "UOWNER")
    assert await owed(store, LowScoreWords) == [LowScoreWords("田中 一郎", 3, "納期が遅れました")]


async def test_the_words_after_a_good_score_reach_the_owner_quietly(store):
    token = await asked(store)
    await hear(store, tap(data(token, 9)))

    await hear(store, words("いつも助かっています", at=SOON))

    [notice] = await owed(store, ScoreWords)
    assert (notice.customer, notice.score, notice.reason) == ("田中 一郎", 9, "いつも助かっています")
    assert not (await owed(store, ReasonThanks))[0].case


async def test_only_the_first_words_are_the_reason(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)), words("納期が遅れました", at=SOON))

    await hear(store, words("それと見積の件です", at=LATER))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason == "納期が遅れました"
    assert [notice.text for notice in await relayed(store)] == ["それと見積の件です"]


async def test_words_a_day_later_are_a_message_like_any_other(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)))

    await hear(store, words("見積をお願いします", at=NOW + DAY))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason is None
    assert len(await relayed(store)) == 1


async def test_words_written_before_the_tap_are_not_its_reason(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3), at=SOON))

    await hear(store, words("見積をお願いします", at=NOW), now=LATER)

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason is None


async def test_a_picture_is_not_a_reason(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)))

    await hear(store, replace_message(words("", at=SOON), type="image"))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason is None


async def test_stop_is_a_decision_even_where_a_reason_is_awaited(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)))

    await hear(store, words("停止", at=SOON))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason is None
    assert [each.granted for each in await rows(store, Consent) if each.purpose == "surveys"] == [False]


async def test_nobody_is_asked_for_the_reason_again_after_giving_it(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)), words("納期が遅れました", at=SOON))

    await hear(store, tap(data(token, 2), at=LATER))

    assert [notice.asks for notice in await owed(store, NpsThanks)] == [True, False]
    alerts = await owed(store, LowScoreAlert)
    assert (alerts[-1].score, alerts[-1].reason) == (2, "納期が遅れました")


async def test_words_come_even_where_the_alert_cannot_be_found(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)))
    async with written(store) as work:
        [row] = [row for row in await rows(store, Outbox) if row.kind == "LowScoreAlert"]
        await work.session.delete(await work.session.get(Outbox, row.seq))

    await hear(store, words("納期が遅れました", at=SOON))

    [alert] = await owed(store, LowScoreAlert)
    assert alert.reason == "納期が遅れました"


def replace_message(event: dict, **more) -> dict:
    return event | {"message": event["message"] | more}
