"""What stays overdue climbs: from its owner to the customer's deputy, then to whoever answers for the owner."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from crm import post
from crm.activities import nudges
from crm.notices import OverdueBundle
from crm.roles import rule
from crm.work import Work
from storage import company_settings, reps
from storage.activities import escalations, followups
from storage.activities.escalations import DEPUTY, Climbing, Limits
from storage.activities.followups import Owed
from storage.tables import Outbox

# What has climbed beyond these waits for the next hour.
MOST = 10_000
# So many of one circle of people: marking them must not keep the doors waiting, and nobody reads more in an hour.
MOST_AT_ONCE = 100


Readers = Mapping[int, tuple[str, ...]]


@dataclass(frozen=True)
class Climb:
    """Overdue follow-ups, by number: their level, and who is told (Slack ids); no other climb tells them."""

    levels: Mapping[int, int]
    readers: Readers


@dataclass(frozen=True)
class Ladder:
    """Who is above whom, by Slack id: the managers of each team, the team that a team belongs to, and the admins."""

    managers: Mapping[int, Sequence[str]]
    parents: Mapping[int, int | None]
    admins: tuple[str, ...]

    def above(self, owner: str, team_id: int | None) -> tuple[str, ...]:
        """Whoever answers for the owner: in the team, in the nearest team around it, else the admins."""
        climbed = set[int]()
        while team_id is not None and team_id not in climbed:
            managers = tuple(each for each in self.managers.get(team_id, ()) if each != owner)
            if managers:
                return managers
            climbed.add(team_id)
            team_id = self.parents.get(team_id)
        return tuple(each for each in self.admins if each != owner)


def in_hours(work: Work) -> bool:
    """Others are told while the company works."""
    business = work.house.business
    local = business.local(work.now)
    return business.is_business_day(local.date()) and business.opens <= local.time() < business.closes


async def due(work: Work) -> list[Climb]:
    """What should climb now, the longest overdue first. Only reads."""
    settings = await company_settings.current(work.session)
    limits = Limits(*(_before(work, days) for days in (settings.deputy_after, settings.manager_after)))
    climbing = await escalations.climbing(work.session, limits, MOST)
    if not climbing:
        return []
    above = await ladder(work)
    return _climbs(climbing, {each.followup_id: _readers_of(each, above) for each in climbing})


def _before(work: Work, days: int) -> datetime:
    """What was due before this moment is `days` business days overdue."""
    business = work.house.business
    last = business.add_business_days(work.today, -days)
    return business.moment(business.next_business_day(last), time())


async def ladder(work: Work) -> Ladder:
    """As it stands now."""
    managers = defaultdict[int, list[str]](list)
    for each in await reps.with_roles(work.session, ["manager"]):
        managers[each.team_id or 0].append(each.slack_id)
    appointed = await reps.with_roles(work.session, ["admin"])
    admins = {*work.house.admins, *(rep.slack_id for rep in appointed)}
    parents = {team.id: team.parent_id for team in await reps.teams(work.session)}
    return Ladder(managers, parents, tuple(sorted(admins)))


def _readers_of(each: Climbing, ladder: Ladder) -> tuple[str, ...]:
    if each.level == DEPUTY and each.deputy is not None:
        return (each.deputy,)
    return ladder.above(each.owner, each.team_id)


def _climbs(climbing: Sequence[Climbing], readers: Readers) -> list[Climb]:
    """Apart where no reader is shared: each is marked and told in one transaction, and nobody gets two messages."""
    by_people = defaultdict[tuple[str, ...], set[int]](set)
    for each in climbing:
        by_people[readers[each.followup_id]].add(each.followup_id)
    circles = list[tuple[set[str], set[int]]]()
    for people, numbers in by_people.items():
        shared = [circle for circle in circles if not circle[0].isdisjoint(people)]
        apart = [circle for circle in circles if circle[0].isdisjoint(people)]
        circle = set(people).union(*(each for each, _ in shared)), numbers.union(*(each for _, each in shared))
        circles = [*apart, circle]
    return [_climb([each for each in climbing if each.followup_id in numbers], readers) for _, numbers in circles]


def _climb(climbing: Sequence[Climbing], readers: Readers) -> Climb:
    some = climbing[:MOST_AT_ONCE]
    return Climb(
        {each.followup_id: each.level for each in some}, {each.followup_id: readers[each.followup_id] for each in some}
    )


@rule("escalations.climb")
async def climb(work: Work, going_up: Climb) -> list[Outbox]:
    """Tell each reader once of all that has come up to them; returns what is owed now.

    Marked in the same transaction: what another machine was faster with, or somebody has settled, is left out.
    """
    climbed = await escalations.locked(work.session, going_up.levels)
    for followup in climbed:
        followup.escalated = going_up.levels[followup.id]
    owed = await followups.owed(work.session, [followup.id for followup in climbed])
    by_reader = defaultdict[str, list[Owed]](list)
    for number in (each for each in going_up.readers if each in owed):
        for reader in going_up.readers[number]:
            by_reader[reader].append(owed[number])
    return [await _tell(work, reader, some) for reader, some in sorted(by_reader.items())]


async def _tell(work: Work, reader: str, owed: Sequence[Owed]) -> Outbox:
    lines = tuple(nudges.line(work, each) for each in owed[: nudges.SHOWN])
    return await post.to_slack(work, reader, OverdueBundle(lines, len(owed) - len(lines)))
