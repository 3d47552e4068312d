"""Whom a typed name means, when a rule wants one customer and the words may fit several."""

from crm import customers
from crm.notices import WhichCustomer
from crm.refusals import Gone, Refused
from crm.work import Work
from storage import customers as people
from storage.tables import Customer


async def one(work: Work, who: str | int, then: str) -> Customer | WhichCustomer:
    """The customer by number or by name, or the question which of several; pressing one does `then`.

    Raises:
        Refused: NobodyFound, NameMissing, or Gone for a number that nobody has.
    """
    if isinstance(who, int):
        return await _numbered(work, who)
    found = await customers.find(work, who)
    if len(found) == 1:
        return found[0]
    return WhichCustomer(who.strip()[: customers.NAME], tuple(await customers.choices(work, found)), then)


async def _numbered(work: Work, customer_id: int) -> Customer:
    customer = await people.by_id(work.session, customer_id)
    if customer is None:
        raise Refused(Gone())
    return customer
