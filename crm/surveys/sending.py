"""Sending: the question of any survey to many at once, each with what its buttons carry."""

from collections.abc import Mapping, Sequence

from crm import post
from crm.notices import BallotQuestion, Notice, NpsQuestion, OwnQuestion, ScoreQuestion
from crm.post import LineLetter
from crm.surveys import askings, ballots
from crm.surveys.askings import Cause, Kind
from crm.work import Work
from storage.tables import Customer, LineUser, Outbox, Survey

To = Sequence[tuple[Customer, LineUser]]


def kind_of(survey: Survey) -> Kind:
    return {kind.name: kind for kind in (*askings.SCORED.values(), askings.OWN, askings.PULSE)}[survey.kind]


async def send(
    work: Work, survey: Survey, to: To, *, wave_id: int | None = None, occasions: Mapping[int, int] | None = None
) -> list[Outbox]:
    """The survey's (first) question to each of these, whom the caller has locked and may ask; a few statements."""
    asked = await askings.invite(work, kind_of(survey), to, Cause(survey, wave_id, occasions or {}))
    # Of an anonymous one the invitation says only that somebody was asked: its buttons carry what no row here knows.
    carried = await ballots.issue(work, survey, len(to)) if survey.anonymous else [each.token for each in asked]
    letters = [
        LineLetter(account, question(work, survey, customer, token), customer.id)
        for (customer, account), token in zip(to, carried, strict=True)
    ]
    return await post.to_lines(work, letters)


def question(work: Work, survey: Survey, customer: Customer, token: str) -> Notice:
    """What the customer reads first."""
    company = work.house.company
    if survey.kind == askings.NPS.name:
        return NpsQuestion(company, customer.name, token)
    if survey.kind != askings.OWN.name:
        return ScoreQuestion(survey.kind, company, customer.name, token)
    first = survey.questions[0]
    if survey.anonymous:
        return BallotQuestion(company, survey.title, first, token, name=customer.name, first=True)
    return OwnQuestion(company, customer.name, survey.title, first, token, first=True)
