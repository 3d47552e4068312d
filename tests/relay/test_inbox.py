"""/inbox and the head of the home page: who waits, the longest first, and the way to answer."""

from datetime import timedelta

import pytest

from crm.notices import Inbox, Sentence, UnansweredLong
from crm.points.bank import giving
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Slip
from crm.points.programme import programmes
from crm.refusals import NotAllowed
from crm.relay import inbox, waits
from handlers.locales import phrases
from handlers.slack.answers import Answer, SlackMessage, Tell
from handlers.slack.blocks import PHRASES, home
from handlers.slack.heard import Heard
from handlers.slack.relay import inbox as handler
from storage.store import Store
from storage.tables import Company, Conversation, Customer, Rep
from tests.at_the_desk import desk_of
from tests.builders import HOUSE, NOW, Clock, a_case, a_customer, a_rep, a_team, owed, saved
from tests.deeds import by, created, refused
from tests.followup_deeds import pressed
from tests.line_events import rows
from tests.points.programmes import a_programme
from tests.relay.waiting import a_message, begun, waiting
from tests.stage import on_stage
from tests.waiting import whispered

JA = phrases("ja")
HOUR = timedelta(hours=1)
ZONE = HOUSE.business.zone


async def shown(store: Store, rep: Rep, whose: str = inbox.MINE, page: int = 0, now=NOW) -> Inbox:
    async with by(store, rep, now) as work:
        return await inbox.show(work, whose, page)


async def typed(store: Store, rep: Rep, text: str) -> Answer:
    async with by(store, rep) as work:
        return await handler.command(work, Heard("command", "/inbox", rep.slack_id, text=text, house=HOUSE))


def phrased(notice: Inbox | UnansweredLong) -> SlackMessage:
    return PHRASES[type(notice)](notice, JA, ZONE)


def buttons(message: SlackMessage) -> list[tuple[str, str]]:
    """(action without its suffix, value) of every button, in order."""
    found = [each for block in message.blocks for each in block.get("elements", ()) if each["type"] == "button"]
    return [(each["action_id"].partition(":")[0], each["value"]) for each in found]


# --- the list ---------------------------------------------------------------------------------------------------------


async def test_the_longest_waiting_stand_first_with_their_business_minutes_and_first_words(store):
    rep = await a_rep(store)
    await waiting(store, rep, "後の方", NOW + HOUR, "見積を\nお願いします")
    await waiting(store, rep, "先の方", NOW - 3 * HOUR)

    found = await shown(store, rep, now=NOW + 2 * HOUR)

    assert [(line.customer, line.minutes) for line in found.lines] == [("先の方", 120), ("後の方", 60)]
    assert (found.lines[1].words, found.total) == ("見積を お願いします", 2)


async def test_whose_tier_has_priority_stands_before_those_who_wait_longer_and_it_is_said(store):
    rep = await a_rep(store)
    gold = {"code": "gold", "name": "ゴールド", "threshold": 10, "priority": True}
    await a_programme(store, tiers={"tier": [{"code": "silver", "name": "シルバー", "threshold": 1}, gold]})
    await waiting(store, rep, "先の方", NOW - 3 * HOUR)
    await waiting(store, rep, "銀の方", NOW - 2 * HOUR)
    await waiting(store, rep, "金の方", NOW - HOUR)
    async with by(store, rep) as work:
        for customer, points in zip(await rows(store, Customer), (0, 5, 50), strict=True):
            gift = Gift(points, Slip(f"k{customer.id}", "hand"))
            await giving.give(work, await programmes.current(work), customer.id, gift)

    found = await shown(store, rep)

    assert [(each.customer, each.first) for each in found.lines] == [
        ("金の方", "ゴールド"),
        ("先の方", ""),
        ("銀の方", ""),
    ]
    assert "⭐ ゴールド（優先）" in str(phrased(found).blocks[1])


async def test_a_line_tells_company_case_and_who_is_answering_just_now(store):
    rep, holder = await a_rep(store), await a_rep(store, slack_id="U0HOLDER")
    company = await saved(store, Company(name="株式会社サクラ", key="サクラ"))
    customer = await a_customer(store, owner=rep, company_id=company.id)
    await a_case(store, customer=customer)
    await begun(store, customer, rep, await a_message(store, customer, "", kind="image"))
    root = await owed(store)
    claim = {"place": "C1", "root": root.seq, "holder_id": holder.id, "held_until": NOW + HOUR}
    await saved(store, Conversation(customer_id=customer.id, **claim))

    [line] = (await shown(store, rep)).lines
    [later] = (await shown(store, rep, now=NOW + HOUR)).lines

    assert (line.company, line.case, line.kind, line.holder) == ("株式会社サクラ", True, "image", "U0HOLDER")
    assert later.holder == ""


async def test_whoever_was_answered_waits_no_more(store):
    rep = await a_rep(store)
    wait = await waiting(store, rep, "田中")

    async with by(store, rep) as work:
        await waits.end(work, wait.customer_id, waits.REPLY, rep)

    assert (await shown(store, rep)).lines == ()


@pytest.mark.parametrize("named", ["customer", "owner"])
async def test_a_deputy_sees_those_for_whom_they_stand_in_among_their_own(store, named):
    deputy = await a_rep(store)
    owner = await a_rep(store, deputy_id=deputy.id if named == "owner" else None)
    await waiting(store, owner, "田中", deputy_id=deputy.id if named == "customer" else None)
    await waiting(store, await a_rep(store), "他人のお客様")

    assert [line.customer for line in (await shown(store, deputy)).lines] == ["田中"]


@pytest.mark.parametrize(
    ("role", "whose", "seen"),
    [
        ("rep", "mine", ["own"]),
        ("rep", "team", ["own", "team"]),
        ("manager", "team", ["own", "team"]),
        ("admin", "all", ["others", "own", "team"]),
        ("read_only", "all", ["others", "own", "team"]),
    ],
)
async def test_everybody_sees_as_far_as_their_role_reaches(store, role, whose, seen):
    team = await a_team(store)
    rep = await a_rep(store, role=role, team_id=team.id)
    colleague = await a_rep(store, team_id=team.id)
    for name, owner in (("own", rep), ("team", colleague), ("others", await a_rep(store))):
        await waiting(store, owner, name)

    assert sorted(line.customer for line in (await shown(store, rep, whose)).lines) == seen


@pytest.mark.parametrize("role", ["rep", "manager"])
async def test_who_does_not_answer_for_everybody_does_not_see_everybody(store, role):
    async with refused(NotAllowed("inbox.show")), by(store, await a_rep(store, role=role)) as work:
        await inbox.show(work, inbox.ALL)


async def test_a_page_beyond_the_last_one_is_the_last_one(store):
    rep = await a_rep(store)
    for number in range(12):
        await waiting(store, rep, f"{number}", NOW + timedelta(minutes=number))

    found = await shown(store, rep, page=9)

    assert ([line.customer for line in found.lines], found.page, found.pages) == (["10", "11"], 1, 2)


# --- how soon ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "told"), [("manager", True), ("rep", False)])
async def test_whoever_leads_reads_under_the_team_how_soon_it_answers(store, role, told):
    team = await a_team(store)
    reader = await a_rep(store, role=role, team_id=team.id)
    quick = await a_rep(store, team_id=team.id, full_name="早い 人")
    slow = await a_rep(store, team_id=team.id, full_name="遅い 人")
    for owner, minutes in ((quick, 10), (slow, 90), (await a_rep(store), 500)):
        wait = await waiting(store, owner, "田中")
        async with by(store, owner, NOW + timedelta(minutes=minutes)) as work:
            await waits.end(work, wait.customer_id, waits.REPLY, owner)

    answers = (await shown(store, reader, inbox.TEAM, now=NOW + HOUR)).answers

    assert (answers is not None) is told
    if answers is not None:
        assert [(name, each.median) for name, each in answers.reps] == [("遅い 人", 90), ("早い 人", 10)]
        assert (answers.together.n, answers.together.within, answers.cases.n) == (2, 1, 0)


# --- as reps read it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "whose"), [("", "mine"), ("チーム", "team"), ("TEAM", "team"), ("全員", "all"), ("all", "all")]
)
async def test_the_word_says_whose(store, text, whose):
    answer = await typed(store, await a_rep(store, role="admin"), text)

    assert isinstance(answer, Tell)
    assert isinstance(answer.notice, Inbox)
    assert answer.notice.whose == whose


@pytest.mark.parametrize(("text", "key"), [("なにか", "inbox.unknown"), ("さがす", "search.usage")])
async def test_a_word_that_means_nothing_says_what_there_is(store, text, key):
    answer = await typed(store, await a_rep(store), text)

    assert isinstance(answer, Tell)
    assert isinstance(answer.notice, Sentence)
    assert answer.notice.key == key


async def test_each_line_leads_to_the_answer_the_card_and_to_none_is_needed(store):
    rep = await a_rep(store)
    wait = await waiting(store, rep, "田中")

    message = phrased(await shown(store, rep))

    number, customer = str(wait.message_id), str(wait.customer_id)
    assert buttons(message) == [
        ("relay.reply", number),
        ("customer.card", customer),
        ("relay.settle", f"{customer}:mine:0"),
    ]


async def test_where_nobody_waits_it_is_said_kindly(store):
    message = phrased(await shown(store, await a_rep(store)))

    assert message.text == JA("inbox.mine_none")
    assert buttons(message) == []


async def test_no_answer_needed_takes_the_line_away_where_it_was_pressed(store):
    rep = await a_rep(store)
    wait = await waiting(store, rep, "田中")

    answer = await pressed(store, rep, "relay.settle", f"{wait.customer_id}:mine:0")

    assert isinstance(answer, Tell)
    assert answer.replace
    assert isinstance(answer.notice, Inbox)
    assert answer.notice.total == 0


async def test_elsewhere_it_is_said_that_none_is_needed_or_was(store):
    rep = await a_rep(store)
    wait = await waiting(store, rep, "田中")

    answers = [await pressed(store, rep, "relay.settle", str(wait.customer_id)) for _ in range(2)]

    told = [each.notice for each in answers if isinstance(each, Tell)]
    assert told == [Sentence("inbox.settled"), Sentence("inbox.answered")]


async def test_whoever_is_told_of_a_long_wait_is_called_by_name_in_the_channel(store):
    rep = await a_rep(store)
    await waiting(store, rep, "田中")
    [line] = (await shown(store, rep, now=NOW + HOUR)).lines

    message = phrased(UnansweredLong(line, 1, ("U0SATO",), "納期は"))

    assert "<@U0SATO>" in str(message.blocks[0])
    assert [action for action, _ in buttons(message)] == ["relay.reply", "relay.take", "customer.card", "relay.settle"]


# --- the home page ----------------------------------------------------------------------------------------------------


async def test_the_home_page_begins_with_the_three_who_wait_longest(store):
    rep = await a_rep(store)
    for number in range(5):
        await waiting(store, rep, f"お客様{number}", NOW + timedelta(minutes=number))

    desk = await desk_of(store, rep, now=NOW + HOUR)

    assert [line.customer for line in desk.unanswered] == ["お客様0", "お客様1", "お客様2"]
    page = str(home.home(desk, None, JA, admin=False))
    assert JA("inbox.home", n=5) in page
    assert "'inbox.show'" in page


async def test_on_the_stage_a_press_in_the_list_draws_it_anew_where_it_stands(sqlite_url):
    async with on_stage(sqlite_url, Clock()) as stage:
        await stage.command("/kizuna")
        [rep] = await rows(stage.kizuna.store, Rep)
        customer = await created(stage.kizuna.store, rep, "田中一郎")
        message = await a_message(stage.kizuna.store, customer, "納期はいつですか")
        await begun(stage.kizuna.store, customer, rep, message)
        said = await stage.command("/inbox")
        shown = await whispered(stage, "納期はいつですか")

        await stage.press_in("general", shown, f"relay.settle:{message.id}")

        assert "田中一郎様" in said
        assert await whispered(stage, JA("inbox.mine_none"))
