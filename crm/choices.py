"""Whom a typed name means, when a rule wants one customer and the words may fit several."""

from collections.abc import Sequence

from crm import finding
from crm.customers import NAME
from crm.notices import Choice, WhichCustomer
from crm.refusals import Gone, Refused
from crm.roles import rule
from crm.work import Work
from storage import customers as people
from storage import reps
from storage.tables import Customer


async def one(work: Work, who: str | int, then: str) -> Customer | WhichCustomer:
    """The customer by number or by name, or the question which of several; pressing one does `then`.

    Raises:
        Refused: NobodyFound, NameMissing, or Gone for a number that nobody has.
    """
    if isinstance(who, int):
        return await _numbered(work, who)
    found = await finding.find(work, who)
    if len(found) == 1:
        return found[0]
    return WhichCustomer(who.strip()[:NAME], tuple(await of(work, found)), then)


async def _numbered(work: Work, customer_id: int) -> Customer:
    customer = await people.by_id(work.session, customer_id)
    if customer is None:
        raise Refused(Gone())
    return customer


async def of(work: Work, found: Sequence[Customer]) -> list[Choice]:
    """The customers as a picker shows them."""
    owners = await reps.by_ids(work.session, [each.owner_id for each in found])
    return [
        Choice(each.id, each.name, each.company.name if each.company else None, owners[each.owner_id].full_name)
        for each in found[: finding.CHOICES]
    ]


@rule("customers.suggest")
async def suggest(work: Work, typed: str) -> list[Choice]:
    """Whom the beginning of a name could mean, for a list that fills while somebody types; nothing typed: nobody."""
    try:
        return await of(work, await finding.find(work, typed))
    except Refused:
        return []
