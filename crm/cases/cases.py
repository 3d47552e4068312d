"""Cases: a customer was let down, and somebody sees to it until it is put right."""

from collections.abc import Callable
from typing import NamedTuple

from crm import post
from crm.activities import followups
from crm.cases import clocks
from crm.notices import LowScoreAlert, LowScoreWords, ScoreChanged
from crm.records import customers
from crm.refusals import Gone, Refused
from crm.roles import must_reach, rule
from crm.surveys import bounds
from crm.work import Work
from storage import outbox
from storage.cases import cases
from storage.surveys import surveys
from storage.tables import Case, Customer, Outbox, Rep, SurveyAnswer

Task = Callable[[str, int], str]
"""(owner's language, score) → what the follow-up says; sentences live in the catalogues, which rules do not know."""


class Person(NamedTuple):
    """Whom the case is about, and whose it is."""

    customer: Customer
    owner: Rep


async def open_for(work: Work, person: Person, answer: SurveyAnswer, task: Task) -> Case:
    """Open a case for the owner, owe a follow-up on the next business day, and alert at once."""
    customer, owner = person
    case = Case(customer_id=customer.id, owner_id=owner.id, answer_id=answer.id, opened_at=work.now)
    await clocks.start(work, case)
    await work.save(case)
    day = work.house.business.next_business_day(work.today)
    await followups.add(work, customer, task(owner.language, answer.score), day, case_id=case.id, owner_id=owner.id)
    notice = await describe(work, customer, case, answer)
    await post.to_rep(work, owner, notice, customer_id=customer.id)
    return case


async def rescore(work: Work, person: Person, case: Case, answer: SurveyAnswer, before: int) -> None:
    """The customer has changed the score: the case stays, its owner hears of it, the alert shows what is still low."""
    customer, owner = person
    survey = await surveys.kind_of(work.session, answer.survey_id)
    if answer.score <= await bounds.low(work, survey):
        await _update_alert(work, person, case, answer)
    notice = ScoreChanged(customer.id, customer.name, before, answer.score, survey)
    await post.to_rep(work, owner, notice, customer_id=customer.id)


async def explain(work: Work, person: Person, case: Case, answer: SurveyAnswer) -> list[int]:
    """The words have come: they stand in the alert and ring in its thread. Returns the rows of what rings."""
    customer, _ = person
    alert = await _update_alert(work, person, case, answer)
    if alert is None:
        return []
    survey = await surveys.kind_of(work.session, answer.survey_id)
    words = LowScoreWords(customer.name, answer.score, answer.reason or "", survey)
    row = await post.to_slack(work, alert.recipient, words, customer_id=customer.id, thread_of=alert.seq)
    return [row.seq]


async def forget(work: Work, person: Person, case: Case, answer: SurveyAnswer) -> None:
    """The words were taken back: no alert holds them any more, and the one on the screen changes."""
    customer, _ = person
    for row in await cases.told_of(work.session, LowScoreAlert.__name__, customer.id, case.id):
        row.fields = row.fields | {"reason": None}
    await _update_alert(work, person, case, answer)


@rule("cases.close")
async def close(work: Work, case_id: int) -> Case:
    """It has been put right: what was owed for it is done, and the alert says so. Closing twice changes nothing.

    Raises:
        Refused: Gone, NotAllowed.
    """
    person, case = await reached(work, case_id)
    if case.state == "open":
        await put_right(work, case)
        await show(work, person, case)
    return case


async def reached(work: Work, case_id: int) -> tuple[Person, Case]:
    """The case, locked, and whose it is, for a rule that is about to change it.

    Raises:
        Refused: Gone, NotAllowed.
    """
    found = await cases.by_id(work.session, case_id)
    if found is None:
        raise Refused(Gone())
    customer, owner = await customers.reached(work, found.customer_id)
    case = await cases.locked(work.session, case_id)
    if case is None:
        raise Refused(Gone())
    if case.helper_id != work.actor.id or work.actor.kind != "rep":
        must_reach(work, owner)
    return Person(customer, owner), case


async def show(work: Work, person: Person, case: Case) -> None:
    """Bring the alert up to date, where an answer has raised one."""
    answer = await surveys.answer_by_id(work.session, case.answer_id) if case.answer_id else None
    if answer is not None:
        await _update_alert(work, person, case, answer)


async def put_right(work: Work, case: Case) -> None:
    """For rules that have found it so: closed, and nothing is owed for it any more."""
    case.state, case.step, case.closed_at = "closed", "closed", work.now
    case.replied_at, case.solved_at = case.replied_at or work.now, case.solved_at or work.now
    owed = await cases.followup_of(work.session, case.id)
    if owed is not None and owed.state == "open":
        owed.state, owed.done_at = "done", work.now


async def describe(work: Work, customer: Customer, case: Case, answer: SurveyAnswer) -> LowScoreAlert:
    """The case as its owner is told of it."""
    owed = await cases.followup_of(work.session, case.id)
    return LowScoreAlert(
        case_id=case.id,
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        score=answer.score,
        reason=answer.reason,
        followup=followups.due(owed) if owed is not None and owed.state == "open" else None,
        state=case.state,
        survey=await surveys.kind_of(work.session, answer.survey_id),
    )


async def _update_alert(work: Work, person: Person, case: Case, answer: SurveyAnswer) -> Outbox | None:
    """Bring the alert up to date where it stands, and return it; where none is left it is said anew (None)."""
    customer, owner = person
    notice = await describe(work, customer, case, answer)
    first = await outbox.told(work.session, LowScoreAlert.__name__, customer.id, case_id=case.id)
    shown = await outbox.by_seq(work.session, first) if first is not None else None
    if shown is None:
        await post.to_rep(work, owner, notice, customer_id=customer.id)
    else:
        await post.to_slack(work, shown.recipient, notice, customer_id=customer.id, update_of=shown.seq)
    return shown
