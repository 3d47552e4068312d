"""Waves: a survey to many, dripped evenly over mornings; made, shown, held up and stopped by whoever answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crm import post
from crm.notices import WaveCard
from crm.refusals import (
    EndsBeforeItBegins,
    Gone,
    NoQuota,
    NotUnderstood,
    OverQuota,
    PastIn,
    Refused,
    SurveyOver,
    TooFew,
)
from crm.roles import must_reach, rule
from crm.surveys import answers, askings, hours, quotas
from crm.surveys.quotas import Room
from crm.work import Work
from storage import reps
from storage.surveys import surveys, waves
from storage.surveys.waves import Segment
from storage.tables import Rep, Survey, SurveyWave, Team

LONGEST = timedelta(days=92)
FEWEST_ANONYMOUS = 5
INDUSTRIES = 99
REMIND = range(1, 31)
STATES = {"pause": ("running", "paused"), "resume": ("paused", "running"), "stop": ("", "stopped")}


@dataclass(frozen=True)
class Wish:
    """What somebody wants to send. `survey`: nps, csat, ces, or the number of one of the company's own; `owner` (by
    Slack id), `team` and `industry` choose the customers, where they are given.
    """

    survey: str
    starts_on: date
    ends_on: date
    owner: str = ""
    team: int | None = None
    industry: str = ""
    remind_after: int | None = None


@dataclass(frozen=True)
class Beginning:
    """What can be chosen."""

    own: Sequence[Survey]
    teams: Sequence[Team]
    industries: Sequence[str]


@dataclass(frozen=True)
class Preview:
    """What would go out: `count` messages on `days` business days, and LINE's room for them."""

    wish: Wish
    title: str
    kind: str
    count: int
    days: int
    room: Room


@rule("waves.begin")
async def begin(work: Work) -> Beginning:
    """What the form offers; LINE is asked meanwhile how many messages are left."""
    await quotas.ask(work)
    own = [each for each in await surveys.own_open(work.session) if not answers.closed(work, each)]
    every, mine = await reps.teams(work.session), work.actor.teams
    teams = [each for each in every if work.actor.role == "admin" or each.id in mine]
    return Beginning(own, teams, await waves.industries(work.session, INDUSTRIES))


@rule("waves.preview")
async def preview(work: Work, wish: Wish) -> Preview:
    """How many would be asked and whether LINE has room; nothing is sent.

    Raises:
        Refused: EndsBeforeItBegins, PastIn, NotUnderstood (dates, reminder), Gone, SurveyOver, TooFew, NoQuota (LINE
            has not told yet; it is asked), OverQuota (with the numbers).
    """
    _check(work, wish)
    survey = await _survey(work, wish)
    count = await waves.count(work.session, await _segment(work, wish))
    if count < (FEWEST_ANONYMOUS if survey is not None and survey.anonymous else 1):
        raise Refused(TooFew(count, FEWEST_ANONYMOUS if survey is not None and survey.anonymous else 1))
    room = await quotas.room(work)
    if room is None:
        raise Refused(NoQuota())
    if not room.takes(count):
        raise Refused(OverQuota(count, room.left, room.total or 0, room.used, room.promised, room.kept))
    days = len(hours.business_days(work, wish.starts_on, wish.ends_on))
    return Preview(wish, survey.title if survey else "", survey.kind if survey else wish.survey, count, days, room)


def _check(work: Work, wish: Wish) -> None:
    if wish.starts_on < work.today:
        raise Refused(PastIn("starts_on"))
    if wish.ends_on < wish.starts_on:
        raise Refused(EndsBeforeItBegins())
    days = hours.business_days(work, wish.starts_on, wish.ends_on) if wish.ends_on - wish.starts_on <= LONGEST else []
    if not days:
        raise Refused(NotUnderstood("ends_on"))
    if wish.remind_after is not None and wish.remind_after not in REMIND:
        raise Refused(NotUnderstood("remind_after"))


async def _survey(work: Work, wish: Wish) -> Survey | None:
    """One of the company's own; None for one of the three that stand."""
    if wish.survey in askings.SCORED:
        return None
    survey = await surveys.survey(work.session, int(wish.survey)) if wish.survey.isdecimal() else None
    if survey is None or survey.kind != askings.OWN.name:
        raise Refused(Gone())
    if answers.closed(work, survey):
        raise Refused(SurveyOver())
    return survey


async def _segment(work: Work, wish: Wish) -> Segment:
    """The customers of whoever is named, as far as the actor answers for them."""
    every = [each for each in await reps.active(work.session) if _answers_for(work, each)]
    named = [each for each in every if not wish.owner or each.slack_id == wish.owner]
    inside = reps.below(await reps.teams(work.session), wish.team)
    named = [each for each in named if wish.team is None or each.team_id in inside]
    everybody = work.actor.role == "admin" and not wish.owner and wish.team is None
    return Segment(None if everybody else tuple(each.id for each in named), wish.industry)


def _answers_for(work: Work, rep: Rep) -> bool:
    return work.actor.role == "admin" or rep.team_id in work.actor.teams or rep.id == work.actor.id


@rule("waves.start")
async def start(work: Work, wish: Wish) -> WaveCard:
    """Begin: everybody gets a time of their own, and is asked when it comes. Refused as `preview` is."""
    seen = await preview(work, wish)
    survey = await _survey(work, wish) or await askings.standing(work, askings.SCORED[wish.survey])
    segment = await _segment(work, wish)
    chosen = {
        "owners": list(segment.owners) if segment.owners is not None else None,
        "industry": segment.industry,
        "remind_after": wish.remind_after if survey.kind != askings.OWN.name else None,
        "count": seen.count,
        "planned": 0,
        "after": 0,
    }
    wave = SurveyWave(
        survey_id=survey.id,
        starts_on=wish.starts_on,
        ends_on=wish.ends_on,
        chosen=chosen,
        made_by_id=work.actor.id or None,
    )
    await work.save(wave)
    card = await describe(work, wave, survey)
    maker = await reps.by_id(work.session, work.actor.id)
    if maker is not None:
        await post.to_rep(work, maker, card)
    return card


@rule("waves.change")
async def change(work: Work, wave_id: int, what: str) -> WaveCard:
    """Hold it up, go on, or stop it for good (`what`: pause, resume, stop); what was asked stays asked.

    Raises:
        Refused: Gone, NotUnderstood.
    """
    wave = await waves.locked(work.session, wave_id)
    _, survey = await _reached(work, wave_id)
    if wave is None:
        raise Refused(Gone())
    if what not in STATES:
        raise Refused(NotUnderstood("state"))
    before, after = STATES[what]
    if wave.state in {"running", "paused"} and before in {"", wave.state}:
        wave.state = after
    await work.session.flush()
    return await describe(work, wave, survey)


@rule("waves.show")
async def show(work: Work, wave_id: int) -> WaveCard:
    """How far it is. Raises Refused: Gone, NotAllowed."""
    return await describe(work, *await _reached(work, wave_id))


async def _reached(work: Work, wave_id: int) -> tuple[SurveyWave, Survey]:
    """The wave of somebody for whom the actor answers."""
    found = await waves.by_id(work.session, wave_id)
    maker = await reps.by_id(work.session, found[0].made_by_id or 0) if found else None
    if found is None or maker is None:
        raise Refused(Gone())
    must_reach(work, maker)
    return found


async def describe(work: Work, wave: SurveyWave, survey: Survey) -> WaveCard:
    """For rules: the wave as its maker sees it."""
    states = await waves.states(work.session, wave.id)
    answered = await waves.answered(work.session, [wave.id])
    return WaveCard(
        wave_id=wave.id,
        title=survey.title,
        state=wave.state,
        starts_on=wave.starts_on,
        ends_on=wave.ends_on,
        count=int(wave.chosen.get("count", 0)),
        asked=states.get(("asked", ""), 0),
        skipped={why: number for (state, why), number in states.items() if state == "skipped"},
        answered=None if survey.anonymous else answered.get(wave.id, 0),
    )
