"""The picture on the rep's phone: scanned within a minute, once, by whom it is for; everything else is refused."""

import asyncio
from datetime import datetime, timedelta

import pytest

from crm.notices import OfferReady
from crm.points.counter import offer_codes, offers, readings
from crm.post import Reply
from crm.refusals import HandLimit, OfferTooLarge, OfferUnavailable
from crm.work import Actor, Work
from handlers import offer_page
from storage.store import Store
from storage.tables import Audit, LineLink, LineUser, PointEntry, PointGrant
from storage.voice import links
from tests.builders import HOUSE, NOW, a_line_user
from tests.deeds import by, created, refused
from tests.line_events import rows
from tests.points.counter import Counter, a_counter


async def shown(counter: Counter, text: str = "QR 100 来店", now: datetime = NOW) -> OfferReady:
    async with by(counter.store, counter.rep, now) as work:
        ready = await offers.show(work, text, readings.points(readings.plain(text)))
    assert isinstance(ready, OfferReady)
    return ready


async def code_of(counter: Counter, ready: OfferReady, now: datetime = NOW) -> str:
    """What the phone shows at that moment."""
    async with counter.store.read() as session:
        seen = await offers.page(session, HOUSE, ready.page.rpartition("/")[2], now)
    assert seen is not None
    return seen.code


async def scanned(counter: Counter, code: str, at: datetime = NOW, account: LineUser | None = None) -> bool:
    """The customer sends the words that the picture brought into LINE."""
    [first, *_] = await rows(counter.store, LineUser)
    who = account or first
    async with counter.store.write() as session:
        work = Work(session, at, Actor("customer", who.id, "customer"), house=HOUSE)
        async with work.savepoint():
            return await _sent(work, who, code, at)


async def _sent(work: Work, account: LineUser, code: str, at: datetime) -> bool:
    people = await links.customers_of(work.session, account.id)
    reply = Reply("token", at + timedelta(seconds=50))
    return await offers.take(work, account, people, f"ポイント受け取り {code}", at, reply)


async def whys(counter: Counter) -> list[str]:
    return [each.fields["why"] for each in await counter.told("OfferRefused")]


async def test_a_customer_who_scans_has_the_points_and_reads_the_balance_for_free(store: Store) -> None:
    counter = await a_counter(store)
    ready = await shown(counter)

    assert await scanned(counter, await code_of(counter, ready))

    assert await counter.balance() == 100
    [told] = await counter.told("PointsMoved")
    assert (told.fields["points"], told.fields["balance"], told.reply_token) == (100, 100, "token")
    [heard] = await counter.told("OfferTaken", "USATO")
    assert (heard.fields["customer"], heard.fields["points"]) == ("田中 一郎", 100)


@pytest.mark.parametrize(
    ("seconds", "good"), [(0, True), (31, True), (59, True), (61, False), (600, False), (-60, False)]
)
async def test_a_code_is_good_for_a_minute_after_it_was_shown(store: Store, seconds: int, good: bool) -> None:
    counter = await a_counter(store)
    ready = await shown(counter)
    code = await code_of(counter, ready, NOW + timedelta(minutes=2))

    await scanned(counter, code, NOW + timedelta(minutes=2, seconds=seconds))

    assert (await counter.balance() == 100) is good
    assert await whys(counter) == ([] if good else ["expired"])


async def test_an_offer_ends_after_ten_minutes_whatever_is_shown(store: Store) -> None:
    counter = await a_counter(store)
    ready = await shown(counter)
    code = await code_of(counter, ready, NOW + timedelta(minutes=9, seconds=45))

    await scanned(counter, code, NOW + timedelta(minutes=10, seconds=1))

    assert await whys(counter) == ["expired"]


async def test_one_code_gives_once_however_many_send_it_at_once(store: Store) -> None:
    counter = await a_counter(store)
    ready = await shown(counter)
    code = await code_of(counter, ready)

    await asyncio.gather(*(scanned(counter, code) for _ in range(10)))

    assert await counter.balance() == 100
    assert await whys(counter) == ["used"] * 9
    assert len(await rows(store, PointEntry)) == 1


async def test_a_new_picture_of_a_used_offer_gives_nothing_either(store: Store) -> None:
    counter = await a_counter(store)
    ready = await shown(counter)
    later = offer_codes.code(HOUSE, (await rows(store, PointGrant))[0], NOW + timedelta(seconds=40))
    await scanned(counter, await code_of(counter, ready))

    await scanned(counter, later, NOW + timedelta(seconds=45))

    assert (await counter.balance(), await whys(counter)) == (100, ["used"])


async def test_an_offer_to_somebody_is_for_nobody_else(store: Store) -> None:
    counter = await a_counter(store)
    other = await created(store, counter.rep, "鈴木 次郎")
    theirs = await a_line_user(store, customer=other)
    ready = await shown(counter, "田中様 QR 100 来店")

    await scanned(counter, await code_of(counter, ready), account=theirs)

    assert await whys(counter) == ["other"]
    assert await rows(store, PointEntry) == []
    await scanned(counter, await code_of(counter, ready))
    assert await counter.balance() == 100


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code[:-1] + ("0" if code[-1] != "0" else "1"),
        lambda code: code.replace("-0-", "-1-"),
        lambda code: code[:12],
        lambda code: "KG-999999-0-" + code[-16:],
    ],
    ids=["signature", "window", "cut", "grant"],
)
async def test_a_forged_code_is_refused_and_stands_in_the_audit_log(store: Store, change) -> None:
    counter = await a_counter(store)
    code = await code_of(counter, await shown(counter))

    assert await scanned(counter, change(code))

    assert await whys(counter) == ["forged"]
    assert await rows(store, PointEntry) == []
    tried = [each.after for each in await rows(store, Audit) if each.rule == "offers.take"]
    assert [each["refused"] for each in tried] == ["forged"]


async def test_guessing_is_locked_out_even_with_the_right_code_at_last(store: Store) -> None:
    counter = await a_counter(store)
    code = await code_of(counter, await shown(counter))
    for _ in range(5):
        await scanned(counter, code[:-4] + "ZZZZ")

    await scanned(counter, code)

    assert await whys(counter) == ["forged"] * 5 + ["locked"]
    assert await counter.balance() == 0


async def test_an_account_that_we_do_not_know_reads_how_to_link(store: Store) -> None:
    counter = await a_counter(store)
    code = await code_of(counter, await shown(counter))
    stranger = await a_line_user(store)

    await scanned(counter, code, account=stranger)

    assert len(await counter.told("HowToLink")) == 1
    assert await rows(store, PointEntry) == []


async def test_other_words_are_not_for_this_dialogue(store: Store) -> None:
    counter = await a_counter(store)

    assert not await scanned(counter, "KG12 を注文したいです")


async def test_an_offer_counts_towards_the_day_until_it_has_lapsed(store: Store) -> None:
    counter = await a_counter(store, earn={"hand": {"day": 500, "customer_day": 500, "approve_above": 500}})
    await shown(counter, "QR 400")

    async with refused(HandLimit(100)):
        await shown(counter, "QR 101", NOW + timedelta(minutes=9))

    await shown(counter, "QR 500", NOW + timedelta(minutes=11))
    assert sorted(each.state for each in await rows(store, PointGrant)) == ["lapsed", "offered"]


async def test_a_customer_cannot_scan_beyond_what_a_customer_may_have_in_a_day(store: Store) -> None:
    counter = await a_counter(store, earn={"hand": {"day": 5000, "customer_day": 500, "approve_above": 500}})
    await counter.gives("田中様 +450 お詫び")
    ready = await shown(counter, "QR 100")

    await scanned(counter, await code_of(counter, ready))

    assert (await counter.balance(), await whys(counter)) == (450, ["limit"])


async def test_a_picture_gives_no_more_than_one_may_give_without_asking(store: Store) -> None:
    counter = await a_counter(store)

    async with refused(OfferTooLarge(500)):
        await shown(counter, "QR 501 お詫び")


async def test_without_lines_id_there_is_nothing_to_scan(store: Store) -> None:
    counter = await a_counter(store)
    house = type(HOUSE)(company="サクラ商事")

    async with refused(OfferUnavailable()), by(store, counter.rep, house=house) as work:
        await offers.show(work, "QR 100", readings.points("QR 100"))


async def test_the_page_shows_another_picture_every_half_minute_and_when_it_is_over(store: Store) -> None:
    counter = await a_counter(store)
    ready = await shown(counter, "田中様 QR 100 来店")
    name = ready.page.rpartition("/")[2]

    async def page(at: datetime) -> tuple[str, int | None]:
        async with store.read() as session:
            seen = await offers.page(session, HOUSE, name, at)
        assert seen is not None
        return offer_page.page(seen, HOUSE, at)

    first, again = await page(NOW + timedelta(seconds=28))
    second, _ = await page(NOW + timedelta(seconds=31))
    late, never = await page(NOW + timedelta(minutes=11))
    assert again == 2
    assert "<svg" in first
    assert first.partition("<svg")[2] != second.partition("<svg")[2]
    assert ("<svg" in late, never) == (False, None)
    assert "田中 一郎様" in first


async def test_a_guessed_page_is_none(store: Store) -> None:
    counter = await a_counter(store)
    ready = await shown(counter)
    name = ready.page.rpartition("/")[2]

    async with store.read() as session:
        found = [await offers.page(session, HOUSE, each, NOW) for each in ("1", "1-", f"{name}x", "x" * 40, "２-A")]

    assert found == [None] * 5


async def test_whose_two_customers_share_a_phone_takes_them_for_the_one_who_is_meant(store: Store) -> None:
    counter = await a_counter(store)
    wife = await created(store, counter.rep, "田中 花子")
    [account] = await rows(store, LineUser)
    async with by(store, counter.rep) as work:
        await work.save(LineLink(line_user_id=account.id, customer_id=wife.id))
    ready = await shown(counter, "田中一郎様 QR 100 来店")

    await scanned(counter, await code_of(counter, ready))

    assert await counter.balance() == 100


async def test_a_copy_of_the_store_makes_no_codes(store: Store) -> None:
    counter = await a_counter(store)
    await shown(counter)
    [grant] = await rows(store, PointGrant)
    sealed = type(HOUSE)(company="サクラ商事", seal=b"s" * 32)

    assert offer_codes.code(sealed, grant, NOW) != offer_codes.code(HOUSE, grant, NOW)
