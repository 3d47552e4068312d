"""A month after the change the customer is asked how it goes, once; who is not content is heard at once."""

from datetime import date, datetime, timedelta

import pytest

from crm.handovers.plans import Words
from crm.notices import (
    PulseLow,
    PulseQuestion,
    PulseThanks,
    PulseWords,
    ReasonThanks,
    SurveyClosed,
)
from crm.refusals import HandoverUnderWay, InMourning
from crm.surveys import surveys
from handlers.line.handovers import data
from handlers.line.surveys import data as nps_data
from reminders.sweeps import run_all
from storage.store import Store
from storage.tables import Case, Consent, Customer, Handover, Outbox, SurveyAnswer, SurveyInvite
from tests.builders import HOUSE, NOW, a_case, a_line_user, an_answer, an_asking, saved, written
from tests.deeds import by, refused
from tests.handovers.scene import Scene, a_scene, rows_of
from tests.line_events import USER, hear, owed, relayed, rows, tap, words
from tests.passing_time import DAY, local, spoken

# A Sunday; business goes on the next day.
MONTH = date(2026, 12, 20)
MONDAY = date(2026, 12, 21)
NOON = local(MONDAY, 12)


async def gone_over(store: Store, customers: int = 1, **wish) -> tuple[Scene, Handover]:
    """Everybody, in LINE, is 鈴木's from today on."""
    scene = await a_scene(store, customers)
    for number, each in enumerate(scene.customers):
        await a_line_user(store, customer=each, user_id=USER if not number else "")
    handover = await scene.proposed(scene.wish(**wish), Words())
    await scene.accepted(handover)
    await tick(store, NOW)
    return scene, handover


async def tick(store: Store, now: datetime) -> None:
    await run_all(store, HOUSE, now, really=now, pause=0, only=("handovers", "handover_messages"))


async def asked(store: Store, **wish) -> tuple[Scene, str]:
    """A customer of 鈴木's who has been asked, and the token of the question."""
    scene, _ = await gone_over(store, **wish)
    await tick(store, local(MONDAY))
    [question] = await owed(store, PulseQuestion)
    return scene, question.token


async def pulses(store: Store) -> int:
    return len(await spoken(store, "PulseQuestion"))


async def test_the_customer_is_asked_once_on_the_first_business_day_after_a_month(store):
    scene, handover = await gone_over(store)

    early = [await asked_on(store, at) for at in (local(date(2026, 12, 19), 12), local(MONTH, 12), local(MONDAY, 8))]
    due = await asked_on(store, local(MONDAY, 9))
    again = await asked_on(store, local(date(2027, 1, 25)))

    assert (early, due, again) == ([0, 0, 0], 1, 1)
    [row] = await rows_of(store, handover)
    [invite] = await rows(store, SurveyInvite)
    assert row.pulse_at == invite.asked_at == local(MONDAY)
    assert await owed(store, PulseQuestion) == [PulseQuestion("サクラ商事", "田中 一郎", "鈴木", invite.token)]
    assert scene.suzuki


async def asked_on(store: Store, now: datetime) -> int:
    await tick(store, now)
    return await pulses(store)


async def test_customers_of_a_cover_are_not_asked_about_the_stand_in(store):
    await gone_over(store, reason="cover", return_day=date(2027, 2, 1))

    assert await asked_on(store, local(MONDAY)) == 0


async def test_who_has_gone_to_somebody_else_meanwhile_is_not_asked(store):
    scene, _ = await gone_over(store)
    await changed(store, Customer, 1, owner_id=scene.takahashi.id)

    assert await asked_on(store, local(MONDAY)) == 0


async def changed(store: Store, kind: type, number: int, **columns) -> None:
    async with written(store) as work:
        row = await work.session.get_one(kind, number)
        for name, value in columns.items():
            setattr(row, name, value)


async def decides(store: Store, *, granted: bool, at: datetime = NOW) -> None:
    decision = {"purpose": "surveys", "granted": granted, "text_version": "1", "channel": "line", "decided_at": at}
    await saved(store, Consent(customer_id=1, **decision))


async def test_who_wants_no_surveys_is_not_asked_and_who_wants_them_again_is(store):
    await gone_over(store)
    await decides(store, granted=False)
    no = await asked_on(store, local(MONDAY))

    await decides(store, granted=True, at=NOW + DAY)

    assert (no, await asked_on(store, NOON)) == (0, 1)


async def test_a_complaint_or_mourning_or_another_handover_comes_before_any_question(store):
    scene, _ = await gone_over(store, 3)
    angry, sad, leaving = scene.customers
    case = await a_case(store, customer=angry, answer=await an_answer(store, customer=angry, score=0))
    await changed(store, Customer, sad.id, mourning_from=MONDAY, mourning_until=MONDAY)
    again = scene.wish(scene.takahashi, predecessor=scene.suzuki.slack_id, customers=(leaving.id,))
    await scene.proposed(again, Words(), by_=scene.manager)

    that_day = await asked_on(store, local(MONDAY))
    await changed(store, Case, case.id, state="closed")
    later = await asked_on(store, local(MONDAY + DAY))

    assert that_day == 0
    assert later == 2
    assert {row.customer_id for row in await spoken(store, "PulseQuestion")} == {angry.id, sad.id}


async def test_nobody_is_asked_within_thirty_days_of_another_survey(store):
    scene, _ = await gone_over(store)
    await an_asking(store, customer=scene.customers[0], at=local(date(2026, 12, 1), 12))

    before = await asked_on(store, local(date(2026, 12, 28)))
    after = await asked_on(store, local(date(2027, 1, 4)))

    assert (before, after) == (0, 1)


async def test_after_two_months_the_answer_would_tell_of_something_else(store):
    await gone_over(store)

    assert await asked_on(store, local(date(2027, 1, 20))) == 0


async def test_the_nps_question_waits_for_three_months_after_the_pulse(store):
    scene, _ = await asked(store)

    async with by(store, scene.suzuki, local(date(2027, 3, 20))) as work:
        askable = await surveys.askable(work, scene.customers[0])
    async with by(store, scene.suzuki, local(date(2027, 3, 22))) as work:
        later = await surveys.askable(work, scene.customers[0])

    assert (askable, later) == (False, True)


async def test_who_is_being_handed_over_or_in_mourning_is_not_asked_for_their_score_either(store):
    scene = await a_scene(store, 2)
    for each in scene.customers:
        await a_line_user(store, customer=each)
    await changed(store, Customer, 2, mourning_from=date(2026, 11, 1))
    await scene.proposed(scene.wish(customers=(1,)), Words())

    async with refused(HandoverUnderWay("田中 一郎")), by(store, scene.sato) as work:
        await surveys.ask_nps(work, 1)
    async with refused(InMourning("山本 花子")), by(store, scene.sato) as work:
        await surveys.ask_nps(work, 2)


@pytest.mark.parametrize("score", [1, 2])
async def test_a_low_answer_alerts_the_successor_and_whoever_answers_for_them(store, score):
    scene, token = await asked(store)

    await hear(store, tap(data(token, score), at=NOON))

    told = [row.recipient for row in await spoken(store, "PulseLow")]
    assert told == [scene.suzuki.slack_id, scene.manager.slack_id]
    [alert, _] = await owed(store, PulseLow)
    assert alert == PulseLow(1, 1, "田中 一郎", None, "鈴木", score, score)
    assert await owed(store, PulseThanks) == [PulseThanks(score, changed=False, asks=True, name="田中 一郎")]


@pytest.mark.parametrize("score", [3, 4, 5])
async def test_any_other_answer_is_thanked_for_and_rings_nobody(store, score):
    _, token = await asked(store)

    await hear(store, tap(data(token, score), at=NOON))

    assert [answer.score for answer in await rows(store, SurveyAnswer)] == [score]
    assert await owed(store, PulseLow) == []
    assert await rows(store, Case) == []


async def test_a_second_tap_changes_the_answer_and_the_alerts_and_never_counts_twice(store):
    scene, token = await asked(store)
    await hear(store, tap(data(token, 1), at=NOON))

    await hear(store, tap(data(token, 4), at=NOON + timedelta(hours=1)))

    [answer] = await rows(store, SurveyAnswer)
    assert answer.score == 4
    first, above, *updates = await spoken(store, "PulseLow")
    assert [row.update_of for row in updates] == [first.seq, above.seq]
    assert [(row.recipient, row.fields["first"], row.fields["score"]) for row in updates] == [
        (scene.suzuki.slack_id, 1, 4),
        (scene.manager.slack_id, 1, 4),
    ]
    assert [notice.changed for notice in await owed(store, PulseThanks)] == [False, True]


async def test_who_thinks_worse_of_it_alerts_after_all(store):
    _, token = await asked(store)
    await hear(store, tap(data(token, 5), at=NOON))

    await hear(store, tap(data(token, 2), at=NOON + timedelta(hours=1)))

    assert len(await spoken(store, "PulseLow")) == 2


@pytest.mark.parametrize("score", [0, 6, 10])
async def test_a_score_of_another_scale_is_none(store, score):
    _, token = await asked(store)

    await hear(store, tap(data(token, score), at=NOON))

    assert await rows(store, SurveyAnswer) == []
    assert len(await owed(store, SurveyClosed)) == 1


async def test_the_button_of_one_survey_does_not_answer_another(store):
    _, token = await asked(store)

    await hear(store, tap(nps_data(token, 3), at=NOON))

    assert await rows(store, SurveyAnswer) == []
    assert await rows(store, Case) == []


async def test_a_tap_a_day_later_comes_too_late(store):
    _, token = await asked(store)
    await hear(store, tap(data(token, 4), at=NOON))

    await hear(store, tap(data(token, 1), at=NOON + DAY))

    assert [answer.score for answer in await rows(store, SurveyAnswer)] == [4]


async def test_the_words_after_a_low_answer_ring_wherever_the_answer_has(store):
    scene, token = await asked(store)
    await hear(store, tap(data(token, 1), at=NOON))

    await hear(store, words("連絡がつきません", at=NOON + timedelta(minutes=5)))

    alerts = await spoken(store, "PulseLow")
    rings = await spoken(store, "PulseWords")
    assert [(row.recipient, row.thread_of) for row in rings] == [(row.recipient, row.seq) for row in alerts]
    assert (await owed(store, PulseWords))[0] == PulseWords(1, "田中 一郎", 1, "連絡がつきません")
    assert [answer.reason for answer in await rows(store, SurveyAnswer)] == ["連絡がつきません"]
    assert await owed(store, ReasonThanks) == [ReasonThanks("田中 一郎", case=False, rep="鈴木")]
    assert await relayed(store) == []
    assert scene.manager.slack_id in {row.recipient for row in rings}


async def test_kind_words_reach_the_successor_alone(store):
    scene, token = await asked(store)
    await hear(store, tap(data(token, 5), at=NOON))

    await hear(store, words("とても良くしていただいています", at=NOON + timedelta(minutes=5)))

    assert [row.recipient for row in await spoken(store, "PulseWords")] == [scene.suzuki.slack_id]


async def test_words_that_were_taken_back_are_gone_everywhere(store):
    _, token = await asked(store)
    await hear(store, tap(data(token, 1), at=NOON))
    said = words("連絡がつきません", at=NOON + timedelta(minutes=5), message_id="m1")
    await hear(store, said)

    await hear(store, {**said, "type": "unsend", "unsend": {"messageId": "m1"}})

    assert [answer.reason for answer in await rows(store, SurveyAnswer)] == [None]
    assert not any("連絡がつきません" in str(row.fields) for row in await rows(store, Outbox))
