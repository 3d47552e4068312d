"""One warning names everything that goes soon, in time, and to whoever may be written to."""

from datetime import date, timedelta

import pytest

from crm.notices import ExpiryWarning, PointsLeave
from crm.points.bank import families
from handlers.line.bubbles import PHRASES
from handlers.locales import phrases
from reminders.rounds import Round
from reminders.sweeps import points
from storage.points import lots, wallets
from storage.points.entries import Day
from storage.tables import LineLink, LineUser, Outbox
from tests.builders import HOUSE, NOW, a_customer, a_line_user, saved, written
from tests.deeds import by
from tests.line_events import owed, rows
from tests.points.passing import IDLE, LAST, at, before, give, no, owner_of, quota, somebody, sweep
from tests.points.programmes import a_programme


async def test_one_message_names_all_that_goes_within_the_longest_warning(store):
    customer = await somebody(store)
    await give(store, customer, 100)
    async with written(store) as work:
        await lots.put(work.session, (await wallets.of(work.session, customer.id)).id, [Day(date(2027, 11, 20), 30)])

    await sweep(store, before(15))

    [warning] = await owed(store, ExpiryWarning)
    assert warning.leaves == (PointsLeave(date(2027, 11, 20), 30), PointsLeave(LAST, 100))


async def test_each_threshold_is_told_once_and_no_day_between(store):
    customer = await somebody(store)
    await give(store, customer, 100)

    told = []
    for days in range(40, -2, -1):
        count = len(await owed(store, ExpiryWarning))
        await sweep(store, before(days))
        if len(await owed(store, ExpiryWarning)) > count:
            told.append(days)

    # 31 October is a Sunday, and 23 November a holiday: what falls on such days is told before them.
    assert told == [32, 8, 1]


async def test_what_ends_on_a_day_off_is_told_on_the_last_business_day_before(store):
    customer = await somebody(store)
    await give(store, customer, 100, now=at(date(2026, 10, 20)))  # until 31 October 2027, a Sunday

    for day in range(20, 32):
        await sweep(store, at(date(2027, 10, day)))

    rows_ = [row for row in await rows(store, Outbox) if row.kind == "ExpiryWarning"]
    assert [HOUSE.business.local(row.created_at).date() for row in rows_] == [
        date(2027, 10, 20),
        date(2027, 10, 22),
        date(2027, 10, 29),
    ]


async def test_a_warning_comes_in_the_hours_of_whoever_gets_it(store):
    customer = await somebody(store, delivery_hour=18)
    await give(store, customer, 100)
    day = LAST - timedelta(days=1)

    told = []
    for hour in (8, 10, 13, 18, 19):
        await sweep(store, at(day, hour))
        told.append(len(await owed(store, ExpiryWarning)))

    assert told == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("why", ["declined", "gone", "unlinked", "off", "quota"])
async def test_whoever_is_not_to_be_written_to_is_not(store, why):
    customer = await somebody(store, state="gone" if why == "gone" else "friend", linked=why != "unlinked")
    await give(store, customer, 100)
    if why == "declined":
        await saved(store, no(customer))
    if why == "off":
        await a_programme(store, enabled=False)
    if why == "quota":
        await quota(store, before(1), total=200, used=160)

    await sweep(store, before(1), told=why != "quota")

    assert await owed(store, ExpiryWarning) == []


async def test_the_last_message_before_the_kept_fifth_is_sent(store):
    customer = await somebody(store)
    await give(store, customer, 100)
    await quota(store, before(1), total=200, used=159)

    await sweep(store, before(1), told=False)

    assert len(await owed(store, ExpiryWarning)) == 1


async def test_nothing_is_sent_before_line_has_told_what_there_is(store):
    customer = await somebody(store)
    await give(store, customer, 100)

    await sweep(store, before(1), told=False)
    asked = [row.kind for row in await rows(store, Outbox)]
    await sweep(store, before(1))

    assert asked == ["WantQuota"]
    assert len(await owed(store, ExpiryWarning)) == 1


async def test_for_a_moment_that_is_only_pretended_the_real_month_counts(store):
    customer = await somebody(store)
    await give(store, customer, 100)
    await quota(store, NOW, total=200, used=160)

    await points.sweep(Round(store, HOUSE, before(1), really=NOW, pause=0))

    assert await owed(store, ExpiryWarning) == []


async def test_a_moment_that_is_only_pretended_does_not_wait_for_what_line_will_tell(store):
    customer = await somebody(store)
    await give(store, customer, 100)

    await points.sweep(Round(store, HOUSE, before(1), really=NOW, pause=0))

    assert len(await owed(store, ExpiryWarning)) == 1


@pytest.mark.parametrize("phones", [1, 2])
async def test_a_family_hears_it_once_on_every_phone(store, phones):
    customer = await somebody(store)
    await give(store, customer, 100)
    other = await a_customer(store, owner=await owner_of(store, customer), name="田中 花子")
    if phones == 1:
        [account] = await rows(store, LineUser)
        await saved(store, LineLink(line_user_id=account.id, customer_id=other.id))
    else:
        await a_line_user(store, customer=other)
    async with by(store, await owner_of(store, customer)) as work:
        await families.join(work, customer.id, other.id)

    await sweep(store, before(1))

    assert len(await owed(store, ExpiryWarning)) == phones


async def test_two_on_one_phone_who_do_not_share_are_told_of_both_wallets(store):
    customer = await somebody(store)
    other = await a_customer(store, name="田中 花子")
    [account] = await rows(store, LineUser)
    await saved(store, LineLink(line_user_id=account.id, customer_id=other.id))
    for each, amount in ((customer, 100), (other, 30)):
        await give(store, each, amount)

    await sweep(store, before(1))

    assert {(each.customer, each.balance) for each in await owed(store, ExpiryWarning)} == {
        (customer.name, 100),
        (other.name, 30),
    }


async def test_what_comes_up_later_on_the_same_day_is_told_on_the_next(store):
    customer = await somebody(store)
    await give(store, customer, 100)
    await sweep(store, before(5))
    async with written(store) as work:
        wallet = await wallets.of(work.session, customer.id)
        await lots.put(work.session, wallet.id, [Day(LAST - timedelta(days=3), 30)])

    told = []
    for moment in (before(5) + timedelta(hours=1), before(4)):
        await sweep(store, moment)
        told.append(len(await owed(store, ExpiryWarning)))

    assert told == [1, 2]


async def test_idle_wallets_are_warned_of_at_each_threshold_and_again_after_something_moved(store):
    customer = await somebody(store, expiry=IDLE)
    await give(store, customer, 100, expiry=IDLE)

    for day in (date(2027, 5, 10), date(2027, 5, 11), date(2027, 5, 31)):
        await sweep(store, at(day))
    first = len(await owed(store, ExpiryWarning))
    await give(store, customer, 5, expiry=IDLE, now=at(date(2027, 5, 31), 12))
    await sweep(store, at(date(2027, 11, 29)))

    assert first == 2
    last = (await owed(store, ExpiryWarning))[-1]
    assert (last.idle, last.leaves) == (True, (PointsLeave(date(2027, 11, 30), 105),))


def test_the_button_leads_to_the_rewards():
    warning = ExpiryWarning("サクラ商事", "田中 一郎", 100, (PointsLeave(LAST, 100),))

    [message] = PHRASES[ExpiryWarning](warning, phrases("ja"))

    [button] = message["contents"]["footer"]["contents"]
    assert button["action"]["data"] == "points=rewards"
