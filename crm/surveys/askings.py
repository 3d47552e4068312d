"""Asking: which surveys there are, who may be asked, and the question that waits for its answer."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from crm.privacy import consents
from crm.records import occasions
from crm.refusals import (
    AskedRecently,
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
from storage import ledger
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
PULSE = Kind("handover", range(1, 6), 30)


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
        Refused: NotConsented, OpenCase, InMourning, HandoverUnderWay, AskedRecently.
    """
    no = (await refusals(work, [customer], kind)).get(customer.id)
    if no is not None:
        raise Refused(no)


async def refusals(work: Work, some: Sequence[Customer], kind: Kind) -> dict[int, Refusal]:
    """Why each of these customers must not be asked; whoever may be is missing. A fixed number of statements.

    Who has not answered to the request for consent may be asked: the question itself states its purpose and the way
    out. Who has said no is not.
    """
    ids = [each.id for each in some]
    facts = _Facts(
        declined=await consent_rows.declined(work.session, ids, consents.SURVEYS),
        angry=await cases.open_among(work.session, ids),
        leaving=await rows.pending_of(work.session, ids),
        asked=await surveys.last_asked(work.session, ids),
    )
    found = {each.id: _refusal(work, each, facts, kind) for each in some}
    return {number: no for number, no in found.items() if no is not None}


@dataclass(frozen=True)
class _Facts:
    """Who of those in question has said no, has a complaint open, or gets somebody else; when each was asked last."""

    declined: set[int]
    angry: set[int]
    leaving: set[int]
    asked: Mapping[int, datetime]


def _refusal(work: Work, customer: Customer, facts: _Facts, kind: Kind) -> Refusal | None:
    if customer.id in facts.declined:
        return NotConsented(customer.name)
    if customer.id in facts.angry:
        return OpenCase(customer.name)
    if occasions.mourning_until(customer, work.today) is not None:
        return InMourning(customer.name)
    if customer.id in facts.leaving:
        return HandoverUnderWay(customer.name)
    days = (work.now - facts.asked[customer.id]).days if customer.id in facts.asked else kind.quarantine
    return AskedRecently(customer.name, days) if days < kind.quarantine else None


async def invite(work: Work, kind: Kind, asked: Sequence[tuple[Customer, LineUser]]) -> list[SurveyInvite]:
    """A question to each of these accounts, kept with the token that its buttons carry."""
    if not asked:
        return []
    survey = await _standing(work, kind)
    made = [
        SurveyInvite(
            survey_id=survey.id,
            customer_id=customer.id,
            line_user_id=account.id,
            rep_id=work.actor.id or None,
            token=secrets.token_urlsafe(16),
            asked_at=work.now,
        )
        for customer, account in asked
    ]
    await work.save(*made)
    return made


async def _standing(work: Work, kind: Kind) -> Survey:
    survey = await surveys.standing(work.session, kind.name)
    # The slot makes a second machine wait for the first one's commit, so the survey is made once.
    if survey is None and await ledger.take(work.session, "survey", kind.name, work.now):
        survey = Survey(kind=kind.name, title=kind.name.upper())
        await work.save(survey)
    survey = survey or await surveys.standing(work.session, kind.name)
    assert survey is not None  # noqa: S101 - whoever took the slot has made it
    return survey
