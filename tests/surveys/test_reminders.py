"""One reminder and no more, and none for whom it would hurt."""

from datetime import timedelta

import pytest

from crm.notices import SurveyReminder
from crm.surveys import own as rules
from handlers.line.own_surveys import data as own_data
from handlers.line.surveys import data
from storage.tables import Consent, SurveyInvite
from tests.builders import NOW, a_case, a_rep, saved
from tests.line_events import USER, acting, hear, linked, owed, rows, tap
from tests.surveys import own, waving
from tests.surveys.waving import FIRST, LAST, at

DAY = timedelta(days=1)
# A week after the Friday on which everybody was asked.
WEEK = NOW.date() + 7 * DAY


async def asked(store, **more):
    """The token of a survey that wants a reminder after seven days."""
    rep, customer = await linked(store, role="manager")
    survey = await own.made(store, rep, remind_after=7, **more)
    async with acting(store, rep) as work:
        await rules.send(work, survey.id, customer.id)
    [invite] = await rows(store, SurveyInvite)
    return customer, invite.token


async def test_whoever_has_not_answered_is_reminded_once(store):
    _, token = await asked(store)

    await waving.mornings(store, NOW.date(), WEEK + 20 * DAY, minutes=60)

    [reminder] = await owed(store, SurveyReminder)
    [invite] = await rows(store, SurveyInvite)
    assert reminder.question["token"] == token
    assert invite.reminded_at == at(WEEK, 9)


async def test_whoever_has_answered_is_not(store):
    _, token = await asked(store)
    await hear(store, tap(own_data(token, "again", "yes")))

    await waving.mornings(store, WEEK, WEEK + DAY, minutes=60)

    assert await owed(store, SurveyReminder) == []


@pytest.mark.parametrize("why", ["case", "declined", "gone"])
async def test_whom_it_would_hurt_is_left_in_peace(store, why):
    customer, _ = await asked(store)
    await _hurt(store, customer, why)

    await waving.mornings(store, WEEK, WEEK + 20 * DAY, minutes=60)

    assert await owed(store, SurveyReminder) == []


async def test_after_its_last_day_a_survey_reminds_nobody(store):
    await asked(store, closes_on=WEEK - DAY)

    await waving.mornings(store, WEEK, WEEK + DAY, minutes=60)

    assert await owed(store, SurveyReminder) == []


async def test_a_wave_reminds_if_its_maker_has_wished_so(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 2, owner=admin)
    await waving.a_month(store)
    await waving.started(store, admin, ends_on=FIRST, remind_after=7)

    await waving.mornings(store, FIRST, LAST + 7 * DAY, minutes=30)

    assert [each.kind for each in await owed(store, SurveyReminder)] == ["NpsQuestion"] * 2


async def test_an_answer_after_the_reminder_counts_as_any_other(store):
    admin = await a_rep(store, role="admin")
    await waving.people(store, 1, owner=admin, user_id=USER)
    await waving.a_month(store)
    await waving.started(store, admin, ends_on=FIRST, remind_after=7)
    await waving.mornings(store, FIRST, FIRST + 8 * DAY, minutes=30)
    [invite] = await rows(store, SurveyInvite)

    await hear(store, tap(data(invite.token, 9), at=at(FIRST + 9 * DAY, 9)))
    await waving.mornings(store, FIRST + 10 * DAY, FIRST + 20 * DAY, minutes=60)

    assert len(await owed(store, SurveyReminder)) == 1


async def _hurt(store, customer, why):
    if why == "case":
        await a_case(store, customer=customer)
    elif why == "declined":
        no = {"purpose": "surveys", "text_version": "1", "channel": "line", "decided_at": NOW}
        await saved(store, Consent(customer_id=customer.id, granted=False, **no))
    else:
        await hear(store, {**tap(""), "type": "unfollow"})
