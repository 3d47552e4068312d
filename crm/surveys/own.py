"""Surveys of the company's own: made, sent, and answered one question after the other."""

from dataclasses import dataclass
from datetime import datetime

from crm import post
from crm.activities import cadences
from crm.notices import Notice, OwnQuestion, OwnThanks, SurveyWords, WhichCustomer
from crm.points.earning import earning
from crm.post import Reply as ReplyToken
from crm.records import choices, customers
from crm.refusals import AnonymousByHand, Gone, Refused, SurveyOver
from crm.roles import must_reach, rule
from crm.surveys import answers, askings, questions, sending
from crm.surveys.drafts import Draft
from crm.surveys.questions import Question, Reply
from crm.voice import friends
from crm.work import Work
from storage.surveys import replies as rows
from storage.surveys import surveys
from storage.tables import Customer, LineUser, Rep, Survey, SurveyInvite, SurveyReply
from storage.voice import messages

TEXT = 3000


@dataclass(frozen=True)
class OwnTap:
    """One press of an answer: what the button carried, not yet believed."""

    user_id: str
    token: str
    question: str
    answer: str
    at: datetime


@dataclass(frozen=True)
class _Sheet:
    """One asking with all that has been answered to it."""

    account: LineUser
    customer: Customer
    owner: Rep
    invite: SurveyInvite
    survey: Survey
    replies: dict[str, SurveyReply]

    @property
    def questions(self) -> tuple[Question, ...]:
        return questions.of(self.survey.questions)

    @property
    def said(self) -> dict[str, Reply]:
        return {key: _said(row) for key, row in self.replies.items()}


@dataclass(frozen=True)
class Written:
    """A written answer (the number of its `reply`), and the message that tells its owner (`told`)."""

    reply: int
    told: int


@rule("own_surveys.begin")
async def begin(work: Work) -> list[Survey]:
    """Whoever may make a survey opens its form; those of the company's own that are open."""
    return [each for each in await surveys.own_open(work.session) if not answers.closed(work, each)]


@rule("own_surveys.make")
async def make(work: Work, draft: Draft) -> Survey:
    """The survey, open at once; whom it goes to is another matter."""
    survey = Survey(
        kind=askings.OWN.name,
        title=draft.title,
        questions=[questions.stored(each) for each in draft.questions],
        anonymous=draft.anonymous,
        closes_on=draft.closes_on,
        remind_after=draft.remind_after,
        made_by_id=work.actor.id or None,
    )
    await work.save(survey)
    return survey


@rule("own_surveys.close")
async def close(work: Work, survey_id: int) -> Survey:
    """Nobody is asked or answers any more."""
    survey = await surveys.locked(work.session, survey_id)
    if survey is None or (survey.kind != askings.OWN.name and survey.occasion is None):
        raise Refused(Gone())
    survey.state = "closed"
    return survey


@rule("own_surveys.send")
async def send(work: Work, survey_id: int, who: str | int) -> Customer | WhichCustomer:
    """Ask one customer, or return the question which one is meant.

    Raises:
        Refused: NotAllowed, Gone, SurveyOver, AnonymousByHand, those of askings.account_of and must_be_askable, and
            those of finding.
    """
    survey = await surveys.survey(work.session, survey_id)
    if survey is None or survey.kind != askings.OWN.name:
        raise Refused(Gone())
    if answers.closed(work, survey):
        raise Refused(SurveyOver())
    if survey.anonymous:
        raise Refused(AnonymousByHand())
    found = await choices.one(work, who, "survey.send")
    if isinstance(found, WhichCustomer):
        return found
    customer, owner = await customers.reached(work, found.id)
    must_reach(work, owner)
    account = await askings.account_of(work, customer)
    await askings.must_be_askable(work, customer, askings.OWN)
    await sending.send(work, survey, [(customer, account)])
    return customer


@rule("own_surveys.answer")
async def answer(work: Work, tap: OwnTap, reply: ReplyToken | None) -> SurveyOver | None:
    """Take a tap: the answer to one question, changeable for a day; the next question is the answer to it.

    Answers that the way no longer passes by are taken away with it.
    """
    account = await friends.adopt(work, tap.user_id, tap.at)
    found = await surveys.by_token(work.session, tap.token, askings.OWN.name)
    if found is None or found[0].line_user_id != account.id:
        return await answers.over(work, account, reply)
    sheet = await _sheet(work, account, *found)
    question = _open(work, sheet, tap)
    said = questions.tapped(question, tap.answer) if question else None
    if question is None or said is None:
        return await answers.over(work, account, reply)
    known = sheet.replies.get(question.key)
    if known is not None and tap.at < known.answered_at:
        return None
    await _keep(work, sheet, question, said, tap.at)
    await _go_on(work, sheet, reply)
    return None


async def _sheet(work: Work, account: LineUser, invite: SurveyInvite, survey: Survey) -> _Sheet:
    customer, owner = await customers.reached(work, invite.customer_id)
    return _Sheet(account, customer, owner, invite, survey, await rows.of_invite(work.session, invite.id))


def _open(work: Work, sheet: _Sheet, tap: OwnTap) -> Question | None:
    """The question that was tapped, if it is to be answered now or may still be changed."""
    passed, coming = questions.way(sheet.questions, sheet.said)
    question = next((each for each in sheet.questions if each.key == tap.question), None)
    if question is None or (not sheet.replies and answers.closed(work, sheet.survey)):
        return None
    known = sheet.replies.get(question.key)
    if known is None:
        return question if question == coming else None
    changeable = question.key in passed and tap.at - known.created_at < answers.CHANGEABLE
    return question if changeable else None


async def _keep(work: Work, sheet: _Sheet, question: Question, said: Reply, at: datetime) -> SurveyReply:
    row = sheet.replies.get(question.key)
    if row is None:
        row = SurveyReply(
            invite_id=sheet.invite.id,
            survey_id=sheet.survey.id,
            customer_id=sheet.customer.id,
            question=question.key,
            created_at=at,
            answered_at=at,
        )
        sheet.replies[question.key] = row
    row.score, row.choices, row.text, row.answered_at = said.score, list(said.choices), said.text, at
    await work.save(row)
    await cadences.touched(work, sheet.customer.id)
    return row


async def _go_on(work: Work, sheet: _Sheet, reply: ReplyToken | None) -> None:
    """The next question, or thanks; what is not on the way any more was never asked."""
    passed, coming = questions.way(sheet.questions, sheet.said)
    for key in [key for key in sheet.replies if key not in passed]:
        await work.session.delete(sheet.replies.pop(key))
    await work.session.flush()
    notice: Notice | None = (
        question_of(work, sheet.survey, sheet.customer, coming, sheet.invite.token) if coming else None
    )
    if notice is None:
        points = await earning.surveyed(work, sheet.customer.id, sheet.invite.id)
        notice = OwnThanks(sheet.customer.name, points)
    await post.to_line(work, sheet.account, notice, customer_id=sheet.customer.id, reply=reply)


def question_of(work: Work, survey: Survey, customer: Customer, question: Question, token: str) -> OwnQuestion:
    """What the customer reads; the first question of a survey says who asks."""
    first = bool(survey.questions) and survey.questions[0]["key"] == question.key
    return OwnQuestion(work.house.company, customer.name, survey.title, questions.stored(question), token, first=first)


async def wrote(work: Work, account: LineUser, text: str, at: datetime, reply: ReplyToken | None) -> Written | None:
    """For rules that hear words: take them as the answer to the question that this account was asked last, if it is one
    to be written to, and tell the owner.

    What was asked more than a day ago, less lately than the reason of a score, or before words that went elsewhere (a
    cry for help leaves every dialogue) is not meant any more.
    """
    found = await _awaited(work, account, at)
    if found is None:
        return None
    sheet, coming = found
    row = await _keep(work, sheet, coming, Reply(text=text[:TEXT]), at)
    notice = SurveyWords(sheet.customer.id, sheet.customer.name, sheet.survey.title, _both(coming), text[:TEXT])
    told = await post.to_rep(work, sheet.owner, notice, customer_id=sheet.customer.id)
    await _go_on(work, sheet, reply)
    return Written(row.id, told.seq)


async def awaits(work: Work, account: LineUser, at: datetime) -> bool:
    """Whether words of this account would be taken as an answer."""
    return await _awaited(work, account, at) is not None


async def _awaited(work: Work, account: LineUser, at: datetime) -> tuple[_Sheet, Question] | None:
    latest = await rows.latest_own(work.session, account.id)
    if latest is None or answers.closed(work, latest[1]):
        return None
    sheet = await _sheet(work, account, *latest)
    _, coming = questions.way(sheet.questions, sheet.said)
    since = max([sheet.invite.asked_at, *(each.answered_at for each in sheet.replies.values())])
    if coming is None or coming.kind != "text" or not since <= at < since + answers.CHANGEABLE:
        return None
    if await surveys.awaiting_words(work.session, account.id, since, at) is not None:
        return None
    return None if await rows.spoke_between(work.session, account.id, since, at) else (sheet, coming)


async def forget(work: Work, reply_id: int) -> None:
    """The words were taken back: that something was written stays."""
    row = await rows.by_id(work.session, reply_id)
    if row is not None:
        await customers.reached(work, row.customer_id)
        row.text = None
        await messages.forget_in_audit(work.session, row, "text")


def _said(row: SurveyReply) -> Reply:
    return Reply(row.score, tuple(row.choices), row.text)


def _both(question: Question) -> dict[str, str]:
    return {"ja": question.ja, "en": question.en}
