"""Referral: a friend's code, both sides' points after the first purchase, and whom nobody has brought."""

import asyncio
from datetime import date, timedelta
from urllib.parse import unquote

import pytest

from crm.notices import ReferralCard, ReferralEarned, ReferralMet, ReferralRefused, ReferredBy, WhoIsThis
from crm.points.earning import referrals
from crm.points.programme.programmes import parsed
from crm.voice import codes, links
from handlers.line.bubbles import PHRASES
from handlers.locales import phrases
from storage.points import wallets
from storage.records import customers
from storage.tables import Company, Customer, LineUser, Purchase, Referral, ReferralCode, Rep, Wallet
from tests.builders import NOW, a_customer, a_line_user, a_rep, an_interaction, saved, written
from tests.line_events import USER, hear, linked, owed, relayed, rows, said, tap, words
from tests.points.programmes import a_programme, text_of

FRIEND = "U" + "2" * 32
CODE = "KF-7Q2M-XK0D"
LATER = NOW + timedelta(days=1)
TODAY = NOW.date()


async def test_the_word_shows_a_code_that_stays_the_same(store):
    await a_programme(store)
    await linked(store)

    await hear(store, words("紹介"), tap("referral=show"))

    [code] = await rows(store, ReferralCode)
    assert await owed(store, ReferralCard) == [ReferralCard("サクラ商事", code.code, "@kizuna-demo", 500, 300, 180)] * 2


async def test_what_is_passed_on_brings_the_code_back(store):
    card = ReferralCard("サクラ商事", CODE, "@kizuna-demo", 500, 300, 180)

    [_, passed_on] = PHRASES[ReferralCard](card, phrases("ja"))

    link = passed_on["text"].splitlines()[-1]
    assert codes.find_referral_code(unquote(link.partition("/?")[2])) == CODE


@pytest.mark.parametrize("changes", [{"referral": False}, {"enabled": False}, {"preset": "clinic"}])
async def test_where_nobody_is_asked_to_bring_friends_the_word_reaches_a_person(store, changes):
    await a_programme(store, **changes)
    await linked(store)

    await hear(store, words("紹介"), tap("referral=show"))

    assert [line.text for line in await relayed(store)] == ["紹介"]
    assert await owed(store, ReferralRefused) == [ReferralRefused("サクラ商事", "off")]
    assert await rows(store, ReferralCode) == []


async def test_a_friend_is_welcomed_and_their_bringers_rep_asked_who_it_is(store):
    bringer = await _bringer(store)

    await hear(store, words(f"紹介コード {CODE}", FRIEND))

    [referral] = await rows(store, Referral)
    assert (referral.customer_id, referral.state, referral.friend_id) == (bringer.id, "met", None)
    assert await owed(store, ReferralMet) == [ReferralMet("サクラ商事", 300, 180)]
    assert [notice.kind for notice in await owed(store, WhoIsThis)] == ["friend"]


async def test_once_known_both_are_promised_their_points_and_the_rep_hears_who_brought_them(store):
    bringer, friend = await _brought(store)

    assert [(await _wallet(store, each)).pending for each in (bringer, friend)] == [500, 300]
    assert [(await _wallet(store, each)).balance for each in (bringer, friend)] == [0, 0]
    assert await owed(store, ReferredBy) == [ReferredBy(friend.id, friend.name, bringer.id, bringer.name)]


async def test_the_first_purchase_brings_both_their_points_once(store):
    bringer, friend = await _brought(store)

    for _ in range(2):
        await _bought(store, friend)

    assert [(await _wallet(store, each)).balance for each in (bringer, friend)] == [500, 300]
    assert [(await _wallet(store, each)).pending for each in (bringer, friend)] == [0, 0]
    told = await owed(store, ReferralEarned)
    assert {(each.customer, each.points, each.friend) for each in told} == {
        (bringer.name, 500, False),
        (friend.name, 300, True),
    }
    assert [each.state for each in await rows(store, Referral)] == ["rewarded"]


async def test_two_purchases_at_once_bring_the_points_once(store):
    bringer, friend = await _brought(store)

    await asyncio.gather(*(_bought(store, friend) for _ in range(4)))

    assert [(await _wallet(store, each)).balance for each in (bringer, friend)] == [500, 300]
    assert len(await owed(store, ReferralEarned)) == 2


async def test_a_purchase_on_the_day_of_the_code_counts_though_the_friend_is_known_only_later(store):
    bringer = await _bringer(store)
    await hear(store, words(CODE, FRIEND))
    friend = await a_customer(store, name="鈴木 一郎")
    await _bought(store, friend)

    await _link(store, friend)

    assert [(await _wallet(store, each)).balance for each in (bringer, friend)] == [500, 300]


async def test_a_wholly_returned_first_purchase_takes_both_sides_points_back(store):
    bringer, friend = await _brought(store)
    bought = await _bought(store, friend)

    for refunded in (400, 1000):
        async with written(store, LATER) as work:
            purchase = await work.session.get(Purchase, bought.id)
            purchase.refunded = refunded
            await referrals.returned(work, parsed(text_of()), purchase)
        balances = [(await _wallet(store, each)).balance for each in (bringer, friend)]
        assert balances == ([500, 300] if refunded == 400 else [0, 0])

    assert [(each.state, each.why) for each in await rows(store, Referral)] == [("refused", "returned")]


async def test_ones_own_code_is_refused_kindly_and_kept(store):
    await _bringer(store)

    await hear(store, words(CODE))

    assert await _why(store) == ("refused", "own")
    assert await owed(store, ReferralRefused) == [ReferralRefused("サクラ商事", "own")]


async def test_the_same_company_is_ones_own(store):
    company = await saved(store, Company(name="株式会社モミジ", key="モミジ"))
    bringer = await _bringer(store, company_id=company.id)
    await hear(store, words(CODE, FRIEND))

    friend = await a_customer(store, name="鈴木 一郎", company_id=company.id)
    await _link(store, friend)

    assert await _why(store) == ("refused", "own")
    assert await _wallet(store, bringer) is None


async def test_an_account_that_was_here_before_is_no_new_friend(store):
    await _bringer(store)
    old = await a_line_user(store, user_id=FRIEND)
    async with written(store) as work:
        (await work.session.get(LineUser, old.id)).created_at = NOW - timedelta(days=31)

    await hear(store, words(CODE, FRIEND))

    assert await _why(store) == ("refused", "known")


async def test_an_account_that_left_and_came_back_is_no_new_friend(store):
    await _bringer(store)
    await a_line_user(store, user_id=FRIEND, left_at=NOW - timedelta(days=2))

    await hear(store, words(CODE, FRIEND))

    assert await _why(store) == ("refused", "known")


@pytest.mark.parametrize("before", ["purchase", "visit", "account"])
async def test_a_customer_who_was_here_before_is_no_new_friend(store, before):
    await _bringer(store)
    await hear(store, words(CODE, FRIEND))
    friend = await a_customer(store, name="鈴木 一郎")
    if before == "purchase":
        await _bought(store, friend, day=date(2026, 11, 19))
    elif before == "visit":
        await an_interaction(store, customer=friend, day=date(2026, 11, 19))
    else:
        await a_line_user(store, customer=friend)

    await _link(store, friend)

    assert await _why(store) == ("refused", "known")
    assert await owed(store, ReferredBy) == []


async def test_an_earlier_purchase_that_is_brought_in_later_takes_the_promise_back(store):
    bringer, friend = await _brought(store)

    await _bought(store, friend, day=date(2026, 10, 1))

    assert await _why(store) == ("refused", "known")
    assert [(await _wallet(store, each)).pending for each in (bringer, friend)] == [0, 0]


async def test_somebody_who_turns_out_to_have_brought_themselves_gets_nothing(store):
    bringer, friend = await _brought(store)
    async with written(store) as work:
        (await work.session.get(Referral, 1)).friend_id = bringer.id

    await _bought(store, bringer)

    assert await _why(store) == ("refused", "own")
    assert [(await _wallet(store, each)).pending for each in (bringer, friend)] == [0, 0]


async def test_friends_who_bring_each_other_are_a_chain(store):
    bringer, friend = await _brought(store)
    async with written(store, LATER) as work:
        await work.save(ReferralCode(customer_id=friend.id, code="KF-0000-0000"))
    third = await a_line_user(store, user_id="U" + "3" * 32)

    await hear(store, words("KF-0000-0000", third.user_id, LATER))
    async with written(store, LATER) as work:
        account = await work.session.get(LineUser, third.id)
        back = await customers.locked(work.session, bringer.id)
        await referrals.linked(work, account, back)

    assert await _why(store) == ("refused", "chain")


async def test_an_account_is_brought_once_for_ever(store):
    await _brought(store)
    other = await a_customer(store, name="高橋 三郎")
    await saved(store, ReferralCode(customer_id=other.id, code="KF-1111-1111"))

    await hear(store, words("KF-1111-1111", FRIEND, LATER))

    assert len(await rows(store, Referral)) == 1
    assert await owed(store, ReferralRefused) == [ReferralRefused("サクラ商事", "again")]


async def test_codes_cannot_be_tried_one_after_the_other(store):
    await _bringer(store)

    for number in range(11):
        await hear(store, words(f"KF-0000-{number:04}", FRIEND, NOW + timedelta(minutes=4 * number)))
    await hear(store, words(CODE, FRIEND, NOW + timedelta(minutes=44)))

    assert [each.why for each in await owed(store, ReferralRefused)] == ["unknown"] * 10 + ["locked"] * 2
    assert await rows(store, Referral) == []


async def test_a_friend_hears_nothing_but_the_welcome(store):
    await _bringer(store)

    await hear(store, words(CODE, FRIEND))

    assert await said(store) == ["ReferralMet"]


# --- how it is done ---------------------------------------------------------------------------------------------------


async def _bringer(store, **more) -> Customer:
    await a_programme(store)
    bringer = await a_customer(store, owner=await a_rep(store, slack_id="UOWNER"), **more)
    await a_line_user(store, user_id=USER, customer=bringer)
    await saved(store, ReferralCode(customer_id=bringer.id, code=CODE))
    return bringer


async def _brought(store) -> tuple[Customer, Customer]:
    bringer = await _bringer(store)
    await hear(store, words(CODE, FRIEND))
    friend = await a_customer(store, name="鈴木 一郎")
    await _link(store, friend)
    return bringer, friend


async def _link(store, friend: Customer) -> None:
    account = next(each for each in await rows(store, LineUser) if each.user_id == FRIEND)
    async with written(store) as work:
        customer = await customers.locked(work.session, friend.id)
        owner = await work.session.get(Rep, friend.owner_id)
        await links.link(work, await work.session.get(LineUser, account.id), customer, owner, None)


async def _bought(store, who: Customer, day: date = TODAY) -> Purchase:
    programme = parsed(text_of())
    async with written(store) as work:
        customer = await customers.locked(work.session, who.id)
        bought = Purchase(customer_id=customer.id, rep_id=customer.owner_id, amount=1000, day=day)
        await work.save(bought)
        await referrals.bought(work, programme, bought)
    return bought


async def _wallet(store, who: Customer) -> Wallet | None:
    async with store.read() as session:
        return await wallets.of(session, who.id)


async def _why(store) -> tuple[str, str | None]:
    last = (await rows(store, Referral))[-1]
    return last.state, last.why
