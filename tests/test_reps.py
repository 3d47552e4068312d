"""Our own people: who they are is Slack's word, what they may do is an admin's."""

from datetime import time

import pytest

from crm import post, reps
from crm.notices import Sentence
from crm.refusals import Gone, HourMissing, NameMissing, NotAllowed, NotAMember
from crm.reps import Description, Profile
from handlers.locales import phrases
from handlers.slack.blocks import reps as blocks
from storage.store import Store
from storage.tables import Outbox, Rep, Team
from storage.tables.people import ROLES
from tests.builders import (
    HOUSE,
    NOW,
    a_customer,
    a_rep,
    a_team,
    written,
)
from tests.deeds import by, refused
from tests.line_events import rows

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


async def test_everybody_settles_when_reminders_come(store):
    rep = await a_rep(store, role="read_only", quiet_from=time(22), quiet_until=time(7))
    hours = {"quiet_from": time(20), "quiet_until": time(8, 30), "bundle_at": time(8)}

    async with by(store, rep) as work:
        await reps.describe(work, Description("佐藤 華子", None, "ja", **hours))
    [chosen] = await rows(store, Rep)
    async with by(store, rep) as work:
        await reps.describe(work, Description("佐藤 華子", None, "ja"))
    [taken_back] = await rows(store, Rep)

    assert (chosen.quiet_from, chosen.quiet_until, chosen.bundle_at) == (time(20), time(8, 30), time(8))
    assert (taken_back.quiet_from, taken_back.quiet_until, taken_back.bundle_at) == (None, None, None)


@pytest.mark.parametrize(("given", "missing"), [("quiet_from", "quiet_until"), ("quiet_until", "quiet_from")])
async def test_quiet_hours_have_a_beginning_and_an_end_or_there_are_none(store, given, missing):
    rep = await a_rep(store)

    async with refused(HourMissing(missing)), by(store, rep) as work:
        await reps.describe(work, Description("佐藤 華子", None, "ja", **{given: time(20)}))

    [kept] = await rows(store, Rep)
    assert (kept.quiet_from, kept.quiet_until, kept.full_name) == (None, None, "佐藤 花子")


@pytest.mark.parametrize(
    ("hour", "shown"), [(None, "unset"), (time(8, 30), "08:30"), (time(8, 10, 5), "08:10")], ids=str
)
async def test_the_form_shows_the_hour_that_is_settled(store, hour, shown):
    rep = await a_rep(store, bundle_at=hour)

    form = blocks.settings_form(rep, phrases("ja"), time(9), NOW.date(), admin=False)

    [field] = [block["element"] for block in form["blocks"] if block.get("block_id") == "bundle_at"]
    assert field["initial_option"]["value"] == shown
    assert len(field["options"]) <= 100
    assert "会社と同じ（9:00）" in str(field["options"][0])


def test_what_an_admin_settles_for_the_company_is_for_admins_alone():
    rep = Rep(slack_id="USATO", display_name="佐藤", full_name="佐藤 花子", language="ja", seen_at=NOW)
    say, today = phrases("ja"), NOW.date()

    shown = {admin: str(blocks.settings_form(rep, say, time(9), today, admin=admin)) for admin in (True, False)}

    for name in ("settings.appoint", "settings.team", "settings.fields", "settings.escalation"):
        assert name in shown[True]
        assert name not in shown[False]


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


# --- post -------------------------------------------------------------------------------------------------------------


async def test_what_is_told_in_the_place_of_one_who_left_can_still_be_found_by_its_customer(store):
    """An erasure goes by the customer."""
    customer = await a_customer(store, owner=await a_rep(store, active=False))

    async with written(store) as work:
        await post.to_team(work, Sentence("log.usage"), customer_id=customer.id)

    assert [row.customer_id for row in await rows(store, Outbox)] == [customer.id]
