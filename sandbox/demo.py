"""A small invented company and a year of its history, so that a newcomer sees a living store.

Written through the same rules and tables as everything else; nothing of it is sent to anybody.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from crm import reps
from crm.activities import interactions, loglines
from crm.house import House
from crm.points.counter import purchases
from crm.points.counter.buying import Sale
from crm.points.programme import presets, programmes
from crm.privacy import consents
from crm.records import customers, profiles
from crm.relay import templates
from crm.relay.templates import Draft
from crm.reps import Profile
from crm.work import SYSTEM, Actor, Work
from reminders import when
from reminders.sweeps import run_all
from sandbox import cast
from sandbox.cast import Acquaintance
from sandbox.town import Town
from storage.store import Store
from storage.tables import (
    Consent,
    Customer,
    LineLink,
    LineUser,
    Outbox,
    Rep,
    Survey,
    SurveyAnswer,
    SurveyInvite,
)

YEAR = timedelta(days=365)


def people(town: Town) -> None:
    """Everybody who lives in the town: reps and a manager in Slack, customers in LINE."""
    for one in cast.COLLEAGUES:
        town.add_slack_user(
            one.slack_id, one.name, display_name=one.display, locale=one.locale, is_admin=one.slack_id == cast.MANAGER
        )
    town.slack.team_name = town.line.display_name = cast.COMPANY
    town.slack.commands = [{"name": name, "hint": hint} for name, hint in cast.COMMANDS]
    town.slack.shortcuts = [{"callback_id": name, "name": label} for name, label in cast.SHORTCUTS]
    town.add_slack_channel("C0GENERAL", "general")
    town.add_slack_channel("C0SALES", "営業")
    for user_id, name, language, friend in cast.line_accounts():
        town.add_line_user(user_id, name, language, friend=friend)


async def history(store: Store, house: House, now: datetime) -> None:
    """Fill an empty store with a year of work, up to yesterday evening; one transaction, because people wait for it."""
    dice = random.Random(2026)
    async with store.write() as session:
        world = World(session, house)
        staff = await _staff(world, now - YEAR)
        await _programme(world.work(now - YEAR))
        for known in cast.CUSTOMERS:
            rep = staff[known.owner]
            customer = await _customer(world, known, rep, now - timedelta(days=dice.randint(330, 364)), now)
            await _touches(world, known, rep, now, dice)
            if known.line:
                await _in_line(world, known, customer, now - timedelta(days=dice.randint(120, 300)))
            await _purchases(world, known, customer, rep, now)
        await _answers(world, now)
        await _tidy(world, now)


@dataclass(frozen=True)
class World:
    """Where the demo is written."""

    session: AsyncSession
    house: House

    def work(self, now: datetime, actor: Actor = SYSTEM) -> Work:
        return Work(self.session, now, actor, house=self.house)


async def _staff(world: World, began: datetime) -> dict[str, Rep]:
    staff = {}
    work = world.work(began)
    async with work.savepoint():
        for one in cast.COLLEAGUES:
            language = "en" if one.locale.startswith("en") else "ja"
            profile = Profile(one.slack_id, one.display, one.name, language, member=True)
            staff[one.slack_id] = await reps.introduce(work, profile)
            staff[one.slack_id].reading = one.reading
    await _teams(world.work(began, Actor("rep", staff[cast.MANAGER].id, "admin")), staff)
    await _templates(world.work(began, Actor("rep", staff[cast.MANAGER].id, "admin")))
    return staff


async def _templates(work: Work) -> None:
    async with work.savepoint():
        for name, text, language in cast.TEMPLATES:
            await templates.save(work, None, Draft(name, text, language))


async def _teams(work: Work, staff: dict[str, Rep]) -> None:
    async with work.savepoint():
        department = await reps.create_team(work, "営業部", None)
        section = await reps.create_team(work, "営業1課", department.id)
        for slack_id in staff:
            manager = slack_id == cast.MANAGER
            team = department if manager else section
            await reps.appoint(work, slack_id, "admin" if manager else "rep", team.id)


async def _customer(world: World, known: Acquaintance, rep: Rep, met: datetime, today: datetime) -> Customer:
    work = world.work(met, Actor("rep", rep.id, "rep"))
    async with work.savepoint():
        made = await customers.create(work, known.as_typed)
        made.language = known.language
        await work.session.flush()
        await profiles.edit(work, made.id, made.version, _about(known, world.house.business.local(today).date()))
    return made


def _about(known: Acquaintance, today: date) -> dict[str, str]:
    soon = today + timedelta(days=2)
    return {name: text.format(soon=f"{soon.month}/{soon.day}") for name, text in known.about.items()}


async def _touches(world: World, known: Acquaintance, rep: Rep, now: datetime, dice: random.Random) -> None:
    business = world.house.business
    for days_ago in sorted((dice.randint(1, 320) for _ in range(known.touches)), reverse=True):
        day = business.on_or_after((now - timedelta(days=days_ago)).date())
        moment = business.moment(min(day, now.date()), time(dice.randint(10, 17), dice.choice((0, 15, 30))))
        text = f"{known.name} {dice.choice(cast.NOTES[known.language])}"
        if moment < now:
            await _log(world.work(moment, Actor("rep", rep.id, "rep")), text)


async def _log(work: Work, text: str) -> None:
    business = work.house.business
    local = business.local(work.now)
    line = loglines.read(text, when.find(text, local, business), local.date(), local.time())
    async with work.savepoint():
        await interactions.log(work, text, line)


async def _in_line(world: World, known: Acquaintance, customer: Customer, since: datetime) -> None:
    work = world.work(since)
    async with work.savepoint():
        account = LineUser(
            user_id=known.line or "", display_name=known.name, language=known.language, followed_at=since
        )
        await work.save(account)
        await work.save(
            LineLink(line_user_id=account.id, customer_id=customer.id),
            Consent(
                customer_id=customer.id,
                decided_at=since,
                purpose=consents.SURVEYS,
                granted=True,
                text_version=consents.TEXT_VERSION,
                channel="line",
            ),
        )


async def _programme(work: Work) -> None:
    async with work.savepoint():
        await programmes.apply(work, presets.text("shop"), "preset")


async def _purchases(world: World, known: Acquaintance, customer: Customer, rep: Rep, now: datetime) -> None:
    """Whoever is seen often buys often; the dice are the customer's own, so that nobody else's year changes."""
    dice, business = random.Random(known.name), world.house.business
    for days_ago in sorted((dice.randint(3, 300) for _ in range(1 + known.touches // 6)), reverse=True):
        day = business.on_or_after((now - timedelta(days=days_ago)).date())
        work = world.work(business.moment(min(day, now.date()), time(11, 20)), Actor("rep", rep.id, "rep"))
        if work.now < now:
            async with work.savepoint():
                sale = Sale(dice.randrange(48, 420) * 100, dice.choice(cast.GOODS[known.language]))
                await purchases.record(work, customer.id, sale)


async def _answers(world: World, now: datetime) -> None:
    """Last Friday's NPS question, so that this week's digest has figures; most of those who were asked answered."""
    today = world.house.business.local(now).date()
    work = world.work(world.house.business.moment(today - timedelta(days=today.weekday() + 3), time(10)))
    async with work.savepoint():
        survey = Survey(kind="nps", title="NPS")
        await work.save(survey)
        for known in cast.CUSTOMERS:
            if known.line and known.score is not None:
                await _answer(work, survey, known)


async def _answer(work: Work, survey: Survey, known: Acquaintance) -> None:
    account = await cast.account_of(work.session, known.line or "")
    customer_id = await cast.customer_of(work.session, account.id)
    invite = SurveyInvite(
        survey_id=survey.id,
        customer_id=customer_id,
        line_user_id=account.id,
        token=f"demo-{account.user_id[-6:]}",
        asked_at=work.now,
    )
    await work.save(invite)
    await work.save(
        SurveyAnswer(
            invite_id=invite.id,
            survey_id=survey.id,
            customer_id=customer_id,
            score=known.score or 0,
            reason=known.reason,
            answered_at=work.now + timedelta(hours=3),
        )
    )


async def this_weeks_digest(store: Store, house: House, now: datetime) -> None:
    """What the manager found on Monday morning; sent for real once the bot runs."""
    today = house.business.local(now).date()
    first = house.business.first_business_day_of_week(today)
    if first is not None:
        await run_all(store, house, house.business.moment(first, house.business.opens), really=now)


async def _tidy(world: World, now: datetime) -> None:
    """What was due long ago has been done, what was owed has been said; the last days are left as they are."""
    old = now - timedelta(days=2)
    work = world.work(now)
    async with work.savepoint():
        for followup in await cast.open_followups(world.session):
            forgotten = followup.id % 9 == 0 and followup.due_at > now - timedelta(days=30)
            if followup.due_at < old and not forgotten:
                followup.state, followup.done_at = "done", min(followup.due_at + timedelta(hours=2), now)
            elif followup.due_at < now:
                followup.nudged_at = followup.due_at
    said = update(Outbox).values(state="sent", sent_at=col(Outbox.created_at))
    await world.session.execute(said, execution_options={"synchronize_session": False})
