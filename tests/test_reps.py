"""Our own people: who they are is Slack's word, what they may do is an admin's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from bot import slack
from bot.people import FORGET_STRANGERS, People, SlackSilentError
from crm import cases, followups, interactions, invites, post, reps, roles, surveys
from crm.interactions import Task
from crm.notices import LogSaved, Sentence
from crm.refusals import Gone, NameMissing, NotAllowed, NotAMember, Refusal, Refused
from crm.reps import Description, Profile
from crm.roles import Reach
from crm.work import Work
from handlers.slack.reps import profile
from sandbox.town import SLACK_BOT_TOKEN, Town
from storage.store import Store
from storage.tables import Customer, Outbox, Rep, Team
from storage.tables.people import ROLES
from tests.builders import (
    HOUSE,
    NOW,
    Clock,
    a_case,
    a_customer,
    a_followup,
    a_line_user,
    a_rep,
    a_team,
    an_answer,
    written,
)
from tests.deeds import by, logged, refused
from tests.line_events import rows

OURS, THEIRS = "T00000001", "T00000002"


def a_user(**more) -> dict:
    """Slack's user object of a full member."""
    return {
        "id": "USATO",
        "team_id": OURS,
        "name": "sato",
        "real_name": "佐藤 健太",
        "locale": "ja-JP",
        "profile": {"real_name": "佐藤 健太", "display_name": "佐藤/営業1"},
        "deleted": False,
        "is_bot": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_stranger": False,
    } | more


# --- who is a member --------------------------------------------------------------------------------------------------


def test_a_full_member_is_read_with_both_names_and_language():
    assert profile(a_user(), OURS, "en") == Profile("USATO", "佐藤/営業1", "佐藤 健太", "ja", member=True)


@pytest.mark.parametrize(
    "user",
    [
        {"is_bot": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True, "team_id": THEIRS},
        {"team_id": THEIRS},
        {"team_id": THEIRS, "enterprise_user": {"teams": ["T00000003"]}},
        {"deleted": True},
        {"id": "USLACKBOT"},
    ],
    ids=[
        "bot",
        "guest",
        "guest of one channel",
        "stranger",
        "other company",
        "other part of a grid",
        "left",
        "Slackbot",
    ],
)
def test_whoever_is_no_full_member_is_none(user):
    assert not profile(a_user(**user), OURS, "ja").member


@pytest.mark.parametrize(
    "user",
    [
        {"team_id": THEIRS, "enterprise_user": {"id": "W1", "teams": [THEIRS, OURS]}},
        {"is_app_user": True},
        {"is_admin": True, "is_owner": True},
        {"team_id": None},
    ],
    ids=["grid", "has authorized the app", "runs the workspace", "no team told"],
)
def test_whoever_belongs_here_is_a_member(user):
    assert profile(a_user(**user), OURS, "ja").member


@pytest.mark.parametrize(
    ("locale", "language"), [("ja-JP", "ja"), ("en-GB", "en"), ("fr-FR", "en"), (None, "ja"), ("", "ja")]
)
def test_the_language_is_slacks_or_else_the_houses(locale, language):
    assert profile(a_user(locale=locale), OURS, "ja").language == language


@pytest.mark.parametrize(
    ("user", "display", "full"),
    [
        ({"profile": {"real_name": "佐藤 健太", "display_name": ""}}, "佐藤 健太", "佐藤 健太"),
        ({"profile": None}, "佐藤 健太", "佐藤 健太"),
        ({"profile": {}, "real_name": None}, "sato", "sato"),
        ({"profile": {}, "real_name": None, "name": None}, "USATO", "USATO"),
    ],
)
def test_a_name_that_is_missing_is_made_up_for(user, display, full):
    person = profile(a_user(**user), OURS, "ja")

    assert (person.display_name, person.full_name) == (display, full)


# --- the first time ---------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def people(store: Store, town: Town) -> AsyncIterator[People]:
    """Looks people up in the town; its clock is `people._clock`, which the test moves."""
    async with slack.http_session() as session:
        client = slack.web_client(SLACK_BOT_TOKEN, f"{town.url}/slack/api/", session, retries=True)
        yield People(store, client, HOUSE, Clock())


def asked(town: Town) -> int:
    return len(town.calls.since(method="users.info"))


async def test_a_member_who_first_uses_the_bot_becomes_a_rep(store, town, people):
    town.add_slack_user("USATO", "佐藤 健太", display_name="佐藤/営業1", locale="en-US")

    await people.ensure(["USATO"])

    [rep] = await rows(store, Rep)
    assert (rep.slack_id, rep.full_name, rep.display_name) == ("USATO", "佐藤 健太", "佐藤/営業1")
    assert (rep.role, rep.language, rep.active, rep.seen_at) == ("rep", "en", True, NOW)


async def test_whoever_is_known_is_not_asked_about(store, town, people):
    rep = await a_rep(store)

    await people.ensure([rep.slack_id])

    assert asked(town) == 0


@pytest.mark.parametrize(
    "flags", [{"is_restricted": True}, {"is_bot": True}, {"is_stranger": True}, {"deleted": True}], ids=str
)
async def test_of_whoever_is_no_member_nothing_is_kept_and_slack_is_asked_once_a_minute(store, town, people, flags):
    town.add_slack_user("UGUEST", "松本 ゲスト", **flags)

    for _ in range(3):
        await people.ensure(["UGUEST"])
    first = asked(town)
    people._clock.forward(seconds=FORGET_STRANGERS.total_seconds() + 1)
    await people.ensure(["UGUEST"])

    assert (first, asked(town)) == (1, 2)
    assert await rows(store, Rep) == []


async def test_whom_slack_does_not_know_it_is_not_asked_about_again_and_again(store, town, people):
    for _ in range(3):
        await people.ensure(["UNOBODY"])

    assert asked(town) == 1
    assert await rows(store, Rep) == []


async def test_a_guest_who_is_made_a_member_is_let_in(store, town, people):
    guest = town.add_slack_user("UGUEST", "松本", is_restricted=True)
    await people.ensure(["UGUEST"])
    guest.is_restricted = False
    people._clock.forward(seconds=FORGET_STRANGERS.total_seconds() + 1)

    await people.ensure(["UGUEST"])

    assert [rep.slack_id for rep in await rows(store, Rep)] == ["UGUEST"]


async def test_whoever_had_left_and_is_back_is_active_again_with_role_and_own_name(store, town, people):
    await a_rep(store, slack_id="USATO", role="manager", full_name="佐藤 花子", active=False)
    town.add_slack_user("USATO", "Sato", display_name="佐藤/営業2")

    await people.ensure(["USATO"])

    [rep] = await rows(store, Rep)
    assert (rep.active, rep.role, rep.full_name, rep.display_name) == (True, "manager", "佐藤 花子", "佐藤/営業2")


@pytest.mark.parametrize("method", ["users.info", "auth.test"])
@pytest.mark.parametrize(
    "trouble", [{"kind": "status", "status": 500}, {"kind": "cut_before"}, {"kind": "delay", "seconds": 3.0}], ids=str
)
async def test_when_slack_is_silent_it_is_said_so_and_nobody_is_turned_away(store, town, people, method, trouble):
    town.add_slack_user("USATO", "佐藤 健太")
    town.troubles.order(method=method, times=None, **trouble)

    with pytest.raises(SlackSilentError):
        await people.ensure(["USATO"])
    town.troubles.clear()
    await people.ensure(["USATO"])

    assert [rep.slack_id for rep in await rows(store, Rep)] == ["USATO"]


async def test_two_first_commands_at_once_make_one_rep_and_both_go_on(store, town, people):
    town.add_slack_user("USATO", "佐藤 健太")

    await asyncio.gather(*(people.ensure(["USATO"]) for _ in range(6)))

    assert len(await rows(store, Rep)) == 1


# --- what Slack says later --------------------------------------------------------------------------------------------


async def follow(store: Store, person: Profile) -> Rep | None:
    async with written(store) as work:
        return await reps.follow_slack(work, person)


async def test_a_new_display_name_is_taken_over_and_the_own_name_is_kept(store):
    await a_rep(store, slack_id="USATO", full_name="佐藤 花子", language="en")

    await follow(store, Profile("USATO", "佐藤/営業2", "Sato", "ja", member=True))

    [rep] = await rows(store, Rep)
    assert (rep.display_name, rep.full_name, rep.language, rep.active) == ("佐藤/営業2", "佐藤 花子", "en", True)


async def test_who_has_left_is_not_active_any_more(store):
    await a_rep(store, slack_id="USATO")

    await follow(store, Profile("USATO", "佐藤", "佐藤", "ja", member=False))

    [rep] = await rows(store, Rep)
    assert not rep.active


async def test_of_strangers_nothing_is_kept(store):
    assert await follow(store, Profile("UOTHER", "誰か", "誰か", "ja", member=True)) is None
    assert await rows(store, Rep) == []


async def test_a_stranger_is_refused_by_the_rule_itself(store):
    async with refused(NotAMember()), written(store) as work:
        await reps.introduce(work, Profile("UGUEST", "松本", "松本", "ja", member=False))


async def test_long_names_are_cut_where_the_column_ends(store):
    async with written(store) as work:
        await reps.introduce(work, Profile("USATO", "あ" * 300, "い" * 300, "ja", member=True))

    [rep] = await rows(store, Rep)
    assert (len(rep.display_name), len(rep.full_name)) == (100, 100)


# --- settings ---------------------------------------------------------------------------------------------------------


async def test_everybody_describes_themselves(store):
    rep = await a_rep(store, role="read_only")

    async with by(store, rep) as work:
        await reps.describe(work, Description("  佐藤 華子 ", " さとうはなこ ", "en"))

    [kept] = await rows(store, Rep)
    assert (kept.full_name, kept.reading, kept.language) == ("佐藤 華子", "さとうはなこ", "en")


@pytest.mark.parametrize("name", ["", "   ", "\u3000"])
async def test_a_name_for_customers_is_needed(store, name):
    rep = await a_rep(store)

    async with refused(NameMissing()), by(store, rep) as work:
        await reps.describe(work, Description(name, None, "ja"))


async def test_an_admin_appoints(store):
    admin, rep, team = await a_rep(store, role="admin"), await a_rep(store), await a_team(store)

    async with by(store, admin) as work:
        await reps.appoint(work, rep.slack_id, "manager", team.id)

    kept = (await rows(store, Rep))[1]
    assert (kept.role, kept.team_id) == ("manager", team.id)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"admin"}))
async def test_nobody_else_appoints_or_makes_teams(store, role):
    rep = await a_rep(store, role=role)

    async with refused(NotAllowed("reps.appoint")), by(store, rep) as work:
        await reps.appoint(work, rep.slack_id, "admin", None)
    async with refused(NotAllowed("teams.create")), by(store, rep) as work:
        await reps.create_team(work, "営業部", None)


async def test_those_whom_the_settings_name_are_admins_whatever_the_store_says(store):
    admin = await a_rep(store, slack_id=HOUSE.admins[0], role="read_only")

    async with by(store, admin) as work:
        team = await reps.create_team(work, "  営業部 ", None)

    assert team.name == "営業部"


@pytest.mark.parametrize(
    ("slack_id", "role", "team"),
    [("UNOBODY", "rep", None), ("USATO", "king", None), ("USATO", "rep", 4711), ("USATO", "", None)],
    ids=["nobody", "no role", "no team", "empty role"],
)
async def test_what_is_not_there_cannot_be_appointed(store, slack_id, role, team):
    admin = await a_rep(store, role="admin")
    await a_rep(store, slack_id="USATO")

    async with refused(Gone()), by(store, admin) as work:
        await reps.appoint(work, slack_id, role, team)


async def test_a_team_stands_in_one_that_is_there(store):
    admin = await a_rep(store, role="admin")
    department = await a_team(store, name="営業部")

    async with by(store, admin) as work:
        await reps.create_team(work, "一課", department.id)
    async with refused(Gone()), by(store, admin) as work:
        await reps.create_team(work, "二課", 4711)
    async with refused(NameMissing()), by(store, admin) as work:
        await reps.create_team(work, " ", None)

    assert [(team.name, team.parent_id) for team in await rows(store, Team)] == [
        ("営業部", None),
        ("一課", department.id),
    ]


# --- whose rows: rule x role x reach ----------------------------------------------------------------------------------

Deed = Callable[[Work], Awaitable[object]]


async def _edits(store: Store, customer: Customer) -> Deed:
    log = await _log_of(store, customer)
    return lambda work: interactions.edit(work, log.interaction_id, "call", "x", list[Task]())


async def _undoes(store: Store, customer: Customer) -> Deed:
    log = await _log_of(store, customer)
    return lambda work: interactions.undo(work, log.operation)


async def _log_of(store: Store, customer: Customer) -> LogSaved:
    owner = next(rep for rep in await rows(store, Rep) if rep.id == customer.owner_id)
    [log] = await logged(store, owner, "田中様 訪問。来週金曜に電話", chosen={"田中": customer.id})
    return log


async def _settles(store: Store, customer: Customer) -> Deed:
    owed = await a_followup(store, customer=customer)
    return lambda work: followups.settle(work, owed.id, "done")


async def _snoozes(store: Store, customer: Customer) -> Deed:
    owed = await a_followup(store, customer=customer)
    return lambda work: followups.snooze(work, owed.id, "hour")


async def _closes(store: Store, customer: Customer) -> Deed:
    case = await a_case(store, customer=customer, answer=await an_answer(store, customer=customer, score=2))
    return lambda work: cases.close(work, case.id)


async def _asks(store: Store, customer: Customer) -> Deed:
    await a_line_user(store, customer=customer)
    return lambda work: surveys.ask_nps(work, customer.id)


async def _invites(_store: Store, customer: Customer) -> Deed:
    return lambda work: invites.make(work, customer.id, lambda language, code: f"{language} {code}")


DEEDS = {
    "interactions.edit": _edits,
    "interactions.undo": _undoes,
    "followups.settle": _settles,
    "followups.snooze": _snoozes,
    "cases.close": _closes,
    "surveys.ask_nps": _asks,
    "invites.make": _invites,
}
WHERE = ("own", "same", "below", "above", "beside", "nowhere")
REACHED = {
    "read_only": set(),
    "rep": {"own"},
    "manager": {"own", "same", "below"},
    "admin": set(WHERE),
}


@pytest_asyncio.fixture
async def sqlite(sqlite_url: str) -> AsyncIterator[Store]:
    """Reach is decided before any statement: one database says enough."""
    made = Store.open(sqlite_url)
    yield made
    await made.close()


# Only ever called by other rules, which have looked whose the customer is.
INNER = {"followups.add"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", DEEDS)
async def test_whose_rows_a_role_reaches(sqlite, name, role):
    department = await a_team(sqlite, name="営業部")
    mine = await a_team(sqlite, name="一課", parent=department)
    teams = {
        "same": mine,
        "below": await a_team(sqlite, name="一係", parent=mine),
        "above": department,
        "beside": await a_team(sqlite, name="二課", parent=department),
    }
    actor = await a_rep(sqlite, role=role, team_id=mine.id)

    outcomes = {}
    for where in WHERE:
        team = teams.get(where)
        owner = actor if where == "own" else await a_rep(sqlite, team_id=team.id if team else None)
        if where == "own" and role == "read_only" and name.startswith("interactions."):
            continue  # they cannot have written one
        customer = await a_customer(sqlite, owner=owner)
        outcomes[where] = await _outcome(sqlite, actor, await DEEDS[name](sqlite, customer))

    assert {where for where, refusal in outcomes.items() if refusal is None} == REACHED[role]
    assert set(outcomes.values()) <= {None, NotAllowed(name)}


async def _outcome(store: Store, actor: Rep, deed: Deed) -> Refusal | None:
    try:
        async with by(store, actor) as work:
            await deed(work)
    except Refused as no:
        return no.refusal
    return None


def test_every_rule_that_asks_for_the_owner_is_walked_here():
    owners = {name for name, grants in roles.TABLE.items() if grants == roles.TABLE["followups.settle"]}

    assert roles.TABLE["followups.settle"] == {"rep": Reach.OWN, "manager": Reach.TEAM, "admin": Reach.ALL}
    assert owners == set(DEEDS) | INNER


async def test_a_manager_without_a_team_reaches_only_what_is_their_own(store):
    manager, rep = await a_rep(store, role="manager"), await a_rep(store)
    own = await a_followup(store, customer=await a_customer(store, owner=manager))
    other = await a_followup(store, customer=await a_customer(store, owner=rep))

    async with by(store, manager) as work:
        await followups.settle(work, own.id, "done")
    async with refused(NotAllowed("followups.settle")), by(store, manager) as work:
        await followups.settle(work, other.id, "done")


# --- post -------------------------------------------------------------------------------------------------------------


async def test_what_is_told_in_the_place_of_one_who_left_can_still_be_found_by_its_customer(store):
    """An erasure goes by the customer."""
    customer = await a_customer(store, owner=await a_rep(store, active=False))

    async with written(store) as work:
        await post.to_team(work, Sentence("log.usage"), customer_id=customer.id)

    assert [row.customer_id for row in await rows(store, Outbox)] == [customer.id]
