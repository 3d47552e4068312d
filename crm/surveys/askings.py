"""Asking: which surveys there are, who may be asked, and the question that waits for its answer."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crm.privacy import consents
from crm.records import occasions
from crm.refusals import (
    AskedRecently,
    CompanyAsked,
    HandoverUnderWay,
    InMourning,
    NotConsented,
    NotLinked,
    OpenCase,
    Refusal,
    Refused,
    Unreachable,
)
from crm.work import Work
from storage import ledger, many
from storage.cases import cases
from storage.handovers import rows
from storage.privacy import consents as consent_rows
from storage.surveys import surveys
from storage.tables import Customer, LineUser, Survey, SurveyInvite
from storage.voice import links


@dataclass(frozen=True)
class Kind:
    """A kind of survey: its `name` in the store, its scores, and for how many days after any other invitation its own
    would tire people (source: domain page, "Survey fatigue": 90 for the relationship, 30 for what has just happened).
    """

    name: str
    scale: range
    quarantine: int


NPS = Kind("nps", range(11), 90)
CSAT = Kind("csat", range(1, 6), 30)
CES = Kind("ces", range(1, 8), 30)
OWN = Kind("own", range(0), 30)
PULSE = Kind("handover", range(1, 6), 30)
COMPANY_MOST = 5
"""So many people of one company are asked within a kind's quarantine, and no more."""
SCORED = {kind.name: kind for kind in (NPS, CSAT, CES)}
"""The surveys of one score that people send; the pulse goes out by itself."""


async def account_of(work: Work, customer: Customer) -> LineUser:
    """The customer's latest account that can be reached.

    Raises:
        Refused: NotLinked, Unreachable.
    """
    accounts = await links.accounts_of(work.session, customer.id)
    if not accounts:
        raise Refused(NotLinked(customer.name))
    friend = next((each for each in accounts if each.state == "friend"), None)
    if friend is None:
        raise Refused(Unreachable(customer.name))
    return friend


async def must_be_askable(work: Work, customer: Customer, kind: Kind) -> None:
    """Refuse to ask whom a question would hurt or tire.

    Raises:
        Refused: NotConsented, OpenCase, InMourning, HandoverUnderWay, AskedRecently, CompanyAsked.
    """
    no = (await refusals(work, [customer], kind)).get(customer.id)
    if no is not None:
        raise Refused(no)


async def refusals(
    work: Work, some: Sequence[Customer], kind: Kind, *, again: bool = False, together: bool = True
) -> dict[int, Refusal]:
    """Why each of these customers must not be asked; whoever may be is missing. A fixed number of statements.

    Who has not answered to the request for consent may be asked: the question itself states its purpose and the way
    out. Who has said no is not. Several of one company count for each other when they are asked `together`. `again`:
    they are only reminded of what they were asked, which is no new invitation.
    """
    ids = [each.id for each in some]
    facts = _Facts(
        declined=await consent_rows.declined(work.session, ids, consents.SURVEYS),
        angry=await cases.open_among(work.session, ids),
        leaving=await rows.pending_of(work.session, ids),
        asked=await surveys.last_asked(work.session, ids),
        companies=await _companies(work, some, kind),
    )
    found = dict[int, Refusal]()
    for each in some:
        no = _hurt(work, each, facts) or (None if again else _tired(work, each, facts, kind))
        if no is not None:
            found[each.id] = no
        elif each.company_id is not None and together:
            facts.companies[each.company_id] = facts.companies.get(each.company_id, 0) + 1
    return found


async def _companies(work: Work, some: Sequence[Customer], kind: Kind) -> dict[int, int]:
    """How many people of each of these companies have been asked lately."""
    ids = {each.company_id for each in some if each.company_id is not None}
    return await surveys.asked_of(work.session, ids, work.now - timedelta(days=kind.quarantine)) if ids else {}


@dataclass(frozen=True)
class _Facts:
    """Who of those in question has said no, has a complaint open, or gets somebody else; when each was asked last; and
    how many of each company.
    """

    declined: set[int]
    angry: set[int]
    leaving: set[int]
    asked: Mapping[int, datetime]
    companies: dict[int, int]


def _hurt(work: Work, customer: Customer, facts: _Facts) -> Refusal | None:
    """Whom any question would hurt."""
    if customer.id in facts.declined:
        return NotConsented(customer.name)
    if customer.id in facts.angry:
        return OpenCase(customer.name)
    if occasions.mourning_until(customer, work.today) is not None:
        return InMourning(customer.name)
    return HandoverUnderWay(customer.name) if customer.id in facts.leaving else None


def _tired(work: Work, customer: Customer, facts: _Facts, kind: Kind) -> Refusal | None:
    """Whom another question would tire, or their company."""
    days = (work.now - facts.asked[customer.id]).days if customer.id in facts.asked else kind.quarantine
    if days < kind.quarantine:
        return AskedRecently(customer.name, days)
    if facts.companies.get(customer.company_id or 0, 0) >= COMPANY_MOST:
        return CompanyAsked(customer.name, COMPANY_MOST, kind.quarantine)
    return None


@dataclass(frozen=True)
class Asked:
    """One asking: its number, what its buttons carry, and when it was."""

    id: int
    token: str
    asked_at: datetime


@dataclass(frozen=True)
class Cause:
    """What makes somebody be asked: a `survey` of its own (None: the standing one of the kind), a wave, and by customer
    the visit or case that it is about.
    """

    survey: Survey | None = None
    wave_id: int | None = None
    occasions: Mapping[int, int] = field(default_factory=dict)


async def invite(
    work: Work, kind: Kind, asked: Sequence[tuple[Customer, LineUser]], cause: Cause | None = None
) -> list[Asked]:
    """A question to each of these accounts, kept with the token that its buttons carry; a few statements for all."""
    if not asked:
        return []
    cause = cause or Cause()
    survey = cause.survey or await standing(work, kind)
    rows = [
        {
            "survey_id": survey.id,
            "customer_id": customer.id,
            "line_user_id": account.id,
            "rep_id": work.actor.id or None,
            "token": secrets.token_urlsafe(16),
            "asked_at": work.now,
            "wave_id": cause.wave_id,
            "occasion_id": cause.occasions.get(customer.id),
        }
        for customer, account in asked
    ]
    numbers = await many.add(work.session, work, SurveyInvite, rows)
    return [Asked(number, str(row["token"]), work.now) for number, row in zip(numbers, rows, strict=True)]


async def standing(work: Work, kind: Kind) -> Survey:
    """The survey of this kind that is asked again and again, made when it is first needed."""
    survey = await surveys.standing(work.session, kind.name)
    # The slot makes a second machine wait for the first one's commit, so the survey is made once.
    if survey is None and await ledger.take(work.session, "survey", kind.name, work.now):
        survey = Survey(kind=kind.name, title=kind.name.upper())
        await work.save(survey)
    survey = survey or await surveys.standing(work.session, kind.name)
    assert survey is not None  # noqa: S101 - whoever took the slot has made it
    return survey
