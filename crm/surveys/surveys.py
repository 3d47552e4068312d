"""The questions of one score (NPS, CSAT, CES): who is asked, what a tap comes to, and what the words after it do."""

from crm import post
from crm.cases import cases, praise
from crm.cases.cases import Person, Task
from crm.notices import (
    Notice,
    NpsThanks,
    ReasonThanks,
    ScoreThanks,
    ScoreWords,
    WhichCustomer,
)
from crm.points.earning import earning
from crm.post import Reply
from crm.records import choices, customers
from crm.refusals import Gone, Refused, SurveyOver
from crm.roles import must_reach, rule
from crm.surveys import answers, askings, bounds, sending
from crm.surveys.answers import Given, Tap
from crm.surveys.askings import Kind
from crm.work import Work
from storage import company_settings
from storage.cases import cases as case_rows
from storage.surveys import surveys
from storage.tables import Customer
from storage.voice import messages

NPS = askings.NPS.name


@rule("surveys.ask")
async def ask(work: Work, kind: str, who: str | int) -> Customer | WhichCustomer:
    """Send a question of one score (`kind` of askings.SCORED) to the customer's latest account, or ask which customer
    is meant.

    Raises:
        Refused: NotAllowed, Gone (no such kind), those of askings.account_of and must_be_askable, and those of finding.
    """
    scored = askings.SCORED.get(kind)
    if scored is None:
        raise Refused(Gone())
    found = await choices.one(work, who, f"survey.{kind}")
    if isinstance(found, WhichCustomer):
        return found
    customer, owner = await customers.reached(work, found.id)
    must_reach(work, owner)
    account = await askings.account_of(work, customer)
    await askings.must_be_askable(work, customer, scored)
    await sending.send(work, await askings.standing(work, scored), [(customer, account)])
    return customer


async def ask_nps(work: Work, who: str | int) -> Customer | WhichCustomer:
    """The question that is asked most: `ask` of NPS."""
    return await ask(work, NPS, who)


async def askable(work: Work, customer: Customer) -> bool:
    """Whether `ask_nps` would not be refused for the customer's sake."""
    try:
        await askings.account_of(work, customer)
        await askings.must_be_askable(work, customer, askings.NPS)
    except Refused:
        return False
    return True


@rule("surveys.answer")
async def answer(work: Work, tap: Tap, reply: Reply | None, task: Task) -> SurveyOver | None:
    """Take a tap: the first is the answer, later ones within a day change it; it never counts twice.

    `task` words the follow-up of a low score. See answers.take for what comes too late.
    """
    kind = askings.SCORED.get(tap.kind, askings.NPS)
    given = await answers.take(work, tap, kind, reply)
    if not isinstance(given, Given):
        return given
    await _act(work, given, kind, task)
    first = given.before is None
    points = await earning.surveyed(work, given.customer.id, given.answer.invite_id) if first else 0
    await post.to_line(work, given.account, _thanks(kind, given, points), customer_id=given.customer.id, reply=reply)
    return None


def _thanks(kind: Kind, given: Given, points: int) -> Notice:
    asks, name = given.answer.reason is None, given.customer.name
    if kind is askings.NPS:
        return NpsThanks(given.answer.score, given.changed, asks, name, points)
    return ScoreThanks(kind.name, given.answer.score, given.changed, asks, name, points)


async def _act(work: Work, given: Given, kind: Kind, task: Task) -> None:
    person = Person(given.customer, given.owner)
    case = await case_rows.of_answer(work.session, given.answer.id)
    if case is None and given.answer.score <= await bounds.low(work, kind.name):
        await cases.open_for(work, person, given.answer, task)
    elif case is not None and given.before is not None and given.changed:
        await cases.rescore(work, person, case, given.answer, given.before)


async def explained(work: Work, given: Given, reply: Reply | None) -> list[int]:
    """For rules that have heard the reason of a score: tell its owner. Returns the messages that hold the words."""
    customer, owner, answer = given.customer, given.owner, given.answer
    survey = await surveys.kind_of(work.session, answer.survey_id)
    case = await case_rows.of_answer(work.session, answer.id)
    if case is not None:
        told = await cases.explain(work, Person(customer, owner), case, answer)
    else:
        notice = ScoreWords(customer.id, customer.name, answer.score, answer.reason or "", answer.id, survey)
        told = [(await post.to_rep(work, owner, notice, customer_id=customer.id)).seq]
        if survey == NPS:
            told += await praise.share(work, customer, owner, answer)
    review = (await company_settings.current(work.session)).review_url or ""
    thanks = ReasonThanks(customer.name, case is not None, owner.full_name, review)
    await post.to_line(work, given.account, thanks, customer_id=customer.id, reply=reply)
    return told


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
