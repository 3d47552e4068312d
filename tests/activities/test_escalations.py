"""What stays overdue climbs: to the deputy, then to whoever answers for the owner, bundled, in business hours."""

import asyncio
from datetime import UTC, date, datetime, time

import pytest

from crm.activities import followups
from crm.notices import OverdueBundle
from reminders.sweeps import run_all
from storage.store import Store
from storage.tables import CompanySettings, Customer, Followup, Rep
from storage.tables import Outbox as Row
from tests.builders import HOUSE, a_customer, a_followup, a_rep, a_team, saved
from tests.deeds import by
from tests.line_events import owed, rows

# A Thursday; Monday 23 November is 勤労感謝の日, so business days after it are the 20th, 24th, 25th, 26th.
DUE = date(2026, 11, 19)


def morning(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), HOUSE.business.zone).astimezone(UTC)


def november(day: int, hour: int = 9) -> datetime:
    return morning(date(2026, 11, day), hour)


async def told(store: Store) -> dict[str, list[int]]:
    """Who has been told of which overdue follow-ups, over all messages."""
    found: dict[str, list[int]] = {}
    for row in await rows(store, Row):
        if row.kind == "OverdueBundle" and row.update_of is None:
            found.setdefault(row.recipient, []).extend(each["followup_id"] for each in row.fields["lines"])
    return found


async def a_house(store: Store) -> tuple[Rep, Rep, Rep, Customer]:
    """A rep with a deputy and a manager, and a customer."""
    team = await a_team(store)
    owner = await a_rep(store, slack_id="UOWNER", team_id=team.id, full_name="佐藤 花子")
    deputy = await a_rep(store, slack_id="UDEPUTY", team_id=team.id)
    manager = await a_rep(store, slack_id="UMANAGER", role="manager", team_id=team.id)
    return owner, deputy, manager, await a_customer(store, owner=owner, deputy_id=deputy.id)


# --- up the ladder ----------------------------------------------------------------------------------------------------


async def test_it_climbs_to_the_deputy_after_two_business_days_and_to_the_manager_after_four(store):
    *_, customer = await a_house(store)
    late = await a_followup(store, customer=customer, day=DUE)
    seen = []

    for day in (19, 20, 24, 25, 26, 27):
        await run_all(store, HOUSE, november(day))
        seen.append(sorted(await told(store)))

    assert seen == [[], [], ["UDEPUTY"], ["UDEPUTY"], ["UDEPUTY", "UMANAGER"], ["UDEPUTY", "UMANAGER"]]
    assert await told(store) == {"UDEPUTY": [late.id], "UMANAGER": [late.id]}
    assert [row.escalated for row in await rows(store, Followup)] == [2]


async def test_what_the_company_has_settled_counts(store):
    *_, customer = await a_house(store)
    await a_followup(store, customer=customer, day=DUE)
    await saved(store, CompanySettings(deputy_after=1, manager_after=3))

    await run_all(store, HOUSE, november(20))
    first = sorted(await told(store))
    await run_all(store, HOUSE, november(25))

    assert first == ["UDEPUTY"]
    assert sorted(await told(store)) == ["UDEPUTY", "UMANAGER"]


async def test_ten_things_are_one_message_with_the_owners_name(store):
    *_, customer = await a_house(store)
    for _ in range(12):
        await a_followup(store, customer=customer, day=DUE)

    await run_all(store, HOUSE, november(24))

    [bundle] = await owed(store, OverdueBundle)
    assert (len(bundle.lines), bundle.more) == (10, 2)
    assert {(each.owner, each.late) for each in bundle.lines} == {("佐藤 花子", 2)}
    assert {row.escalated for row in await rows(store, Followup)} == {1}


async def test_a_reader_of_two_kinds_gets_one_message(store):
    """The manager of one team is the deputy of another one's customer."""
    owner, _, manager, customer = await a_house(store)
    other = await a_rep(store, team_id=(await a_team(store)).id)
    as_manager = await a_followup(store, customer=customer, day=date(2026, 11, 17))
    theirs = await a_customer(store, owner=other, deputy_id=manager.id)
    as_deputy = await a_followup(store, customer=theirs, day=DUE)

    await run_all(store, HOUSE, november(24))

    assert await told(store) == {"UMANAGER": [as_manager.id, as_deputy.id]}
    assert len(await owed(store, OverdueBundle)) == 1
    assert owner.id != other.id


async def test_two_sweeps_at_once_tell_once(store, database_url):
    *_, customer = await a_house(store)
    late = [await a_followup(store, customer=customer, day=DUE) for _ in range(8)]
    other = Store.open(database_url)

    await asyncio.gather(*(run_all(each, HOUSE, november(24)) for each in (store, other, store)))
    await other.close()

    assert {reader: sorted(numbers) for reader, numbers in (await told(store)).items()} == {
        "UDEPUTY": [each.id for each in late]
    }


@pytest.mark.parametrize(
    "moment",
    [november(24, 8), november(24, 18), november(23, 10), november(22, 10)],
    ids=["before", "after", "on a holiday", "on a Sunday"],
)
async def test_others_are_told_only_while_the_company_works(store, moment):
    *_, customer = await a_house(store)
    await a_followup(store, customer=customer, day=date(2026, 11, 12))

    await run_all(store, HOUSE, moment)

    assert await told(store) == {}


async def test_a_missed_morning_is_made_up_for_in_the_afternoon(store):
    *_, customer = await a_house(store)
    await a_followup(store, customer=customer, day=DUE)

    await run_all(store, HOUSE, november(24, 16))

    assert sorted(await told(store)) == ["UDEPUTY"]


# --- who stands where -------------------------------------------------------------------------------------------------


async def test_without_a_deputy_the_manager_is_told_when_it_is_the_managers_turn(store):
    owner, *_ = await a_house(store)
    late = await a_followup(store, customer=await a_customer(store, owner=owner), day=DUE)

    await run_all(store, HOUSE, november(24))
    early = await told(store)
    await run_all(store, HOUSE, november(26))

    assert early == {}
    assert await told(store) == {"UMANAGER": [late.id]}


@pytest.mark.parametrize("deputy", ["left", "owner"])
async def test_a_deputy_who_has_left_or_owns_it_is_passed_over(store, deputy):
    owner, *_ = await a_house(store)
    who = owner if deputy == "owner" else await a_rep(store, slack_id="UGONE", active=False)
    await a_followup(store, customer=await a_customer(store, owner=owner, deputy_id=who.id), day=DUE)

    await run_all(store, HOUSE, november(24))
    await run_all(store, HOUSE, november(26))

    assert sorted(await told(store)) == ["UMANAGER"]


async def test_what_somebody_left_behind_goes_straight_to_the_manager(store):
    _, deputy, manager, _ = await a_house(store)
    gone = await a_rep(store, slack_id="UGONE", active=False, team_id=manager.team_id)
    late = await a_followup(store, customer=await a_customer(store, owner=gone, deputy_id=deputy.id), day=DUE)

    await run_all(store, HOUSE, november(24))

    assert await told(store) == {"UMANAGER": [late.id]}


async def test_a_team_without_a_manager_is_answered_for_by_the_one_around_it(store):
    division = await a_team(store, name="営業部")
    section = await a_team(store, name="営業一課", parent=division)
    for number in (1, 2):
        await a_rep(store, slack_id=f"UHEAD{number}", role="manager", team_id=division.id)
    await a_rep(store, slack_id="UFORMER", role="manager", team_id=section.id, active=False)
    owner = await a_rep(store, team_id=section.id)
    late = await a_followup(store, customer=await a_customer(store, owner=owner), day=DUE)

    await run_all(store, HOUSE, november(26))

    assert await told(store) == {"UHEAD1": [late.id], "UHEAD2": [late.id]}


async def test_a_managers_own_climb_past_them(store):
    division = await a_team(store)
    section = await a_team(store, parent=division)
    await a_rep(store, slack_id="UHEAD", role="manager", team_id=division.id)
    manager = await a_rep(store, slack_id="UMANAGER", role="manager", team_id=section.id)
    await a_followup(store, customer=await a_customer(store, owner=manager), day=DUE)

    await run_all(store, HOUSE, november(26))

    assert sorted(await told(store)) == ["UHEAD"]


async def test_where_nobody_answers_for_the_owner_the_admins_do(store):
    await a_rep(store, slack_id="UAPPOINTED", role="admin")
    await a_followup(store, customer=await a_customer(store), day=DUE)

    await run_all(store, HOUSE, november(26))

    assert sorted(await told(store)) == ["UADMIN001", "UAPPOINTED"]


# --- what does not climb ----------------------------------------------------------------------------------------------


async def test_what_is_done_or_put_off_does_not_climb(store):
    owner, *_, customer = await a_house(store)
    done, later = [await a_followup(store, customer=customer, day=DUE) for _ in range(2)]
    async with by(store, owner, november(20)) as work:
        await followups.settle(work, done.id, "done")
        await followups.snooze(work, later.id, "business_day")

    await run_all(store, HOUSE, november(25))

    assert await told(store) == {}


async def test_what_was_put_off_after_it_climbed_climbs_anew(store):
    owner, *_, customer = await a_house(store)
    late = await a_followup(store, customer=customer, day=DUE)
    await run_all(store, HOUSE, november(24))
    async with by(store, owner, november(24, 10)) as work:
        await followups.snooze(work, late.id, "business_day")

    await run_all(store, HOUSE, november(27))

    assert await told(store) == {"UDEPUTY": [late.id, late.id]}


async def test_a_duplicates_follow_ups_do_not_climb(store):
    owner, *_, customer = await a_house(store)
    duplicate = await a_customer(store, owner=owner, merged_into_id=customer.id)
    await a_followup(store, customer=duplicate, day=DUE)

    await run_all(store, HOUSE, november(26))

    assert await told(store) == {}


async def test_what_the_reader_does_about_it_stands_in_their_message(store):
    owner, deputy, _, customer = await a_house(store)
    first, second = [await a_followup(store, customer=customer, day=DUE) for _ in range(2)]
    await run_all(store, HOUSE, november(24))

    async with by(store, deputy, november(24, 10)) as work:
        await followups.settle(work, first.id, "done")
    async with by(store, owner, november(24, 10)) as work:
        await followups.hand(work, second.id, "UMANAGER")

    *_, bundle = await owed(store, OverdueBundle)
    assert [each.state for each in bundle.lines] == ["done", "handed"]
