"""Who somebody in Slack is: a full member who uses the bot becomes a rep, and nobody else does."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot import slack
from bot.people import FORGET_STRANGERS, People, SlackSilentError
from crm.reps import Profile
from handlers.slack.reps import profile
from sandbox.town import SLACK_BOT_TOKEN, Town
from storage.store import Store
from storage.tables import Rep
from tests.builders import (
    HOUSE,
    NOW,
    Clock,
    a_rep,
)
from tests.line_events import rows
from tests.patience import PATIENCE

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


@pytest.mark.parametrize(
    ("method", "trouble"),
    [
        ("users.info", {"kind": "status", "status": 500}),
        ("users.info", {"kind": "delay", "seconds": 0.6}),
        ("auth.test", {"kind": "status", "status": 500}),
        ("auth.test", {"kind": "cut_before"}),
    ],
    ids=str,
)
async def test_when_slack_is_silent_it_is_said_so_and_nobody_is_turned_away(store, town, people, method, trouble):
    town.add_slack_user("USATO", "佐藤 健太")
    town.troubles.order(method=method, times=None, **trouble)

    people.patience = 0.2
    with pytest.raises(SlackSilentError):
        await people.ensure(["USATO"])
    town.troubles.clear()
    people.patience = PATIENCE
    await people.ensure(["USATO"])

    assert [rep.slack_id for rep in await rows(store, Rep)] == ["USATO"]


async def test_two_first_commands_at_once_make_one_rep_and_both_go_on(store, town, people):
    town.add_slack_user("USATO", "佐藤 健太")

    await asyncio.gather(*(people.ensure(["USATO"]) for _ in range(6)))

    assert len(await rows(store, Rep)) == 1
