"""Cases as those who work on them see them: one, or a page of all that are open."""

from crm.activities import followups
from crm.cases.cases import Person
from crm.notices import CaseCard, CaseLine, CaseList, WhichCustomer
from crm.records import choices, customers
from crm.refusals import Gone, Refused
from crm.roles import TABLE, Reach, reaches, rule
from crm.work import Work
from storage import reps
from storage.cases import cases
from storage.cases.cases import Listed, Whose
from storage.surveys import surveys
from storage.tables import Case, Customer

PAGE = 10
SHORT = 80


@rule("cases.list")
async def page(work: Work, number: int = 0) -> CaseList:
    """Open cases: one's own and those that one helps with, a manager's also the team's, an admin's all. `number` counts
    from 0; a page that is not there any more is the last one.
    """
    reach = TABLE[work.rule].get(work.actor.role)
    whose = Whose(work.actor.id, None if reach is Reach.ALL else work.actor.teams if reach is Reach.TEAM else ())
    total = await cases.count(work.session, whose)
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 0), pages - 1)
    found = await cases.page(work.session, whose, number * PAGE, PAGE)
    return CaseList(tuple(_line(work, each) for each in found), number, pages, total, team=reach is not Reach.OWN)


def _line(work: Work, listed: Listed) -> CaseLine:
    case, customer = listed.case, listed.customer
    due = case.reply_due if case.replied_at is None else case.solve_due
    return CaseLine(
        case_id=case.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        owner=listed.owner.full_name,
        step=case.step,
        words=(case.words or listed.reason or "")[:SHORT],
        due=due,
        late=due is not None and due <= work.now and case.solved_at is None,
    )


@rule("cases.show")
async def show(work: Work, case_id: int) -> CaseCard:
    """One case.

    Raises:
        Refused: Gone.
    """
    case = await cases.by_id(work.session, case_id)
    if case is None:
        raise Refused(Gone())
    customer = await customers.survivor(work, case.customer_id)
    owner = (await reps.by_ids(work.session, [customer.owner_id]))[customer.owner_id]
    mine = reaches(work, owner, "cases.work") or (work.actor.kind == "rep" and case.helper_id == work.actor.id)
    return await describe(work, Person(customer, owner), case, mine=mine)


@rule("cases.look_up")
async def look_up(work: Work, who: str | int) -> CaseCard | Customer | WhichCustomer:
    """The open case of the customer; the customer where there is none, or the question who is meant.

    Raises:
        Refused: those of finding.
    """
    found = await choices.one(work, who, "case.of")
    if isinstance(found, WhichCustomer):
        return found
    case = await cases.open_of(work.session, found.id)
    return await show(work, case.id) if case is not None else found


async def describe(work: Work, person: Person, case: Case, *, mine: bool) -> CaseCard:
    """The case as a card; `mine`: the reader may work on it."""
    customer, owner = person
    answer = await surveys.answer_by_id(work.session, case.answer_id) if case.answer_id else None
    owed = await cases.followup_of(work.session, case.id)
    helper = await reps.by_id(work.session, case.helper_id) if case.helper_id else None
    return CaseCard(
        case_id=case.id,
        customer_id=customer.id,
        customer=customer.name,
        company=customer.company.name if customer.company else None,
        owner=owner.full_name,
        step=case.step,
        source=case.source,
        opened_on=work.house.business.local(case.opened_at).date(),
        score=answer.score if answer else None,
        survey=await surveys.kind_of(work.session, answer.survey_id) if answer else "nps",
        words=case.words or (answer.reason if answer else None),
        reply_due=case.reply_due,
        replied_at=case.replied_at,
        solve_due=case.solve_due,
        solved_at=case.solved_at,
        cause=case.cause,
        prevention=case.prevention,
        given=case.given,
        helper=helper.full_name if helper else "",
        help=_help(case),
        followup=followups.due(owed) if owed is not None and owed.state == "open" else None,
        mine=mine,
    )


def _help(case: Case) -> str:
    if case.helper_id is None:
        return ""
    if case.helped_at is not None:
        return "done"
    return "acknowledged" if case.acknowledged_at is not None else "asked"
