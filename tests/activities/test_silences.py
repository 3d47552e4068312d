"""Who has gone quiet, by the customer's own rhythm."""

from datetime import timedelta

import pytest

from crm.activities.silences import rhythm
from crm.desks import SHOWN_QUIET
from storage.tables import Message
from tests.at_the_desk import TODAY, desk_of, met
from tests.builders import (
    NOW,
    a_customer,
    a_line_user,
    a_rep,
    an_answer,
    saved,
)


@pytest.mark.parametrize(
    ("ago", "usual"),
    [
        ((30, 37, 44, 51, 58), 7.0),
        ((1, 2, 30, 60, 90), 29.0),
        ((10, 20, 30, 40, 60, 80), 10.0),
        ((0, 10, 20, 20, 20, 30, 50, 60), 10.0),
        ((30, 37, 44, 51), None),
        ((5, 5, 5, 5, 5, 5), None),
        ((), None),
    ],
    ids=["every week", "between two", "of five", "one day counts once", "three gaps", "one day", "never"],
)
def test_the_usual_gap_is_the_median_of_enough_gaps(ago, usual):
    assert rhythm(str(TODAY - timedelta(days=days)) for days in ago) == usual


def test_only_the_last_ten_gaps_count():
    recent = [TODAY - timedelta(days=days) for days in range(0, 11 * 2, 2)]
    long_ago = [TODAY - timedelta(days=1000 + 100 * number) for number in range(40)]

    assert rhythm(map(str, recent + long_ago)) == 2.0


async def test_quiet_is_who_was_not_heard_of_for_more_than_twice_the_usual_gap(store):
    rep = await a_rep(store)
    weekly, busy = await a_customer(store, owner=rep, name="毎週"), await a_customer(store, owner=rep, name="忙しい")
    await met(store, weekly, 15, 22, 29, 36, 43)
    await met(store, busy, 14, 21, 28, 35, 42)

    [quiet] = (await desk_of(store, rep)).quiet

    assert (quiet.who.name, quiet.days, quiet.rhythm) == ("毎週", 15, 7)


@pytest.mark.parametrize("touch", ["mail", "line", "answer"])
async def test_any_touch_ends_a_silence(store, touch):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    await met(store, customer, 30, 37, 44, 51, 58)
    before = len((await desk_of(store, rep)).quiet)

    if touch == "mail":
        await met(store, customer, 1, kind="mail")
    elif touch == "answer":
        await an_answer(store, customer=customer, at=NOW - timedelta(days=1))
    else:
        account = await a_line_user(store, customer=customer)
        said = {"direction": "in", "platform_id": "1", "kind": "text", "text": "こんにちは"}
        at = NOW - timedelta(days=1)
        await saved(store, Message(line_user_id=account.id, customer_id=customer.id, at=at, **said))

    assert (before, (await desk_of(store, rep)).quiet) == (1, ())


async def test_what_we_sent_ourselves_ends_no_silence(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    await met(store, customer, 30, 37, 44, 51, 58)
    account = await a_line_user(store, customer=customer)
    said = {"direction": "out", "platform_id": "1", "kind": "text", "text": "お知らせ"}
    await saved(store, Message(line_user_id=account.id, customer_id=customer.id, at=NOW, **said))

    assert len((await desk_of(store, rep)).quiet) == 1


async def test_mails_make_no_rhythm_and_without_one_the_cadence_counts(store):
    rep = await a_rep(store)
    mailed = await a_customer(store, owner=rep, name="メール")
    promised = await a_customer(store, owner=rep, name="10日ごと", cadence_days=10)
    await met(store, mailed, 30, 37, 44, 51, 58, kind="mail")
    await met(store, promised, 21)
    await a_customer(store, owner=rep, name="まだ一度も", cadence_days=10)

    [quiet] = (await desk_of(store, rep)).quiet

    assert (quiet.who.name, quiet.days, quiet.rhythm) == ("10日ごと", 21, 10)


async def test_the_quietest_by_their_own_measure_stand_first_and_the_rest_is_a_number(store):
    rep = await a_rep(store)
    for number in range(SHOWN_QUIET + 2):
        customer = await a_customer(store, owner=rep, name=f"{number}", cadence_days=10 + number)
        await met(store, customer, 100)

    desk = await desk_of(store, rep)

    assert [each.who.name for each in desk.quiet] == [f"{number}" for number in range(SHOWN_QUIET)]
    assert desk.more_quiet == 2
