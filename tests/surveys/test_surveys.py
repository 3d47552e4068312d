"""Who is asked, by whom, and who is left in peace."""

import asyncio
from datetime import timedelta

import pytest

from crm import names
from crm.notices import (
    NpsQuestion,
    WhichCustomer,
)
from crm.refusals import AskedRecently, NotAllowed, NotConsented, NotLinked, OpenCase, Refused, Unreachable
from crm.surveys import surveys
from handlers.slack.heard import Heard
from handlers.slack.surveys import surveys as slack_surveys
from storage.records import customers
from storage.tables import Consent, LineLink, Outbox, Survey, SurveyInvite
from tests.builders import NOW, a_case, a_customer, a_line_user, a_rep, an_asking, saved, written
from tests.line_events import USER, acting, linked, owed, rows

OTHER = "U" + "2" * 32
DAY = timedelta(days=1)


async def test_the_question_goes_to_the_customers_line(store):
    rep, customer = await linked(store)

    async with acting(store, rep) as work:
        await surveys.ask_nps(work, customer.id)

    [invite] = await rows(store, SurveyInvite)
    assert await owed(store, NpsQuestion) == [NpsQuestion("サクラ商事", "田中 一郎", invite.token)]
    assert [row.recipient for row in await rows(store, Outbox)] == [USER]
    assert (invite.customer_id, invite.rep_id, invite.asked_at) == (customer.id, rep.id, NOW)
    assert len(invite.token) >= 20


async def test_one_survey_stands_for_all_askings(store):
    rep, first = await linked(store)
    second = await a_customer(store, owner=rep)
    await a_line_user(store, customer=second)

    for customer in (first, second):
        async with acting(store, rep) as work:
            await surveys.ask_nps(work, customer.id)

    assert [survey.kind for survey in await rows(store, Survey)] == ["nps"]


async def test_of_several_accounts_the_latest_that_is_a_friend_isasked(store):
    rep, customer = await linked(store)
    await a_line_user(store, user_id=OTHER, customer=customer)
    await a_line_user(store, customer=customer, state="gone")

    async with acting(store, rep) as work:
        await surveys.ask_nps(work, customer.id)

    assert [row.recipient for row in await rows(store, Outbox)] == [OTHER]


async def test_a_customer_without_line_is_notasked(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)

    assert await _refusal(store, rep, customer) == NotLinked("田中 一郎")


async def test_a_link_that_has_ended_is_no_link(store):
    rep, customer = await linked(store)
    async with written(store) as work:
        (await work.session.get(LineLink, 1)).ended_at = NOW

    assert await _refusal(store, rep, customer) == NotLinked("田中 一郎")


async def test_a_customer_who_has_blocked_us_is_notasked(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    await a_line_user(store, customer=customer, state="gone")

    assert await _refusal(store, rep, customer) == Unreachable("田中 一郎")


async def test_a_customer_who_said_no_is_notasked(store):
    rep, customer = await linked(store)
    await _decide(store, customer, granted=True, at=NOW - DAY)
    await _decide(store, customer, granted=False, at=NOW)

    assert await _refusal(store, rep, customer) == NotConsented("田中 一郎")


async def test_a_customer_who_said_yes_after_a_no_isasked(store):
    rep, customer = await linked(store)
    await _decide(store, customer, granted=False, at=NOW - DAY)
    await _decide(store, customer, granted=True, at=NOW)

    async with acting(store, rep) as work:
        await surveys.ask_nps(work, customer.id)

    assert len(await rows(store, SurveyInvite)) == 1


async def test_a_customer_with_an_open_case_is_notasked(store):
    rep, customer = await linked(store)
    await a_case(store, customer=customer)

    assert await _refusal(store, rep, customer) == OpenCase("田中 一郎")


@pytest.mark.parametrize(("days", "asked"), [(0, False), (89, False), (90, True)])
async def test_nobody_is_asked_twice_within_ninety_days(store, days, asked):
    rep, customer = await linked(store)
    await an_asking(store, customer=customer, at=NOW - days * DAY)

    if asked:
        async with acting(store, rep) as work:
            await surveys.ask_nps(work, customer.id)
    else:
        assert await _refusal(store, rep, customer) == AskedRecently("田中 一郎", days)

    assert len(await owed(store, NpsQuestion)) == asked


async def test_another_reps_customer_is_not_theirs_to_ask(store):
    _, customer = await linked(store)

    assert await _refusal(store, await a_rep(store), customer) == NotAllowed("surveys.ask")


@pytest.mark.parametrize("text", ["nps", "csat", " CES "])
async def test_the_command_without_a_survey_or_a_name_says_how_it_is_used(store, text):
    rep = await a_rep(store)

    async with acting(store, rep) as work:
        answer = await slack_surveys.command(work, Heard("command", "/survey", rep.slack_id, text=text))

    assert answer.notice.key == "surveys.usage"


@pytest.mark.parametrize("text", ["nps 田中", "ＮＰＳ\u3000田中様", " NPS  田中 ", "田中様"])
async def test_the_command_asks_whom_it_names(store, text):
    rep, customer = await linked(store)
    await _findable(store, customer, "田中")

    async with acting(store, rep) as work:
        answer = await slack_surveys.command(work, Heard("command", "/survey", rep.slack_id, text=text))

    assert (answer.notice.key, answer.notice.parts) == ("surveys.asked", {"who": "田中 一郎様"})
    assert len(await owed(store, NpsQuestion)) == 1


async def test_the_command_asks_back_when_several_have_the_name(store):
    rep, customer = await linked(store)
    await _findable(store, customer, "田中")
    await _findable(store, await a_customer(store, owner=rep, name="田中 花子"), "田中")

    async with acting(store, rep) as work:
        answer = await slack_surveys.command(work, Heard("command", "/survey", rep.slack_id, text="nps 田中"))

    assert isinstance(answer.notice, WhichCustomer)
    assert answer.notice.then == "survey.nps"


async def test_the_button_asks_the_customer_of_its_card(store):
    rep, customer = await linked(store)

    async with acting(store, rep) as work:
        await slack_surveys.pressed(work, Heard("block_actions", "survey.nps", rep.slack_id, value=str(customer.id)))

    assert len(await owed(store, NpsQuestion)) == 1


async def test_two_reps_who_ask_at_once_ask_once(store):
    rep, customer = await linked(store)
    admin = await a_rep(store, role="admin")

    outcomes = await asyncio.gather(*(_ask(store, each, customer) for each in (rep, admin)))

    assert outcomes.count(None) == outcomes.count(AskedRecently("田中 一郎", 0)) == 1
    assert len(await rows(store, SurveyInvite)) == len(await owed(store, NpsQuestion)) == 1


async def test_the_first_askings_of_two_customers_make_one_survey(store):
    rep, first = await linked(store)
    second = await a_customer(store, owner=rep)
    await a_line_user(store, customer=second)

    await asyncio.gather(*(_ask(store, rep, each) for each in (first, second)))

    assert len(await rows(store, Survey)) == 1
    assert len(await rows(store, SurveyInvite)) == 2


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
