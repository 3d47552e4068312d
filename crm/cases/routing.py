"""A case goes to whoever can mend it: the owner stays the one whom the customer knows, and is told how it goes."""

from crm import post
from crm.cases import cases
from crm.cases.cases import Person
from crm.notices import CaseForYou, CaseHelp
from crm.refusals import CaseOver, Gone, NotAllowed, NotAMember, NotYourself, OnlyReads, Refused, TextTooLong
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.cases import cases as rows
from storage.surveys import surveys
from storage.tables import Case, Rep

NOTE = 500


@rule("cases.route")
async def route(work: Work, case_id: int, slack_id: str, note: str) -> Case:
    """Ask a colleague, of another department mostly, to see to it; who was asked before is told that they need not.

    Raises:
        Refused: Gone, NotAllowed, CaseOver, NotAMember, OnlyReads, NotYourself, TextTooLong.
    """
    if len(note) > NOTE:
        raise Refused(TextTooLong(NOTE))
    helper = await reps.by_slack_id(work.session, slack_id)
    if helper is None or not helper.active:
        raise Refused(NotAMember())
    if helper.role == "read_only":
        raise Refused(OnlyReads(helper.full_name))
    person, case = await cases.reached(work, case_id)
    if case.state != "open":
        raise Refused(CaseOver())
    if helper.id == person.owner.id:
        raise Refused(NotYourself())
    if case.helper_id == helper.id and case.helped_at is None:
        return case  # pressed twice
    await _tell_helper(work, person, case, "withdrawn")
    case.helper_id, case.routed_at = helper.id, work.now
    case.acknowledged_at = case.helped_at = None
    notice = await _for(work, person, case, note.strip(), "asked")
    await post.to_rep(work, helper, notice, customer_id=person.customer.id)
    return case


@rule("cases.acknowledge")
async def acknowledge(work: Work, case_id: int) -> None:
    """The colleague takes it; the owner hears so. Twice changes nothing.

    Raises:
        Refused: Gone, NotAllowed, CaseOver.
    """
    person, case, helper = await _helping(work, case_id)
    if case.acknowledged_at is None:
        case.acknowledged_at = work.now
        await _tell_helper(work, person, case, "acknowledged")
        await _tell_owner(
            work, person, helper, CaseHelp(case.id, person.customer.name, helper.full_name, "acknowledged")
        )


@rule("cases.help")
async def help_(work: Work, case_id: int, words: str) -> None:
    """The colleague is done with it: what was done, in their words.

    Raises:
        Refused: Gone, NotAllowed, CaseOver, TextTooLong.
    """
    if len(words) > NOTE:
        raise Refused(TextTooLong(NOTE))
    person, case, helper = await _helping(work, case_id)
    if case.helped_at is None:
        case.acknowledged_at, case.helped_at = case.acknowledged_at or work.now, work.now
        await _tell_helper(work, person, case, "done")
        told = CaseHelp(case.id, person.customer.name, helper.full_name, "done", words.strip())
        await _tell_owner(work, person, helper, told)


async def _helping(work: Work, case_id: int) -> tuple[Person, Case, Rep]:
    person, case = await cases.reached(work, case_id)
    helper = await reps.by_id(work.session, case.helper_id) if case.helper_id else None
    if helper is None:
        raise Refused(Gone())
    if helper.id != work.actor.id or work.actor.kind != "rep":
        raise Refused(NotAllowed(work.rule))
    if case.state != "open":
        raise Refused(CaseOver())
    return person, case, helper


async def _for(work: Work, person: Person, case: Case, note: str, state: str) -> CaseForYou:
    customer, owner = person
    answer = await surveys.answer_by_id(work.session, case.answer_id) if case.answer_id else None
    words = case.words or (answer.reason if answer else None) or ""
    firm = customer.company.name if customer.company else None
    return CaseForYou(case.id, customer.id, customer.name, firm, owner.full_name, words, note, state)


async def _tell_helper(work: Work, person: Person, case: Case, state: str) -> None:
    """The card that asked for help, as things stand now."""
    helper = await reps.by_id(work.session, case.helper_id) if case.helper_id else None
    if helper is None or (case.helped_at is not None and state == "withdrawn"):
        return
    customer = person.customer
    first = await rows.told_to(work.session, CaseForYou.__name__, customer.id, case.id, helper.slack_id)
    note = str(first.fields.get("note") or "") if first is not None else ""
    notice = await _for(work, person, case, note, state)
    await post.to_slack(
        work, helper.slack_id, notice, customer_id=customer.id, update_of=first.seq if first is not None else None
    )


async def _tell_owner(work: Work, person: Person, helper: Rep, notice: CaseHelp) -> None:
    if person.owner.id != helper.id:
        await post.to_rep(work, person.owner, notice, customer_id=person.customer.id)
