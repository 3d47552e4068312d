"""Surveys that go out by themselves: some hours after a visit or a closed case, or when the first year is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from crm.activities import escalations
from crm.refusals import AnonymousByHand, Gone, OutOfRange, Refused, WrongFields
from crm.roles import rule
from crm.surveys import answers, askings, hours, sending
from crm.work import Work
from storage.handovers import due as friends
from storage.records import customers
from storage.surveys import occasions, surveys
from storage.surveys.occasions import Due
from storage.tables import LineUser, Outbox, Survey

OCCASIONS = ("visit", "case", "year")
HOURS = (1, 720)
YEAR = timedelta(days=365)
# Later than this, the answer would tell of something else.
AT_LATEST = timedelta(days=3)
MOST = 200


@dataclass(frozen=True)
class Waiting:
    """Whom a survey asks about what."""

    survey_id: int
    due: Due


@rule("survey_occasions.make")
async def make(work: Work, survey: str, occasion: str, after: int | None) -> Survey:
    """Let a survey (csat, ces, or the number of one of the company's own) go out `after` so many hours.

    Raises:
        Refused: Gone, WrongFields (hours out of range), AnonymousByHand (it would ask one person alone).
    """
    if occasion not in OCCASIONS:
        raise Refused(Gone())
    if after is None or not HOURS[0] <= after <= HOURS[1]:
        raise Refused(WrongFields((("hours", OutOfRange(*HOURS)),)))
    row = await _own(work, survey) if survey.isdecimal() else await _scored(work, survey, occasion)
    row.occasion, row.occasion_hours, row.state = occasion, after, "open"
    return row


async def _own(work: Work, number: str) -> Survey:
    row = await surveys.locked(work.session, int(number))
    if row is None or row.kind != askings.OWN.name:
        raise Refused(Gone())
    if row.anonymous:
        raise Refused(AnonymousByHand())
    return row


async def _scored(work: Work, kind: str, occasion: str) -> Survey:
    if kind not in askings.SCORED:
        raise Refused(Gone())
    row = await occasions.of(work.session, kind, occasion)
    if row is None:
        row = Survey(kind=kind, title=kind.upper(), occasion=occasion, made_by_id=work.actor.id or None)
        await work.save(row)
    return row


async def waiting(work: Work) -> list[Waiting]:
    """Who may be asked now. Only reads."""
    found = list[Waiting]()
    for survey in await occasions.surveys(work.session):
        if answers.closed(work, survey):
            continue
        until = work.now - timedelta(hours=survey.occasion_hours) - (YEAR if survey.occasion == "year" else timedelta())
        rested = work.now - timedelta(days=sending.kind_of(survey).quarantine)
        some = await occasions.due(work.session, survey, (until - AT_LATEST, until, rested), MOST)
        known = await occasions.asked_about(work.session, survey.id, [each.occasion_id for each in some])
        found += [Waiting(survey.id, each) for each in some if each.occasion_id not in known]
    return found[:MOST]


@rule("survey_occasions.ask")
async def ask(work: Work, some: Sequence[Waiting]) -> list[Outbox]:
    """Ask these, each once about each thing and nobody twice at one time; whom it would hurt or tire is left alone."""
    owed = list[Outbox]()
    for survey_id in sorted({each.survey_id for each in some}):
        owed += await _ask(work, survey_id, [each.due for each in some if each.survey_id == survey_id])
    return owed


async def _ask(work: Work, survey_id: int, some: Sequence[Due]) -> list[Outbox]:
    known = await customers.locked_many(work.session, [each.customer_id for each in some])
    survey = await surveys.locked(work.session, survey_id)
    if survey is None or survey.state != "open":
        return []
    about = {each.customer_id: each.occasion_id for each in some}
    asked = await occasions.asked_about(work.session, survey_id, list(about.values()))
    accounts = await friends.friends(work.session, list(about))
    ready = [
        customer
        for number, customer in known.items()
        if about[number] not in asked and number in accounts and _is_time(work, accounts[number])
    ]
    no = await askings.refusals(work, ready, sending.kind_of(survey))
    to = [(each, accounts[each.id]) for each in ready if each.id not in no]
    return await sending.send(work, survey, to, occasions=about)


def _is_time(work: Work, account: LineUser) -> bool:
    """While the company works, as one asks in person; or in the hour that the customer has asked for."""
    return escalations.in_hours(work) if account.delivery_hour is None else hours.is_time(work, account)
