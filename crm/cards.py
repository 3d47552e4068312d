"""The customer card: what a rep wants to know of a customer at a glance."""

from crm import choices, finding, followups, stages
from crm.customers import NAME
from crm.notices import CustomerCard, Touch, WhichCustomer
from crm.refusals import Gone, NobodyFound, Refused
from crm.roles import rule
from crm.work import Work
from storage import cases, customers, interactions, links, reps
from storage import followups as due_rows
from storage.tables import Interaction

SHOWN_FOLLOWUPS = 5


@rule("customers.look_up")
async def look_up(work: Work, name: str) -> CustomerCard | WhichCustomer:
    """The card of whom the words mean; several, or nobody (no choices), come as a question."""
    try:
        found = await finding.find(work, name)
    except Refused as no:
        if isinstance(no.refusal, NobodyFound):
            return WhichCustomer(no.refusal.name, ())
        raise
    if len(found) == 1:
        return await card(work, found[0].id)
    return WhichCustomer(name.strip()[:NAME], tuple(await choices.of(work, found)))


@rule("customers.card")
async def card(work: Work, customer_id: int) -> CustomerCard:
    """The card, from the store alone; every figure on it has its evidence there."""
    customer = await customers.by_id(work.session, customer_id)
    if customer is None:
        raise Refused(Gone())
    owner = await reps.by_id(work.session, customer.owner_id)
    touches = await interactions.latest(work.session, customer.id)
    owed = await due_rows.open_of(work.session, customer.id)
    case = await cases.open_of(work.session, customer.id)
    stage = await stages.of(work, customer)
    return CustomerCard(
        customer_id=customer.id,
        name=customer.name,
        reading=customer.reading,
        company=customer.company.name if customer.company else None,
        owner=owner.full_name if owner else "",
        stage=stage.number,
        evidence=stage.evidence,
        last_touch=_touch(touches[0]) if touches else None,
        followups=tuple(followups.due(each) for each in owed[:SHOWN_FOLLOWUPS]),
        more_followups=max(0, len(owed) - SHOWN_FOLLOWUPS),
        line=await _line_state(work, customer.id),
        open_case=case is not None,
    )


def _touch(made: Interaction) -> Touch:
    return Touch(made.day, made.kind, made.text)


async def _line_state(work: Work, customer_id: int) -> str:
    """linked, gone (they blocked us), or none."""
    accounts = await links.accounts_of(work.session, customer_id)
    if not accounts:
        return "none"
    return "linked" if any(each.state == "friend" for each in accounts) else "gone"
