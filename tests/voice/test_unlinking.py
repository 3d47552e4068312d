"""A link ends by the customer's word and a second tap, or by one of ours; the history stays with the customer."""

from datetime import timedelta

import pytest

from crm.notices import CustomerUnlinked, Unlinked, UnlinkQuestion
from crm.refusals import Gone, NotAllowed, NotLinked
from crm.voice import offers, unlinking
from handlers.locales import LANGUAGES, phrases
from handlers.slack.blocks.voice import links, strangers
from sandbox.slack.checks import view_faults
from storage.tables import Audit, Customer, LineLink, LineUser, LinkOffer, Message, Outbox
from tests.builders import NOW, a_customer, a_line_user, a_rep
from tests.deeds import by, refused
from tests.line_events import hear, linked, owed, rows, said, tap, words
from tests.stage import SATO, TANAKA, on_stage

SOON = NOW + timedelta(minutes=1)
OTHER = "U" + "2" * 32


@pytest.mark.parametrize("asking", ["連携解除", "連携を解除", "Unlink", "button"])
async def test_the_word_asks_first_and_ends_nothing(store, asking):
    await linked(store)

    await hear(store, tap("unlink") if asking == "button" else words(asking))

    [link] = await rows(store, LineLink)
    assert link.ended_at is None
    assert await owed(store, UnlinkQuestion) == [UnlinkQuestion("サクラ商事", ((link.id, "田中 一郎"),))]


async def test_the_second_tap_ends_it_and_the_owner_is_told(store):
    owner, customer = await linked(store)
    await hear(store, words("こんにちは"))
    [link] = await rows(store, LineLink)

    await hear(store, tap(f"unlink:yes:{link.id}", at=SOON))

    assert [each.ended_at for each in await rows(store, LineLink)] == [SOON]
    assert await owed(store, Unlinked) == [Unlinked("サクラ商事", "田中 一郎")]
    told = [row.recipient for row in await rows(store, Outbox) if row.kind == "CustomerUnlinked"]
    assert told == [owner.slack_id]
    assert [message.customer_id for message in await rows(store, Message)] == [customer.id]


async def test_two_taps_end_it_once(store):
    await linked(store)
    [link] = await rows(store, LineLink)

    await hear(store, tap(f"unlink:yes:{link.id}"), tap(f"unlink:yes:{link.id}", at=SOON))

    assert len(await owed(store, CustomerUnlinked)) == 1
    assert [each.ended_at for each in await rows(store, LineLink)] == [NOW]


@pytest.mark.parametrize("data", ["unlink:yes:{id}", "unlink:yes:", "unlink:no:{id}", "unlink:yes:-1"])
async def test_nobody_ends_somebody_elses(store, data):
    await linked(store)
    [link] = await rows(store, LineLink)

    await hear(store, tap(data.format(id=link.id), user=OTHER))

    assert [each.ended_at for each in await rows(store, LineLink)] == [None]


async def test_somebody_without_a_link_hears_that_there_is_none(store):
    await hear(store, words("連携解除"))

    assert await said(store) == ["Unlinked"]


async def test_one_of_ours_ends_a_wrong_link_with_an_audit_line(store):
    owner, customer = await linked(store)
    [link] = await rows(store, LineLink)

    async with by(store, owner) as work:
        await unlinking.end(work, customer.id, link.line_user_id)

    assert [each.ended_at for each in await rows(store, LineLink)] == [NOW]
    assert ("links.end", f"rep:{owner.id}") in [(each.rule, each.actor) for each in await rows(store, Audit)]
    assert await said(store) == []


async def test_the_owner_hears_of_it_when_a_manager_does_it(store):
    _, customer = await linked(store)
    [link] = await rows(store, LineLink)
    admin = await a_rep(store, role="admin", full_name="伊藤 部長")

    async with by(store, admin) as work:
        await unlinking.end(work, customer.id, link.line_user_id)

    assert await owed(store, CustomerUnlinked) == [CustomerUnlinked(customer.id, "田中 一郎", "伊藤 部長")]


async def test_who_may_not_or_cannot_is_refused(store):
    owner, customer = await linked(store)
    alone = await a_customer(store, owner=owner, name="一人 静か")
    stranger = await a_line_user(store, user_id=OTHER)

    async with refused(NotAllowed("links.end")), by(store, await a_rep(store)) as work:
        await unlinking.end(work, customer.id, stranger.id)
    async with refused(Gone()), by(store, owner) as work:
        await unlinking.end(work, customer.id, stranger.id)
    async with refused(NotLinked("一人 静か")), by(store, owner) as work:
        await unlinking.accounts(work, alone.id)

    assert [each.ended_at for each in await rows(store, LineLink)] == [None]


async def test_an_ended_link_can_be_made_again(store):
    owner, customer = await linked(store)
    [link] = await rows(store, LineLink)
    await hear(store, tap(f"unlink:yes:{link.id}"))

    async with by(store, owner) as work:
        await offers.make(work, link.line_user_id, customer.id)
    [offer] = await rows(store, LinkOffer)
    await hear(store, tap(f"offer:yes:{offer.id}", at=SOON))

    assert [each.ended_at for each in await rows(store, LineLink)] == [NOW, None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forms_of_linking_are_within_slacks_limits(language):
    say, long = phrases(language), "長" * 100
    accounts = [LineUser(id=10**18 + each, user_id="U", display_name=long if each % 2 else None) for each in range(150)]

    assert view_faults(links.end_form(long, 10**18, accounts, say), ["modal"]) == []
    assert view_faults(strangers.pick_form("9" * 18, say), ["modal"]) == []


async def test_the_command_shows_the_accounts_and_the_form_ends_one(database_url):
    async with on_stage(database_url) as stage:
        await stage.command("/customer new 株式会社サクラ 田中一郎")
        [customer] = await rows(stage.kizuna.store, Customer)
        account = await a_line_user(stage.kizuna.store, user_id=TANAKA, customer=customer, display_name="たなか")

        await stage.command("/customer 連携解除 田中")
        form = await stage.modal()
        values = {"account": {"account": {"selected_option": str(account.id)}}}
        await stage.post(f"slack/{SATO}/submit", view_id=form["id"], values=values)
        await stage.direct_message("連携を解除しました")

        assert [link.ended_at is not None for link in await rows(stage.kizuna.store, LineLink)] == [True]
