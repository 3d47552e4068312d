"""What a tap on a score means: the first, the second, the late, the forged."""

from datetime import date, timedelta

import pytest

from crm.notices import (
    LowScoreAlert,
    NpsThanks,
    ScoreChanged,
    SurveyClosed,
)
from handlers.line.surveys import data
from storage.tables import Audit, Case, Followup, Outbox, SurveyAnswer
from tests.builders import NOW
from tests.line_events import asked, hear, owed, owner_of_it, rows, said, tap

OTHER = "U" + "2" * 32
SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(hours=3)
DAY = timedelta(days=1)


async def test_a_good_score_is_kept_and_thanked_for(store):
    token = await asked(store)

    await hear(store, tap(data(token, 9), at=SOON))

    [answer] = await rows(store, SurveyAnswer)
    assert (answer.score, answer.answered_at, answer.reason) == (9, SOON, None)
    assert await owed(store, NpsThanks) == [NpsThanks(9, changed=False, asks=True, name="田中 一郎")]
    assert await rows(store, Case) == []
    assert [row for row in await rows(store, Outbox) if row.channel == "slack"] == []


async def test_a_detractor_opens_a_case_for_theowner_of_it(store):
    token = await asked(store)

    await hear(store, tap(data(token, 3), at=SOON))

    [answer], [case] = await rows(store, SurveyAnswer), await rows(store, Case)
    assert (case.answer_id, case.state, case.owner_id) == (answer.id, "open", (await owner_of_it(store)).id)
    assert (await owed(store, NpsThanks))[0].asks


async def test_the_owner_is_alerted_at_once_with_the_score_and_what_is_due(store):
    token = await asked(store)

    await hear(store, tap(data(token, 3)))

    [alert] = await owed(store, LowScoreAlert)
    assert (alert.customer, alert.score, alert.reason) == ("田中 一郎", 3, None)
    assert alert.followup is not None
    [row] = [row for row in await rows(store, Outbox) if row.kind == "LowScoreAlert"]
    assert (row.recipient, row.update_of) == ("UOWNER", None)


async def test_the_follow_up_is_due_on_the_next_business_day(store):
    token = await asked(store)

    await hear(store, tap(data(token, 3), at=SOON))

    [followup], [case] = await rows(store, Followup), await rows(store, Case)
    assert followup.case_id == case.id
    assert followup.due_day == date(2026, 11, 24)  # Monday the 23rd is a holiday
    assert "3点" in followup.what


async def test_the_follow_up_speaks_the_owners_language(store):
    token = await asked(store, language="en")

    await hear(store, tap(data(token, 3)))

    [followup] = await rows(store, Followup)
    assert "score 3" in followup.what


@pytest.mark.parametrize(("score", "opened"), [(0, 1), (4, 1), (5, 0), (6, 0), (7, 0), (10, 0)])
async def test_only_scores_up_to_four_open_a_case(store, score, opened):
    token = await asked(store)

    await hear(store, tap(data(token, score)))

    assert len(await rows(store, Case)) == len(await owed(store, LowScoreAlert)) == opened


async def test_the_same_tap_twice_is_one_answer_one_case_one_alert(store):
    token = await asked(store)

    await hear(store, tap(data(token, 3)), tap(data(token, 3), at=SOON))

    assert len(await rows(store, SurveyAnswer)) == len(await rows(store, Case)) == len(await rows(store, Followup)) == 1
    assert len(await owed(store, LowScoreAlert)) == 1
    assert [notice.changed for notice in await owed(store, NpsThanks)] == [False, False]


async def test_a_second_tap_within_a_day_changes_the_answer_and_never_counts_twice(store):
    token = await asked(store)

    await hear(store, tap(data(token, 8)), tap(data(token, 9), at=NOW + DAY - timedelta(seconds=1)))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 9
    kept = [line.after["score"] for line in await rows(store, Audit) if line.table_name == "survey_answers"]
    assert kept == [8, 9]
    assert [notice.changed for notice in await owed(store, NpsThanks)] == [False, True]


async def test_a_good_score_that_becomes_a_low_one_opens_the_case(store):
    token = await asked(store)

    await hear(store, tap(data(token, 9)), tap(data(token, 3), at=SOON))

    assert len(await rows(store, Case)) == len(await owed(store, LowScoreAlert)) == 1
    assert await owed(store, ScoreChanged) == []


async def test_a_low_score_that_becomes_a_good_one_keeps_the_case_and_tells_theowner_of_it(store):
    token = await asked(store)

    await hear(store, tap(data(token, 3)), tap(data(token, 9), at=SOON))

    [case] = await rows(store, Case)
    assert case.state == "open"
    assert [(notice.before, notice.after) for notice in await owed(store, ScoreChanged)] == [(3, 9)]
    assert len(await owed(store, LowScoreAlert)) == 1


async def test_back_and_forth_opens_no_second_case(store):
    token = await asked(store)

    await hear(store, tap(data(token, 3)), tap(data(token, 9), at=SOON), tap(data(token, 1), at=LATER))

    assert len(await rows(store, Case)) == len(await rows(store, Followup)) == 1
    alerts = [row for row in await rows(store, Outbox) if row.kind == "LowScoreAlert"]
    assert [row.fields["score"] for row in alerts] == [3, 1]
    assert alerts[1].update_of == alerts[0].seq


async def test_a_tap_a_day_after_the_first_is_too_late(store):
    token = await asked(store)

    await hear(store, tap(data(token, 8)), tap(data(token, 9), at=LATER), tap(data(token, 3), at=NOW + DAY))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 9
    assert await owed(store, SurveyClosed) == [SurveyClosed("サクラ商事")]
    assert await rows(store, Case) == []


async def test_the_day_for_second_thoughts_begins_with_the_tap_not_with_our_hearing_of_it(store):
    token = await asked(store)
    await hear(store, tap(data(token, 8)), now=NOW + DAY)

    await hear(store, tap(data(token, 9), at=NOW + DAY + timedelta(hours=1)))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 8


async def test_a_first_tap_counts_whenever_it_comes(store):
    token = await asked(store)

    await hear(store, tap(data(token, 8), at=NOW + 30 * DAY))

    assert [answer.score for answer in await rows(store, SurveyAnswer)] == [8]


async def test_an_older_tap_that_arrives_late_does_not_overwrite_a_newer_one(store):
    token = await asked(store)

    await hear(store, tap(data(token, 9), at=LATER), tap(data(token, 2), at=SOON), now=LATER)

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 9
    assert await rows(store, Case) == []
    assert await said(store) == ["NpsThanks"]


async def test_a_tap_between_two_equal_ones_that_arrives_last_does_not_win(store):
    token = await asked(store)

    await hear(store, tap(data(token, 9)), tap(data(token, 9), at=LATER), tap(data(token, 2), at=SOON), now=LATER)

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 9


async def test_a_question_is_answered_only_by_the_account_that_got_it(store):
    token = await asked(store)

    await hear(store, tap(data(token, 3), user=OTHER))

    assert await rows(store, SurveyAnswer) == []
    [row] = [row for row in await rows(store, Outbox) if row.kind == "SurveyClosed"]
    assert row.recipient == OTHER


@pytest.mark.parametrize(
    "broken", ["nps", "nps:", "nps:{}", "nps:{}:", "nps:{}:11", "nps:{}:-1", "nps:{}:３", "nps::3"]
)
async def test_broken_buttons_count_for_nothing(store, broken):
    token = await asked(store)

    await hear(store, tap(broken.format(token)))

    assert await rows(store, SurveyAnswer) == []
    assert await said(store) == ["SurveyClosed"]
