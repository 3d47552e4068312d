"""Anonymous answers: nobody can tell whose they are, not even whoever reads the whole store.

What the buttons carry is known to a ballot only as its SHA-256; who was asked, but not who has answered, is written
down: the tap is blanked in the inbox and answered by its reply token alone, in the transaction that fills the ballot.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from crm import post
from crm.notices import BallotQuestion, BallotThanks
from crm.post import Reply as ReplyToken
from crm.refusals import SurveyOver
from crm.roles import rule
from crm.surveys import answers, questions
from crm.surveys.questions import Question, Reply
from crm.work import Work
from storage.surveys import replies as rows
from storage.surveys import surveys
from storage.tables import Survey


@dataclass(frozen=True)
class Vote:
    """One press of an answer: what the button carried, not yet believed, and the event that brought it (`seq`).

    Not who pressed it.
    """

    token: str
    question: str
    answer: str
    language: str
    seq: int


async def issue(work: Work, survey: Survey, number: int) -> list[str]:
    """For rules that ask: so many new ballots, and what their buttons carry."""
    tokens = [secrets.token_urlsafe(16) for _ in range(number)]
    if tokens:
        await rows.issue(work.session, survey.id, [_digest(each) for each in tokens])
    return tokens


@rule("ballots.answer")
async def answer(work: Work, vote: Vote, reply: ReplyToken | None) -> SurveyOver | None:
    """Take a tap on an anonymous survey; it may be changed while the survey is open. The event is blanked."""
    await rows.unname(work.session, vote.seq)
    digest = _digest(vote.token)
    found = await rows.ballot(work.session, digest)
    survey = await surveys.survey(work.session, found[0]) if found else None
    if found is None or survey is None or answers.closed(work, survey):
        return await _over(work, vote, reply)
    asked = questions.of(survey.questions)
    replies = _replies(found[1] or {})
    said = _said(asked, replies, vote)
    if said is None:
        return await _over(work, vote, reply)
    replies[vote.question] = said
    passed, coming = questions.way(asked, replies)
    await rows.vote(work.session, survey.id, digest, {key: _plain(replies[key]) for key in passed})
    notice = _question(work, survey, coming, vote) if coming else BallotThanks(vote.language)
    await post.to_whoever(work, notice, reply)
    return None


def _said(asked: tuple[Question, ...], replies: Mapping[str, Reply], vote: Vote) -> Reply | None:
    """What was answered, if the question may be answered now."""
    passed, coming = questions.way(asked, replies)
    question = next((each for each in asked if each.key == vote.question), None)
    if question is None or not (question.key in passed or question == coming):
        return None
    return questions.tapped(question, vote.answer)


def _question(work: Work, survey: Survey, coming: Question, vote: Vote) -> BallotQuestion:
    return BallotQuestion(
        work.house.company, survey.title, questions.stored(coming), vote.token, language=vote.language
    )


async def _over(work: Work, vote: Vote, reply: ReplyToken | None) -> SurveyOver:
    await post.to_whoever(work, BallotThanks(vote.language, closed=True), reply)
    return SurveyOver()


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _replies(voted: Mapping[str, Any]) -> dict[str, Reply]:
    return {key: Reply(each.get("score"), tuple(each.get("choices", ()))) for key, each in voted.items()}


def _plain(reply: Reply) -> dict[str, Any]:
    return {"score": reply.score, "choices": list(reply.choices)}
