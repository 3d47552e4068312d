"""A clock of a case has run out: whoever owns it is told, and whoever answers for them."""

from collections.abc import Sequence

from crm import post
from crm.activities import escalations
from crm.cases.cases import Person
from crm.notices import CaseLate
from crm.records import customers
from crm.refusals import Refused
from crm.roles import rule
from crm.work import Work
from storage.cases import cases
from storage.surveys import surveys
from storage.tables import Case, Outbox

ANSWER, SOLUTION = 1, 2
"""How far it has climbed: nobody has answered, nobody has solved it."""


@rule("cases.escalate")
async def escalate(work: Work, case_ids: Sequence[int]) -> list[Outbox]:
    """Tell of these cases what has run out, once each, and return what is owed; what was done since is left alone."""
    ladder = await escalations.ladder(work)
    told = list[Outbox]()
    for number in case_ids:
        found = await cases.by_id(work.session, number)
        if found is None:
            continue
        try:
            customer, owner = await customers.reached(work, found.customer_id)
        except Refused:
            continue  # nobody is there any more for whom it could be put right
        case = await cases.locked(work.session, number)
        what = _run_out(work, case) if case is not None else None
        if case is None or what is None:
            continue
        case.escalated = SOLUTION if what == "solution" else ANSWER
        notice = await _late(work, Person(customer, owner), case, what)
        told.append(await post.to_rep(work, owner, notice, customer_id=customer.id))
        above = ladder.above(owner.slack_id, owner.team_id)
        told += [await post.to_slack(work, each, notice, customer_id=customer.id) for each in above]
    return told


def _run_out(work: Work, case: Case) -> str | None:
    if case.state != "open":
        return None
    if case.solved_at is None and case.escalated < SOLUTION and case.solve_due and case.solve_due <= work.now:
        return "solution"
    if case.replied_at is None and case.escalated < ANSWER and case.reply_due and case.reply_due <= work.now:
        return "answer"
    return None


async def _late(work: Work, person: Person, case: Case, what: str) -> CaseLate:
    customer, owner = person
    answer = await surveys.answer_by_id(work.session, case.answer_id) if case.answer_id else None
    words = case.words or (answer.reason if answer else None) or ""
    firm = customer.company.name if customer.company else None
    return CaseLate(case.id, customer.id, customer.name, firm, owner.full_name, what, words)
