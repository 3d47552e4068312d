"""Telephones at the till: let in once, for a day's work, and shut out by one word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.house import house_of
from bot.settings import GivenSettings
from crm.points.rewards import passes, seals
from crm.points.rewards.seals import Ticket
from crm.refusals import TillClosed
from storage.tables import Audit, Rep
from tests.builders import HOUSE, NOW, a_rep, written
from tests.deeds import by, refused
from tests.line_events import rows
from tests.points.members import SEALED

SOON = NOW + timedelta(minutes=1)


async def given_pass(store, rep, now=NOW) -> str:
    async with by(store, rep, now, SEALED) as work:
        return (await passes.open_(work)).url.removeprefix("https://crm.example.com/till/")


async def entered(store, ticket: str, now=SOON, house=SEALED) -> str | None:
    async with written(store, now, house) as work:
        return await passes.enter(work, ticket)


async def holder(store, cookie: str, now=SOON, house=SEALED) -> Rep | None:
    async with written(store, now, house) as work:
        return await passes.holder(work, cookie)


async def test_a_pass_lets_a_telephone_in_for_a_days_work(store):
    rep = await a_rep(store)

    cookie = await entered(store, await given_pass(store, rep))

    assert (await holder(store, cookie)).id == rep.id
    assert (await holder(store, cookie, SOON + timedelta(hours=12))).id == rep.id
    assert await holder(store, cookie, SOON + timedelta(hours=12, seconds=1)) is None


async def test_a_pass_works_once(store):
    ticket = await given_pass(store, await a_rep(store))
    await entered(store, ticket)

    assert await entered(store, ticket) is None


async def test_a_pass_is_good_for_two_minutes(store):
    ticket = await given_pass(store, await a_rep(store))

    assert await entered(store, ticket, NOW + timedelta(seconds=121)) is None
    assert await entered(store, ticket, NOW + timedelta(seconds=120)) is not None


async def test_looking_at_a_pass_does_not_use_it_up(store):
    ticket = await given_pass(store, await a_rep(store))

    async with written(store, SOON, SEALED) as work:
        before = await passes.is_pass(work, ticket)
    await entered(store, ticket)
    async with written(store, SOON, SEALED) as work:
        after = await passes.is_pass(work, ticket)

    assert (before, after) == (True, False)


@pytest.mark.parametrize("forge", ["rep", "time", "mark", "kind", "nothing", "words"])
async def test_what_we_have_not_signed_lets_nobody_in(store, forge):
    rep = await a_rep(store)
    kind, number, at, nonce, mark = (await given_pass(store, rep)).split(".")
    forged = {
        "rep": f"{kind}.{rep.id + 1}.{at}.{nonce}.{mark}",
        "time": f"{kind}.{number}.{int(at) + 1}.{nonce}.{mark}",
        "mark": f"{kind}.{number}.{at}.{nonce}.{mark[:-1]}あ",
        "kind": f"till.{number}.{at}.{nonce}.{mark}",
        "nothing": "",
        "words": "a.b.c",
    }[forge]

    assert await entered(store, forged) is None
    assert await holder(store, forged) is None


async def test_a_pass_is_no_cookie_and_a_cookie_is_no_pass(store):
    ticket = await given_pass(store, await a_rep(store))
    cookie = await entered(store, ticket)

    assert await holder(store, ticket) is None
    assert await entered(store, cookie) is None


async def test_one_word_shuts_out_all_of_a_reps_telephones(store):
    rep, other = await a_rep(store), await a_rep(store)
    first = await entered(store, await given_pass(store, rep))
    second = await entered(store, await given_pass(store, rep))
    theirs = await entered(store, await given_pass(store, other))
    waiting = await given_pass(store, rep)

    async with by(store, rep, SOON, SEALED) as work:
        await passes.end(work)

    later = SOON + timedelta(seconds=30)
    assert [await holder(store, each, later) for each in (first, second)] == [None, None]
    assert await entered(store, waiting, later) is None
    assert (await holder(store, theirs, later)).id == other.id
    anew = await entered(store, await given_pass(store, rep, later), later)
    assert (await holder(store, anew, later)).id == rep.id


@pytest.mark.parametrize("change", [{"active": False}, {"role": "read_only"}], ids=["has left", "may only read"])
async def test_a_telephone_of_somebody_who_may_not_any_more_is_shut_out(store, change):
    rep = await a_rep(store)
    cookie = await entered(store, await given_pass(store, rep))

    async with written(store) as work:
        row = await work.session.get(Rep, rep.id)
        for name, value in change.items():
            setattr(row, name, value)

    assert await holder(store, cookie) is None


@pytest.mark.parametrize("house", [HOUSE, replace(SEALED, seal=b""), replace(SEALED, public=False)])
async def test_without_an_address_or_a_key_there_is_no_till(store, house):
    rep = await a_rep(store)

    async with refused(TillClosed()), by(store, rep, house=house) as work:
        await passes.open_(work)


def test_without_a_key_nothing_that_was_signed_is_believed():
    ticket = Ticket(passes.TILL, 1, NOW, "nonce")
    said = seals.signed(replace(HOUSE, seal=b"k"), ticket)

    assert seals.read(replace(HOUSE, seal=b"k"), said, passes.TILL) == ticket
    assert seals.read(HOUSE, said, passes.TILL) is None
    with pytest.raises(ValueError, match="no key"):
        seals.signed(HOUSE, ticket)


async def test_coming_in_and_shutting_out_stand_in_the_audit_log(store):
    rep = await a_rep(store)
    ticket = await given_pass(store, rep)
    await entered(store, ticket)
    await entered(store, ticket)
    async with by(store, rep, SOON, SEALED) as work:
        await passes.end(work)

    noted = [(each.row_id, each.after["till"]) for each in await rows(store, Audit) if each.table_name == "tills"]
    assert noted == [(rep.id, "opened"), (rep.id, "refused"), (rep.id, "ended")]


def test_the_key_is_made_of_a_secret_that_is_not_in_the_database():
    plain = {"slack_signing_secret": "s" * 32, "line_channel_secret": "l" * 32}

    slack = house_of(GivenSettings(**plain)).seal
    line = house_of(GivenSettings(line_channel_secret="l" * 32)).seal

    assert slack
    assert line
    assert slack != line
    assert b"s" * 32 not in slack
    assert house_of(GivenSettings()).seal == b""
    assert "seal" not in repr(house_of(GivenSettings(**plain)))
