"""What looks odd in what a rep gives: told to whoever is above them, once a day and kind, never to the rep.

Reps are known by name alone: the store has neither their telephone nor their e-mail nor their own LINE. So who gives to
a customer of the rep's own name is told of, and whoever has another name is not found.
"""

from datetime import datetime, time, timedelta

from crm import names, post
from crm.handovers import approvers
from crm.notices import GrantFlag
from crm.work import Work
from storage import ledger, reps
from storage.points import grants
from storage.tables import Customer, PointGrant, Rep

OFTEN, OFTEN_WITHIN = 10, timedelta(minutes=10)
ONE_DAYS, ONE_LEAST = 30, 5


async def look(work: Work, grant: PointGrant, customer: Customer) -> None:
    """After points were given: whatever looks odd by now."""
    rep = await reps.by_id(work.session, grant.rep_id)
    if rep is None:
        return
    found = [await _own(work, rep, grant, customer), await _often(work, rep, customer)]
    found += [await _one(work, rep, customer), await _both(work, rep, grant, customer)]
    for flag in (each for each in found if each is not None):
        await _tell(work, rep, flag)


async def _tell(work: Work, rep: Rep, flag: GrantFlag) -> None:
    above = await approvers.above(work, rep)
    if not above or not await ledger.take(work.session, f"grant_flag:{flag.kind}", f"{rep.id}:{work.today}", work.now):
        return
    for slack_id in above:
        await post.to_slack(work, slack_id, flag, customer_id=flag.customer_id)


def _flag(rep: Rep, kind: str, customer: Customer, times: int, points: int, total: int = 0) -> GrantFlag:
    return GrantFlag(rep.id, rep.slack_id, kind, customer.id, customer.name, times, points, total)


async def _own(_work: Work, rep: Rep, grant: PointGrant, customer: Customer) -> GrantFlag | None:
    """The customer goes by the rep's own name."""
    same = names.key(rep.full_name) == names.key(customer.name)
    return _flag(rep, "own", customer, 1, grant.points) if same else None


async def _often(work: Work, rep: Rep, customer: Customer) -> GrantFlag | None:
    times = await grants.since(work.session, rep.id, work.now - OFTEN_WITHIN)
    return _flag(rep, "often", customer, times, 0) if times > OFTEN else None


async def _one(work: Work, rep: Rep, customer: Customer) -> GrantFlag | None:
    """More than half of what the rep gave in a month went to one customer."""
    given = await grants.by_customer(work.session, rep.id, work.today - timedelta(days=ONE_DAYS))
    total, times = sum(points for _, _, points in given), sum(each for _, each, _ in given)
    theirs = next((points for number, _, points in given if number == customer.id), 0)
    odd = times >= ONE_LEAST and 2 * theirs > total
    return _flag(rep, "one", customer, times, theirs, total) if odd else None


async def _both(work: Work, rep: Rep, grant: PointGrant, customer: Customer) -> GrantFlag | None:
    """The rep gives, and confirms what the same customer takes for it, on one day."""
    morning: datetime = work.house.business.moment(work.today, time())
    both = await grants.confirmed_too(work.session, rep.id, customer.id, morning)
    return _flag(rep, "both", customer, 1, grant.points) if both else None
