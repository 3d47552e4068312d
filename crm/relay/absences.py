"""Who is away, and who reads and answers meanwhile."""

from datetime import date

from crm.work import Work
from storage import reps
from storage.tables import Customer, Rep

READS_ONLY = "read_only"


def away(rep: Rep, day: date) -> bool:
    """Whether the rep is away on that day, by their own settings; both ends of the absence belong to it."""
    return rep.away_from is not None and rep.away_from <= day <= (rep.away_until or rep.away_from)


async def deputy(work: Work, customer: Customer, owner: Rep) -> Rep | None:
    """Whoever stands in today: the customer's deputy, else the owner's; None where neither is here and may write."""
    named = [each for each in (customer.deputy_id, owner.deputy_id) if each is not None and each != owner.id]
    known = await reps.by_ids(work.session, named) if named else {}
    return next((known[each] for each in named if each in known and _here(work, known[each])), None)


async def stand_in(work: Work, customer: Customer, owner: Rep) -> Rep:
    """Who is called when the customer writes: the owner, or the deputy of an owner who is away or has left.

    Without a deputy who is here it is the owner all the same.
    """
    if owner.active and not away(owner, work.today):
        return owner
    return await deputy(work, customer, owner) or owner


def may_stand_in(work: Work, customer: Customer, owner: Rep) -> bool:
    """Whether the actor is named as the deputy of this customer or of their owner."""
    return work.actor.kind == "rep" and work.actor.id in {customer.deputy_id, owner.deputy_id}


def _here(work: Work, rep: Rep) -> bool:
    return rep.active and rep.role != READS_ONLY and not away(rep, work.today)
