"""Our own people: who they are is Slack's word, what they may do is an admin's."""

import re
from dataclasses import dataclass
from datetime import date, time

from crm.handovers import leavers
from crm.refusals import (
    Gone,
    HourMissing,
    NameMissing,
    NotAMember,
    Refusal,
    Refused,
    WrongFields,
)
from crm.roles import rule
from crm.work import Actor, Work
from storage import reps
from storage.tables import Rep, Team
from storage.tables.people import ROLES

NAME = 100
HOURS, PICTURE = 100, 500
_HTTPS = re.compile(r"https://[!-~]+")


@dataclass(frozen=True)
class Profile:
    """A person as Slack describes them. `member` is false for guests, bots, strangers and deactivated people."""

    slack_id: str
    display_name: str
    full_name: str
    language: str
    member: bool


@dataclass(frozen=True)
class Description:
    """What people may say of themselves: the name that customers read, its reading, their language, and their hours.

    `quiet_from` to `quiet_until` is when no reminder comes, `bundle_at`
    when the morning's reminders do; None: as the company has it. `deputy` (a Slack id) stands in for approvals and
    acceptances; None: nobody does. `photo_url` (HTTPS) and `hours` are what customers see of them in LINE. They are
    away from `away_from` to `away_until`, both included; one of them alone is a single day.
    """

    full_name: str
    reading: str | None
    language: str
    quiet_from: time | None = None
    quiet_until: time | None = None
    bundle_at: time | None = None
    deputy: str | None = None
    photo_url: str | None = None
    hours: str | None = None
    away_from: date | None = None
    away_until: date | None = None


@dataclass(frozen=True)
class OwnDeputy(Refusal):
    """Nobody approves and accepts in their own place."""


@dataclass(frozen=True)
class DeputyOnlyReads(Refusal):
    """Somebody who may only read cannot approve or accept for others."""

    name: str


@dataclass(frozen=True)
class AwayBackwards(Refusal):
    """An absence ends neither before it begins nor before today."""


@dataclass(frozen=True)
class PictureUnclear(Refusal):
    """LINE shows pictures by HTTPS only, and nobody reads an address longer than this."""

    most: int


@dataclass(frozen=True)
class Own:
    """Whoever asks, and who stands in for them."""

    rep: Rep
    deputy: Rep | None


async def actor_of(work: Work, rep: Rep) -> Actor:
    """The rep as an actor: those named in SLACK_ADMINS are admins whatever the store says."""
    role = "admin" if rep.slack_id in work.house.admins else rep.role
    return Actor("rep", rep.id, role, reps.below(await reps.teams(work.session), rep.team_id))


@rule("reps.introduce")
async def introduce(work: Work, profile: Profile) -> Rep:
    """A full member who first uses the bot becomes a rep; whoever is known is brought up to date.

    Raises:
        Refused: NotAMember for anybody else.
    """
    if not profile.member:
        raise Refused(NotAMember())
    known = await reps.locked(work.session, profile.slack_id)
    if known is not None:
        known.display_name, known.seen_at = profile.display_name[:NAME], work.now
        await _be(work, known, active=True)
        return known
    rep = Rep(
        slack_id=profile.slack_id,
        display_name=profile.display_name[:NAME],
        full_name=profile.full_name[:NAME],
        language=profile.language,
        role="admin" if profile.slack_id in work.house.admins else "rep",
        seen_at=work.now,
    )
    await work.save(rep)
    return rep


@rule("reps.follow_slack")
async def follow_slack(work: Work, profile: Profile) -> Rep | None:
    """Slack says that somebody has changed, has left or has come back; of strangers we keep nothing."""
    rep = await reps.locked(work.session, profile.slack_id)
    if rep is not None:
        rep.display_name = profile.display_name[:NAME]
        await _be(work, rep, active=profile.member)
    return rep


async def _be(work: Work, rep: Rep, *, active: bool) -> None:
    """Here or gone. Who goes leaves customers behind, of whom somebody must think."""
    if rep.active == active:
        return
    rep.active = active
    await work.session.flush()
    await (leavers.back if active else leavers.left)(work, rep)


@rule("reps.describe")
async def describe(work: Work, own: Description) -> Rep:
    """Change one's own name for customers, its reading, language, hours, or deputy.

    Raises:
        Refused: NameMissing; HourMissing where quiet hours begin without an end, or end without a beginning;
            WrongFields for somebody who cannot stand in, a picture that LINE would not show, or an absence that is over
            before it begins.
    """
    rep = await reps.by_id(work.session, work.actor.id)
    if rep is None:
        raise Refused(Gone())
    if not own.full_name.strip():
        raise Refused(NameMissing())
    if (own.quiet_from is None) != (own.quiet_until is None):
        raise Refused(HourMissing("quiet_from" if own.quiet_from is None else "quiet_until"))
    rep.full_name = own.full_name.strip()[:NAME]
    rep.reading = (own.reading or "").strip()[:NAME] or None
    rep.language = own.language
    rep.quiet_from, rep.quiet_until, rep.bundle_at = own.quiet_from, own.quiet_until, own.bundle_at
    rep.photo_url, rep.hours = _picture(own.photo_url), (own.hours or "").strip()[:HOURS] or None
    rep.deputy_id = await _deputy(work, rep, own.deputy)
    rep.away_from, rep.away_until = _absence(work, own)
    return rep


def _absence(work: Work, own: Description) -> tuple[date, date] | tuple[None, None]:
    """First and last day."""
    begins, ends = own.away_from or own.away_until, own.away_until or own.away_from
    if begins is None or ends is None:
        return None, None
    if ends < begins or ends < work.today:
        raise Refused(WrongFields((("away_until", AwayBackwards()),)))
    return begins, ends


def _picture(url: str | None) -> str | None:
    """The address as LINE takes it; None for none."""
    address = (url or "").strip()
    if not address:
        return None
    if len(address) > PICTURE or not _HTTPS.fullmatch(address):
        raise Refused(WrongFields((("photo_url", PictureUnclear(PICTURE)),)))
    return address


async def _deputy(work: Work, rep: Rep, slack_id: str | None) -> int | None:
    """The number of whom they named, if it can be them."""
    if not slack_id:
        return None
    deputy = await reps.by_slack_id(work.session, slack_id)
    if deputy is not None and deputy.id == rep.deputy_id:
        return deputy.id  # whoever has left meanwhile may stay named: nobody asks them
    if deputy is None or not deputy.active:
        raise _wrong_deputy(NotAMember())
    if deputy.id == rep.id:
        raise _wrong_deputy(OwnDeputy())
    if deputy.role == "read_only" and deputy.slack_id not in work.house.admins:
        raise _wrong_deputy(DeputyOnlyReads(deputy.full_name))
    return deputy.id


def _wrong_deputy(why: Refusal) -> Refused:
    return Refused(WrongFields((("deputy", why),)))


@rule("reps.appoint")
async def appoint(work: Work, slack_id: str, role: str, team_id: int | None) -> Rep:
    """Give somebody a role and a team. They must have used the bot, or Slack's word on them must be here already."""
    rep = await reps.by_slack_id(work.session, slack_id)
    team = await reps.team_by_id(work.session, team_id) if team_id is not None else None
    if rep is None or role not in ROLES or (team_id is not None and team is None):
        raise Refused(Gone())
    rep.role, rep.team_id = role, team_id
    return rep


@rule("teams.create")
async def create_team(work: Work, name: str, parent_id: int | None) -> Team:
    """A team, inside another one (a 課 inside its 部) or on its own."""
    if not name.strip():
        raise Refused(NameMissing())
    if parent_id is not None and await reps.team_by_id(work.session, parent_id) is None:
        raise Refused(Gone())
    team = Team(name=name.strip()[:NAME], parent_id=parent_id)
    await work.save(team)
    return team


@rule("reps.show")
async def show(work: Work) -> Own:
    """Whoever asks, as the settings form shows them."""
    rep = await reps.by_id(work.session, work.actor.id)
    if rep is None:
        raise Refused(Gone())
    return Own(rep, await reps.by_id(work.session, rep.deputy_id) if rep.deputy_id else None)


@rule("teams.list")
async def teams(work: Work) -> list[Team]:
    return await reps.teams(work.session)
