"""Customers: created by whoever met them, and reached, locked, by every rule that changes something of theirs."""

from crm import names
from crm.refusals import Gone, NameMissing, Refused, TextTooLong
from crm.roles import rule
from crm.work import Work
from storage import companies, customers, reps
from storage.tables import Company, Customer, Rep

NAME = 100


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


async def reached(work: Work, customer_id: int) -> tuple[Customer, Rep]:
    """The customer, locked, and the owner, for a rule that is about to change something of theirs."""
    customer = await customers.locked(work.session, customer_id)
    owner = await reps.by_id(work.session, customer.owner_id) if customer else None
    if customer is None or owner is None:
        raise Refused(Gone())
    return customer, owner
