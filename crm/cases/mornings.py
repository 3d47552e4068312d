"""The morning after: answers that raise no alarm and still deserve a call, and one that deserves to be told to all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time

from crm import post
from crm.notices import MiddlingScore, MiddlingScores
from crm.roles import rule
from crm.work import Work
from storage import company_settings, reps
from storage.cases import cases
from storage.tables import Outbox, SurveyAnswer

NPS = "nps"
MOST = 10
"""So many answers in one message; the rest is counted."""


async def waiting(work: Work) -> Mapping[int, Sequence[MiddlingScore]]:
    """By owner: the answers since the last business day began that are neither low enough for an alarm nor good."""
    settings = await company_settings.current(work.session)
    scores = range(settings.case_low + 1, settings.case_morning + 1)
    found = await cases.middling(work.session, NPS, scores, *_span(work))
    people = await cases.owners_of(work.session, {each.customer_id for each in found})
    theirs = defaultdict[int, list[MiddlingScore]](list)
    for each in found:
        if each.customer_id in people:
            customer, owner = people[each.customer_id]
            firm = customer.company.name if customer.company else None
            theirs[owner.id].append(_score(each, customer.name, firm))
    return theirs


def _span(work: Work) -> tuple[datetime, datetime]:
    business = work.house.business
    return business.moment(business.add_business_days(work.today, -1), time()), business.moment(work.today, time())


def _score(answer: SurveyAnswer, name: str, firm: str | None) -> MiddlingScore:
    return MiddlingScore(answer.id, answer.customer_id, name, firm, answer.score, answer.reason)


@rule("cases.propose")
async def propose(work: Work, owner_id: int, scores: Sequence[MiddlingScore]) -> Outbox | None:
    """Tell the owner of these answers."""
    owner = await reps.by_id(work.session, owner_id)
    if owner is None:
        return None
    return await post.to_rep(work, owner, MiddlingScores(tuple(scores[:MOST]), max(0, len(scores) - MOST)))
