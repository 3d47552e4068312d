"""A promise is kept by the day or hour that the customer was told; putting it off too late rewrites no history."""

from datetime import UTC, date, datetime, time

import pytest

from crm.activities import followups
from storage.activities import followups as rows_of
from storage.store import Store
from storage.tables import Followup, Rep
from tests.builders import HOUSE, a_customer, a_followup, a_rep
from tests.deeds import by

# A Thursday and the business days after it; Monday 23 November 2026 is 勤労感謝の日.
THURSDAY, FRIDAY, TUESDAY, WEDNESDAY = date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 24), date(2026, 11, 25)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), HOUSE.business.zone).astimezone(UTC)


async def promised(store: Store, rep: Rep, **more) -> Followup:
    customer = await a_customer(store, owner=rep)
    return await a_followup(store, customer=customer, promise=True, **({"day": FRIDAY} | more))


async def done(store: Store, rep: Rep, followup: Followup, moment: datetime) -> None:
    async with by(store, rep, moment) as work:
        await followups.settle(work, followup.id, "done")


async def put_off(store: Store, rep: Rep, followup: Followup, moment: datetime, day: date) -> None:
    async with by(store, rep, moment) as work:
        await followups.reschedule(work, followup.id, day, None)


async def rate(store: Store, followup: Followup, moment: datetime) -> tuple[int, int]:
    async with store.read() as session:
        return await rows_of.promises(session, followup.customer_id, HOUSE.business.local(moment))


@pytest.mark.parametrize(
    ("hour", "moment", "kept"),
    [
        (time(15), at(FRIDAY, 15), 1),
        (time(15), at(FRIDAY, 15, 1), 0),
        (None, at(FRIDAY, 23, 59), 1),
        (None, at(date(2026, 11, 21), 0, 1), 0),
    ],
    ids=["at its hour", "a minute late", "late on its day", "the day after"],
)
async def test_a_promise_is_kept_by_its_hour_or_by_the_end_of_its_day(store, hour, moment, kept):
    rep = await a_rep(store)
    promise = await promised(store, rep, at=hour)

    await done(store, rep, promise, moment)

    assert await rate(store, promise, at(WEDNESDAY)) == (kept, 1)


async def test_a_promise_whose_time_has_not_come_does_not_count(store):
    promise = await promised(store, await a_rep(store))

    assert await rate(store, promise, at(THURSDAY)) == (0, 0)


async def test_a_promise_that_was_put_off_in_time_counts_by_its_new_day(store):
    rep = await a_rep(store)
    promise = await promised(store, rep)

    await put_off(store, rep, promise, at(THURSDAY), TUESDAY)
    before = await rate(store, promise, at(FRIDAY, 12))
    await done(store, rep, promise, at(TUESDAY, 12))

    assert (before, await rate(store, promise, at(WEDNESDAY))) == ((0, 0), (1, 1))


async def test_a_promise_that_was_put_off_too_late_stays_broken(store):
    rep = await a_rep(store)
    promise = await promised(store, rep)

    await put_off(store, rep, promise, at(FRIDAY, 9), WEDNESDAY)
    at_once = await rate(store, promise, at(FRIDAY, 9, 1))
    await done(store, rep, promise, at(TUESDAY))

    assert at_once == (0, 1)
    assert await rate(store, promise, at(WEDNESDAY)) == (0, 1)


async def test_putting_it_off_twice_the_second_time_in_time_mends_nothing(store):
    rep = await a_rep(store)
    promise = await promised(store, rep)

    await put_off(store, rep, promise, at(FRIDAY, 12), WEDNESDAY)
    await put_off(store, rep, promise, at(TUESDAY), date(2026, 11, 27))
    await done(store, rep, promise, at(WEDNESDAY))

    assert await rate(store, promise, at(WEDNESDAY, 12)) == (0, 1)


async def test_a_promise_that_is_brought_forward_is_not_broken_by_it(store):
    rep = await a_rep(store)
    promise = await promised(store, rep, day=WEDNESDAY)

    await put_off(store, rep, promise, at(FRIDAY), TUESDAY)
    await done(store, rep, promise, at(TUESDAY))

    assert await rate(store, promise, at(WEDNESDAY)) == (1, 1)


async def test_a_promise_stays_one_when_it_is_handed_on(store):
    rep, colleague = await a_rep(store), await a_rep(store, slack_id="USUZUKI")
    promise = await promised(store, rep)

    async with by(store, rep, at(FRIDAY, 12)) as work:
        await followups.hand(work, promise.id, "USUZUKI")
    await done(store, colleague, promise, at(FRIDAY, 17))

    assert await rate(store, promise, at(WEDNESDAY)) == (1, 1)


async def test_what_is_no_promise_does_not_count(store):
    rep = await a_rep(store)
    task = await a_followup(store, customer=await a_customer(store, owner=rep), day=THURSDAY)

    assert await rate(store, task, at(WEDNESDAY)) == (0, 0)
