"""Surveys: who may be asked, what a tap means, and what the words after it are."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from crm import post
from crm.activities import cadences
from crm.notices import NpsQuestion, NpsThanks, ReasonThanks, ScoreWords, SurveyClosed, WhichCustomer
from crm.post import Reply
from crm.records import choices, customers
from crm.refusals import (
    AskedRecently,
    NotConsented,
    NotLinked,
    OpenCase,
    Refused,
    SurveyOver,
    Unreachable,
)
from crm.roles import must_reach, rule
from crm.voice import cases, consents, friends
from crm.voice.cases import Person, Task
from crm.work import Work
from storage import ledger
from storage.tables import Customer, LineUser, Survey, SurveyAnswer, SurveyInvite
from storage.voice import cases as case_rows
from storage.voice import links, messages, surveys

NPS = "nps"
QUARANTINE_DAYS = 90
CHANGEABLE = timedelta(hours=24)
"""How long after the first tap another one changes the answer, and after the last one words are taken as its reason."""


@dataclass(frozen=True)
class Tap:
    """One press of a score. `token` and `score` are what the button carried, not yet believed."""

    user_id: str
    token: str
    score: int | None
    at: datetime


@rule("surveys.ask_nps")
async def ask_nps(work: Work, who: str | int) -> Customer | WhichCustomer:
    """Send the 0-10 question to the customer's latest account, or ask which customer is meant.

    Raises:
        Refused: NotLinked, Unreachable, NotConsented, OpenCase, AskedRecently, NotAllowed, and those of finding.
    """
    found = await choices.one(work, who, "survey.nps")
    if isinstance(found, WhichCustomer):
        return found
    customer, owner = await customers.reached(work, found.id)
    must_reach(work, owner)
    account = await _account(work, customer)
    await _must_be_askable(work, customer)
    invite = SurveyInvite(
        survey_id=(await _standing(work, NPS)).id,
        customer_id=customer.id,
        line_user_id=account.id,
        rep_id=work.actor.id or None,
        token=secrets.token_urlsafe(16),
        asked_at=work.now,
    )
    await work.save(invite)
    question = NpsQuestion(work.house.company, customer.name, invite.token)
    await post.to_line(work, account, question, customer_id=customer.id)
    return customer


async def _account(work: Work, customer: Customer) -> LineUser:
    accounts = await links.accounts_of(work.session, customer.id)
    if not accounts:
        raise Refused(NotLinked(customer.name))
    friend = next((each for each in accounts if each.state == "friend"), None)
    if friend is None:
        raise Refused(Unreachable(customer.name))
    return friend


async def _must_be_askable(work: Work, customer: Customer) -> None:
    if await consents.given(work, customer.id) is False:
        raise Refused(NotConsented(customer.name))
    if await case_rows.open_of(work.session, customer.id) is not None:
        raise Refused(OpenCase(customer.name))
    asked = await surveys.last_asked(work.session, customer.id)
    if asked is not None and (days := (work.now - asked).days) < QUARANTINE_DAYS:
        raise Refused(AskedRecently(customer.name, days))


async def askable(work: Work, customer: Customer) -> bool:
    """Whether `ask_nps` would not be refused for the customer's sake."""
    try:
        await _account(work, customer)
        await _must_be_askable(work, customer)
    except Refused:
        return False
    return True


async def _standing(work: Work, kind: str) -> Survey:
    survey = await surveys.standing(work.session, kind)
    # The slot makes a second machine wait for the first one's commit, so the survey is made once.
    if survey is None and await ledger.take(work.session, "survey", kind, work.now):
        survey = Survey(kind=kind, title=kind.upper())
        await work.save(survey)
    survey = survey or await surveys.standing(work.session, kind)
    assert survey is not None  # noqa: S101 - whoever took the slot has made it
    return survey


@rule("surveys.answer")
async def answer(work: Work, tap: Tap, reply: Reply | None, task: Task) -> SurveyOver | None:
    """Take a tap: the first is the answer, later ones within a day change it; it never counts twice.

    `task` words the follow-up of a low score. Taps that come too late, or on a question that is not this account's, get
    a kind word and SurveyOver back; one that a newer tap has overtaken changes nothing.
    """
    account = await friends.adopt(work, tap.user_id, tap.at)
    invite = await surveys.by_token(work.session, tap.token)
    if invite is None or invite.line_user_id != account.id or tap.score not in range(11):
        return await _over(work, account, reply)
    customer, owner = await customers.reached(work, invite.customer_id)
    known = await surveys.answer_to(work.session, invite.id)
    if known is not None and tap.at - known.created_at >= CHANGEABLE:
        return await _over(work, account, reply)
    if known is not None and tap.at < known.answered_at:
        return None
    before = known.score if known is not None else None
    given = await _record(work, invite, known, tap)
    await cadences.touched(work, customer.id)
    await _act(work, Person(customer, owner), given, before, task)
    changed = before is not None and before != given.score
    thanks = NpsThanks(given.score, changed, given.reason is None, customer.name)
    await post.to_line(work, account, thanks, customer_id=customer.id, reply=reply)
    return None


async def _over(work: Work, account: LineUser, reply: Reply | None) -> SurveyOver:
    await post.to_line(work, account, SurveyClosed(work.house.company), reply=reply)
    return SurveyOver()


async def _record(work: Work, invite: SurveyInvite, known: SurveyAnswer | None, tap: Tap) -> SurveyAnswer:
    score = int(tap.score or 0)
    if known is not None:
        # The same score moves the time too: a tap between the two that arrives late must not win.
        known.score, known.answered_at = score, tap.at
        return known
    given = SurveyAnswer(
        invite_id=invite.id,
        survey_id=invite.survey_id,
        customer_id=invite.customer_id,
        score=score,
        created_at=tap.at,  # the day for second thoughts begins when the customer tapped, not when we heard of it
        answered_at=tap.at,
        reason_asked_at=tap.at,
    )
    await work.save(given)
    return given


async def _act(work: Work, person: Person, given: SurveyAnswer, before: int | None, task: Task) -> None:
    case = await case_rows.of_answer(work.session, given.id)
    if case is None and given.score <= cases.LOW:
        await cases.open_for(work, person, given, task)
    elif case is not None and before is not None and before != given.score:
        await cases.rescore(work, person, case, given, before)


@dataclass(frozen=True)
class Words:
    """Where the words of a reason went: the answer that holds them and the messages that tell of them."""

    answer: SurveyAnswer
    told: list[int]


async def explain(work: Work, account: LineUser, text: str, at: datetime, reply: Reply | None) -> Words | None:
    """For rules that hear words: take them as the reason of a score if one is awaited from this account."""
    awaited = await surveys.awaiting_words(work.session, account.id, at - CHANGEABLE, at)
    if awaited is None:
        return None
    customer, owner = await customers.reached(work, awaited.customer_id)
    given = await surveys.answer_to(work.session, awaited.invite_id)
    if given is None or given.reason is not None:
        return None
    given.reason = text
    case = await case_rows.of_answer(work.session, given.id)
    if case is not None:
        told = await cases.explain(work, Person(customer, owner), case, given)
    else:
        notice = ScoreWords(customer.id, customer.name, given.score, text)
        told = [(await post.to_rep(work, owner, notice, customer_id=customer.id)).seq]
    thanks = ReasonThanks(customer.name, case is not None, owner.full_name)
    await post.to_line(work, account, thanks, customer_id=customer.id, reply=reply)
    return Words(given, told)


async def forget(work: Work, invite_id: int) -> None:
    """The words of the reason were taken back. Whoever writes anew within the day is heard as if for the first time."""
    invite = await surveys.by_id(work.session, invite_id)
    if invite is None:
        return
    customer, owner = await customers.reached(work, invite.customer_id)
    given = await surveys.answer_to(work.session, invite_id)
    if given is None:
        return
    given.reason = None
    await messages.forget_in_audit(work.session, given, "reason")
    case = await case_rows.of_answer(work.session, given.id)
    if case is not None:
        await cases.forget(work, Person(customer, owner), case, given)
