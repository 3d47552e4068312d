"""What a manager says to the larger gifts, and what they see of a rep's giving."""

from crm import post
from crm.handovers import approvers
from crm.notices import GrantAsked, GrantLine, GrantList
from crm.points.bank.ledger import Posted
from crm.points.counter import grants
from crm.points.programme import programmes
from crm.refusals import Gone, GrantDecided, NotAllowed, PointsOff, Refused, TextTooLong
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.points import grants as rows
from storage.tables import Customer, PointGrant, Rep

LISTED = 30


@rule("grants.approve")
async def approve(work: Work, grant_id: int) -> GrantAsked:
    """Somebody above the rep agrees: the points are given.

    Raises:
        Refused: Gone, NotAllowed (one's own, too), GrantDecided, PointsOff.
    """
    grant, customer, rep = await _asked(work, grant_id)
    programme = await programmes.current(work)
    if not programme.enabled:
        raise Refused(PointsOff())
    grant.state, grant.decided_by_id, grant.decided_at = "given", work.actor.id, work.now
    posted = await grants.hand_over(work, programme, grant, customer)
    return await _decided(work, grant, customer, rep, posted)


@rule("grants.refuse")
async def refuse(work: Work, grant_id: int, why: str = "") -> GrantAsked:
    """Somebody above the rep does not agree; the rep hears why.

    Raises:
        Refused: Gone, NotAllowed, GrantDecided, TextTooLong.
    """
    if len(why) > grants.NOTE:
        raise Refused(TextTooLong(grants.NOTE))
    grant, customer, rep = await _asked(work, grant_id)
    grant.state, grant.decided_by_id, grant.decided_at, grant.why = "refused", work.actor.id, work.now, why or None
    return await _decided(work, grant, customer, rep, None)


async def _asked(work: Work, grant_id: int) -> tuple[PointGrant, Customer, Rep]:
    """What waits for the actor's word, locked behind its customer."""
    grant, customer = await grants.locked(work, grant_id)
    rep = await reps.by_id(work.session, grant.rep_id)
    if rep is None or customer is None:
        raise Refused(Gone())
    if rep.id == work.actor.id or not await approvers.decides(work, rep):
        raise Refused(NotAllowed(work.rule))
    if grant.state != "asked":
        raise Refused(GrantDecided())
    return grant, customer, rep


async def _decided(work: Work, grant: PointGrant, customer: Customer, rep: Rep, posted: Posted | None) -> GrantAsked:
    """The rep hears, and every card that asked shows what came of it."""
    decider = await grants.me(work)
    shown = grants.question(grant, customer, rep, decider.slack_id)
    for row in await rows.cards(work.session, grant.id, grant.customer_id, GrantAsked.__name__):
        await post.to_slack(work, row.recipient, shown, customer_id=customer.id, update_of=row.seq)
    told = grants.shown(grant, customer, posted, by=decider.slack_id)
    await post.to_rep(work, rep, told, customer_id=customer.id)
    return shown


@rule("grants.list")
async def list_(work: Work, rep_id: int) -> GrantList:
    """What a rep has given lately, for whoever is above them.

    Raises:
        Refused: Gone, NotAllowed.
    """
    rep = await reps.by_id(work.session, rep_id)
    if rep is None:
        raise Refused(Gone())
    if not await approvers.decides(work, rep):
        raise Refused(NotAllowed(work.rule))
    found = await rows.latest(work.session, rep_id, LISTED)
    lines = [GrantLine(each.day, name or "", each.points, each.reason, each.note, each.state) for each, name in found]
    return GrantList(rep.id, rep.full_name, tuple(lines))
