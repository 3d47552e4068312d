"""Who waits: from the first message on, in business time, until somebody has answered; and who is told meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.activities import interactions
from crm.house import House
from crm.notices import FirstAnswers, UnansweredLong
from crm.refusals import NotAllowed
from crm.relay import speeds, waits
from reminders.rounds import Round
from reminders.sweeps import waits as sweep
from storage.relay import waits as queries
from storage.relay.waits import Answered
from storage.store import Store
from storage.tables import CompanySettings, Conversation, Outbox, Rep, Wait
from tests.builders import HOUSE, NOW, a_case, a_customer, a_rep, a_team, owed, saved, written
from tests.deeds import by, created, logged, refused
from tests.line_events import event, hear, linked, rows, words
from tests.relay.waiting import a_message, begun, waiting

BUSINESS = HOUSE.business
# NOW is Friday, 9:00; the Monday after it is a holiday.
CLOSING = NOW + timedelta(hours=9)
TUESDAY = NOW + timedelta(days=4)
HOUR = timedelta(hours=1)
CHANNELLED = House(**(vars(HOUSE) | {"team_channel": "C0HOUSE"}))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware


async def swept(store: Store, now: datetime, house: House = HOUSE) -> list[tuple[str, int]]:
    """Whom one round tells (Slack ids, channels), and at which level."""
    before = {row.seq for row in await rows(store, Outbox)}
    await sweep.sweep(Round(store, house, now, pause=0))
    new = [row for row in await rows(store, Outbox) if row.seq not in before]
    return [(row.recipient, row.fields["level"]) for row in new if row.kind == UnansweredLong.__name__]


async def held(store: Store, wait: Wait, holder: Rep, until: datetime) -> None:
    root = await owed(store)
    row = {"place": "C1", "root": root.seq, "holder_id": holder.id, "held_until": until}
    await saved(store, Conversation(customer_id=wait.customer_id, **row))


# --- business time ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"),
    [
        (NOW, NOW + timedelta(minutes=30), 30),
        (NOW - timedelta(hours=2), NOW + timedelta(minutes=1), 1),
        (CLOSING - timedelta(minutes=10), CLOSING + timedelta(hours=3), 10),
        (CLOSING - timedelta(minutes=10), TUESDAY + timedelta(minutes=5), 15),
        (CLOSING, TUESDAY, 0),
        (NOW, TUESDAY, 540),
        (NOW + HOUR, NOW, 0),
    ],
    ids=["same day", "before opening", "after closing", "over a long weekend", "closed", "a day", "backwards"],
)
def test_only_the_minutes_count_in_which_the_company_is_open(begins, ends, minutes):
    assert BUSINESS.business_minutes_between(begins, ends) == minutes


@given(MOMENTS, st.integers(1, 3000))
def test_the_way_back_by_so_many_minutes_is_the_latest_moment_since_which_they_have_passed(moment, minutes):
    begun_at = BUSINESS.business_minutes_before(moment, minutes)

    assert BUSINESS.business_minutes_between(begun_at, moment) == minutes
    assert BUSINESS.business_minutes_between(begun_at + timedelta(seconds=1), moment) < minutes


# --- from the first words to the answer -------------------------------------------------------------------------------


async def test_what_is_written_while_somebody_waits_begins_nothing_new(store):
    rep = await a_rep(store)
    customer = await a_customer(store, owner=rep)
    case = await a_case(store, customer=customer)
    first = await begun(store, customer, rep, await a_message(store, customer, "納期は"))
    second = await a_message(store, customer, "もしもし")

    async with written(store) as work:
        more = await waits.begin(work, customer, rep, second)

    assert more is None
    [wait] = await rows(store, Wait)
    assert (wait.id, wait.case_id, wait.rep_id) == (first.id, case.id, rep.id)


async def test_an_answer_ends_the_wait_with_its_business_minutes(store):
    rep = await a_rep(store)
    wait = await waiting(store, rep, "田中", CLOSING - timedelta(minutes=20))

    async with by(store, rep, TUESDAY + timedelta(minutes=5)) as work:
        ended = await waits.end(work, wait.customer_id, waits.REPLY, rep)
        nothing = await waits.end(work, wait.customer_id, waits.REPLY, rep)

    assert ended is not None
    assert (ended.minutes, ended.ended, ended.answered_by_id) == (25, "reply", rep.id)
    assert nothing is None


@pytest.mark.parametrize(
    ("line", "ended"),
    [
        ("田中様 電話 納期をご案内", "log"),
        ("田中様 訪問 お詫び", "log"),
        ("田中様 メール 資料", None),
        ("田中様 昨日 電話 納期", None),
    ],
    ids=["call", "visit", "mail", "before they wrote"],
)
async def test_speaking_with_a_customer_is_an_answer_to_what_they_wrote(store, line, ended):
    rep = await a_rep(store)
    customer = await created(store, rep, "田中一郎")
    await begun(store, customer, rep, await a_message(store, customer, "納期は"))

    await logged(store, rep, line, NOW + HOUR)

    [wait] = await rows(store, Wait)
    assert wait.ended == ended


async def test_a_log_that_is_taken_back_leaves_the_customer_waiting_since_their_first_words(store):
    rep = await a_rep(store)
    customer = await created(store, rep, "田中一郎")
    wait = await begun(store, customer, rep, await a_message(store, customer, "納期は"))
    cards = await logged(store, rep, "田中様 電話 納期をご案内", NOW + HOUR)
    await begun(store, customer, rep, await a_message(store, customer, "まだですか", NOW + HOUR))

    assert isinstance(cards, tuple)
    async with by(store, rep, NOW + HOUR) as work:
        await interactions.undo(work, cards[0].operation)

    [again] = await rows(store, Wait)
    assert (again.id, again.answered_at, again.minutes) == (wait.id, None, None)


@pytest.mark.parametrize("who", ["owner", "customer's deputy", "owner's deputy"])
async def test_whoever_answers_may_say_that_none_is_needed(store, who):
    deputy = await a_rep(store)
    owner = await a_rep(store, deputy_id=deputy.id if who == "owner's deputy" else None)
    wait = await waiting(store, owner, "田中", deputy_id=deputy.id if who == "customer's deputy" else None)

    async with by(store, owner if who == "owner" else deputy) as work:
        await waits.settle(work, wait.customer_id)

    [wait] = await rows(store, Wait)
    assert wait.ended == "none"


async def test_a_colleague_who_does_not_stand_in_may_not(store):
    wait = await waiting(store, await a_rep(store), "田中")

    async with refused(NotAllowed("waits.settle")), by(store, await a_rep(store)) as work:
        await waits.settle(work, wait.customer_id)


# --- who is told ------------------------------------------------------------------------------------------------------


async def test_first_the_deputy_is_told_and_then_the_manager_each_once(store):
    team = await a_team(store)
    manager, deputy = await a_rep(store, role="manager", team_id=team.id), await a_rep(store)
    owner = await a_rep(store, team_id=team.id, deputy_id=deputy.id)
    await waiting(store, owner, "田中")

    rounds = [await swept(store, NOW + timedelta(minutes=minutes)) for minutes in (59, 60, 61, 119, 120, 121)]

    assert rounds == [[], [(deputy.slack_id, 1)], [], [], [(manager.slack_id, 2)], []]


async def test_over_a_long_weekend_nobody_is_told_and_the_minutes_stand_still(store):
    owner = await a_rep(store)
    await waiting(store, owner, "田中", CLOSING - timedelta(minutes=30))

    moments = (CLOSING + HOUR, NOW + timedelta(days=1, hours=3), TUESDAY, TUESDAY + timedelta(minutes=30))
    rounds = [await swept(store, moment, CHANNELLED) for moment in moments]

    assert rounds == [[], [], [], [("C0HOUSE", 1)]]


async def test_without_a_deputy_who_is_here_the_team_is_told_where_it_works(store):
    team = await a_team(store)
    gone = await a_rep(store, away_from=NOW.date(), away_until=NOW.date())
    owner = await a_rep(store, team_id=team.id, deputy_id=gone.id)
    await waiting(store, owner, "田中")
    async with written(store) as work:
        (await work.session.merge(team)).channel = "C0TEAM"

    assert await swept(store, NOW + HOUR, CHANNELLED) == [("C0TEAM", 1)]


async def test_whoever_is_the_deputy_and_the_manager_is_told_once(store):
    team = await a_team(store)
    manager = await a_rep(store, role="manager", team_id=team.id)
    await waiting(store, await a_rep(store, team_id=team.id, deputy_id=manager.id), "田中")

    assert await swept(store, NOW + 3 * HOUR) == [(manager.slack_id, 1)]


async def test_nobody_is_told_of_a_customer_who_is_being_answered_until_the_claim_is_over(store):
    owner = await a_rep(store)
    wait = await waiting(store, owner, "田中")
    await held(store, wait, owner, NOW + HOUR + timedelta(minutes=10))

    meanwhile = await swept(store, NOW + HOUR, CHANNELLED)
    afterwards = await swept(store, NOW + HOUR + timedelta(minutes=10), CHANNELLED)

    assert (meanwhile, afterwards) == ([], [("C0HOUSE", 1)])


async def test_the_company_says_how_long_is_too_long(store):
    await saved(store, CompanySettings(relay_wait=15))
    await waiting(store, await a_rep(store), "田中")

    assert await swept(store, NOW + timedelta(minutes=15), CHANNELLED) == [("C0HOUSE", 1)]


async def test_words_that_are_taken_back_go_from_what_others_were_told(store):
    await linked(store)
    await hear(store, words("内緒の話", message_id="m1", at=NOW))
    await swept(store, NOW + HOUR, CHANNELLED)

    await hear(store, event("unsend", unsend={"messageId": "m1"}, at=NOW + HOUR))

    texts = [str(row.fields) for row in await rows(store, Outbox) if row.kind == UnansweredLong.__name__]
    assert texts
    assert "内緒" not in "".join(texts)


# --- how soon ---------------------------------------------------------------------------------------------------------


async def test_first_answers_are_counted_by_rep_and_by_whether_there_was_a_case(store):
    rep, other = await a_rep(store), await a_rep(store)
    for owner, minutes, how in ((rep, 10, "reply"), (rep, 30, "log"), (rep, 99, "none"), (other, 60, "reply")):
        wait = await waiting(store, owner, "田中")
        async with by(store, owner, NOW + timedelta(minutes=minutes)) as work:
            await waits.end(work, wait.customer_id, how, owner)
    await waiting(store, rep, "まだお待ちの方")

    async with store.read() as session:
        found = await queries.answered(session, NOW, NOW + HOUR)
        before = await queries.answered(session, NOW - HOUR, NOW)

    assert {each.rep_id: dict(each.counts) for each in found} == {rep.id: {10: 1, 30: 1}, other.id: {60: 1}}
    assert [each.case for each in found] == [False, False]
    assert before == []


def test_several_sorts_of_answers_are_one_median_and_one_ninth_tenth():
    some = [Answered(1, None, False, {5: 2, 10: 3}), Answered(2, None, True, {60: 4, 600: 1})]

    assert speeds.together(some, 60) == FirstAnswers(n=10, median=10, p90=60, within=9)
    assert speeds.together([], 60) == FirstAnswers(0, 0, 0, 0)
