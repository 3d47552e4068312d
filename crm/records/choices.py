"""Whom a typed name means, when a rule wants one customer and the words may fit several."""

from collections.abc import Sequence

from crm.notices import Choice, WhichCustomer
from crm.records import customers, finding
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.tables import Customer


async def one(work: Work, who: str | int, then: str) -> Customer | WhichCustomer:
    """The customer by number or by name, or the question which of several; pressing one does `then`.

    Raises:
        Refused: NobodyFound, NameMissing, or Gone for a number that nobody has.
    """
    if isinstance(who, int):
        return await customers.survivor(work, who)
    found = await finding.find(work, who)
    if found.sure is not None:
        return found.sure
    return WhichCustomer(who.strip()[: customers.NAME], tuple(await of(work, found.customers)), then, found.close)


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
    return await of(work, await finding.suggestions(work, typed))
