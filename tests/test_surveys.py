"""Who is asked, what a tap means, and what the words after it do."""

import asyncio
from datetime import date, timedelta

import pytest

from crm import cases, names, surveys
from crm.notices import (
    CustomerWrote,
    LowScoreAlert,
    LowScoreWords,
    NpsQuestion,
    NpsThanks,
    ReasonThanks,
    ScoreChanged,
    ScoreWords,
    SurveyClosed,
    WhichCustomer,
)
from crm.refusals import AskedRecently, NotAllowed, NotConsented, NotLinked, OpenCase, Refused, Unreachable
from handlers.line.surveys import data
from handlers.slack import surveys as slack_surveys
from handlers.slack.heard import Heard
from storage import customers
from storage.tables import Audit, Case, Consent, Followup, LineLink, Outbox, Rep, Survey, SurveyAnswer, SurveyInvite
from tests.builders import NOW, a_case, a_customer, a_line_user, a_rep, an_asking, saved, written
from tests.line_events import USER, acting, hear, owed, rows, said, tap, words

OTHER = "U" + "2" * 32
SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(hours=3)
DAY = timedelta(days=1)


# --- asking ----------------------------------------------------------------------------------------------------------


async def test_the_question_goes_to_the_customers_line(store):
    rep, customer = await _linked(store)

    async with acting(store, rep) as work:
        await surveys.ask_nps(work, customer.id)

    [invite] = await rows(store, SurveyInvite)
    assert await owed(store, NpsQuestion) == [NpsQuestion("サクラ商事", "田中 一郎", invite.token)]
    assert [row.recipient for row in await rows(store, Outbox)] == [USER]
    assert (invite.customer_id, invite.rep_id, invite.asked_at) == (customer.id, rep.id, NOW)
    assert len(invite.token) >= 20


async def test_one_survey_stands_for_all_askings(store):
    rep, first = await _linked(store)
    second = await a_customer(store, owner=rep)
    await a_line_user(store, customer=second)

    for customer in (first, second):
        async with acting(store, rep) as work:
            await surveys.ask_nps(work, customer.id)

    assert [survey.kind for survey in await rows(store, Survey)] == ["nps"]


async def test_of_several_accounts_the_latest_that_is_a_friend_is_asked(store):
    rep, customer = await _linked(store)
    await a_line_user(store, user_id=OTHER, customer=customer)
    await a_line_user(store, customer=customer, state="gone")

    async with acting(store, rep) as work:
        await surveys.ask_nps(work, customer.id)

    assert [row.recipient for row in await rows(store, Outbox)] == [OTHER]


async def test_a_customer_without_line_is_not_asked(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)

    assert await _refusal(store, rep, customer) == NotLinked("田中 一郎")


async def test_a_link_that_has_ended_is_no_link(store):
    rep, customer = await _linked(store)
    async with written(store) as work:
        (await work.session.get(LineLink, 1)).ended_at = NOW

    assert await _refusal(store, rep, customer) == NotLinked("田中 一郎")


async def test_a_customer_who_has_blocked_us_is_not_asked(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    await a_line_user(store, customer=customer, state="gone")

    assert await _refusal(store, rep, customer) == Unreachable("田中 一郎")


async def test_a_customer_who_said_no_is_not_asked(store):
    rep, customer = await _linked(store)
    await _decide(store, customer, granted=True, at=NOW - DAY)
    await _decide(store, customer, granted=False, at=NOW)

    assert await _refusal(store, rep, customer) == NotConsented("田中 一郎")


async def test_a_customer_who_said_yes_after_a_no_is_asked(store):
    rep, customer = await _linked(store)
    await _decide(store, customer, granted=False, at=NOW - DAY)
    await _decide(store, customer, granted=True, at=NOW)

    async with acting(store, rep) as work:
        await surveys.ask_nps(work, customer.id)

    assert len(await rows(store, SurveyInvite)) == 1


async def test_a_customer_with_an_open_case_is_not_asked(store):
    rep, customer = await _linked(store)
    await a_case(store, customer=customer)

    assert await _refusal(store, rep, customer) == OpenCase("田中 一郎")


@pytest.mark.parametrize(("days", "asked"), [(0, False), (89, False), (90, True)])
async def test_nobody_is_asked_twice_within_ninety_days(store, days, asked):
    rep, customer = await _linked(store)
    await an_asking(store, customer=customer, at=NOW - days * DAY)

    if asked:
        async with acting(store, rep) as work:
            await surveys.ask_nps(work, customer.id)
    else:
        assert await _refusal(store, rep, customer) == AskedRecently("田中 一郎", days)

    assert len(await owed(store, NpsQuestion)) == asked


async def test_another_reps_customer_is_not_theirs_to_ask(store):
    _, customer = await _linked(store)

    assert await _refusal(store, await a_rep(store), customer) == NotAllowed("surveys.ask_nps")


@pytest.mark.parametrize("text", ["", "nps", "田中", "csat 田中", "  "])
async def test_the_command_without_a_survey_or_a_name_says_how_it_is_used(store, text):
    rep = await a_rep(store)

    async with acting(store, rep) as work:
        answer = await slack_surveys.command(work, Heard("command", "/survey", rep.slack_id, text=text))

    assert answer.notice.key == "surveys.usage"


@pytest.mark.parametrize("text", ["nps 田中", "ＮＰＳ\u3000田中様", " NPS  田中 "])
async def test_the_command_asks_whom_it_names(store, text):
    rep, customer = await _linked(store)
    await _findable(store, customer, "田中")

    async with acting(store, rep) as work:
        answer = await slack_surveys.command(work, Heard("command", "/survey", rep.slack_id, text=text))

    assert (answer.notice.key, answer.notice.parts) == ("surveys.asked", {"who": "田中 一郎様"})
    assert len(await owed(store, NpsQuestion)) == 1


async def test_the_command_asks_back_when_several_have_the_name(store):
    rep, customer = await _linked(store)
    await _findable(store, customer, "田中")
    await _findable(store, await a_customer(store, owner=rep, name="田中 花子"), "田中")

    async with acting(store, rep) as work:
        answer = await slack_surveys.command(work, Heard("command", "/survey", rep.slack_id, text="nps 田中"))

    assert isinstance(answer.notice, WhichCustomer)
    assert answer.notice.then == "survey.nps"


async def test_the_button_asks_the_customer_of_its_card(store):
    rep, customer = await _linked(store)

    async with acting(store, rep) as work:
        await slack_surveys.pressed(work, Heard("block_actions", "survey.nps", rep.slack_id, value=str(customer.id)))

    assert len(await owed(store, NpsQuestion)) == 1


async def test_two_reps_who_ask_at_once_ask_once(store):
    rep, customer = await _linked(store)
    admin = await a_rep(store, role="admin")

    outcomes = await asyncio.gather(*(_ask(store, each, customer) for each in (rep, admin)))

    assert outcomes.count(None) == outcomes.count(AskedRecently("田中 一郎", 0)) == 1
    assert len(await rows(store, SurveyInvite)) == len(await owed(store, NpsQuestion)) == 1


async def test_the_first_askings_of_two_customers_make_one_survey(store):
    rep, first = await _linked(store)
    second = await a_customer(store, owner=rep)
    await a_line_user(store, customer=second)

    await asyncio.gather(*(_ask(store, rep, each) for each in (first, second)))

    assert len(await rows(store, Survey)) == 1
    assert len(await rows(store, SurveyInvite)) == 2


# --- tapping ---------------------------------------------------------------------------------------------------------


async def test_a_good_score_is_kept_and_thanked_for(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 9), at=SOON))

    [answer] = await rows(store, SurveyAnswer)
    assert (answer.score, answer.answered_at, answer.reason) == (9, SOON, None)
    assert await owed(store, NpsThanks) == [NpsThanks(9, changed=False, asks=True, name="田中 一郎")]
    assert await rows(store, Case) == []
    assert [row for row in await rows(store, Outbox) if row.channel == "slack"] == []


async def test_a_detractor_opens_a_case_for_the_owner(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 3), at=SOON))

    [answer], [case] = await rows(store, SurveyAnswer), await rows(store, Case)
    assert (case.answer_id, case.state, case.owner_id) == (answer.id, "open", (await _owner(store)).id)
    assert (await owed(store, NpsThanks))[0].asks


async def test_the_owner_is_alerted_at_once_with_the_score_and_what_is_due(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 3)))

    [alert] = await owed(store, LowScoreAlert)
    assert (alert.customer, alert.score, alert.reason) == ("田中 一郎", 3, None)
    assert alert.followup is not None
    [row] = [row for row in await rows(store, Outbox) if row.kind == "LowScoreAlert"]
    assert (row.recipient, row.update_of) == ("UOWNER", None)


async def test_the_follow_up_is_due_on_the_next_business_day(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 3), at=SOON))

    [followup], [case] = await rows(store, Followup), await rows(store, Case)
    assert followup.case_id == case.id
    assert followup.due_day == date(2026, 11, 24)  # Monday the 23rd is a holiday
    assert "3点" in followup.what


async def test_the_follow_up_speaks_the_owners_language(store):
    token = await _asked(store, language="en")

    await hear(store, tap(data(token, 3)))

    [followup] = await rows(store, Followup)
    assert "score 3" in followup.what


@pytest.mark.parametrize(("score", "opened"), [(0, 1), (4, 1), (5, 0), (6, 0), (7, 0), (10, 0)])
async def test_only_scores_up_to_four_open_a_case(store, score, opened):
    token = await _asked(store)

    await hear(store, tap(data(token, score)))

    assert len(await rows(store, Case)) == len(await owed(store, LowScoreAlert)) == opened


async def test_the_same_tap_twice_is_one_answer_one_case_one_alert(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 3)), tap(data(token, 3), at=SOON))

    assert len(await rows(store, SurveyAnswer)) == len(await rows(store, Case)) == len(await rows(store, Followup)) == 1
    assert len(await owed(store, LowScoreAlert)) == 1
    assert [notice.changed for notice in await owed(store, NpsThanks)] == [False, False]


async def test_a_second_tap_within_a_day_changes_the_answer_and_never_counts_twice(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 8)), tap(data(token, 9), at=NOW + DAY - timedelta(seconds=1)))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 9
    kept = [line.after["score"] for line in await rows(store, Audit) if line.table_name == "survey_answers"]
    assert kept == [8, 9]
    assert [notice.changed for notice in await owed(store, NpsThanks)] == [False, True]


async def test_a_good_score_that_becomes_a_low_one_opens_the_case(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 9)), tap(data(token, 3), at=SOON))

    assert len(await rows(store, Case)) == len(await owed(store, LowScoreAlert)) == 1
    assert await owed(store, ScoreChanged) == []


async def test_a_low_score_that_becomes_a_good_one_keeps_the_case_and_tells_the_owner(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 3)), tap(data(token, 9), at=SOON))

    [case] = await rows(store, Case)
    assert case.state == "open"
    assert [(notice.before, notice.after) for notice in await owed(store, ScoreChanged)] == [(3, 9)]
    assert len(await owed(store, LowScoreAlert)) == 1


async def test_back_and_forth_opens_no_second_case(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 3)), tap(data(token, 9), at=SOON), tap(data(token, 1), at=LATER))

    assert len(await rows(store, Case)) == len(await rows(store, Followup)) == 1
    alerts = [row for row in await rows(store, Outbox) if row.kind == "LowScoreAlert"]
    assert [row.fields["score"] for row in alerts] == [3, 1]
    assert alerts[1].update_of == alerts[0].seq


async def test_a_tap_a_day_after_the_first_is_too_late(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 8)), tap(data(token, 9), at=LATER), tap(data(token, 3), at=NOW + DAY))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 9
    assert await owed(store, SurveyClosed) == [SurveyClosed("サクラ商事")]
    assert await rows(store, Case) == []


async def test_a_first_tap_counts_whenever_it_comes(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 8), at=NOW + 30 * DAY))

    assert [answer.score for answer in await rows(store, SurveyAnswer)] == [8]


async def test_an_older_tap_that_arrives_late_does_not_overwrite_a_newer_one(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 9), at=LATER), tap(data(token, 2), at=SOON), now=LATER)

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 9
    assert await rows(store, Case) == []
    assert await said(store) == ["NpsThanks"]


async def test_a_tap_between_two_equal_ones_that_arrives_last_does_not_win(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 9)), tap(data(token, 9), at=LATER), tap(data(token, 2), at=SOON), now=LATER)

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 9


async def test_a_question_is_answered_only_by_the_account_that_got_it(store):
    token = await _asked(store)

    await hear(store, tap(data(token, 3), user=OTHER))

    assert await rows(store, SurveyAnswer) == []
    [row] = [row for row in await rows(store, Outbox) if row.kind == "SurveyClosed"]
    assert row.recipient == OTHER


@pytest.mark.parametrize(
    "broken", ["nps", "nps:", "nps:{}", "nps:{}:", "nps:{}:11", "nps:{}:-1", "nps:{}:３", "nps::3"]
)
async def test_broken_buttons_count_for_nothing(store, broken):
    token = await _asked(store)

    await hear(store, tap(broken.format(token)))

    assert await rows(store, SurveyAnswer) == []
    assert await said(store) == ["SurveyClosed"]


# --- words -----------------------------------------------------------------------------------------------------------


async def test_the_words_after_a_low_score_are_its_reason(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3)))

    await hear(store, words("納期が遅れました", at=SOON))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason == "納期が遅れました"
    assert await owed(store, ReasonThanks) == [ReasonThanks("田中 一郎", case=True, rep="佐藤 花子")]
    assert await owed(store, CustomerWrote) == []


async def test_the_words_stand_in_the_alert_and_ring_in_its_thread(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3)))

    await hear(store, words("納期が遅れました", at=SOON))

    first, update = [row for row in await rows(store, Outbox) if row.kind == "LowScoreAlert"]
    assert (update.update_of, update.fields["reason"]) == (first.seq, "納期が遅れました")
    [ring] = [row for row in await rows(store, Outbox) if row.kind == "LowScoreWords"]
    assert (ring.thread_of, ring.recipient) == (first.seq, "UOWNER")
    assert await owed(store, LowScoreWords) == [LowScoreWords("田中 一郎", 3, "納期が遅れました")]


async def test_the_words_after_a_good_score_reach_the_owner_quietly(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 9)))

    await hear(store, words("いつも助かっています", at=SOON))

    [notice] = await owed(store, ScoreWords)
    assert (notice.customer, notice.score, notice.reason) == ("田中 一郎", 9, "いつも助かっています")
    assert not (await owed(store, ReasonThanks))[0].case


async def test_only_the_first_words_are_the_reason(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3)), words("納期が遅れました", at=SOON))

    await hear(store, words("それと見積の件です", at=LATER))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason == "納期が遅れました"
    assert [notice.text for notice in await owed(store, CustomerWrote)] == ["それと見積の件です"]


async def test_words_a_day_later_are_a_message_like_any_other(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3)))

    await hear(store, words("見積をお願いします", at=NOW + DAY))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason is None
    assert len(await owed(store, CustomerWrote)) == 1


async def test_words_written_before_the_tap_are_not_its_reason(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3), at=SOON))

    await hear(store, words("見積をお願いします", at=NOW), now=LATER)

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason is None


async def test_a_picture_is_not_a_reason(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3)))

    await hear(store, replace_message(words("", at=SOON), type="image"))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason is None


async def test_stop_is_a_decision_even_where_a_reason_is_awaited(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3)))

    await hear(store, words("停止", at=SOON))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.reason is None
    assert len(await rows(store, Consent)) == 1


async def test_nobody_is_asked_for_the_reason_again_after_giving_it(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3)), words("納期が遅れました", at=SOON))

    await hear(store, tap(data(token, 2), at=LATER))

    assert [notice.asks for notice in await owed(store, NpsThanks)] == [True, False]
    alerts = await owed(store, LowScoreAlert)
    assert (alerts[-1].score, alerts[-1].reason) == (2, "納期が遅れました")


async def test_words_come_even_where_the_alert_cannot_be_found(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3)))
    async with written(store) as work:
        [row] = [row for row in await rows(store, Outbox) if row.kind == "LowScoreAlert"]
        await work.session.delete(await work.session.get(Outbox, row.seq))

    await hear(store, words("納期が遅れました", at=SOON))

    [alert] = await owed(store, LowScoreAlert)
    assert alert.reason == "納期が遅れました"


# --- cases -----------------------------------------------------------------------------------------------------------


async def test_a_case_is_closed_with_what_was_owed_for_it(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3)))
    owner = await _owner(store)

    async with acting(store, owner, now=LATER) as work:
        closed = await cases.close(work, 1)

    [case], [followup] = await rows(store, Case), await rows(store, Followup)
    assert (case.state, case.closed_at, followup.state, followup.done_at) == ("closed", LATER, "done", LATER)
    assert (closed.state, closed.followup) == ("closed", None)
    update = (await rows(store, Outbox))[-1]
    assert (update.fields["state"], update.update_of is not None) == ("closed", True)


async def test_closing_twice_says_nothing_twice(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3)))
    owner = await _owner(store)

    for _ in range(2):
        async with acting(store, owner) as work:
            await cases.close(work, 1)

    assert [notice.state for notice in await owed(store, LowScoreAlert)] == ["open", "closed"]


async def test_another_reps_case_is_not_theirs_to_close(store):
    token = await _asked(store)
    await hear(store, tap(data(token, 3)))
    stranger = await a_rep(store)

    with pytest.raises(Refused) as no:
        async with acting(store, stranger) as work:
            await cases.close(work, 1)

    assert no.value.refusal == NotAllowed("cases.close")


async def test_a_customer_may_be_asked_again_once_the_case_is_closed(store):
    rep, customer = await _linked(store)
    await a_case(store, customer=customer, state="closed", closed_at=NOW)

    async with acting(store, rep) as work:
        await surveys.ask_nps(work, customer.id)

    assert len(await owed(store, NpsQuestion)) == 1


def replace_message(event: dict, **more) -> dict:
    return event | {"message": event["message"] | more}


async def _linked(store, **more):
    rep = await a_rep(store, slack_id="UOWNER", **more)
    customer = await a_customer(store, owner=rep)
    await a_line_user(store, user_id=USER, customer=customer)
    return rep, customer


async def _asked(store, **more) -> str:
    """The token of a question that this customer has on the phone."""
    rep, customer = await _linked(store, **more)
    async with acting(store, rep) as work:
        await surveys.ask_nps(work, customer.id)
    async with written(store) as work:
        question = (await rows(store, Outbox))[-1]
        await work.session.delete(await work.session.get(Outbox, question.seq))
    [invite] = await rows(store, SurveyInvite)
    return invite.token


async def _owner(store):
    return next(rep for rep in await rows(store, Rep) if rep.slack_id == "UOWNER")


async def _ask(store, rep, customer):
    """None, or why not."""
    try:
        async with acting(store, rep) as work:
            await surveys.ask_nps(work, customer.id)
    except Refused as no:
        return no.refusal


async def _refusal(store, rep, customer):
    with pytest.raises(Refused) as no:
        async with acting(store, rep) as work:
            await surveys.ask_nps(work, customer.id)
    return no.value.refusal


async def _decide(store, customer, *, granted, at):
    fields = {"purpose": "surveys", "text_version": "surveys-1", "channel": "line"}
    await saved(store, Consent(customer_id=customer.id, granted=granted, decided_at=at, **fields))


async def _findable(store, customer, key):
    async with written(store) as work:
        await customers.set_keys(work.session, customer.id, [names.query_key(key)])
