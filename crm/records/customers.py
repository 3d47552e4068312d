"""Customers: created by whoever met them, and reached, locked, by every rule that changes something of theirs."""

from collections.abc import Collection

from crm import names
from crm.refusals import Gone, NameMissing, Refused, TextTooLong
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.records import companies, customers, merges
from storage.tables import Company, Customer, Rep

NAME = 100
# Mergers of mergers are few; a longer chain is a ring, which only a restored file of somebody's own making can hold.
LONGEST_CHAIN = 100


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
    company = await company_named(work, new.company) if new.company else None
    customer = Customer(
        name=new.name, reading=new.reading, company_id=company.id if company else None, owner_id=work.actor.id
    )
    customer.company = company
    await work.save(customer)
    await index(work, [customer.id])
    return customer


async def index(work: Work, ids: Collection[int]) -> None:
    """Make these customers found by their names and by those of the duplicates in them, and duplicates not at all.

    Whenever a name, a reading, a company or its name, or a merge changes.
    """
    spelt = await merges.spellings(work.session, ids)
    keys = {each: {key for one in theirs for key in names.search_keys(*one)} for each, theirs in spelt.items()}
    await customers.set_keys_many(work.session, keys)


async def company_named(work: Work, name: str) -> Company:
    """The company that goes by the name, made where there is none."""
    key = names.key(name)
    known = await companies.by_key(work.session, key)
    if known is not None:
        return known
    made = Company(name=name, key=key)
    await work.save(made)
    return made


async def survivor(work: Work, customer_id: int) -> Customer:
    """The customer, or whoever a duplicate lives on in: old buttons and links lead there.

    Raises:
        Refused: Gone.
    """
    for _ in range(LONGEST_CHAIN):
        customer = await customers.by_id(work.session, customer_id)
        if customer is None or customer.erased_at is not None:
            break
        if customer.merged_into_id is None:
            return customer
        customer_id = customer.merged_into_id
    raise Refused(Gone())


async def reached(work: Work, customer_id: int) -> tuple[Customer, Rep]:
    """The customer (or whoever a duplicate lives on in), locked, and the owner, for a rule that is about to change
    something of theirs. Change what is returned: it may be another customer than the one asked for.
    """
    living = await survivor(work, customer_id)
    customer = await customers.locked(work.session, living.id)
    if customer is not None and customer.merged_into_id is not None:  # merged while we waited for the lock
        return await reached(work, customer.merged_into_id)
    owner = await reps.by_id(work.session, customer.owner_id) if customer else None
    if customer is None or owner is None or customer.erased_at is not None:
        raise Refused(Gone())
    return customer, owner
