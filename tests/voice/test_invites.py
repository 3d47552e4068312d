"""An invitation: one code, one link, one QR picture, one page to print."""

from datetime import timedelta
from urllib.parse import quote, unquote

import pytest

from crm import names
from crm.house import House
from crm.notices import InviteReady, WhichCustomer
from crm.refusals import InviteUnavailable, NobodyFound, NotAllowed, Refused
from crm.voice import codes, invites
from handlers import invite_page
from handlers.locales import phrases
from handlers.slack.blocks.voice.invites import invite_ready
from handlers.slack.heard import Heard
from handlers.slack.voice import invites as slack_invites
from storage.records import customers
from storage.tables import Audit, Invite, Outbox
from tests.builders import HOUSE, NOW, a_customer, a_rep, written
from tests.line_events import acting, owed, rows

WEEK = timedelta(days=7)


async def test_a_code_is_made_for_a_week_and_only_its_digest_is_kept(store):
    rep, customer = await _rep_and_customer(store)

    async with acting(store, rep) as work:
        made = await invites.make(work, customer.id, invite_page.sentence)

    [kept] = await rows(store, Invite)
    assert kept.code_digest == codes.digest(made.code)
    assert (kept.expires_at, kept.used_at) == (NOW + WEEK, None)
    assert all(made.code not in str(line.after) for line in await rows(store, Audit))


async def test_the_invitation_goes_to_the_direct_messages_of_whoever_asked(store):
    _rep, customer = await _rep_and_customer(store)
    admin = await a_rep(store, role="admin")

    async with acting(store, admin) as work:
        made = await invites.make(work, customer.id, invite_page.sentence)

    [row] = await rows(store, Outbox)
    assert (row.recipient, row.customer_id) == (admin.slack_id, customer.id)
    assert await owed(store, InviteReady) == [made]


async def test_the_link_opens_our_account_with_a_polite_sentence_in_the_box(store):
    rep, customer = await _rep_and_customer(store)

    async with acting(store, rep) as work:
        made = await invites.make(work, customer.id, invite_page.sentence)

    base, _, text = made.link.partition("/?")
    assert base == "https://line.me/R/oaMessage/%40kizuna-demo"
    assert text == quote(unquote(text), safe="")
    assert "お願い" in unquote(text)
    assert codes.find_code(unquote(text)) == made.code


async def test_a_customer_who_reads_english_gets_an_english_sentence(store):
    rep, customer = await _rep_and_customer(store, language="en")

    async with acting(store, rep) as work:
        made = await invites.make(work, customer.id, invite_page.sentence)

    assert "Please" in unquote(made.link)


async def test_another_reps_customer_is_not_theirs_to_invite(store):
    _, customer = await _rep_and_customer(store)
    stranger = await a_rep(store)

    with pytest.raises(Refused) as no:
        async with acting(store, stranger) as work:
            await invites.make(work, customer.id, invite_page.sentence)

    assert no.value.refusal == NotAllowed("invites.make")
    assert await rows(store, Invite) == []


async def test_without_a_line_account_there_is_nothing_to_invite_to(store):
    rep, customer = await _rep_and_customer(store)

    with pytest.raises(Refused) as no:
        async with acting(store, rep, house=House(company="サクラ商事")) as work:
            await invites.make(work, customer.id, invite_page.sentence)

    assert no.value.refusal == InviteUnavailable()


async def test_a_name_that_several_have_is_asked_back(store):
    rep = await a_rep(store)
    for name in ("田中 一郎", "田中 花子"):
        await _named(store, rep, name)

    async with acting(store, rep) as work:
        asked = await invites.make(work, "田中", invite_page.sentence)

    assert isinstance(asked, WhichCustomer)
    assert [each.name for each in asked.choices] == ["田中 一郎", "田中 花子"]
    assert asked.then == "customer.invite"


async def test_a_name_that_nobody_has_is_refused(store):
    rep = await a_rep(store)

    with pytest.raises(Refused) as no:
        async with acting(store, rep) as work:
            await invites.make(work, "山田", invite_page.sentence)

    assert no.value.refusal == NobodyFound("山田")


async def test_the_command_answers_with_the_link_for_whoever_is_in_a_hurry(store):
    rep = await a_rep(store)
    await _named(store, rep, "田中 一郎")

    async with acting(store, rep) as work:
        answer = await slack_invites.invite(work, Heard("command", "/customer", rep.slack_id, house=HOUSE), "田中")

    [made] = await owed(store, InviteReady)
    assert answer.notice.key == "invites.made"
    assert answer.notice.parts["link"] == made.link


async def test_the_command_without_a_name_says_how_it_is_used(store):
    rep = await a_rep(store)

    async with acting(store, rep) as work:
        answer = await slack_invites.invite(work, Heard("command", "/customer", rep.slack_id), " \u3000")

    assert answer.notice.key == "invites.usage"


def test_the_rep_gets_code_link_page_and_a_picture():
    phrased = invite_ready(_notice(), phrases("ja"), HOUSE.business.zone)

    shown = str(phrased.blocks)
    assert all(part in shown for part in ("KZ-7Q2M-XK0D-93TR-HV5A", "https://line.me/R/oaMessage/", "/invites/KZ-"))
    assert "田中 一郎様" in phrased.text
    [(name, picture, _)] = phrased.files
    assert "田中" not in name
    assert picture.startswith(b"\x89PNG\r\n")


async def test_the_page_shows_what_its_code_was_made_for(store):
    rep, customer = await _rep_and_customer(store)
    async with acting(store, rep) as work:
        made = await invites.make(work, customer.id, invite_page.sentence)
    code = made.page.rpartition("/")[2]

    async with store.read() as session:
        page = await invites.page(session, code, NOW)

    assert page == invites.InvitePage("田中 一郎", None, made.code, NOW + WEEK)


async def test_the_page_is_gone_when_the_code_has_expired_is_used_or_never_was(store):
    rep, customer = await _rep_and_customer(store)
    async with acting(store, rep) as work:
        made = await invites.make(work, customer.id, invite_page.sentence)

    async with store.read() as session:
        assert await invites.page(session, made.code, NOW + WEEK + timedelta(seconds=1)) is None
        assert await invites.page(session, "KZ-0000-0000-0000-0000", NOW) is None
        assert await invites.page(session, "../etc", NOW) is None
    async with written(store) as work:
        (await work.session.get(Invite, 1)).used_at = NOW
    async with store.read() as session:
        assert await invites.page(session, made.code, NOW) is None


def test_the_page_leads_in_three_steps_to_sending():
    html = invite_page.page(_page(), HOUSE)

    steps = html.partition("<ol>")[2].partition("</ol>")[0]
    assert steps.count("<li>") == 3
    assert "送信" in steps.rpartition("<li>")[2]
    assert "<svg" in html
    assert "KZ-7Q2M-XK0D-93TR-HV5A" in html


def test_the_page_is_english_for_those_who_read_english():
    html = invite_page.page(_page(language="en"), HOUSE)

    assert '<html lang="en">' in html
    assert "Send" in html
    assert "様" not in html


def test_the_page_needs_nothing_from_elsewhere_and_hides_from_search_engines():
    html = invite_page.page(_page(), HOUSE)

    outside = [part for part in html.split('"') if part.startswith(("http", "//"))]
    assert all(part.startswith("https://line.me/R/oaMessage/") for part in outside)
    assert 'name="robots" content="noindex' in html
    assert "@media print" in html
    assert "url(" not in html
    assert "<script" not in html


def test_a_name_cannot_smuggle_markup_into_the_page():
    html = invite_page.page(_page(name="<b>太郎</b>"), HOUSE)

    assert "<b>" not in html


def test_a_page_that_is_gone_says_what_to_do():
    html = invite_page.gone(HOUSE)

    assert "新しいご案内" in html
    assert html.startswith("<!DOCTYPE html>")


def _page(**changes) -> invites.InvitePage:
    fields = {"name": "田中 一郎", "language": "ja", "code": "KZ-7Q2M-XK0D-93TR-HV5A", "expires_at": NOW + WEEK}
    return invites.InvitePage(**(fields | changes))


def _notice() -> InviteReady:
    code = "KZ-7Q2M-XK0D-93TR-HV5A"
    link = invites.line_link(HOUSE, invite_page.sentence("ja", code))
    return InviteReady(1, "田中 一郎", code, link, f"{HOUSE.public_url}/invites/{code}", NOW + WEEK)


async def _rep_and_customer(store, **more):
    rep = await a_rep(store)
    return rep, await a_customer(store, owner=rep, **more)


async def _named(store, rep, name):
    customer = await a_customer(store, owner=rep, name=name)
    async with written(store) as work:
        await customers.set_keys(work.session, customer.id, names.search_keys(name, None, None))
