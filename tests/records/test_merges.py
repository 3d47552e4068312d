"""Merging: two records of one person become one, with all that hangs on them."""

from datetime import date

from crm import post
from crm.notices import LowScoreAlert, RelayedWords
from crm.privacy import consents
from crm.records import cards, customers, merges
from crm.records.merges import Merging
from crm.refusals import (
    NobodyFound,
)
from crm.voice import messages
from crm.voice.messages import Said
from crm.work import Actor
from handlers.locales import LANGUAGES, phrases
from storage import outbox
from storage.records.merges import KINDS
from storage.tables import (
    METADATA,
    Company,
    Consent,
    Employment,
    Followup,
    Interaction,
    LineLink,
    Message,
    Outbox,
    Tracked,
)
from tests.builders import (
    NOW,
    a_case,
    a_customer,
    a_followup,
    a_line_user,
    a_rep,
    an_answer,
    saved,
    written,
)
from tests.deeds import by, created, logged, refused
from tests.line_events import owed, rows
from tests.merging import DAY, everything, found, fresh, merged, owners, two_of

# --- what moves -------------------------------------------------------------------------------------------------------


def test_every_table_that_hangs_on_a_customer_is_moved_and_has_its_words():
    tracked = {str(each.__tablename__): each for each in Tracked.__subclasses__() if hasattr(each, "customer_id")}
    known = {name: kind for name, kind in tracked.items() if name in METADATA.tables}

    assert {kind.__tablename__: kind for kind in KINDS} == known
    for language in LANGUAGES:
        assert all(f"merge.moves_{name}" in phrases(language) for name in known)


async def test_everything_of_the_duplicate_is_the_survivors_and_the_preview_has_said_so(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    await everything(store, other)
    async with by(store, rep) as work:
        shown = await merges.start(work, survivor.id, other.id)

    done = await merged(store, rep, survivor, other)

    assert isinstance(shown, Merging)
    assert dict(shown.moves) == dict(done.moved)
    assert dict(done.moved) == {
        "anniversaries": 1,
        "cases": 1,
        "consents": 1,
        "conversations": 1,
        "disclosures": 1,
        "employments": 1,
        "erasures": 1,
        "followups": 1,
        "handover_customers": 1,
        "promises": 1,
        "interactions": 1,
        "invites": 1,
        "line_links": 2,
        "link_offers": 1,
        "media": 1,
        "messages": 1,
        "replies": 1,
        "survey_answers": 1,
        "survey_invites": 1,
        "survey_replies": 1,
        "voices": 1,
        "waits": 1,
        "wave_customers": 1,
        "wallet_members": 1,
        "purchases": 1,
        "redemptions": 1,
        "point_grants": 1,
        "referral_codes": 1,
        "referrals": 1,
    }
    for kind in KINDS:
        assert set(await owners(store, kind)) == {survivor.id}, kind
    assert (await fresh(store, other)).merged_into_id == survivor.id


async def test_the_survivor_is_found_by_both_names_and_the_duplicate_by_none(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)

    await merged(store, rep, survivor, other)

    for words in ("田中", "タナカイチロー", "サクラの田中", "田中一朗"):
        assert await found(store, rep, words) == [survivor.id], words


async def test_a_new_name_of_the_survivor_does_not_lose_the_names_of_the_duplicate(store):
    rep = await a_rep(store)
    survivor, other = await created(store, rep, "田中一郎"), await created(store, rep, "鈴木一郎")
    await merged(store, rep, survivor, other)

    async with by(store, rep) as work:
        (await customers.reached(work, survivor.id))[0].name = "渡辺一郎"
        await customers.index(work, [survivor.id])

    assert await found(store, rep, "鈴木") == [survivor.id]
    async with refused(NobodyFound("田中")):
        await found(store, rep, "田中")


async def test_the_survivors_own_words_win_and_what_it_lacks_is_filled(store):
    rep, deputy = await a_rep(store), await a_rep(store)
    company = await saved(store, Company(name="株式会社サクラ", key="サクラ"))
    survivor = await a_customer(
        store, owner=rep, email="a@example.com", tags=["ゴルフ"], custom={"1": "赤"}, birth_month=4, birth_day=5
    )
    other = await a_customer(
        store,
        owner=rep,
        email="b@example.com",
        phone="03-1234-5678",
        company_id=company.id,
        title="部長",
        tags=["紹介", "ゴルフ"],
        custom={"1": "青", "2": "5"},
        gifts_declined=True,
        deputy_id=deputy.id,
        birth_year=1980,
        birth_month=4,
        birth_day=5,
        mourning_from=date(2026, 11, 1),
    )

    await merged(store, rep, survivor, other)

    one = await fresh(store, survivor)
    assert (one.email, one.phone, one.company_id, one.title) == ("a@example.com", "03-1234-5678", company.id, "部長")
    assert (one.tags, one.custom) == (["ゴルフ", "紹介"], {"1": "赤", "2": "5"})
    assert (one.birth_year, one.mourning_from, one.gifts_declined) == (1980, date(2026, 11, 1), True)
    assert one.deputy_id == deputy.id


async def test_a_firm_that_gives_way_goes_on_to_know_who_worked_there(store):
    rep = await a_rep(store)
    survivor = await created(store, rep, "株式会社サクラ 田中一郎")
    other = await created(store, rep, "株式会社モミジ 田中一郎")

    await merged(store, rep, survivor, other)

    [left] = await rows(store, Employment)
    assert (left.customer_id, left.company_id) == (survivor.id, other.company_id)
    assert (await fresh(store, survivor)).company_id == survivor.company_id


async def test_one_account_that_spoke_for_both_speaks_for_the_survivor_once(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    account = await a_line_user(store, customer=survivor)
    await saved(store, LineLink(line_user_id=account.id, customer_id=other.id))

    await merged(store, rep, survivor, other)

    assert [(each.customer_id, each.ended_at is None) for each in await rows(store, LineLink)] == [
        (survivor.id, True),
        (survivor.id, False),
    ]


async def test_two_reminders_to_be_in_touch_become_one(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    for customer in (survivor, other):
        await a_followup(store, customer=customer, kind="cadence", what="")

    await merged(store, rep, survivor, other)

    assert [(each.customer_id, each.state) for each in await rows(store, Followup)] == [
        (survivor.id, "open"),
        (survivor.id, "dropped"),
    ]


async def test_an_open_case_stays_open_with_its_owner_and_its_alert_is_updated_in_its_place(store):
    rep, colleague, admin = await a_rep(store), await a_rep(store), await a_rep(store, role="admin")
    survivor = await created(store, rep, "田中一郎")
    other = await created(store, colleague, "田中一郎")
    case = await a_case(store, customer=other, answer=await an_answer(store, customer=other, score=1))
    alert = LowScoreAlert(case.id, other.id, other.name, None, 1, None, None)
    async with written(store) as work:
        row = await post.to_rep(work, colleague, alert, customer_id=other.id)

    await merged(store, admin, survivor, other)

    async with by(store, admin) as work:
        shown = await cards.card(work, survivor.id)
        told = await outbox.told(work.session, LowScoreAlert.__name__, survivor.id, case_id=case.id)
    assert shown.open_case
    assert (case.owner_id, told) == (colleague.id, row.seq)


# --- afterwards -------------------------------------------------------------------------------------------------------


async def test_what_the_duplicates_account_writes_reaches_the_survivor(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    account = await a_line_user(store, customer=other)
    await merged(store, rep, survivor, other)

    async with written(store) as work:
        work.actor = Actor("customer", account.id, "customer")
        await messages.hear(work, Said(account.user_id, "m1", "text", "こんにちは", "こんにちは", NOW), None)

    [message], [told] = await rows(store, Message), await owed(store, RelayedWords)
    assert (message.customer_id, told.customer_id) == (survivor.id, survivor.id)


async def test_a_consent_to_a_link_that_the_merge_has_ended_is_the_survivors(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    account = await a_line_user(store, customer=survivor)
    link = await saved(store, LineLink(line_user_id=account.id, customer_id=other.id))
    await merged(store, rep, survivor, other)

    async with written(store) as work:
        work.actor = Actor("customer", account.id, "customer")
        await consents.decide(work, account.user_id, link.id, NOW, None, granted=True)

    assert [(each.customer_id, each.granted) for each in await rows(store, Consent)] == [(survivor.id, True)]


async def test_an_old_button_shows_the_survivor_and_an_old_choice_writes_to_them(store):
    rep = await a_rep(store)
    survivor, other = await two_of(store, rep)
    await merged(store, rep, survivor, other)

    async with by(store, rep) as work:
        shown = await cards.card(work, other.id)
    [saved_log] = await logged(store, rep, "タナカ様 訪問", chosen={"タナカ": other.id})

    assert shown.customer_id == survivor.id
    assert saved_log.customer_id == survivor.id
    assert await owners(store, Interaction) == [survivor.id]


async def test_a_duplicate_of_a_duplicate_leads_to_the_last_survivor(store):
    rep = await a_rep(store)
    first, second, third = [await created(store, rep, name) for name in ("田中一郎", "鈴木一郎", "林一郎")]
    await merged(store, rep, second, first)
    await merged(store, rep, third, second)

    async with by(store, rep) as work:
        living, _ = await customers.reached(work, first.id)

    assert living.id == third.id
    assert await found(store, rep, "田中") == [third.id]


async def test_everybody_concerned_is_told_and_only_the_actor_gets_an_undo(store):
    rep, colleague, admin = await a_rep(store), await a_rep(store), await a_rep(store, role="admin", full_name="伊藤")
    survivor, other = await created(store, rep, "田中一郎"), await created(store, colleague, "田中一郎")

    done = await merged(store, admin, survivor, other)

    told = {row.recipient: row.fields for row in await rows(store, Outbox) if row.kind == "MergeDone"}
    assert set(told) == {rep.slack_id, colleague.slack_id, admin.slack_id}
    assert {to: fields["by"] for to, fields in told.items()} == {
        rep.slack_id: "伊藤",
        colleague.slack_id: "伊藤",
        admin.slack_id: "",
    }
    assert done.undo_until == NOW + 30 * DAY
