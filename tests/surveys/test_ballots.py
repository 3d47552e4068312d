"""Anonymous answers: whoever reads the whole store finds nobody's name beside them."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select, text

import handlers.line
from crm.notices import BallotQuestion, unpack
from crm.surveys import results
from crm.work import Work
from handlers.line import heard as line_heard
from handlers.line.own_surveys import ballot_data
from storage import letters
from storage.store import Store
from storage.tables import METADATA, Ballot, Inbox, Outbox, SurveyInvite
from tests.builders import HOUSE, NOW, a_rep
from tests.deeds import by
from tests.line_events import event, hear, rows
from tests.surveys import own, waving
from tests.surveys.waving import FIRST, at

SOON = at(FIRST, 13)
QUESTIONS = [
    {
        "key": "content",
        "kind": "choice",
        "ja": "ご満足いただけましたか。",
        "choices": [{"key": "yes", "ja": "はい"}, {"key": "no", "ja": "いいえ"}],
    },
    {"key": "speed", "kind": "scale", "ja": "早さはいかがでしたか。"},
]


async def a_ballot_for(store, number: int) -> tuple[object, int, list[tuple[str, str]]]:
    """A wave to so many, sent: the admin, the survey's number, and (account, what its buttons carry) of each."""
    admin = await a_rep(store, role="admin")
    await waving.people(store, number, owner=admin)
    await waving.a_month(store)
    survey = await own.made(store, admin, questions=QUESTIONS, anonymous=True, title="職場のこと")
    await waving.started(store, admin, survey=str(survey.id), ends_on=FIRST)
    await waving.mornings(store, FIRST, FIRST)
    sent = [row for row in await rows(store, Outbox) if row.kind == "BallotQuestion"]
    carried = [(row.recipient, unpack(row.kind, row.fields).token) for row in sent]
    # As delivery does with what is secret.
    async with store.write() as session:
        await letters.forget(session, [row.seq for row in sent])
    return admin, survey.id, carried


async def voted(store: Store, user: str, token: str, question: str, answer: str) -> None:
    """A tap as the worker hears it: the event stands in the inbox, and is answered in one transaction."""
    tapped = event("postback", user, SOON, postback={"data": ballot_data(token, question, answer, "ja")})
    async with store.write() as session:
        row = Inbox(
            dedupe=tapped["webhookEventId"],
            source="line",
            kind="postback",
            lane=user,
            payload=json.dumps(tapped),
            occurred_at=SOON,
            received_at=SOON,
            ready_at=SOON,
        )
        session.add(row)
        await session.flush()
        seq = row.seq
    async with store.write() as session:
        heard = line_heard.unpack(tapped, SOON, seq, HOUSE)
        work = Work(session, SOON, await handlers.line.actor(session, heard), house=HOUSE)
        async with work.savepoint():
            await handlers.line.hear(work, heard)


async def everything(store: Store) -> dict[str, list[dict]]:
    """Every row of every table."""
    found = {}
    async with store.read() as session:
        for name, table in METADATA.tables.items():
            found[name] = [dict(row._mapping) for row in await session.execute(select(table))]
    return found


def of_person(tables: dict[str, list[dict]], user: str) -> list[str]:
    """All that the store knows of an account and its customer, as text."""
    [account] = [row for row in tables["line_users"] if row["user_id"] == user]
    people = {row["customer_id"] for row in tables["line_links"] if row["line_user_id"] == account["id"]}

    def theirs(row: dict) -> bool:
        values = set(map(str, row.values()))
        return (
            user in str(row)
            or row.get("line_user_id") == account["id"]
            or row.get("customer_id") in people
            or f"customer:{account['id']}" in values
        )

    return [str(row) for name, some in tables.items() if name != "ballots" for row in some if theirs(row)]


async def test_the_first_question_goes_to_everybody_with_a_ballot_of_their_own(store):
    _, _, carried = await a_ballot_for(store, 6)

    ballots = await _ballots(store)
    assert {digest for digest, _ in ballots} == {sha256(token.encode()).hexdigest() for _, token in carried}
    assert {invite.token for invite in await rows(store, SurveyInvite)}.isdisjoint(token for _, token in carried)


@pytest.mark.parametrize("answers", [1, 4, 6])
async def test_nobody_can_join_an_answer_to_whoever_gave_it(store, answers):
    _, _, carried = await a_ballot_for(store, 6)
    before = {user: len(of_person(await everything(store), user)) for user, _ in carried}
    for number, (user, token) in enumerate(carried[:answers]):
        await voted(store, user, token, "content", "no" if number % 2 else "yes")
        await voted(store, user, token, "speed", "1")
    await _said(store)

    tables = await everything(store)

    assert sum(replies is not None for _, replies in await _ballots(store)) == answers
    for user, token in carried:
        known = of_person(tables, user)
        digest = sha256(token.encode()).hexdigest()
        assert len(known) == before[user]  # whoever has answered has left no more behind than whoever has not
        assert not any(token in row or digest in row for row in known)
    whole = str({name: some for name, some in tables.items() if name != "ballots"})
    assert not any(token in whole or sha256(token.encode()).hexdigest() in whole for _, token in carried)


async def test_the_order_of_ballots_tells_nothing(store):
    _, _, carried = await a_ballot_for(store, 6)
    for user, token in (carried[4], carried[1]):
        await voted(store, user, token, "content", "yes")

    async with store.read() as session:
        place = "rowid" if session.get_bind().dialect.name == "sqlite" else "ctid"
        order = list(await session.execute(text(f"SELECT digest, replies FROM ballots ORDER BY {place}")))

    for filled in (False, True):
        some = [digest for digest, replies in order if (replies is not None) is filled]
        assert some == sorted(some)


async def test_below_five_answers_only_their_number_is_shown(store):
    admin, survey, carried = await a_ballot_for(store, 6)
    for user, token in carried[:4]:
        await voted(store, user, token, "content", "yes")

    async with by(store, admin) as work:
        few = await results.show(work, survey)
    await voted(store, *carried[4], "content", "no")
    async with by(store, admin) as work:
        enough = await results.show(work, survey)

    assert (few.asked, few.answered, few.questions) == (6, 4, ())
    assert next((each.n, each.counts) for each in enough.questions) == (5, {"yes": 4, "no": 1})


async def test_an_answer_may_be_changed_and_counts_once(store):
    _, _, [(user, token), *_] = await a_ballot_for(store, 5)

    await voted(store, user, token, "content", "no")
    await voted(store, user, token, "content", "yes")

    filled = [replies for _, replies in await _ballots(store) if replies is not None]
    assert [each["content"]["choices"] for each in filled] == [["yes"]]


@pytest.mark.parametrize(
    "broken", ["ballot", "ballot:x:content:yes:ja", "ballot:{}:content:maybe:ja", "ballot:{}:speed:3:ja"]
)
async def test_broken_buttons_count_for_nothing(store, broken):
    _, _, [(user, token), *_] = await a_ballot_for(store, 5)

    await hear(store, event("postback", user, SOON, postback={"data": broken.format(token)}))

    assert all(replies is None for _, replies in await _ballots(store))


async def test_nobody_is_asked_before_there_are_enough_to_hide_among(store):
    admin = await a_rep(store, role="admin")
    customers = await waving.people(store, 5, owner=admin)
    await waving.a_month(store)
    survey = await own.made(store, admin, questions=QUESTIONS, anonymous=True)
    await waving.started(store, admin, survey=str(survey.id), ends_on=FIRST)
    async with by(store, admin) as work:
        (await work.session.get(type(customers[0]), customers[0].id)).mourning_until = FIRST + timedelta(days=30)

    await waving.mornings(store, FIRST, FIRST)

    assert await rows(store, SurveyInvite) == []
    assert await _ballots(store) == []


async def test_the_next_question_is_answered_by_the_reply_alone(store):
    _, _, [(user, token), *_] = await a_ballot_for(store, 5)

    await voted(store, user, token, "content", "yes")

    row = (await rows(store, Outbox))[-1]
    question = unpack(row.kind, row.fields)
    assert isinstance(question, BallotQuestion)
    assert (row.recipient, row.customer_id, question.question["key"]) == ("", None, "speed")
    assert row.reply_token
    assert row.created_at > NOW


async def _said(store):
    """As delivery does with what is secret."""
    secret = [row.seq for row in await rows(store, Outbox) if row.kind.startswith("Ballot")]
    async with store.write() as session:
        await letters.forget(session, secret)


async def _ballots(store):
    async with store.read() as session:
        found = await session.execute(select(Ballot.digest, Ballot.replies))
        return [(digest, replies) for digest, replies in found]
