"""How much a rep may give by hand: a day, and a day to one customer."""

from crm.points.programme.programme import Programme
from crm.refusals import HandLimit, HandLimitOfCustomer, Refused
from crm.work import Work
from storage.points import grants


async def must_fit(work: Work, programme: Programme, rep_id: int, customer_id: int | None, points: int) -> int:
    """How much the rep may give today beyond `points`. The rep's giving is locked from now on.

    What was offered and nobody took in time counts no more.

    Raises:
        Refused: HandLimit, HandLimitOfCustomer, each with what is left today.
    """
    await grants.lock_rep(work.session, rep_id)
    for late in await grants.lapse(work.session, rep_id, work.now):
        late.state = "lapsed"
    await work.session.flush()
    by_hand = programme.earn.hand
    left = by_hand.day - await grants.of_rep(work.session, rep_id, work.today)
    if points > left:
        raise Refused(HandLimit(max(left, 0)))
    if customer_id is not None:
        await must_fit_customer(work, programme, customer_id, points)
    return left - points


async def must_fit_customer(work: Work, programme: Programme, customer_id: int, points: int) -> None:
    """Raises:
    Refused: HandLimitOfCustomer.
    """
    theirs = programme.earn.hand.customer_day - await grants.of_customer(work.session, customer_id, work.today)
    if points > theirs:
        raise Refused(HandLimitOfCustomer(max(theirs, 0)))
