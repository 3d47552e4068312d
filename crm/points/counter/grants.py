"""Points that reps give by hand: within limits, and the larger ones with a manager's word."""

from datetime import timedelta

from crm import post
from crm.handovers import approvers
from crm.notices import GrantAsked, GrantShown, WhosePoints
from crm.points.bank import giving, telling
from crm.points.bank.giving import Gift
from crm.points.bank.ledger import Posted, Slip
from crm.points.counter import flags, limits, whom
from crm.points.counter.readings import Said
from crm.points.earning import earning
from crm.points.programme import programmes
from crm.points.programme.programme import ByEvent, Programme
from crm.records import customers
from crm.refusals import (
    Gone,
    PointsOff,
    PointsSignMissing,
    Refused,
    TextTooLong,
)
from crm.roles import rule
from crm.work import Work
from storage import reps
from storage.points import grants as rows
from storage.tables import Customer, PointGrant, Rep

UNDO_WITHIN = timedelta(minutes=10)
NOTE = 300
LISTED = 30
PICK = "points.pick"
VISIT = frozenset({"来店", "ご来店", "来場", "ご来場", "visit"})


@rule("grants.give")
async def give(work: Work, text: str, said: Said, chosen: int | None = None) -> GrantShown | WhosePoints:
    """Give by hand, within the day's limits; what is above the limit of one gift waits for a manager. An event of the
    programme gives what the programme says.

    Raises:
        Refused: NameMissing, PointsOff, PointsSignMissing, TextTooLong, HandLimit, HandLimitOfCustomer, EventNotOn,
        EventHad.
    """
    programme = await programmes.current(work)
    if not programme.enabled:
        raise Refused(PointsOff())
    if not said.points or said.points < 0:
        raise Refused(PointsSignMissing())
    found = await whom.meant(work, text, said.whose, chosen, PICK)
    if isinstance(found, WhosePoints):
        return found
    customer, _ = await customers.reached(work, found[0].id)
    event = event_of(programme, found[1])
    if event is None:
        return await _by_hand(work, programme, customer, said.points, found[1])
    posted = await earning.attended(work, programme, customer.id, event)
    await telling.tell(work, programme, customer.id, posted, "event", event.name)
    grant = PointGrant(
        rep_id=work.actor.id, day=work.today, points=event.points, reason="event", note=event.name, state="given"
    )
    return shown(grant, customer, posted)


async def _by_hand(work: Work, programme: Programme, customer: Customer, points: int, words: str) -> GrantShown:
    rep = await me(work)
    rest = await limits.must_fit(work, programme, rep.id, customer.id, points)
    asks = points > programme.earn.hand.approve_above and bool(await approvers.above(work, rep))
    grant = made(work, customer.id, points, words, "asked" if asks else "given")
    await work.save(grant)
    if asks:
        await ask(work, rep, grant, customer)
        return shown(grant, customer, None, rest)
    return shown(grant, customer, await hand_over(work, programme, grant, customer), rest, undo=True)


def made(work: Work, customer_id: int | None, points: int, words: str, state: str) -> PointGrant:
    """A grant of the actor's, not yet written.

    Raises:
        Refused: TextTooLong.
    """
    if len(words) > NOTE:
        raise Refused(TextTooLong(NOTE))
    reason = "visit" if words.casefold() in VISIT else "hand"
    note = "" if reason == "visit" else words
    if points < 0:
        reason, note = "checkout", words
    return PointGrant(
        rep_id=work.actor.id,
        customer_id=customer_id,
        points=points,
        reason=reason,
        note=note,
        day=work.today,
        state=state,
    )


def event_of(programme: Programme, words: str) -> ByEvent | None:
    """The event that the words name, by its code or its name."""
    said = words.casefold()
    return next((each for each in programme.earn.event if said in {each.code, each.name.casefold()}), None)


async def hand_over(work: Work, programme: Programme, grant: PointGrant, customer: Customer) -> Posted | None:
    """The points come to the customer, who hears of it where the programme says so; what looks odd is told."""
    slip = Slip(f"grant:{grant.id}", grant.reason, f"point_grants:{grant.id}", grant.note or None)
    posted = await giving.give(work, programme, customer.id, Gift(grant.points, slip))
    await telling.tell(work, programme, customer.id, posted, grant.reason, grant.note)
    await flags.look(work, grant, customer)
    return posted


async def ask(work: Work, rep: Rep, grant: PointGrant, customer: Customer) -> None:
    """Put it before whoever is above the rep."""
    for slack_id in await approvers.above(work, rep):
        await post.to_slack(work, slack_id, question(grant, customer, rep), customer_id=customer.id)


async def locked(work: Work, grant_id: int) -> tuple[PointGrant, Customer | None]:
    """The grant, behind the customer it is for.

    Raises:
        Refused: Gone.
    """
    known = await rows.by_id(work.session, grant_id)
    if known is None:
        raise Refused(Gone())
    customer = (await customers.reached(work, known.customer_id))[0] if known.customer_id is not None else None
    grant = await rows.locked(work.session, grant_id)
    if grant is None:
        raise Refused(Gone())
    return grant, customer


async def me(work: Work) -> Rep:
    """Raises:
    Refused: Gone.
    """
    rep = await reps.by_id(work.session, work.actor.id)
    if rep is None:
        raise Refused(Gone())
    return rep


def company(customer: Customer) -> str | None:
    """Its name."""
    return customer.company.name if customer.company else None


def question(grant: PointGrant, customer: Customer, rep: Rep, by: str = "") -> GrantAsked:
    return GrantAsked(
        grant_id=grant.id,
        rep=rep.slack_id,
        customer_id=customer.id,
        customer=customer.name,
        company=company(customer),
        points=grant.points,
        reason=grant.reason,
        note=grant.note,
        state=grant.state,
        by=by,
        why=grant.why or "",
    )


def shown(
    grant: PointGrant,
    customer: Customer,
    posted: Posted | None,
    rest: int | None = None,
    *,
    undo: bool = False,
    state: str = "",
    by: str = "",
) -> GrantShown:
    plain = "taken" if grant.points < 0 and grant.state == "given" else grant.state
    return GrantShown(
        grant_id=grant.id or 0,
        customer_id=customer.id,
        customer=customer.name,
        company=company(customer),
        points=abs(grant.points),
        reason=grant.reason,
        note=grant.note,
        state=state or plain,
        balance=posted.balance if posted else 0,
        rest=rest,
        by=by,
        why=grant.why or "",
        undo_until=grant.created_at + UNDO_WITHIN if undo else None,
    )
