"""Families: one wallet for several, nothing lost on the way in or out, and everybody concerned is told."""

import asyncio
from datetime import date, timedelta

import pytest

from crm.notices import FamilyChanged
from crm.points.bank import families, giving, ledger
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Slip
from crm.points.programme.programmes import parsed
from crm.refusals import (
    FamiliesOff,
    FamilyAlready,
    FamilyElsewhere,
    FamilyFull,
    FamilyMissing,
    NameUnclear,
    NotAllowed,
    PointsShort,
    Refused,
    SameCustomer,
)
from handlers.slack.points import families as lines
from storage.points import audits, lots, standings, wallets
from storage.records import customers
from storage.tables import Customer, PointEntry, Wallet
from tests.builders import NOW, a_customer, a_line_user, a_rep, written
from tests.deeds import by, created, refused
from tests.line_events import owed, rows
from tests.points.programmes import a_programme, text_of

PROGRAMME = parsed(text_of())


async def test_both_collect_in_one_wallet_that_holds_what_each_had(store):
    rep, first, second = await _couple(store)

    card = await _join(store, rep, first, second)

    ours, theirs = [await _wallet(store, each) for each in (first, second)]
    assert ours.id == theirs.id
    assert (ours.kind, ours.balance, ours.pending) == ("family", 350, 40)
    assert (card.members, card.balance, card.pending) == ((first.name, second.name), 350, 40)
    assert await _drifted(store) == []


async def test_every_point_keeps_its_last_day(store):
    rep, first, second = await _couple(store)
    before = [*await _lots(store, first), *await _lots(store, second)]

    await _join(store, rep, first, second)

    after = await _lots(store, first)
    assert dict(after) == {day: sum(p for d, p in before if d == day) for day, _ in before}


async def test_either_may_spend_all_of_it(store):
    rep, first, second = await _couple(store)
    await _join(store, rep, first, second)

    await _spend(store, second, 350)

    assert (await _wallet(store, first)).balance == 0


async def test_all_concerned_are_told(store):
    rep, first, second = await _couple(store)
    for each in (first, second):
        await a_line_user(store, customer=each)

    await _join(store, rep, first, second)

    told = {(each.customer, each.what, each.who, each.balance) for each in await owed(store, FamilyChanged)}
    assert told == {(first.name, "joined", second.name, 350), (second.name, "joined", first.name, 350)}


async def test_a_third_joins_the_family_whichever_way_round_it_is_said(store):
    rep, first, second = await _couple(store)
    third = await a_customer(store, owner=rep, name="田中 三郎")
    await _join(store, rep, first, second)

    await _join(store, rep, third, first)

    assert len({(await _wallet(store, each)).id for each in (first, second, third)}) == 1


async def test_whoever_leaves_begins_with_nothing_and_the_rest_stays(store):
    rep, first, second = await _couple(store)
    await _join(store, rep, first, second)

    async with by(store, rep) as work:
        await families.leave(work, second.id)

    ours, theirs = [await _wallet(store, each) for each in (first, second)]
    assert (ours.balance, theirs.balance) == (350, 0)
    assert sum(each.points for each in await rows(store, PointEntry)) == 350
    assert await _drifted(store) == []


async def test_those_who_have_parted_may_join_again(store):
    rep, first, second = await _couple(store)
    await _join(store, rep, first, second)
    async with by(store, rep) as work:
        await families.leave(work, second.id)

    card = await _join(store, rep, first, second)

    assert card.balance == 350


async def test_what_was_promised_to_whoever_joins_comes_to_the_family(store):
    rep, first, second = await _couple(store)
    await _join(store, rep, first, second)

    async with written(store) as work:
        await ledger.release(work, f"promise:{second.id}")

    assert (await _wallet(store, first)).balance == 390
    assert await _drifted(store) == []


async def test_what_is_given_back_or_taken_back_later_finds_the_family(store):
    rep, first, second = await _couple(store)
    async with written(store) as work:
        await giving.take(work, PROGRAMME, second.id, 30, Slip("checkout:1", "checkout"))
    await _join(store, rep, first, second)

    async with written(store) as work:
        await ledger.refund(work, "checkout:1", Slip("checkout:1:back", "returned"))
        await ledger.reverse(work, f"given:{second.id}:200", Slip("given:back", "returned"))

    ours = await _wallet(store, first)
    assert (ours.balance, ours.owed) == (150, 0)
    assert await _drifted(store) == []


async def test_the_higher_tier_is_kept(store):
    rep, first, second = await _couple(store)
    async with written(store) as work:
        await giving.give(work, PROGRAMME, second.id, Gift(1000, Slip("many", "hand")))

    await _join(store, rep, first, second)

    async with store.read() as session:
        standing = await standings.of(session, (await wallets.of(session, first.id)).id)
    assert standing.code == "silver"


@pytest.mark.parametrize("changes", [{"enabled": False}, {"wallet": "company"}], ids=["off", "company"])
async def test_families_are_for_points_that_are_kept_by_person(store, changes):
    rep, first, second = await _couple(store, **changes)

    async with refused(FamiliesOff()):
        await _join(store, rep, first, second)


async def test_what_makes_no_family_is_refused(store):
    rep, first, second = await _couple(store)
    other, third = [await a_customer(store, owner=rep, name=name) for name in ("高橋 三郎", "高橋 花子")]

    async with refused(SameCustomer()):
        await _join(store, rep, first, first)
    async with refused(FamilyMissing(first.name)), by(store, rep) as work:
        await families.leave(work, first.id)
    for pair in ((first, second), (other, third)):
        await _join(store, rep, *pair)
    async with refused(FamilyAlready(second.name)):
        await _join(store, rep, first, second)
    async with refused(FamilyElsewhere(first.name)):
        await _join(store, rep, first, other)


async def test_a_family_has_an_end(store):
    rep, first, second = await _couple(store)
    await _join(store, rep, first, second)
    for number in range(families.MOST - 2):
        await _join(store, rep, first, await a_customer(store, owner=rep, name=f"田中 {number}"))

    async with refused(FamilyFull(families.MOST)):
        await _join(store, rep, first, await a_customer(store, owner=rep))


async def test_only_who_looks_after_both_may_join_them(store):
    rep, first, second = await _couple(store)
    strange = await a_customer(store, owner=await a_rep(store), name="高橋 三郎")

    async with refused(NotAllowed("families.join")):
        await _join(store, rep, first, strange)

    assert (await _wallet(store, first)).kind == "own"
    assert (await _wallet(store, second)).kind == "own"


async def test_a_name_that_may_be_several_is_refused_rather_than_guessed(store):
    await a_programme(store)
    rep = await a_rep(store)
    for name in ("田中 一郎", "田中 花子", "高橋 三郎"):
        await created(store, rep, name)

    async with refused(NameUnclear("田中")), by(store, rep) as work:
        await families.join(work, "田中", "高橋三郎")


async def test_joining_and_spending_at_once_neither_loses_nor_doubles_anything(store):
    rep, first, second = await _couple(store)

    done = await asyncio.gather(
        _join(store, rep, first, second),
        *(_spend(store, each, 30) for each in (first, second) for _ in range(5)),
        return_exceptions=True,
    )

    assert {type(each) for each in done if isinstance(each, BaseException)} <= {Refused}
    assert all(isinstance(no.refusal, PointsShort) for no in done if isinstance(no, Refused))
    spent = sum(1 for each in done[1:] if not isinstance(each, BaseException))
    assert (await _wallet(store, first)).balance == 350 - 30 * spent
    assert await _drifted(store) == []


@pytest.mark.parametrize("text", ["田中様 家族 田中花子様", "田中様　ご家族　田中花子様", "Tanaka family end"])
def test_a_line_about_a_family_is_known(text):
    assert lines.meant(text)


@pytest.mark.parametrize(
    "text", ["田中様", "田中様 +100 家族 来店", "田中様 -500 家族 会計", "家族 田中様", "田中様 家族"]
)
def test_a_line_about_points_is_none_about_a_family(text):
    assert not lines.meant(text)


# --- how it is done ---------------------------------------------------------------------------------------------------


async def _couple(store, **changes):
    """Two customers with 100 and 250 points, of which 200 go later, and a promise of 40 to the second."""
    await a_programme(store, **changes)
    rep = await a_rep(store)
    first, second = [await a_customer(store, owner=rep, name=name) for name in ("田中 一郎", "田中 花子")]
    for who, points, now in ((first, 100, NOW), (second, 50, NOW), (second, 200, NOW + timedelta(days=40))):
        async with written(store, now) as work:
            slip = Slip(f"given:{who.id}:{points}", "hand")
            await giving.give(work, PROGRAMME, who.id, Gift(points, slip))
    async with written(store) as work:
        slip = Slip(f"promise:{second.id}", "purchase")
        await giving.give(work, PROGRAMME, second.id, Gift(40, slip, lapses_on=date(2027, 1, 1)))
    return rep, first, second


async def _join(store, rep, first: Customer, second: Customer):
    async with by(store, rep) as work:
        return await families.join(work, first.id, second.id)


async def _spend(store, who: Customer, points: int) -> None:
    async with written(store) as work:
        await customers.locked(work.session, who.id)
        await giving.take(work, PROGRAMME, who.id, points, Slip(f"spent:{work.operation}", "checkout"))


async def _wallet(store, who: Customer) -> Wallet:
    async with store.read() as session:
        return await wallets.of(session, who.id)


async def _lots(store, who: Customer):
    async with store.read() as session:
        return await lots.remaining(session, (await wallets.of(session, who.id)).id)


async def _drifted(store) -> list[int]:
    async with store.read() as session:
        return await audits.drifted(session, 10)
