"""A rep's list of customers: sorted, filtered, a page at a time."""

from datetime import date

import pytest

from crm.desks import PAGE, Desk, Wish
from storage.store import Store
from storage.tables import Anniversary, LineLink, Rep
from tests.at_the_desk import desk_of, met
from tests.builders import (
    NOW,
    a_customer,
    a_followup,
    a_line_user,
    a_rep,
    saved,
)


def names(desk: Desk) -> list[str]:
    return [line.who.name for line in desk.lines]


async def four(store: Store) -> Rep:
    """イトウ (met yesterday, in LINE), うえだ (met long ago), あべ (never met, overdue), Ota (due soon)."""
    rep = await a_rep(store)
    abe = await a_customer(store, owner=rep, name="阿部", reading="あべ", tags=["重点", "展示会"])
    ota = await a_customer(store, owner=rep, name="Ota")
    ueda = await a_customer(store, owner=rep, name="上田", reading="うえだ", tags=["展示会"])
    ito = await a_customer(store, owner=rep, name="伊藤", reading="イトウ")
    await met(store, ota, 40)
    await met(store, ueda, 300)
    await met(store, ito, 1)
    await a_line_user(store, customer=ito)
    await a_followup(store, customer=abe, day=date(2026, 11, 18))
    await a_followup(store, customer=ota, day=date(2026, 11, 27))
    return rep


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("touch", ["伊藤", "Ota", "上田", "阿部"]),
        ("silence", ["阿部", "上田", "Ota", "伊藤"]),
        ("due", ["阿部", "Ota", "上田", "伊藤"]),
        ("name", ["Ota", "阿部", "伊藤", "上田"]),
        ("of tomorrow", ["伊藤", "Ota", "上田", "阿部"]),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
async def test_the_list_is_sorted(store, sort, order):
    rep = await four(store)

    assert names(await desk_of(store, rep, Wish(sort=sort))) == order


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(sort="name"), ["Ota", "阿部", "伊藤", "上田"]),
        (Wish(show="overdue"), ["阿部"]),
        (Wish(show="line"), ["伊藤"]),
        (Wish(show="quiet"), []),
        (Wish(sort="name", tag="展示会"), ["阿部", "上田"]),
        (Wish(tag="%"), []),
        (Wish(sort="name", show="of tomorrow"), ["Ota", "阿部", "伊藤", "上田"]),
    ],
    ids=["all", "overdue", "line", "quiet", "tag", "no tag", "unknown"],
)
async def test_the_list_is_filtered(store, wish, found):
    rep = await four(store)

    desk = await desk_of(store, rep, wish)

    assert names(desk) == found
    assert desk.matching == len(found)


async def test_a_filter_for_the_quiet_finds_those_who_are_quiet(store):
    rep = await four(store)
    quiet = await a_customer(store, owner=rep, name="静か", cadence_days=7)
    await met(store, quiet, 15)

    assert names(await desk_of(store, rep, Wish(show="quiet"))) == ["静か"]


async def test_a_line_says_what_matters(store):
    rep = await four(store)

    ito, ota, _, abe = (await desk_of(store, rep)).lines

    assert (ito.last_touch, ito.due, ito.linked, ito.tags) == (date(2026, 11, 19), None, True, ())
    assert (ota.last_touch, ota.due.day, ota.late) == (date(2026, 10, 11), date(2026, 11, 27), False)
    assert (abe.last_touch, abe.late, abe.linked, abe.tags) == (None, True, False, ("重点", "展示会"))


async def test_the_tags_of_ones_customers_are_offered_the_frequent_ones_first(store):
    rep = await four(store)
    await a_customer(store, tags=["他人"])

    assert (await desk_of(store, rep)).tags == ("展示会", "重点")


async def test_an_account_that_has_left_or_is_linked_no_more_counts_as_none(store):
    rep = await a_rep(store)
    left, unlinked = await a_customer(store, owner=rep), await a_customer(store, owner=rep)
    await a_line_user(store, customer=left, state="gone", left_at=NOW)
    account = await a_line_user(store)
    await saved(store, LineLink(line_user_id=account.id, customer_id=unlinked.id, ended_at=NOW))

    assert (await desk_of(store, rep, Wish(show="line"))).lines == ()


async def test_pages_follow_one_another_and_one_that_is_gone_is_the_last(store):
    rep = await a_rep(store)
    for number in range(2 * PAGE + 1):
        await a_customer(store, owner=rep, name=f"{number:03}")

    first, second, last, beyond = [await desk_of(store, rep, Wish(sort="name", page=page)) for page in (0, 1, 2, 99)]

    assert names(first) + names(second) + names(last) == [f"{number:03}" for number in range(2 * PAGE + 1)]
    assert (beyond.wish.page, names(beyond)) == (2, names(last))
    assert (first.matching, first.pages) == (2 * PAGE + 1, 3)


async def test_a_duplicate_that_lives_on_in_another_appears_nowhere(store):
    rep = await a_rep(store)
    alive = await a_customer(store, owner=rep, name="本人")
    duplicate = await a_customer(
        store, owner=rep, name="重複", merged_into_id=alive.id, tags=["重複"], birth_month=11, birth_day=20
    )
    await met(store, duplicate, 30, 37, 44, 51, 58)
    await saved(store, Anniversary(customer_id=duplicate.id, kind="other", month=11, day=20))
    await a_followup(store, customer=duplicate)
    await a_line_user(store, customer=duplicate)

    desk = await desk_of(store, rep)

    assert (names(desk), desk.matching) == (["本人"], 1)
    assert (desk.owed, desk.overdue, desk.due, desk.feasts, desk.quiet, desk.tags) == ((), 0, 0, (), (), ())
    assert (await desk_of(store, rep, Wish(show="line"))).lines == ()


async def test_an_empty_desk_is_empty(store):
    desk = await desk_of(store, await a_rep(store))

    assert (desk.empty, desk.pages, desk.lines) == (True, 1, ())
