"""Answers: one tap is one answer, whichever survey it is of; another one within a day changes it, words explain it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm import post
from crm.activities import cadences
from crm.notices import SurveyClosed
from crm.post import Reply
from crm.records import customers
from crm.refusals import SurveyOver
from crm.surveys.askings import NPS, Kind
from crm.voice import friends
from crm.work import Work
from storage.surveys import surveys
from storage.tables import Customer, LineUser, Rep, Survey, SurveyAnswer, SurveyInvite

CHANGEABLE = timedelta(hours=24)
"""How long after the first tap another one changes the answer, and after the last one words are taken as its reason."""


@dataclass(frozen=True)
class Tap:
    """One press of a score. `token`, `score` and `kind` are what the button carried, not yet believed."""

    user_id: str
    token: str
    score: int | None
    at: datetime
    kind: str = NPS.name


@dataclass(frozen=True)
class Given:
    """An answer as it stands now, whose it is, and the score `before` this tap (None: it is the first)."""

    account: LineUser
    customer: Customer
    owner: Rep
    answer: SurveyAnswer
    before: int | None = None

    @property
    def changed(self) -> bool:
        return self.before is not None and self.before != self.answer.score


async def take(work: Work, tap: Tap, kind: Kind, reply: Reply | None) -> Given | SurveyOver | None:
    """For rules that hear a tap: keep it. The first is the answer, later ones within a day change it.

    Taps that come too late, or on a question that is not this account's, get a kind word and SurveyOver back; one that
    a newer tap has overtaken changes nothing (None).
    """
    account = await friends.adopt(work, tap.user_id, tap.at)
    found = await surveys.by_token(work.session, tap.token, kind.name)
    if found is None or found[0].line_user_id != account.id or tap.score not in kind.scale:
        return await over(work, account, reply)
    invite, survey = found
    customer, owner = await customers.reached(work, invite.customer_id)
    known = await surveys.answer_to(work.session, invite.id)
    if closed(work, survey) if known is None else tap.at - known.created_at >= CHANGEABLE:
        return await over(work, account, reply)
    if known is not None and tap.at < known.answered_at:
        return None
    before = known.score if known is not None else None
    answer = await _record(work, invite, known, tap)
    await cadences.touched(work, customer.id)
    return Given(account, customer, owner, answer, before)


def closed(work: Work, survey: Survey) -> bool:
    """Nobody answers it any more; who has answered already may think better of it."""
    return survey.state != "open" or (survey.closes_on is not None and work.today > survey.closes_on)


async def over(work: Work, account: LineUser, reply: Reply | None) -> SurveyOver:
    """For rules that hear a tap which counts for nothing: say so kindly."""
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


async def explain(work: Work, account: LineUser, text: str, at: datetime) -> tuple[str, Given] | None:
    """For rules that hear words: take them as the reason of a score, if one is awaited from this account.

    Returns the kind of survey that they explain, and the answer.
    """
    awaited = await surveys.awaiting_words(work.session, account.id, at - CHANGEABLE, at)
    if awaited is None:
        return None
    customer, owner = await customers.reached(work, awaited.customer_id)
    answer = await surveys.answer_to(work.session, awaited.invite_id)
    if answer is None or answer.reason is not None:
        return None
    answer.reason = text
    return await surveys.kind_of(work.session, answer.survey_id), Given(account, customer, owner, answer)


async def awaits(work: Work, account: LineUser, at: datetime) -> bool:
    """Whether words of this account would be taken as the reason of a score."""
    return await surveys.awaiting_words(work.session, account.id, at - CHANGEABLE, at) is not None


async def leave(work: Work, account: LineUser, at: datetime) -> None:
    """For rules that hear something urgent: whatever comes next is no reason of a score any more."""
    awaited = await surveys.awaiting_words(work.session, account.id, at - CHANGEABLE, at)
    if awaited is not None:
        await customers.reached(work, awaited.customer_id)
        awaited.reason_asked_at = None
