"""A case is closed by its owner, with all that hangs on it."""

from datetime import timedelta

import pytest

from crm.cases import cases
from crm.notices import (
    LowScoreAlert,
    NpsQuestion,
)
from crm.refusals import NotAllowed, Refused
from crm.surveys import surveys
from handlers.line.surveys import data
from storage.tables import Case, Followup, Outbox
from tests.builders import NOW, a_case, a_rep
from tests.line_events import acting, asked, hear, linked, owed, owner_of_it, rows, tap

LATER = NOW + timedelta(hours=3)


async def test_a_case_is_closed_with_what_was_owed_for_it(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)))
    owner = await owner_of_it(store)

    async with acting(store, owner, now=LATER) as work:
        await cases.close(work, 1)

    [case], [followup] = await rows(store, Case), await rows(store, Followup)
    assert (case.state, case.closed_at, followup.state, followup.done_at) == ("closed", LATER, "done", LATER)
    update = (await rows(store, Outbox))[-1]
    told = (update.fields["state"], update.fields["followup"], update.update_of is not None)
    assert told == ("closed", None, True)


async def test_closing_twice_says_nothing_twice(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)))
    owner = await owner_of_it(store)

    for _ in range(2):
        async with acting(store, owner) as work:
            await cases.close(work, 1)

    assert [notice.state for notice in await owed(store, LowScoreAlert)] == ["open", "closed"]


async def test_another_reps_case_is_not_theirs_to_close(store):
    token = await asked(store)
    await hear(store, tap(data(token, 3)))
    stranger = await a_rep(store)

    with pytest.raises(Refused) as no:
        async with acting(store, stranger) as work:
            await cases.close(work, 1)

    assert no.value.refusal == NotAllowed("cases.close")


async def test_a_customer_may_be_asked_again_once_the_case_is_closed(store):
    rep, customer = await linked(store)
    await a_case(store, customer=customer, state="closed", closed_at=NOW)

    async with acting(store, rep) as work:
        await surveys.ask_nps(work, customer.id)

    assert len(await owed(store, NpsQuestion)) == 1
