"""Customers: created by whoever met them, found by any way of writing their name, shown on one card."""

from crm import followups, names, stages
from crm.notices import Choice, CustomerCard, Touch, WhichCustomer
from crm.refusals import Gone, NameMissing, NobodyFound, Refused, TextTooLong
from crm.roles import rule
from crm.work import Work
from storage import cases, companies, customers, interactions, links, reps
from storage import followups as due_rows
from storage.tables import Company, Customer, Interaction, Rep

# A picker with more than this is not read; the rep is asked for a longer name instead.
CHOICES = 10
NAME = 100
# A company, a name and what stands between them; what is longer finds nobody, and databases refuse to look for it.
MOST_KEY = 3 * NAME
SHOWN_FOLLOWUPS = 5


@rule("customers.create")
async def create(work: Work, text: str) -> Customer:
    """Make a customer of 「株式会社サクラ 田中一郎（たなかいちろう）」, owned by whoever typed it."""
    if len(text) > 4 * NAME:
        raise Refused(TextTooLong(NAME))
    new = names.split_new(text)
    if new is None:
        raise Refused(NameMissing())
    if max(len(new.name), len(new.company or ""), len(new.reading or "")) > NAME:
        raise Refused(TextTooLong(NAME))
    company = await _company(work, new.company) if new.company else None
    customer = Customer(
        name=new.name, reading=new.reading, company_id=company.id if company else None, owner_id=work.actor.id
    )
    customer.company = company
    await work.save(customer)
    await customers.set_keys(work.session, customer.id, names.search_keys(new.name, new.reading, new.company))
    return customer


async def _company(work: Work, name: str) -> Company:
    key = names.key(name)
    known = await companies.by_key(work.session, key)
    if known is not None:
        return known
    made = Company(name=name, key=key)
    await work.save(made)
    return made


@rule("customers.find")
async def find(work: Work, name: str) -> list[Customer]:
    """All customers the words could mean, the surest reading only: an exact key beats a beginning beats a part.

    Raises:
        Refused: NobodyFound, or NameMissing for empty words.
    """
    keys = _sure_keys(name)
    if not keys:
        raise Refused(NameMissing())
    for key in (key for key in keys if len(key) <= MOST_KEY):
        for look in (customers.with_key, customers.with_prefix, customers.with_part):
            found = await look(work.session, key, CHOICES + 1)
            if found:
                return found
    raise Refused(NobodyFound(name.strip()[:NAME]))


def _sure_keys(name: str) -> list[str]:
    """The words as they stand, and 「サクラの田中」 as the firm and the person in it."""
    whole, *parts = names.query_keys(name) or ("",)
    firm_and_person = "".join(reversed(parts)) if len(parts) == 2 else ""
    return [key for key in (whole, firm_and_person) if key]


@rule("customers.look_up")
async def look_up(work: Work, name: str) -> CustomerCard | WhichCustomer:
    """The card of whom the words mean; several, or nobody (no choices), come as a question."""
    try:
        found = await find(work, name)
    except Refused as no:
        if isinstance(no.refusal, NobodyFound):
            return WhichCustomer(no.refusal.name, ())
        raise
    if len(found) == 1:
        return await card(work, found[0].id)
    return WhichCustomer(name.strip()[:NAME], tuple(await choices(work, found)))


async def choices(work: Work, found: list[Customer]) -> list[Choice]:
    """The customers as a picker shows them."""
    owners = await reps.by_ids(work.session, [each.owner_id for each in found])
    return [
        Choice(each.id, each.name, each.company.name if each.company else None, owners[each.owner_id].full_name)
        for each in found[:CHOICES]
    ]


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


async def reached(work: Work, customer_id: int) -> tuple[Customer, Rep]:
    """The customer, locked, and the owner, for a rule that is about to change something of theirs."""
    customer = await customers.locked(work.session, customer_id)
    owner = await reps.by_id(work.session, customer.owner_id) if customer else None
    if customer is None or owner is None:
        raise Refused(Gone())
    return customer, owner
